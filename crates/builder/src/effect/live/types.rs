//! What is asked of a container's process, and what is answered.

use drydock_plan::BaseImage;

use crate::{FileSystem, Node};

/// A signal from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// When, in microseconds after the start.
    pub at: u64,
    /// Its number.
    pub signal: u8,
    /// After how many microseconds SIGKILL follows; `None` when it does not.
    pub grace: Option<u64>,
}

/// What a program does with a signal that would end it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// It has no handler.
    None,
    /// Its handler ends it with this exit code.
    Ends(u8),
    /// Nobody can say; it is taken to have no handler.
    Unknown,
}

/// What a program does that the interpreter does not carry out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behaviour {
    /// Prints this and ends.
    Ends {
        /// Standard output.
        stdout: String,
        /// Exit code.
        exit: u8,
    },
    /// Ends by becoming this program, as start scripts do.
    Becomes(Vec<String>),
    /// Runs until it is stopped.
    Runs(Reaction),
}

/// What is known of programs beyond the commands that the interpreter carries out.
pub trait Programs {
    /// What the program `argv` does, whose file is `node` where that is known, on `signal`; `None` when nothing is
    /// known of it.
    fn behaviour(&self, argv: &[String], node: Option<&Node>, signal: Option<u8>) -> Option<Behaviour>;
}

/// A volume, a bind mount or a tmpfs of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where it is.
    pub path: String,
    /// True when it cannot be written.
    pub read_only: bool,
}

/// The main process of a container, ready to run.
pub struct Process<'a> {
    /// Path of the executable.
    pub path: &'a str,
    /// Its arguments, the first the name it was called by.
    pub argv: &'a [String],
    /// Environment.
    pub env: &'a [(String, String)],
    /// Working directory.
    pub cwd: &'a str,
    /// User id, group id and additional groups.
    pub ids: (u32, u32, &'a [u32]),
    /// The file system it starts with.
    pub root: &'a FileSystem,
    /// The image the last stage stands on, where there is one.
    pub base: Option<&'a BaseImage>,
    /// True when steps of the build may have added commands that `base` does not list.
    pub more_commands: bool,
    /// True when it is process 1; false where an init stands in front.
    pub first: bool,
    /// Name of the host.
    pub hostname: &'a str,
    /// What is mounted besides the root.
    pub mounts: &'a [Mount],
    /// True when nothing may be written outside of the mounts.
    pub read_only: bool,
    /// The signal that comes, if one does.
    pub delivery: Option<Delivery>,
    /// What is known of programs.
    pub programs: &'a dyn Programs,
}

/// How the main process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// By itself, or by a handler of its own.
    Exit(u8),
    /// Of a signal.
    Signal(u8),
    /// It runs on.
    Running,
    /// Nobody can say with what code.
    Unknown,
}

/// What became of the main process.
#[derive(Clone, Debug)]
pub struct Life {
    /// What it and its children printed.
    pub stdout: String,
    /// The same of standard error.
    pub stderr: String,
    /// How it ended.
    pub ended: Ended,
    /// Seconds from its start, or from the signal when one came, to its end.
    pub seconds: f64,
    /// Its command line when the signal came, or at its end.
    pub command_line: Vec<String>,
    /// True when a signal from outside came before its end.
    pub signalled: bool,
    /// True when it was a shell then that waited for another process.
    pub shell_waits: bool,
    /// The signals it had handlers for then.
    pub handles: Vec<u8>,
    /// The command it waited for, or was itself, when the signal came.
    pub waited_for: Vec<String>,
    /// What the program that it was makes of the signal.
    pub reaction: Option<Reaction>,
    /// The file system after it.
    pub fs: FileSystem,
    /// False when something it does is not understood.
    pub known: bool,
    /// What is to be said about it.
    pub notes: Vec<String>,
}

impl Life {
    pub(super) fn nothing(fs: FileSystem) -> Self {
        Life {
            stdout: String::new(),
            stderr: String::new(),
            ended: Ended::Unknown,
            seconds: 0.0,
            command_line: Vec::new(),
            signalled: false,
            shell_waits: false,
            handles: Vec::new(),
            waited_for: Vec::new(),
            reaction: None,
            fs,
            known: false,
            notes: Vec::new(),
        }
    }
}
