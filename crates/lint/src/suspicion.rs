//! The three rules about files of the context that should have stayed outside.

use drydock_builder::{FileSystem, join};
use drydock_plan::CopyAction;
use drydock_source::{Appended, Fix};

use crate::copies::context_copies;
use crate::finding::{Context, Found};
use crate::{Suspect, SuspectKind};

/// Reports each instruction that brings suspects of `kind` into a stage, with `message` of them.
pub(crate) fn check(context: &mut Context<'_>, kind: SuspectKind, message: fn(&[&Suspect]) -> String) {
    let Some(build) = context.build else { return };
    let wanted: Vec<&Suspect> = build.suspects.iter().filter(|suspect| suspect.kind == kind).collect();
    if wanted.is_empty() {
        return;
    }
    for at in context.steps() {
        let Some(after) = context_copies(context.plan, at.step).next().and_then(|_| build.after(at.step))
        else {
            continue;
        };
        let copied = |suspect: &&Suspect| {
            context_copies(context.plan, at.step).any(|copy| brings(copy, suspect, &after))
        };
        let found: Vec<&Suspect> = wanted.iter().copied().filter(copied).collect();
        if found.is_empty() {
            continue;
        }
        let ignore = build.ignore.map_or(".dockerignore", |(path, _)| path);
        // The name with its folders where only that one is meant by them.
        let line = |suspect: &Suspect| match suspect.path.rsplit_once('/') {
            Some((_, name)) => format!("**/{name}"),
            None => suspect.path.clone(),
        };
        let mut lines: Vec<String> = found.iter().map(|suspect| line(suspect)).collect();
        lines.sort();
        lines.dedup();
        let title = format!(
            "Add {} to {ignore}",
            lines.iter().map(|line| format!("`{line}`")).collect::<Vec<_>>().join(", ")
        );
        let appended = lines.into_iter().map(|line| Appended { path: ignore.to_owned(), line }).collect();
        let fix = Fix { title, edits: Vec::new(), appended, safe: true };
        context.add(Found::within(at.instruction, at.instruction.span, message(&found)).fixed(fix));
    }
}

/// True when `copy` takes the suspect, by the way of a folder it is in, and it is there afterwards.
fn brings(copy: &CopyAction, suspect: &Suspect, after: &FileSystem) -> bool {
    let source = copy.src.trim_matches('/');
    let rest = match source {
        "" | "." => Some(suspect.path.as_str()),
        source => suspect.path.strip_prefix(source).and_then(|rest| rest.strip_prefix('/')),
    };
    rest.is_some_and(|rest| after.get(&join(copy.dest.trim_end_matches('/'), rest)).is_some())
}

/// The paths in words: the first few.
pub(crate) fn paths(found: &[&Suspect]) -> String {
    let shown: Vec<String> = found.iter().take(3).map(|suspect| format!("`{}`", suspect.path)).collect();
    let more = found.len().saturating_sub(shown.len());
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", shown.join(", "))
}
