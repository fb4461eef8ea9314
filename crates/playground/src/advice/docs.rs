//! Documentation of packages that nobody reads in a container.

use drydock_lint::shell_texts;
use drydock_source::{Edit, Fix};

use super::{Asked, Proposal};
use crate::evaluate::chain;

/// What is removed; in the slim images of Debian it is not there in the first place.
const REMOVE: &str = "rm -rf /usr/share/doc/* /usr/share/man/*";

pub(super) fn propose(asked: &Asked<'_>) -> Vec<Proposal> {
    let stages: Vec<usize> = chain(asked.parts).iter().map(|stage| stage.index).collect();
    let input = asked.parts.lint_input();
    let mut proposals = Vec::new();
    for text in shell_texts(&input) {
        let installs = text.calls().any(|(_, call)| {
            matches!(call.base_name(), "apt-get" | "apt")
                && call.args.iter().any(|word| word.literal().is_some_and(|word| word == "install"))
        });
        let open = text.script.body.lists.last().is_none_or(|list| list.background);
        let plain = text.is_run()
            && !text.heredoc
            && !open
            && text.script.is_understood()
            && text.script.comments.is_empty();
        if !installs || !plain || !stages.contains(&text.at.stage.index) {
            continue;
        }
        let end = text.span(text.script.body.span).end;
        let title = "Remove the documentation in this RUN".to_owned();
        let edit = Edit { span: drydock_source::Span::at(end as usize), text: format!(" && {REMOVE}") };
        proposals.push(Proposal {
            name: "docs".into(),
            title: title.clone(),
            why: "Packages bring manuals, changelogs and licences; a container has no use for manuals."
                .into(),
            caution: "Licence texts lie in /usr/share/doc: keep them where you give the image away.",
            line: text.at.instruction.lines.first,
            fix: Fix { title, edits: vec![edit], appended: Vec::new(), safe: false },
        });
    }
    proposals
}
