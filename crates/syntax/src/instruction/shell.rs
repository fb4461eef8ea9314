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
        return Err(request
            .problem(
                "ShellNotJson",
                request.args_span(),
                "SHELL requires the arguments to be in JSON form".into(),
            )
            .because("The shell is given word by word, so that BuildKit need not guess where one ends."));
    }
    Ok(Kind::Shell(Shell { shell }))
}
