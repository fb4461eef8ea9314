//! Instructions as hadolint reads them: fewer facts than BuildKit's reading keeps, and some of them other ones.

use std::collections::{BTreeMap, BTreeSet};

use drydock_source::Span;

use super::commands::Script;
use super::value::Value;

/// An instruction or a comment with its place.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its first line, from 1.
    pub line: u32,
    /// All of it.
    pub span: Span,
    /// What it says.
    pub kind: Kind,
    /// The commands of RUN or SHELL.
    pub script: Option<Script>,
}

/// What an instruction says.
#[derive(Clone, Debug)]
pub enum Kind {
    /// FROM.
    From(BaseImage),
    /// COPY.
    Copy(Copy),
    /// ADD.
    Add(Copy),
    /// RUN.
    Run(Run),
    /// WORKDIR: the path.
    Workdir(Value),
    /// ENTRYPOINT.
    Entrypoint(Arguments),
    /// CMD.
    Cmd(Arguments),
    /// SHELL.
    Shell(Arguments),
    /// HEALTHCHECK: the command, `None` for NONE.
    Healthcheck(Option<Arguments>),
    /// VOLUME.
    Volume,
    /// EXPOSE.
    Expose(Vec<Ports>),
    /// ENV.
    Env(Vec<Pair>),
    /// LABEL.
    Label(Vec<Pair>),
    /// ARG: the name.
    Arg(Value),
    /// USER.
    User(Value),
    /// STOPSIGNAL.
    Stopsignal,
    /// MAINTAINER.
    Maintainer(Value),
    /// ONBUILD with the instruction behind it.
    Onbuild(Box<Kind>),
    /// A comment, without its `#`.
    Comment(Value),
    /// `# escape=` with the character, or `# syntax=`.
    Directive {
        /// The escape character.
        escape: Option<char>,
    },
}

/// An image without tag and digest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Image {
    /// What stands before the first slash, when it has a dot.
    pub registry: Option<String>,
    /// The rest.
    pub name: String,
}

/// What FROM names.
#[derive(Clone, Debug, Default)]
pub struct BaseImage {
    /// The image.
    pub image: Image,
    /// The image as written, with tag and digest.
    pub reference: Value,
    /// After the colon.
    pub tag: Option<Value>,
    /// After the `@`.
    pub digest: Option<Value>,
    /// The stage's name, after AS.
    pub alias: Option<Value>,
    /// The value of `--platform`.
    pub platform: Option<Value>,
}

/// COPY or ADD.
#[derive(Clone, Debug, Default)]
pub struct Copy {
    /// Sources, at least one.
    pub sources: Vec<Value>,
    /// The destination.
    pub target: Value,
    /// The value of `--from`.
    pub from: Option<Value>,
}

/// RUN.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Its flags.
    pub flags: RunFlags,
    /// Its command.
    pub arguments: Arguments,
}

/// The flags of RUN that hadolint knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunFlags {
    /// Mounts, each once.
    pub mounts: BTreeSet<Mount>,
    /// `--security`; empty without.
    pub security: &'static str,
    /// `--network`; empty without.
    pub network: &'static str,
}

/// A mount of RUN.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mount {
    /// `bind`, `cache`, `tmpfs`, `secret`, `ssh`.
    pub kind: &'static str,
    /// Its options, each under one of its names.
    pub options: BTreeMap<&'static str, String>,
}

/// A command.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// The text; of a list its words with blanks in between.
    pub text: Value,
    /// True for a list.
    pub exec: bool,
}

/// What EXPOSE names with one word.
#[derive(Clone, Debug)]
pub struct Ports {
    /// As written.
    pub text: Value,
    /// The port, or the first of a range; `None` for a variable.
    pub first: Option<u128>,
    /// The last of a range, else the port.
    pub last: Option<u128>,
}

/// A name and its value.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// The name, quotes removed.
    pub name: Value,
    /// The value, quotes removed.
    pub value: Value,
}
