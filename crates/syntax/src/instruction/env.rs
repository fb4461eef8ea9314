//! ENV (`parseEnv` of `instructions/parse.go`).

use super::{Kind, Read, Request, Spec};
use crate::Word;
use crate::args::Form;
use crate::problem::Problem;

/// A name and its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// Name.
    pub name: Word,
    /// Value, not yet expanded.
    pub value: Word,
    /// True for the old form without an equals sign.
    pub no_delim: bool,
}

/// ENV: environment of the build and of the container.
#[derive(Clone, Debug, Default)]
pub struct Env {
    /// The pairs in order.
    pub pairs: Vec<Pair>,
}

pub(super) const SPEC: Spec = Spec {
    name: "ENV",
    form: Form::Pairs,
    usage: "ENV <name>=<value>...",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    request.flags()?;
    Ok(Kind::Env(Env { pairs: pairs(request)? }))
}

/// The pairs of ENV or LABEL (`parseKvps`).
pub(super) fn pairs(request: &Request<'_>) -> Result<Vec<Pair>, Problem> {
    let mut pairs = Vec::with_capacity(request.args().len() / 3);
    for three in request.at_least_one()?.chunks(3) {
        let [name, value, equals] = three else { continue };
        if name.text.is_empty() {
            return Err(blank_name(request, name));
        }
        pairs.push(Pair { name: name.clone(), value: value.clone(), no_delim: equals.text.is_empty() });
    }
    Ok(pairs)
}

/// The error of a name that is empty.
pub(super) fn blank_name(request: &Request<'_>, name: &Word) -> Problem {
    request
        .problem("BlankName", name.span, format!("{} names can not be blank", request.spec.name))
        .because("There is nothing before the equals sign; spaces around it are not allowed.")
}
