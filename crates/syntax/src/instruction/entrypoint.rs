//! ENTRYPOINT (`parseEntrypoint` of `instructions/parse.go`).

use super::{CommandLine, Kind, Read, Request, Spec};
use crate::args::Form;
use crate::problem::Problem;

/// ENTRYPOINT: the command a container always runs.
#[derive(Clone, Debug, Default)]
pub struct Entrypoint {
    /// The command.
    pub command: CommandLine,
}

pub(super) const SPEC: Spec = Spec {
    name: "ENTRYPOINT",
    form: Form::JsonOrText,
    usage: "ENTRYPOINT [\"<program>\", \"<argument>\", ...] or ENTRYPOINT <command>",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    request.flags()?;
    let mut command = CommandLine::read(request);
    // An empty one is null here, which takes an inherited entrypoint away.
    command.words = command.words.filter(|words| !words.is_empty());
    Ok(Kind::Entrypoint(Entrypoint { command }))
}
