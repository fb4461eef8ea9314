//! STOPSIGNAL (`parseStopSignal` of `instructions/parse.go`); its flags are not looked at.

use super::{Kind, Read, Request, Spec};
use crate::Word;
use crate::args::Form;
use crate::problem::Problem;

/// STOPSIGNAL: what `docker stop` sends first.
#[derive(Clone, Debug, Default)]
pub struct Stopsignal {
    /// Name or number.
    pub signal: Word,
}

pub(super) const SPEC: Spec = Spec {
    name: "STOPSIGNAL",
    form: Form::Text,
    usage: "STOPSIGNAL <signal>",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    let signal = request.exactly_one()?;
    Ok(Kind::Stopsignal(Stopsignal { signal }))
}
