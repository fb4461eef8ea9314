//! SHELL (`parseShell` of `instructions/parse.go`).

use super::{Kind, Read, Request, Spec};
use crate::Word;
use crate::args::Form;
use crate::problem::Problem;

/// SHELL: what the shell form runs with.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// The words.
    pub shell: Vec<Word>,
}

pub(super) const SPEC: Spec = Spec {
    name: "SHELL",
    form: Form::JsonOrText,
    usage: "SHELL [\"<program>\", \"<argument>\", ...]",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    request.flags()?;
    let shell = request.at_least_one()?.to_vec();
    if !request.node.json {
        return Err(not_json(request));
    }
    Ok(Kind::Shell(Shell { shell }))
}

fn not_json(request: &Request<'_>) -> Problem {
    let span = request.args_span();
    let words = request.args().iter().flat_map(|word| word.text.split_whitespace());
    let list = words.map(|word| format!("\"{}\"", word.replace('\\', "\\\\").replace('"', "\\\"")));
    let list = format!("[{}]", list.collect::<Vec<_>>().join(", "));
    request
        .problem("ShellNotJson", span, "SHELL requires the arguments to be in JSON form".into())
        .because("The shell is given word by word, so that BuildKit need not guess where one ends.")
        .fix("Write it as a JSON list".into(), span, &list)
}
