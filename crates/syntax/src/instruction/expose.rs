//! EXPOSE (`parseExpose` of `instructions/parse.go`).

use super::{Kind, Read, Request, Spec};
use crate::Word;
use crate::args::Form;
use crate::problem::Problem;

/// EXPOSE: ports the container listens on, as documentation.
#[derive(Clone, Debug, Default)]
pub struct Expose {
    /// Ports as written, sorted as texts, which is how BuildKit keeps them.
    pub ports: Vec<Word>,
}

pub(super) const SPEC: Spec = Spec {
    name: "EXPOSE",
    form: Form::Words,
    usage: "EXPOSE <port>[/<protocol>]...",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    let mut ports = request.at_least_one()?.to_vec();
    request.flags()?;
    ports.sort_by(|a, b| a.text.cmp(&b.text));
    Ok(Kind::Expose(Expose { ports }))
}
