//! The simulated builder: layers, the file system after each step, cache verdicts with reasons, sizes, times.

mod archive;
mod cache;
mod context;
mod digest;
mod fs;

mod world;

pub use archive::{Archive, Compression, Member};
pub use cache::BuildCache;
pub use context::{Context, ContextFile, ContextFileKind, DEFAULT_MTIME};
pub use digest::{Digest, Hasher};
pub use fs::{
    Change, Content, ContentKind, Dir, File, FileSystem, FsError, FsErrorKind, Inode, Lookup, Metadata, Node,
    NodeKind, Resolved, Time, Totals, Walk, clean, components, diff, join, split,
};
pub use world::CatalogImages;
