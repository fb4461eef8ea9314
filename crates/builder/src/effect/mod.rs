//! What a RUN does: an interpreter of its shell text that acts on the simulated file system.
//!
//! Commands whose output follows from what is known are carried out exactly. Those that depend on the network or on a
//! program of the user's are estimated with a range and its source, or left as unknown: then [`Outcome::known`] is
//! false, the directories that may hold more are marked so, and what is made has an identity that follows from
//! everything the step can see ([`Request::input`]), so that equal inputs give equal outputs.

mod arguments;
mod arithmetic;
mod artifact;
mod command;
mod expand;
mod files;
mod glob;
mod io;
mod live;
mod machine;
mod make;
mod mounts;
mod package;
mod program;
mod redirect;
#[cfg(test)]
mod tests;
mod users;
mod vars;

use drydock_catalog::Size;
use drydock_catalog::packages::{Table, Tables};
use drydock_plan::{BaseImage, Exec};

use crate::{Content, Digest, FileSystem};

pub use live::{Behaviour, Delivery, Ended, Life, Mount, Process, Programs, Reaction, live};

pub use crate::timing::Seconds;

/// The entry of a directory that stands for all that the user states to be in it.
pub(crate) const STATED_ENTRY: &str = "(stated by you)";

/// What a RUN stands on.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The operation.
    pub exec: &'a Exec,
    /// The root file system before it.
    pub root: &'a FileSystem,
    /// What each of `exec.mounts` brings, in the same order; the root's own entry is not read.
    pub mounts: &'a [MountSource],
    /// The image the stage stands on, where there is one.
    pub base: Option<&'a BaseImage>,
    /// True when an earlier step may have installed commands that `base` does not list ([`Outcome::more_commands`]).
    pub more_commands: bool,
    /// Fingerprint of everything the step can see: its cache key with the contents below it.
    pub input: Digest,
    /// Number of the run; what is random or tells the time differs between runs.
    pub run: u64,
    /// Number given to the nodes it writes as their origin.
    pub step: u32,
    /// The package tables that are loaded.
    pub tables: &'a Tables,
}

/// What a mount brings.
#[derive(Clone, Debug, Default)]
pub enum MountSource {
    /// Nothing: an empty directory, or a secret that was not given.
    #[default]
    Empty,
    /// A tree; the mount's selector is a path in it.
    Tree(FileSystem),
    /// A single file, as a secret is.
    File(Content),
}

/// What became of a RUN.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The root file system after it.
    pub fs: FileSystem,
    /// What each mount holds after it, in the order of `exec.mounts`; `None` for the root and for what is no tree.
    pub mounts: Vec<Option<FileSystem>>,
    /// How it ended.
    pub exit: Exit,
    /// What it printed, both streams, as far as it is known.
    pub output: String,
    /// True when everything it does is understood.
    pub known: bool,
    /// True when it writes nothing but what is listed, be it of known or of estimated size.
    pub followed: bool,
    /// True when commands may be there that the base image does not list.
    pub more_commands: bool,
    /// What is to be said about it: what is not understood, what was assumed.
    pub notes: Vec<String>,
    /// Bytes it adds to the layer that are not in `fs`.
    pub extra: Option<Size>,
    /// How long its commands take.
    pub seconds: Seconds,
    /// Where that is from, as a reader is told; empty when it is only the start of programs.
    pub time_source: &'static str,
    /// Package tables that would tell more and are not loaded.
    pub missing: Vec<Table>,
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// With this code.
    Code(u8),
    /// Nobody can say; builds go on as if it had succeeded.
    Unknown,
}

/// Carries out a RUN.
pub fn run(request: &Request<'_>) -> Outcome {
    program::run(request)
}
