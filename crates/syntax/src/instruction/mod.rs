//! The typed instructions, one file each: what it holds, how it is read, what can be wrong with it.

mod add;
mod arg;
mod cmd;
mod copy;
mod device;
mod entrypoint;
mod env;
mod expose;
mod flags;
mod from;
mod healthcheck;
mod label;
mod maintainer;
mod mount;
mod onbuild;
mod request;
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

pub(crate) use from::guess as guess_stage;
pub(crate) use request::Request;

use drydock_source::Span;

use crate::args::Form;
use crate::problem::Problem;
use crate::{LineRange, Stage, Word, text};
use flags::FlagSpec;

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

/// What the two levels of reading need to know about one instruction; each file has its own.
pub(crate) struct Spec {
    /// The keyword in upper case.
    pub name: &'static str,
    /// How it takes its arguments.
    pub form: Form,
    /// How it is written, for help.
    pub usage: &'static str,
    /// Its flags.
    pub flags: &'static [FlagSpec],
    /// True when it takes heredocs.
    pub heredocs: bool,
    /// How it is given its meaning.
    pub read: Read,
}

/// How a node is given its meaning.
pub(crate) enum Read {
    /// As the start of a stage.
    Stage(fn(&Request<'_>) -> Result<Stage, Problem>),
    /// As an instruction of a stage.
    Kind(fn(&Request<'_>) -> Result<Kind, Problem>),
}

const SPECS: [&Spec; 18] = [
    &add::SPEC,
    &arg::SPEC,
    &cmd::SPEC,
    &copy::SPEC,
    &entrypoint::SPEC,
    &env::SPEC,
    &expose::SPEC,
    &from::SPEC,
    &healthcheck::SPEC,
    &label::SPEC,
    &maintainer::SPEC,
    &onbuild::SPEC,
    &run::SPEC,
    &shell::SPEC,
    &stopsignal::SPEC,
    &user::SPEC,
    &volume::SPEC,
    &workdir::SPEC,
];

/// The instruction that `keyword` names, in any case.
pub(crate) fn spec(keyword: &str) -> Option<&'static Spec> {
    let known = |name: &str| keyword.eq_ignore_ascii_case(name);
    // Only a keyword that is not ASCII needs Go's lower case: the Kelvin sign is a `k` there.
    let folded = |name: &str| !keyword.is_ascii() && text::upper(&text::lower(keyword)) == name;
    SPECS.into_iter().find(|spec| known(spec.name) || folded(spec.name))
}

/// True when `word` is a keyword in upper case.
pub(crate) fn is_keyword(word: &[u8]) -> bool {
    SPECS.iter().any(|spec| spec.name.as_bytes() == word)
}

/// Every keyword in upper case.
pub(crate) fn keywords() -> [&'static str; 18] {
    SPECS.map(|spec| spec.name)
}

/// How an instruction is written, for hover and help; `None` for one that is not known.
pub fn usage(keyword: &str) -> Option<&'static str> {
    spec(keyword).map(|spec| spec.usage)
}

/// The flags of an instruction, without dashes, for completion; empty for one that is not known.
pub fn flag_names(keyword: &str) -> Vec<&'static str> {
    spec(keyword).map_or_else(Vec::new, |spec| spec.flags.iter().map(|flag| flag.name).collect())
}
