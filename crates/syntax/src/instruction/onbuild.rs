//! ONBUILD (`parseOnBuild` of `instructions/parse.go`).

use super::{Kind, Read, Request, Spec};
use crate::args::Form;
use crate::problem::Problem;
use crate::{Word, text};

/// ONBUILD: an instruction that runs in images built on this one.
#[derive(Clone, Debug, Default)]
pub struct Onbuild {
    /// The instruction as it goes into the image config.
    pub expression: Word,
}

pub(super) const SPEC: Spec = Spec {
    name: "ONBUILD",
    form: Form::Instruction,
    usage: "ONBUILD <instruction>",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    let Some(child) = request.node.child.as_deref() else {
        request.at_least_one()?;
        return Ok(Kind::Onbuild(Onbuild::default()));
    };
    request.flags()?;
    let trigger = text::upper(child.keyword.text.trim());
    match trigger.as_str() {
        "ONBUILD" => {
            let message = "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";
            return Err(Problem::new("ChainedOnbuild", child.keyword.span, message)
                .because("A trigger runs in the image built on this one and not in those built on that one.")
                .help("Leave out one ONBUILD."));
        }
        "MAINTAINER" | "FROM" => {
            let message = format!("{trigger} isn't allowed as an ONBUILD trigger");
            return Err(Problem::new("BadTrigger", child.keyword.span, message)
                .because("A trigger runs directly after the FROM of another file and cannot take its place.")
                .help("Put another instruction behind ONBUILD, or leave this one out."));
        }
        _ => {}
    }
    let expression = Word { text: expression(request), span: child.span };
    Ok(Kind::Onbuild(Onbuild { expression }))
}

/// The instruction as the image config keeps it: what stands behind ONBUILD, with the heredocs.
fn expression(request: &Request<'_>) -> String {
    let space = |c: char| matches!(c, '\t' | '\n' | '\u{C}' | '\r' | ' ');
    let original = request.node.original.as_str();
    let keyword = request.spec.name;
    let trimmed = original.trim_start_matches(space);
    let behind = match trimmed.get(..keyword.len()) {
        Some(start) if start.eq_ignore_ascii_case(keyword) => {
            trimmed[keyword.len()..].trim_start_matches(space)
        }
        _ => original,
    };
    let mut text = behind.to_owned();
    for heredoc in &request.node.heredocs {
        text.extend(["\n", &heredoc.content, &heredoc.name]);
    }
    text
}
