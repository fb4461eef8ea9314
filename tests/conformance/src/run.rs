use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};

use crate::compare::{Difference, differences};
use crate::{Case, answer};

thread_local! {
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// How a case came out.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The answers are equal.
    Passed,
    /// There is no answer: not a kind that can be answered, or a panic; with the reason.
    NoAnswer(String),
    /// The answers differ at these places.
    Differs(Vec<Difference>),
}

impl Outcome {
    /// True when the answers are equal.
    pub fn passed(&self) -> bool {
        matches!(self, Outcome::Passed)
    }
}

/// Answers `case` and compares. A panic is an answer that failed, not the end of the run.
pub fn run(case: &Case) -> Outcome {
    let kind = match &case.kind {
        Ok(kind) => *kind,
        Err(reason) => return Outcome::NoAnswer(reason.clone()),
    };
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|info| PANIC.with(|text| *text.borrow_mut() = info.to_string())));
    let answer = panic::catch_unwind(AssertUnwindSafe(|| answer::answer(case, kind)));
    panic::set_hook(hook);
    match answer {
        Err(_) => Outcome::NoAnswer(PANIC.with(|text| text.take())),
        Ok(Err(reason)) => Outcome::NoAnswer(reason),
        Ok(Ok(actual)) => match differences(case, kind, &actual) {
            found if found.is_empty() => Outcome::Passed,
            found => Outcome::Differs(found),
        },
    }
}
