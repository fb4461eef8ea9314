use crate::Word;

/// A command in shell form or in exec form, as RUN, CMD and ENTRYPOINT hold it.
#[derive(Clone, Debug, Default)]
pub struct CommandLine {
    /// Exec form: the words. Shell form: one word with the whole text. `None` where BuildKit keeps a null.
    pub words: Option<Vec<Word>>,
    /// Heredocs given to the command.
    pub files: Vec<InlineFile>,
    /// True for the shell form: the stage's shell stands in front.
    pub prepend_shell: bool,
}

/// A heredoc given to a RUN.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InlineFile {
    /// The delimiter, which is its file name too.
    pub name: String,
    /// Content as written.
    pub data: String,
    /// True for `<<-`.
    pub chomp: bool,
}

/// RUN: a command of the build.
///
/// Mounts are kept as written: their options expand variables, so the plan reads them
/// (`frontend/dockerfile/instructions/commands_runmount.go`).
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// The command.
    pub command: CommandLine,
    /// Values of `--mount`, in order, as written.
    pub mounts: Vec<Word>,
    /// `--network`, `default` when a flag was given without it, empty without flags.
    pub network: String,
    /// `--security`, `sandbox` when a flag was given without it, empty without flags.
    pub security: String,
    /// Values of `--device`.
    pub devices: Vec<Word>,
    /// Names of the flags used, in order.
    pub flags_used: Vec<String>,
}
