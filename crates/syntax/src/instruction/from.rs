//! FROM: the start of a stage (`parseFrom` of `instructions/parse.go`).

use super::flags::FlagSpec;
use super::{Read, Request, Spec};
use crate::args::Form;
use crate::problem::Problem;
use crate::{Stage, Word, text};

pub(super) const SPEC: Spec = Spec {
    name: "FROM",
    form: Form::Words,
    usage: "FROM [--platform=<platform>] <image> [AS <name>]",
    flags: &[FlagSpec::one("platform")],
    heredocs: false,
    read: Read::Stage(read),
};

fn read(request: &Request<'_>) -> Result<Stage, Problem> {
    let (as_keyword, as_written) = name(request)?;
    let flags = request.flags()?;
    Ok(stage(request, flags.one("platform"), as_keyword, as_written))
}

/// What can be told of the stage of a FROM that has an error: the instructions below it need one to stand in.
pub(crate) fn guess(request: &Request<'_>) -> Stage {
    let (as_keyword, as_written) = name(request).unwrap_or_default();
    let platform = request.flags().map(|flags| flags.one("platform")).unwrap_or_default();
    stage(request, platform, as_keyword, as_written)
}

fn stage(request: &Request<'_>, platform: Word, as_keyword: Word, as_written: Word) -> Stage {
    let node = request.node;
    let name = Word { text: text::lower(&as_written.text), span: as_written.span };
    Stage {
        doc: doc_comment(&node.comments, &name.text),
        name,
        name_as_written: as_written.text,
        base: request.args().first().cloned().unwrap_or_default(),
        platform,
        keyword: node.keyword.clone(),
        as_keyword,
        comments: node.comments.clone(),
        source: node.source().into(),
        lines: node.lines,
        span: node.span,
        instructions: Vec::new(),
    }
}

/// The word before the stage's name and the name, both empty where there is none.
fn name(request: &Request<'_>) -> Result<(Word, Word), Problem> {
    match request.args() {
        [_] => Ok(Default::default()),
        [_, keyword, name] if text::equal_fold(&keyword.text, "as") => {
            if !is_valid(&text::lower(&name.text)) {
                return Err(bad_name(name));
            }
            Ok((keyword.clone(), name.clone()))
        }
        _ => Err(wrong_count(request)),
    }
}

fn is_valid(name: &str) -> bool {
    let inner = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.');
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(inner)
}

fn bad_name(name: &Word) -> Problem {
    let message = format!(
        "invalid name for build stage: {}, name can't start with a number or contain symbols",
        text::quote(&name.text)
    );
    Problem::new("BadStageName", name.span, message)
        .because(
            "Names of stages begin with a letter and go on with letters, digits, dots, dashes and underscores; \
             variables are not replaced here.",
        )
        .help("Choose another name, such as build.")
}

fn wrong_count(request: &Request<'_>) -> Problem {
    let message = "FROM requires either one or three arguments".to_owned();
    let problem = request.problem("FromArguments", request.args_span(), message);
    let args = request.args();
    if args.iter().skip(1).any(|word| word.text.starts_with('#')) {
        return problem
            .because("A comment has to stand on a line of its own; here it is read as further words.");
    }
    match args {
        [] => problem.because("The image to build on is missing."),
        [_, name] => problem
            .because("A second word is only allowed as the name of the stage, with AS before it.")
            .fix(format!("Make {} the stage's name", name.text), name.span, &format!("AS {}", name.text)),
        _ => problem.because("FROM takes an image and, after AS, one name for the stage."),
    }
}

/// What a comment `# name …` above says of `name`; empty when there is none (`getDocComment`).
pub(super) fn doc_comment(comments: &[String], name: &str) -> String {
    if name.is_empty() {
        return String::new();
    }
    let after = |comment: &String| comment.strip_prefix(name)?.strip_prefix(' ').map(str::to_owned);
    comments.iter().find_map(after).unwrap_or_default()
}
