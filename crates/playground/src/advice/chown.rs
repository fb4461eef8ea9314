//! An owner that is set in a RUN behind the COPY: the files are stored twice.

use drydock_lint::{ShellText, shell_texts};
use drydock_source::{Edit, Fix, Span};
use drydock_syntax::{Instruction, Kind};

use super::{Asked, Proposal, absolute};
use crate::evaluate::chain;

pub(super) fn propose(asked: &Asked<'_>) -> Vec<Proposal> {
    let stages: Vec<usize> = chain(asked.parts).iter().map(|stage| stage.index).collect();
    let input = asked.parts.lint_input();
    let texts = shell_texts(&input);
    texts
        .iter()
        .filter(|text| text.is_run() && stages.contains(&text.at.stage.index))
        .filter_map(|text| proposal(asked, text))
        .collect()
}

fn proposal(asked: &Asked<'_>, text: &ShellText<'_>) -> Option<Proposal> {
    let (owner, path) = owner_and_path(text)?;
    let copy = copy_above(asked, text)?;
    let Kind::Copy(what) = &copy.kind else { return None };
    let workdir = &text.at.before.workdir;
    let dest = absolute(workdir, &what.sources.dest.text);
    if copy.flags.iter().any(|flag| flag.text.starts_with("--chown")) || dest != absolute(workdir, &path) {
        return None;
    }
    let run = text.at.instruction;
    let rest = asked.project.dockerfile.get(run.span.end as usize..)?;
    let line_break =
        rest.find('\n').filter(|at| rest.get(..*at).is_some_and(|blank| blank.trim().is_empty()));
    let end = run.span.end as usize + line_break.map_or(0, |at| at + 1);
    let edits = vec![
        Edit { span: Span::at(copy.keyword.span.end as usize), text: format!(" --chown={owner}") },
        Edit { span: Span::new(run.span.start as usize, end), text: String::new() },
    ];
    let title = format!("Copy with --chown={owner}, without the RUN");
    Some(Proposal {
        name: "chown".into(),
        title: title.clone(),
        why: "A layer keeps what it was made with: another owner in a later step stores each file a second time.".into(),
        caution: "A folder that WORKDIR made keeps its owner; a program that writes into it needs its own.",
        line: run.lines.first,
        fix: Fix { title, edits, appended: Vec::new(), safe: false },
    })
}

/// What `chown -R OWNER PATH` says, where that is the whole text.
fn owner_and_path(text: &ShellText<'_>) -> Option<(String, String)> {
    let (command, simple) = text.only_command()?;
    if !command.redirects.is_empty() || !simple.assignments.is_empty() {
        return None;
    }
    let words: Option<Vec<_>> = simple.words.iter().map(|word| word.literal()).collect();
    match words?.as_slice() {
        [chown, flag, owner, path] if chown == "chown" && (flag == "-R" || flag == "--recursive") => {
            Some((owner.to_string(), path.to_string()))
        }
        _ => None,
    }
}

/// The COPY above a RUN, with nothing between them that makes a layer or changes who copies where.
fn copy_above<'a>(asked: &'a Asked<'_>, text: &ShellText<'_>) -> Option<&'a Instruction> {
    let read = asked.parts.file.stages.get(text.at.stage.index)?;
    let place = read.instructions.iter().position(|one| one.span == text.at.instruction.span)?;
    let above = read.instructions.get(..place)?.iter().rev();
    above
        .take_while(|one| {
            matches!(
                one.kind,
                Kind::Copy(_)
                    | Kind::Env(_)
                    | Kind::Expose(_)
                    | Kind::Label(_)
                    | Kind::Cmd(_)
                    | Kind::Entrypoint(_)
            )
        })
        .find(|one| matches!(one.kind, Kind::Copy(_)))
}
