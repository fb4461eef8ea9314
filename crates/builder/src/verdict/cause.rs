use drydock_plan::OpId;

/// Why an operation is made anew, the first cause first; or the word a hit deserves.
pub type Causes = Vec<Cause>;

/// One thing that is not as it was in the last build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// There was no build before.
    NothingCached,
    /// `--no-cache`.
    NoCache,
    /// What it stands on is made anew.
    Missed {
        /// The operation below.
        op: OpId,
    },
    /// The last build had no such step.
    New {
        /// Where the last build had the same text, by line.
        moved_from: Option<u32>,
    },
    /// A step below it is gone.
    Gone {
        /// Its text.
        text: String,
        /// Its line in the last build.
        line: Option<u32>,
    },
    /// The base image is another.
    Base {
        /// Before.
        old: String,
        /// Now.
        new: String,
    },
    /// A variable that a RUN sees.
    Variable {
        /// Name.
        name: String,
        /// Value before; `None` when it was not set.
        old: Option<String>,
        /// Value now; `None` when it is not set any more.
        new: Option<String>,
    },
    /// Something the step says: its command, a flag, its destination.
    Part {
        /// What, in a reader's words.
        what: &'static str,
        /// Before.
        old: String,
        /// Now.
        new: String,
    },
    /// A file it reads.
    File {
        /// Path at its origin, without the leading `/`.
        path: String,
        /// How it changed.
        change: FileChange,
        /// The operation it is read from.
        from: OpId,
    },
    /// More files than these.
    MoreFiles {
        /// How many.
        count: usize,
    },
    /// The last build did not get to its end.
    NotFinished,
    /// The step is as it was, but there is no result for what it stands on.
    NoResult,
    /// What it reads was made anew and came out equal, so it is a hit all the same.
    CameOutEqual {
        /// The operation that was made anew.
        op: OpId,
    },
}

/// How a file changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileChange {
    /// Was not there.
    Added,
    /// Is not there any more.
    Removed,
    /// Other bytes.
    Content,
    /// Other permission bits.
    Mode {
        /// Before.
        old: u32,
        /// Now.
        new: u32,
    },
    /// Another owner, as `uid:gid`.
    Owner {
        /// Before.
        old: String,
        /// Now.
        new: String,
    },
    /// A symbolic link with another target.
    Target {
        /// Before.
        old: String,
        /// Now.
        new: String,
    },
    /// Something else than before, such as a directory where a file was.
    Kind,
}
