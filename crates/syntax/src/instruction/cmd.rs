//! CMD (`parseCmd` of `instructions/parse.go`).

use super::{CommandLine, Kind, Read, Request, Spec};
use crate::args::Form;
use crate::problem::Problem;

/// CMD: the default command, or the default arguments of ENTRYPOINT.
#[derive(Clone, Debug, Default)]
pub struct Cmd {
    /// The command.
    pub command: CommandLine,
}

pub(super) const SPEC: Spec = Spec {
    name: "CMD",
    form: Form::JsonOrText,
    usage: "CMD [\"<program>\", \"<argument>\", ...] or CMD <command>",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    request.flags()?;
    Ok(Kind::Cmd(Cmd { command: CommandLine::read(request) }))
}
