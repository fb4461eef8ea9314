//! The typed instructions, one file each: what it holds, how it is read, what can be wrong with it.

mod add;
mod arg;
mod cmd;
mod copy;
mod device;
mod entrypoint;
mod env;
mod expose;
mod healthcheck;
mod label;
mod maintainer;
mod mount;
mod onbuild;
mod run;
mod shell;
mod stopsignal;
mod user;
mod volume;
mod workdir;

pub use add::Add;
pub use arg::{Arg, ArgPair};
pub use cmd::Cmd;
pub use copy::{Copy, Inline, Sources};
pub use device::{Device, parse_device};
pub use entrypoint::Entrypoint;
pub use env::{Env, Pair};
pub use expose::Expose;
pub use healthcheck::{Healthcheck, HealthcheckTest};
pub use label::Label;
pub use maintainer::Maintainer;
pub use mount::{Expander, Mount, MountType, Sharing, parse_mount};
pub use onbuild::Onbuild;
pub use run::{CommandLine, InlineFile, Run};
pub use shell::Shell;
pub use stopsignal::Stopsignal;
pub use user::User;
pub use volume::Volume;
pub use workdir::Workdir;

use drydock_source::Span;

use crate::{LineRange, Word};

/// One instruction after FROM (or an ARG before it), with its place.
#[derive(Clone, Debug)]
pub struct Instruction {
    /// The keyword as written.
    pub keyword: Word,
    /// The joined source line, as BuildKit keeps it with the step.
    pub source: String,
    /// First to last line.
    pub lines: LineRange,
    /// The same in bytes.
    pub span: Span,
    /// Comments directly above.
    pub comments: Vec<String>,
    /// Flags as written, in order (`--mount=…`), for display and highlighting.
    pub flags: Vec<Word>,
    /// What it says.
    pub kind: Kind,
}

/// What an instruction says.
#[derive(Clone, Debug)]
pub enum Kind {
    /// ADD.
    Add(Add),
    /// ARG.
    Arg(Arg),
    /// CMD.
    Cmd(Cmd),
    /// COPY.
    Copy(Copy),
    /// ENTRYPOINT.
    Entrypoint(Entrypoint),
    /// ENV.
    Env(Env),
    /// EXPOSE.
    Expose(Expose),
    /// HEALTHCHECK.
    Healthcheck(Healthcheck),
    /// LABEL.
    Label(Label),
    /// MAINTAINER.
    Maintainer(Maintainer),
    /// ONBUILD.
    Onbuild(Onbuild),
    /// RUN.
    Run(Run),
    /// SHELL.
    Shell(Shell),
    /// STOPSIGNAL.
    Stopsignal(Stopsignal),
    /// USER.
    User(User),
    /// VOLUME.
    Volume(Volume),
    /// WORKDIR.
    Workdir(Workdir),
}

impl Kind {
    /// The keyword in upper case.
    pub fn name(&self) -> &'static str {
        match self {
            Kind::Add(_) => "ADD",
            Kind::Arg(_) => "ARG",
            Kind::Cmd(_) => "CMD",
            Kind::Copy(_) => "COPY",
            Kind::Entrypoint(_) => "ENTRYPOINT",
            Kind::Env(_) => "ENV",
            Kind::Expose(_) => "EXPOSE",
            Kind::Healthcheck(_) => "HEALTHCHECK",
            Kind::Label(_) => "LABEL",
            Kind::Maintainer(_) => "MAINTAINER",
            Kind::Onbuild(_) => "ONBUILD",
            Kind::Run(_) => "RUN",
            Kind::Shell(_) => "SHELL",
            Kind::Stopsignal(_) => "STOPSIGNAL",
            Kind::User(_) => "USER",
            Kind::Volume(_) => "VOLUME",
            Kind::Workdir(_) => "WORKDIR",
        }
    }
}
