use std::rc::Rc;

use drydock_source::Span;
use drydock_syntax::LineRange;

use crate::{Env, Platform};

/// Something the planner came across that a check may have a word to say about.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Index of the stage; `None` before the stages.
    pub stage: Option<usize>,
    /// The exact characters.
    pub span: Span,
    /// Lines BuildKit names.
    pub lines: LineRange,
    /// Comments above the instruction, which may switch a check off.
    pub comments: Rc<[String]>,
    /// False for what stands in a stage that BuildKit does not evaluate.
    pub evaluated: bool,
    /// What it is.
    pub kind: FactKind,
}

/// What the planner came across.
#[derive(Clone, Debug)]
pub enum FactKind {
    /// A FROM that is no image reference as long as every global ARG has its default.
    BadDefaultBase {
        /// The base as written.
        base: String,
    },
    /// A name in FROM that no ARG declares.
    UndeclaredInFrom {
        /// The name.
        name: String,
    },
    /// `FROM --platform`.
    FromPlatform(Box<FromPlatform>),
    /// A base image of another platform.
    BasePlatform(Box<BasePlatform>),
    /// A name that is not set where it is used.
    Unset {
        /// The name.
        name: String,
        /// What is set there.
        env: Box<Env>,
    },
    /// A name that ENV or ARG sets.
    Sets {
        /// `ENV` or `ARG`.
        instruction: &'static str,
        /// The name.
        name: Rc<str>,
    },
    /// `ENV name value` or `LABEL name value` without an equals sign.
    OldForm {
        /// The keyword as written.
        keyword: String,
    },
    /// CMD or ENTRYPOINT in shell form while SHELL was not set.
    ShellForm {
        /// The keyword as written.
        keyword: String,
    },
    /// CMD, ENTRYPOINT or HEALTHCHECK that a later one of the same stage replaces; placed at the earlier one.
    Replaced {
        /// The later keyword as written.
        keyword: String,
        /// Place of the later one.
        by: Span,
    },
    /// The first WORKDIR of a chain of stages, when it is relative.
    RelativeWorkdir {
        /// The path.
        path: String,
    },
    /// A port of EXPOSE.
    Port {
        /// The port after expansion.
        port: String,
        /// Its protocol as written.
        protocol: String,
        /// True when an address or a port of the host stands in front.
        mapped: bool,
    },
    /// A source of COPY or ADD that the ignore file hides.
    IgnoredSource {
        /// True for ADD.
        add: bool,
        /// The source.
        path: String,
    },
}

/// The value of `FROM --platform`.
#[derive(Clone, Debug)]
pub struct FromPlatform {
    /// As written.
    pub written: String,
    /// After expansion.
    pub value: String,
    /// True when the only name used is TARGETPLATFORM, and the value is the target platform.
    pub is_target: bool,
    /// The platform, when no name is used and it can be read.
    pub constant: Option<Platform>,
    /// Name of the stage, or empty.
    pub stage: String,
}

/// A base image of another platform than the build.
#[derive(Clone, Debug)]
pub struct BasePlatform {
    /// The image as written.
    pub name: String,
    /// The platform of the build.
    pub expected: Platform,
    /// The platform of the image.
    pub actual: Platform,
}
