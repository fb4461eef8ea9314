//! Errors while they travel to the place that knows the instruction, and what we tell the reader about each.

use drydock_source::{Diagnostic, Span};
use drydock_syntax::LineRange;
use drydock_syntax::expand::ExpandError;

/// An error in BuildKit's words, with the exact place where it is known.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) span: Option<Span>,
}

/// Kinds of errors; the name is the code of the diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    BadRequest,
    EmptyDockerfile,
    NoStages,
    Expansion,
    BlankBase,
    BadPlatform,
    BadReference,
    ImageNotFound,
    UnknownTarget,
    UnknownStage,
    ExpandedFrom,
    CircularDependency,
    SourceNotReady,
    BadTrigger,
    BadMount,
    BadSource,
    BadChmod,
    BadChecksum,
    BadPort,
    BadSignal,
    BadPath,
    EmptyVolume,
    NoCommand,
    LabsOnly,
    BadEpoch,
    BadIgnoreFile,
    BadContext,
}

impl Code {
    pub(crate) fn fault(self, message: impl Into<String>) -> Fault {
        Fault { code: self, message: message.into(), span: None }
    }
}

impl Fault {
    pub(crate) fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    /// The diagnostic, at `span` unless a closer place is known, with `places` times the lines of the instruction.
    pub(crate) fn diagnostic(self, span: Span, lines: Option<LineRange>) -> Diagnostic {
        let (explanation, help) = self.code.words();
        Diagnostic::error(format!("{:?}", self.code), self.span.unwrap_or(span), self.message)
            .with_lines(lines.map(LineRange::all).into_iter().collect())
            .with_explanation(explanation)
            .with_help(help)
    }
}

impl From<ExpandError> for Fault {
    fn from(error: ExpandError) -> Self {
        Code::Expansion.fault(error.message)
    }
}

impl Code {
    /// What is meant and why, and what to write instead.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Code::BadRequest => (
                "An option of the build itself cannot be read.",
                "Correct the option; the Dockerfile is fine so far.",
            ),
            Code::EmptyDockerfile => (
                "The file holds not a single byte.",
                "Begin with `FROM` and an image, such as `FROM debian:12`.",
            ),
            Code::NoStages => ("ARGs alone build nothing: a stage begins with FROM.", "Add a `FROM` line."),
            Code::Expansion => (
                "A `$` expression or a quote in this word does not close, uses a modifier that Dockerfiles do not know, or insists on a value that is not set.",
                "Close the brace or quote; the modifiers are `:-`, `-`, `:+`, `+`, `:?`, `?`, `#`, `##`, `%`, `%%`, `/` and `//`. Write `\\$` for a plain dollar.",
            ),
            Code::BlankBase => (
                "After expansion no image name is left, because the argument has no value here.",
                "Give the ARG before FROM a default, or pass it with --build-arg. Only ARGs before the first FROM can be used in FROM.",
            ),
            Code::BadPlatform => (
                "A platform is an operating system and an architecture, such as `linux/arm64`.",
                "Write `os/arch` or `os/arch/variant`, or use `$BUILDPLATFORM`.",
            ),
            Code::BadReference => (
                "This is neither the name of an earlier stage nor a possible image name: image names are lower case, `registry/path:tag`.",
                "Check the spelling; stage names must stand above this line.",
            ),
            Code::ImageNotFound => (
                "No stage above has this name, so it is looked up as an image, and the registry does not have it.",
                "Check the name and the tag, or name an earlier stage with `AS`.",
            ),
            Code::UnknownTarget => {
                ("The target must be the name of a stage of this file.", "Use a name given with `AS`.")
            }
            Code::UnknownStage => (
                "Stages are counted from 0 in the order of the file.",
                "Use a smaller number, or better the name of the stage.",
            ),
            Code::ExpandedFrom => (
                "The source of a copy must be known before any variable has a value.",
                "Add a stage such as `FROM $IMAGE AS source` and copy from `source`.",
            ),
            Code::CircularDependency => (
                "Each of these stages waits for another one in the ring, so none can be built first.",
                "Break the ring: move the shared part into a stage of its own that both use.",
            ),
            Code::SourceNotReady => {
                ("A stage can only take files from stages above it.", "Move the other stage further up.")
            }
            Code::BadTrigger => (
                "The base image carries an ONBUILD instruction that cannot be read; it would run right here.",
                "Use another version of the base image.",
            ),
            Code::BadMount => (
                "The options of this mount do not fit together.",
                "Check the type, the target and the options that belong to the type.",
            ),
            Code::BadSource => (
                "COPY takes files of the context or of a stage; URLs and git repositories are for ADD, and their options must be consistent.",
                "Use ADD for remote sources and check the part after `?` and `#`.",
            ),
            Code::BadChmod => (
                "A mode is octal, such as `755`, or symbolic, such as `u=rwX,go=rX`.",
                "Write one of the two forms.",
            ),
            Code::BadChecksum => (
                "A checksum is the name of an algorithm and its hex digits, and belongs to a single remote source.",
                "Write `--checksum=sha256:` and 64 hex digits.",
            ),
            Code::BadPort => (
                "EXPOSE takes ports from 0 to 65535, or ranges, with `/tcp`, `/udp` or `/sctp`.",
                "Write for example `EXPOSE 8080/tcp`.",
            ),
            Code::BadSignal => (
                "The signal has a name such as SIGTERM, or a number other than 0.",
                "Write for example `STOPSIGNAL SIGTERM`.",
            ),
            Code::BadPath => (
                "This path means nothing on the platform of the stage.",
                "Use a path on drive C:, or one without a drive.",
            ),
            Code::EmptyVolume => {
                ("A volume needs a path; here nothing is left after expansion.", "Write a path.")
            }
            Code::NoCommand => ("There is nothing to run.", "Write a command."),
            Code::LabsOnly => (
                "Devices belong to the labs channel of the Dockerfile language.",
                "Begin the file with `# syntax=docker/dockerfile:labs`.",
            ),
            Code::BadEpoch => (
                "SOURCE_DATE_EPOCH is a number of seconds, `context`, a named context, or a stage that only adds one remote source to scratch.",
                "Pass seconds since 1970.",
            ),
            Code::BadIgnoreFile => (
                "A pattern of the ignore file cannot be read.",
                "Close the bracket, or write a path after the `!`.",
            ),
            Code::BadContext => {
                ("This named context cannot be used.", "Write `name=docker-image://image`, a URL, or a path.")
            }
        }
    }
}
