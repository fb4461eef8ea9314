//! The page's side of the evaluator, which runs beside the page and answers in bytes: see
//! `drydock_playground::protocol`.

mod desk;
mod port;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use drydock_playground::Evaluation;
use drydock_playground::protocol::{Answer, Question, Reply, Request, decode, encode};
use yew::prelude::*;

use crate::dispatch::Dispatch;
use crate::same::Same;
use crate::state::{Action, Evaluated, State};
use desk::Desk;
pub use desk::Work;
use port::Port;

/// The evaluator: what the page shows is evaluated by itself, panels can ask for more. Copies are the same one.
#[derive(Clone)]
pub struct Evaluator(Rc<RefCell<Inner>>);

struct Inner {
    desk: Desk,
    port: Option<Port>,
    /// Who waits for the answer to which request.
    waiting: HashMap<u32, Callback<Answer>>,
    dispatch: Dispatch,
}

impl PartialEq for Evaluator {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Evaluator {
    /// An evaluator that tells what it finds out to `dispatch`.
    fn new(dispatch: Dispatch) -> Self {
        let inner = Inner { desk: Desk::default(), port: None, waiting: HashMap::new(), dispatch };
        Self(Rc::new(RefCell::new(inner)))
    }

    /// Asks a question about what was evaluated last. Nothing is answered when the evaluator fails meanwhile: the
    /// reader is told of that, and whoever asks with each evaluation asks again. False when it cannot be asked yet.
    pub fn ask(&self, question: Question, answer: Callback<Answer>) -> bool {
        let request = self.0.borrow_mut().desk.ask(question);
        let Some(request) = request else { return false };
        self.0.borrow_mut().waiting.insert(request.id, answer);
        self.send(&request);
        true
    }

    /// From now on `work` is what should be evaluated.
    fn want(&self, work: Work) {
        self.0.borrow_mut().desk.want(work);
        self.go_on();
    }

    fn go_on(&self) {
        let next = self.0.borrow_mut().desk.next();
        if let Some(request) = next {
            self.send(&request);
        }
    }

    fn send(&self, request: &Request) {
        match encode(request) {
            Ok(bytes) => {
                let mut inner = self.0.borrow_mut();
                inner.port.get_or_insert_with(|| self.open()).send(&bytes);
            }
            Err(error) => self.fail(&error.to_string()),
        }
    }

    fn open(&self) -> Port {
        let (replies, failures) = (self.clone(), self.clone());
        Port::open(
            move |bytes, took, memory| replies.take(&bytes, took, memory),
            move |message| failures.fail(&message),
        )
    }

    fn take(&self, bytes: &[u8], took: f64, memory: f64) {
        let reply: Reply = match decode(bytes) {
            Ok(reply) => reply,
            Err(error) => return self.fail(&error.to_string()),
        };
        let work = self.0.borrow_mut().desk.replied(reply.id);
        match (work, reply.answer) {
            (Some(work), Answer::Evaluation(evaluation)) => {
                // What was typed meanwhile is on its way before this is drawn.
                self.go_on();
                let evaluation = Same::new(*evaluation);
                self.dispatch(Action::Evaluated(Evaluated { work, evaluation, took, memory, ready: true }));
            }
            (_, answer) => {
                let waiting = self.0.borrow_mut().waiting.remove(&reply.id);
                if let Some(waiting) = waiting {
                    waiting.emit(answer);
                }
            }
        }
    }

    /// Lets go of this evaluator; the next request makes a new one.
    fn fail(&self, message: &str) {
        let builds = {
            let mut inner = self.0.borrow_mut();
            // Not dropped here: this may be called by it.
            if let Some(port) = inner.port.take() {
                wasm_bindgen_futures::spawn_local(async move { drop(port) });
            }
            inner.waiting.clear();
            inner.desk.failed()
        };
        self.dispatch(Action::Failed(message.to_owned(), builds));
    }

    fn dispatch(&self, action: Action) {
        let dispatch = self.0.borrow().dispatch.clone();
        dispatch.dispatch(action);
    }
}

/// The evaluator of the page, which evaluates what `state` shows.
#[hook]
pub fn use_evaluator(state: &UseReducerHandle<State>) -> Evaluator {
    let evaluator = {
        let dispatch = state.dispatcher();
        use_memo((), move |()| Evaluator::new(dispatch))
    };
    // Told while the page is drawn, not after: the evaluator works meanwhile.
    use_memo(state.work(), {
        let evaluator = evaluator.clone();
        move |work| evaluator.want(work.clone())
    });
    (*evaluator).clone()
}

/// The way to the evaluator.
///
/// # Panics
/// Outside of [`crate::app::App`], which provides it.
#[hook]
pub fn use_asking() -> Evaluator {
    use_context::<Evaluator>().expect("the app provides its evaluator")
}

/// The answer to `question` about what `evaluation` is about, once it is there. With each new evaluation it is asked
/// again; until then the former answer stays.
#[hook]
pub fn use_answer(question: Option<Question>, evaluation: &Same<Evaluation>) -> Option<Rc<Answer>> {
    use_answered(question, Some(evaluation.clone()))
}

/// The answer to `question`, which is about no project, once it is there.
#[hook]
pub fn use_fact(question: Question) -> Option<Rc<Answer>> {
    use_answered(Some(question), None)
}

#[hook]
fn use_answered(question: Option<Question>, evaluation: Option<Same<Evaluation>>) -> Option<Rc<Answer>> {
    let evaluator = use_asking();
    let known = use_state(|| None::<(Question, Rc<Answer>)>);
    {
        let known = known.setter();
        use_effect_with((question.clone(), evaluation), move |(question, _)| {
            if let Some(question) = question.clone() {
                let asked = question.clone();
                let take = move |answer| known.set(Some((asked.clone(), Rc::new(answer))));
                evaluator.ask(question, Callback::from(take));
            }
        });
    }
    known.as_ref().filter(|(asked, _)| Some(asked) == question.as_ref()).map(|(_, answer)| answer.clone())
}
