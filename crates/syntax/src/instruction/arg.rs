//! ARG (`parseArg` of `instructions/parse.go`); its flags are not looked at.

use drydock_source::Span;

use super::{Kind, Read, Request, Spec};
use crate::Word;
use crate::args::Form;
use crate::problem::Problem;

/// One name of an ARG.
#[derive(Clone, Debug, Default)]
pub struct ArgPair {
    /// Name.
    pub name: Word,
    /// Default, when given.
    pub value: Option<Word>,
    /// Description from the comment `# name …` directly above.
    pub doc: String,
}

/// ARG: build arguments with their defaults.
#[derive(Clone, Debug, Default)]
pub struct Arg {
    /// The names in order.
    pub args: Vec<ArgPair>,
}

pub(super) const SPEC: Spec = Spec {
    name: "ARG",
    form: Form::Names,
    usage: "ARG <name>[=<default>]...",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    let mut args = Vec::with_capacity(request.args().len());
    for word in request.at_least_one()? {
        let (name, value) = split(word, request.text);
        if name.text.is_empty() && value.is_some() {
            return Err(super::env::blank_name(request, word));
        }
        let doc = super::from::doc_comment(&request.node.comments, &name.text);
        args.push(ArgPair { name, value, doc });
    }
    Ok(Kind::Arg(Arg { args }))
}

/// Name and default of one word, each with its place.
fn split(word: &Word, text: &str) -> (Word, Option<Word>) {
    let Some((name, value)) = word.text.split_once('=') else { return (word.clone(), None) };
    let (start, end) = (word.span.start as usize, word.span.end as usize);
    let equals = start + word.span.of(text).find('=').unwrap_or(name.len());
    let name = Word { text: name.into(), span: Span::new(start, equals) };
    let value = Word { text: value.into(), span: Span::new((equals + 1).min(end), end) };
    (name, Some(value))
}
