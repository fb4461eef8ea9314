use drydock_builder::{Cause, FileChange};
use drydock_plan::{OpId, Step};

use super::parts::Parts;
use crate::Reason;

/// Longer values are cut where they are shown in a sentence.
const MAX_VALUE: usize = 60;

/// The causes of an operation in words; `step` is the step it belongs to.
pub(super) fn reasons(parts: &Parts<'_>, op: OpId, step: Option<&Step>) -> Vec<Reason> {
    parts.causes.get(op).into_iter().flatten().map(|cause| reason(parts, cause, step)).collect()
}

fn reason(parts: &Parts<'_>, cause: &Cause, step: Option<&Step>) -> Reason {
    match cause {
        Cause::NothingCached => says("nothing is in the cache yet"),
        Cause::NoCache => says("built without the cache, as asked"),
        Cause::Missed { op } => {
            let line = parts.line(*op);
            let message = match line {
                Some(line) => format!("line {line} missed"),
                None => "what it stands on missed".into(),
            };
            Reason { line, ..says(message) }
        }
        Cause::New { moved_from: Some(line) } => {
            says(format!("moved here: the last build had it in line {line}"))
        }
        Cause::New { moved_from: None } => says("new step: the last build did not have it"),
        Cause::Gone { text, line } => {
            let place = line.map(|line| format!(" (line {line})")).unwrap_or_default();
            Reason {
                old: Some(text.clone()),
                ..says(format!("no longer stands on `{}`{place}", short(text)))
            }
        }
        Cause::Base { old, new } if old == new => says(format!("base image {new}: another digest")),
        Cause::Base { old, new } => changed("base image".into(), Some(old), Some(new)),
        Cause::Variable { name, old, new } => {
            let is_arg = step.is_some_and(|step| {
                step.state.env.get(name).is_none() && step.state.args.get(name).is_some()
            });
            let keyword = if is_arg { "ARG" } else { "ENV" };
            changed(format!("{keyword} {name}"), old.as_ref(), new.as_ref())
        }
        Cause::Part { what: "command", old, new } => {
            Reason { old: Some(old.clone()), new: Some(new.clone()), ..says("command changed") }
        }
        Cause::Part { what: "text of the heredoc", old, new } => {
            Reason { old: Some(old.clone()), new: Some(new.clone()), ..says("text of the heredoc changed") }
        }
        Cause::Part { what, old, new } => {
            let value = |value: &String| (!value.is_empty()).then(|| value.clone());
            changed((*what).into(), value(old).as_ref(), value(new).as_ref())
        }
        Cause::File { path, change, .. } => file(path, change),
        Cause::MoreFiles { count } => says(format!("and {count} more")),
        Cause::NotFinished => says("the last build did not get to its end here"),
        Cause::NoResult => says("no earlier build has this step on the same ground"),
        Cause::CameOutEqual { op } => {
            let stage =
                parts.plan.stages.iter().find(|stage| stage.steps.iter().any(|step| step.ops.contains(op)));
            let name = stage.map_or("its source", |stage| stage.label.as_str());
            Reason {
                line: parts.line(*op),
                ..says(format!("{name} ran again, what it takes from there came out equal"))
            }
        }
    }
}

fn file(path: &str, change: &FileChange) -> Reason {
    let path = if path.is_empty() { "." } else { path };
    let (message, old, new) = match change {
        FileChange::Added => (format!("{path}: added"), None, None),
        FileChange::Removed => (format!("{path}: removed"), None, None),
        FileChange::Content => (format!("{path}: content changed"), None, None),
        FileChange::Kind => (format!("{path}: another kind of file"), None, None),
        FileChange::Mode { old, new } => {
            let (old, new) = (format!("{old:04o}"), format!("{new:04o}"));
            (format!("{path}: mode {old} → {new}"), Some(old), Some(new))
        }
        FileChange::Owner { old, new } => {
            (format!("{path}: owner {old} → {new}"), Some(old.clone()), Some(new.clone()))
        }
        FileChange::Target { old, new } => {
            (format!("{path}: link {old} → {new}"), Some(old.clone()), Some(new.clone()))
        }
    };
    Reason { path: Some(path.to_owned()), old, new, ..says(message) }
}

fn says(message: impl Into<String>) -> Reason {
    Reason { message: message.into(), line: None, path: None, old: None, new: None }
}

fn changed(what: String, old: Option<&String>, new: Option<&String>) -> Reason {
    let message = match (old, new) {
        (Some(old), Some(new)) => format!("{what}: {} → {}", short(old), short(new)),
        (None, Some(new)) => format!("{what}: not set → {}", short(new)),
        (Some(old), None) => format!("{what}: {} → not set", short(old)),
        (None, None) => format!("{what} changed"),
    };
    Reason { old: old.cloned(), new: new.cloned(), ..says(message) }
}

/// `value` as a sentence can hold it.
fn short(value: &str) -> String {
    let line = value.lines().next().unwrap_or_default();
    if value.is_empty() {
        return "empty".into();
    }
    if line.len() == value.len() && value.chars().count() <= MAX_VALUE {
        return value.into();
    }
    let cut: String = line.chars().take(MAX_VALUE).collect();
    format!("{cut}…")
}
