//! LABEL (`parseLabel` of `instructions/parse.go`).

use super::{Kind, Pair, Read, Request, Spec};
use crate::args::Form;
use crate::problem::Problem;

/// LABEL: metadata of the image.
#[derive(Clone, Debug, Default)]
pub struct Label {
    /// The pairs in order.
    pub pairs: Vec<Pair>,
}

pub(super) const SPEC: Spec = Spec {
    name: "LABEL",
    form: Form::Pairs,
    usage: "LABEL <name>=<value>...",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    request.flags()?;
    Ok(Kind::Label(Label { pairs: super::env::pairs(request)? }))
}
