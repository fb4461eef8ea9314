//! USER (`parseUser` of `instructions/parse.go`).

use super::{Kind, Read, Request, Spec};
use crate::Word;
use crate::args::Form;
use crate::problem::Problem;

/// USER: who runs later RUNs and the container.
#[derive(Clone, Debug, Default)]
pub struct User {
    /// `user`, `user:group`, by name or number.
    pub user: Word,
}

pub(super) const SPEC: Spec = Spec {
    name: "USER",
    form: Form::Text,
    usage: "USER <user>[:<group>]",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    let user = request.exactly_one()?;
    request.flags()?;
    Ok(Kind::User(User { user }))
}
