//! MAINTAINER (`parseMaintainer` of `instructions/parse.go`).

use super::{Kind, Read, Request, Spec};
use crate::Word;
use crate::args::Form;
use crate::problem::Problem;

/// MAINTAINER: the author; deprecated in favour of a label.
#[derive(Clone, Debug, Default)]
pub struct Maintainer {
    /// The author.
    pub maintainer: Word,
}

pub(super) const SPEC: Spec = Spec {
    name: "MAINTAINER",
    form: Form::Text,
    usage: "MAINTAINER <name>",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    let maintainer = request.exactly_one()?;
    request.flags()?;
    Ok(Kind::Maintainer(Maintainer { maintainer }))
}
