//! The simulated builder: layers, the file system after each step, cache verdicts with reasons, sizes, times.

mod archive;
mod cache;
mod content;
mod context;
mod copy;
mod digest;
pub mod effect;
mod file_op;
mod fs;
mod ignore;
mod key;
mod layer;
mod packages;
mod pattern;
pub mod progress;
mod signal;
mod solve;
pub mod statement;
mod summary;
mod timing;
mod verdict;
mod waste;
mod world;

pub use archive::{Archive, Compression, Member};
pub use cache::{BuildCache, PastBuild, PastOp, Record};
pub use content::selected_nodes;
pub use context::{
    Context, ContextFile, ContextFileKind, ContextMemo, DEFAULT_MTIME, needed_paths, select_paths, sync,
    transferred,
};
pub use copy::{FileOpError, ModeChange, Selector, checksum, resolve_wildcards};
pub use digest::{Digest, Hasher};
pub use effect::{Behaviour, Delivery, Ended, Life, Mount, Process, Programs, Reaction, live};
pub use file_op::{copy_selector, run_file_op};
pub use fs::{
    Change, Content, ContentKind, Dir, File, FileSystem, FsError, FsErrorKind, Inode, Large, Lookup,
    Metadata, Node, NodeKind, Resolved, Time, Totals, Walk, Writer, clean, components, diff, join, split,
};
pub use ignore::{
    Excluded, Filtered, IgnoreError, IgnoreFile, IgnoreLine, Judged, own_ignore_path, read_ignore,
};
pub use layer::{Layer, LayerChange, LayerEntry, LayerEntryKind};
pub use packages::{PackageList, Reason};
pub use pattern::{
    Decision, MatchState, Pattern, PatternError, PatternMatcher, clean_path, contains_wildcards, glob_match,
};
pub use signal::Signal;
pub use solve::{OpResult, Request, Solution, State, root_input, solve};
pub use summary::{Summary, Touched};
pub use timing::Seconds;
pub use verdict::{Cause, Causes, FileChange, causes};
pub use waste::{Waste, WastedPath};
pub use world::{CatalogImages, ImageFacts, StatedImages};
