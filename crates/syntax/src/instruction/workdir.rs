//! WORKDIR (`parseWorkdir` of `instructions/parse.go`).

use super::{Kind, Read, Request, Spec};
use crate::Word;
use crate::args::Form;
use crate::problem::Problem;

/// WORKDIR: the directory of later instructions and of the container.
#[derive(Clone, Debug, Default)]
pub struct Workdir {
    /// The path, absolute or relative to the one before.
    pub path: Word,
}

pub(super) const SPEC: Spec = Spec {
    name: "WORKDIR",
    form: Form::Text,
    usage: "WORKDIR <path>",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    let path = request.exactly_one()?;
    request.flags()?;
    Ok(Kind::Workdir(Workdir { path }))
}
