//! The operations of a build: what BuildKit calls LLB vertices. Fields and order follow the recorded answers in
//! `tests/conformance` (see its README), so the runner only spells them out.

use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_syntax::LineRange;

use crate::{Env, Platform};

/// Place of an operation in [`crate::Plan::ops`].
pub type OpId = usize;

/// Where a file system comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// The empty tree.
    Scratch,
    /// Output number `output` of operation `op`.
    Op {
        /// The operation.
        op: OpId,
        /// Which of its outputs; 0 is the root.
        output: usize,
    },
    /// The result of an earlier action of the same file operation.
    Action(usize),
}

/// One operation.
#[derive(Clone, Debug)]
pub struct Op {
    /// What it does.
    pub kind: OpKind,
    /// Display name, such as `[builder 2/4] RUN make`.
    pub name: String,
    /// Source text kept with the step; empty for internal operations.
    pub command: Rc<str>,
    /// Operations it stands on, in the order of the recorded answers.
    pub inputs: Vec<Input>,
    /// Platform, where the operation has one.
    pub platform: Option<Rc<Platform>>,
    /// Lines of the Dockerfile that belong to it.
    pub lines: Vec<LineRange>,
    /// True when this step must not use the cache (`--no-cache`, `--no-cache-filter`).
    pub ignore_cache: bool,
    /// Group under which progress shows it.
    pub progress_group: Option<ProgressGroup>,
}

/// A named group of operations in the progress output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgressGroup {
    /// Equal for members of one group (`pg0`, `pg1`), in the order of the operations.
    pub id: usize,
    /// What is shown.
    pub name: String,
    /// True when the group is dropped where it has one member.
    pub weak: bool,
}

/// What an operation does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum OpKind {
    /// Brings something in.
    Source(SourceOp),
    /// Runs a process.
    Exec(Box<Exec>),
    /// Changes files.
    File(FileOp),
    /// Lays trees over one another.
    Merge(Vec<Input>),
}

/// An image, the context, a URL or a git repository.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SourceOp {
    /// Such as `docker-image://docker.io/library/debian:12` or `local://context`.
    pub identifier: String,
    /// Attributes by BuildKit's names (`local.followpaths`, …).
    pub attrs: BTreeMap<String, String>,
}

/// A RUN.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Exec {
    /// Arguments, the shell in front for the shell form.
    pub args: Rc<[String]>,
    /// Environment: ENV and declared ARGs as of before the instruction.
    pub env: Env,
    /// Working directory.
    pub cwd: Rc<str>,
    /// User, or empty for root.
    pub user: Rc<str>,
    /// Mounts; the first is the root.
    pub mounts: Vec<ExecMount>,
    /// `host`, `none`, or empty for the default.
    pub network: String,
    /// `insecure`, or empty for the default.
    pub security: String,
    /// `--hostname`.
    pub hostname: String,
    /// Secrets given as environment.
    pub secret_env: Vec<SecretEnv>,
    /// Proxy arguments by BuildKit's names (`http`, `https`, `ftp`, `no`, `all`); not in the cache key.
    pub proxy_env: Option<BTreeMap<String, String>>,
    /// `--device`.
    pub devices: Vec<Device>,
    /// `--add-host` as `name=ip`.
    pub extra_hosts: Vec<String>,
    /// `--ulimit` as `name=soft:hard`.
    pub ulimits: Vec<String>,
    /// `--cgroup-parent`, or empty.
    pub cgroup_parent: String,
}

/// A mount of a RUN.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ExecMount {
    /// Where it appears.
    pub dest: String,
    /// What is mounted; `None` for types without one.
    pub from: Option<Input>,
    /// Path in `from`, or empty.
    pub selector: String,
    /// Number of the output that keeps its changes; `None` when they are dropped.
    pub output: Option<usize>,
    /// Read-only.
    pub read_only: bool,
    /// Its type.
    pub kind: MountKind,
}

