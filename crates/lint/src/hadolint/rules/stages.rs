//! What rules about stages share.

use std::collections::{HashMap, HashSet};

use drydock_source::Span;

use crate::hadolint::pass::{Hit, Pass, Running, replace};
use crate::hadolint::step::{BaseImage, Kind, Step};
use crate::hadolint::value::Value;

/// Something that is set in a stage and handed on to those that build on it. hadolint tells stages apart by their names,
/// or by the name of their image when they have none.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The stage; `None` before the first.
    current: Option<String>,
    set: HashMap<Option<String>, bool>,
    begun: bool,
}

impl Marks {
    /// A stage begins.
    pub(super) fn enter(&mut self, from: &BaseImage) {
        let base = Some(from.image.name.clone());
        let name = from.alias.as_ref().map_or_else(|| base.clone(), |alias| Some(alias.text.clone()));
        if self.begun {
            let inherited = self.set.get(&base).copied().unwrap_or(false);
            self.set.insert(name.clone(), inherited);
        }
        self.current = name;
        self.begun = true;
    }

    /// It is set in this stage.
    pub(super) fn set(&mut self) {
        self.set.insert(self.current.clone(), true);
        self.begun = true;
    }

    pub(super) fn is_set(&self) -> bool {
        self.begun && self.set.get(&self.current).copied().unwrap_or(false)
    }
}

/// The RUNs that `wrong` takes, in the last stage and in stages that others build on. A stage with the very same FROM
/// as the last one counts as the last.
pub(super) fn in_used_stages<'a>(
    steps: &'a [Step],
    wrong: impl Fn(&Running<'a>) -> bool,
) -> Vec<Running<'a>> {
    let mut found: Vec<(Running<'a>, Option<&BaseImage>)> = Vec::new();
    let mut bases: HashSet<&str> = HashSet::new();
    let mut current: Option<&BaseImage> = None;
    for step in steps {
        if let Kind::From(from) = &step.kind {
            bases.insert(&from.image.name);
            current = Some(from);
        }
        found.extend(Running::of(step).filter(&wrong).map(|running| (running, current)));
    }
    let last = identity(current);
    let used = |from: Option<&BaseImage>| {
        let alias = from.and_then(|from| from.alias.as_ref());
        identity(from) == last || alias.is_some_and(|alias| bases.contains(alias.text.as_str()))
    };
    found.into_iter().filter(|(_, from)| used(*from)).map(|(running, _)| running).collect()
}

/// All that FROM says; before the first FROM as if `FROM scratch` stood there.
fn identity(from: Option<&BaseImage>) -> [Option<&str>; 6] {
    let Some(from) = from else { return [None, Some("scratch"), None, None, None, None] };
    [
        from.image.registry.as_deref(),
        Some(&from.image.name),
        text(&from.tag),
        text(&from.digest),
        text(&from.alias),
        text(&from.platform),
    ]
}

fn text(value: &Option<Value>) -> Option<&str> {
    value.as_ref().map(|value| value.text.as_str())
}

/// Finds every instruction of a kind that counts only once a stage, but the first; the one before can go.
pub(super) fn only_last(pass: &mut Pass<'_>, keyword: &str, is: impl Fn(&Kind) -> bool) {
    let mut before: Option<&Step> = None;
    for step in pass.steps() {
        if let Kind::From(_) = step.kind {
            before = None;
        }
        if !is(&step.kind) {
            continue;
        }
        if let Some(before) = before {
            let hit = Hit::new(format!("This {keyword} takes the place of one above"));
            let edit = lines_of(before, &pass.file.text).map(|span| replace(span, ""));
            pass.add(step, hit.fix("Remove the one above", edit));
        }
        before = Some(step);
    }
}

/// An instruction with its line break.
fn lines_of(step: &Step, text: &str) -> Option<Span> {
    let rest = text.get(step.span.end as usize..)?;
    rest.starts_with('\n').then_some(Span { start: step.span.start, end: step.span.end + 1 })
}