/// Type of a mount with what belongs to it. Modes are permission bits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MountKind {
    /// A tree.
    Bind,
    /// A cache directory.
    Cache {
        /// Its id.
        id: String,
        /// Who may use it at once.
        sharing: CacheSharing,
    },
    /// Memory, with its bound in bytes, 0 for none.
    Tmpfs {
        /// Bound in bytes.
        size: i64,
    },
    /// A secret file.
    Secret {
        /// Its id.
        id: String,
        /// Owner.
        uid: u64,
        /// Group.
        gid: u64,
        /// Permission bits.
        mode: u64,
        /// True when the build goes on without it.
        optional: bool,
    },
    /// An agent socket.
    Ssh {
        /// Its id.
        id: String,
        /// Owner.
        uid: u64,
        /// Group.
        gid: u64,
        /// Permission bits.
        mode: u64,
        /// True when the build goes on without it.
        optional: bool,
    },
}

/// Who may use a cache mount at once; re-exported from the syntax.
pub use drydock_syntax::instruction::Sharing as CacheSharing;

/// A secret given as an environment variable.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecretEnv {
    /// Secret id.
    pub id: String,
    /// Variable.
    pub name: String,
    /// True when the build goes on without it.
    pub optional: bool,
}

/// A device of `RUN --device`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Device {
    /// Its CDI name.
    pub name: String,
    /// True when the build goes on without it.
    pub optional: bool,
}

/// A file operation: actions one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FileOp {
    /// The actions.
    pub actions: Vec<FileAction>,
}

/// One action of a file operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FileAction {
    /// Copies a path.
    Copy(Box<CopyAction>),
    /// Makes a directory.
    Mkdir(MkdirAction),
    /// Writes a file.
    Mkfile(MkfileAction),
}

/// A user or group: by number, or by name as the passwd of some tree has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum UserRef {
    /// By number.
    Id(u32),
    /// By name, looked up in `from`.
    Name {
        /// The name.
        name: String,
        /// The tree whose passwd or group file is read.
        from: Input,
    },
}

/// Owner of new files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Owner {
    /// User; `None` leaves it.
    pub user: Option<UserRef>,
    /// Group; `None` leaves it.
    pub group: Option<UserRef>,
}

/// Copies from one tree into another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CopyAction {
    /// The tree it changes.
    pub base: Input,
    /// The tree it reads.
    pub from: Input,
    /// Path in `from`, with wildcards where `allow_wildcard`.
    pub src: String,
    /// Path in `base`.
    pub dest: String,
    /// Numeric mode, when given.
    pub mode: Option<u32>,
    /// Symbolic mode (`u=rw`), or empty.
    pub mode_str: String,
    /// Owner, when given.
    pub owner: Option<Owner>,
    /// Patterns of `--exclude`.
    pub exclude: Vec<String>,
    /// Patterns to include (`--parents`).
    pub include: Vec<String>,
    /// Paths that must be there (`--parents`).
    pub required: Vec<String>,
    /// Follow a symbolic link given as the source.
    pub follow_symlink: bool,
    /// Copy what a directory holds, not the directory.
    pub dir_copy_contents: bool,
    /// Unpack archives.
    pub attempt_unpack: bool,
    /// Make missing parents of the destination.
    pub create_dest_path: bool,
    /// `src` may hold wildcards.
    pub allow_wildcard: bool,
    /// No match of a wildcard is no error.
    pub allow_empty_wildcard: bool,
    /// Replace a file by a directory and the other way round.
    pub always_replace: bool,
    /// Time in nanoseconds, when given.
    pub timestamp: Option<i64>,
    /// True when the result is output 0 of the operation.
    pub output: bool,
}

/// Makes a directory.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MkdirAction {
    /// The tree it changes.
    pub base: Input,
    /// Path.
    pub path: String,
    /// Permission bits.
    pub mode: u32,
    /// Make parents too.
    pub parents: bool,
    /// Owner, when given.
    pub owner: Option<Owner>,
    /// Time in nanoseconds, when given.
    pub timestamp: Option<i64>,
    /// True when the result is output 0 of the operation.
    pub output: bool,
}

/// Writes a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MkfileAction {
    /// The tree it changes.
    pub base: Input,
    /// Path.
    pub path: String,
    /// Permission bits.
    pub mode: u32,
    /// Content.
    pub data: Rc<str>,
    /// Owner, when given.
    pub owner: Option<Owner>,
    /// Time in nanoseconds, when given.
    pub timestamp: Option<i64>,
    /// True when the result is output 0 of the operation.
    pub output: bool,
}
