use std::cell::OnceCell;
use std::rc::Rc;

use drydock_catalog::Size;

use super::dir::Entries;
use crate::{Archive, Digest, Hasher, PackageList};

/// When something was last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Time {
    /// As it is in the build context, in seconds since 1970.
    Source(i64),
    /// As it is in the base image, where nobody looked.
    Image,
    /// When the build ran.
    Build,
    /// The start of 1970.
    Epoch,
    /// A known time, in seconds since 1970.
    At(i64),
}

/// What a path carries besides its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Permission bits, set-user, set-group and sticky bit included.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Time of the last change.
    pub mtime: Time,
}

impl Metadata {
    /// `mode` of owner 0:0.
    pub fn new(mode: u32, mtime: Time) -> Self {
        Self { mode, uid: 0, gid: 0, mtime }
    }
}

/// The bytes of a file, as far as they are known. Cheap to clone; its digest is worked out once.
#[derive(Clone, Debug)]
pub struct Content(Rc<ContentData>);

#[derive(Debug)]
struct ContentData {
    kind: ContentKind,
    archive: Option<Rc<Archive>>,
    packages: Option<Rc<PackageList>>,
    digest: OnceCell<Digest>,
}

/// How much is known of the bytes of a file.
#[derive(Clone, Debug)]
pub enum ContentKind {
    /// All of them.
    Bytes(Rc<[u8]>),
    /// How many there are, and a fingerprint; the bytes themselves are not held.
    Known {
        /// How many.
        size: u64,
        /// Fingerprint: of the bytes, or of what stands for them.
        identity: Digest,
    },
    /// About how many there are.
    Estimated {
        /// How many.
        size: Size,
        /// Fingerprint of what made them.
        identity: Digest,
    },
}

impl Content {
    /// Bytes that are known.
    pub fn bytes(bytes: impl Into<Rc<[u8]>>) -> Self {
        Self::of(ContentKind::Bytes(bytes.into()))
    }

    /// Bytes that are not held, with their exact number and a fingerprint.
    pub fn known(size: u64, identity: Digest) -> Self {
        Self::of(ContentKind::Known { size, identity })
    }

    /// `size` times the byte `fill`, without holding them.
    pub fn fill(fill: u8, size: u64) -> Self {
        Self::known(size, Digest::of_fill(fill, size))
    }

    /// Bytes of which the number is an estimate; `identity` is a fingerprint of what made them.
    pub fn estimated(size: Size, identity: Digest) -> Self {
        Self::of(ContentKind::Estimated { size, identity })
    }

    /// The same bytes, of which it is known that they are an archive with these members.
    pub fn with_archive(&self, archive: Archive) -> Self {
        Self(Rc::new(ContentData {
            kind: self.0.kind.clone(),
            archive: Some(Rc::new(archive)),
            packages: self.0.packages.clone(),
            digest: self.0.digest.clone(),
        }))
    }

    /// The database of a package manager: about so many bytes, and what they say.
    pub fn database(size: Size, packages: PackageList) -> Self {
        let kind = ContentKind::Estimated { size, identity: packages.digest() };
        Self(Rc::new(ContentData {
            kind,
            archive: None,
            packages: Some(Rc::new(packages)),
            digest: OnceCell::new(),
        }))
    }

    fn of(kind: ContentKind) -> Self {
        Self(Rc::new(ContentData { kind, archive: None, packages: None, digest: OnceCell::new() }))
    }

    /// What it says as the database of a package manager.
    pub fn packages(&self) -> Option<&Rc<PackageList>> {
        self.0.packages.as_ref()
    }

    /// How much is known.
    pub fn kind(&self) -> &ContentKind {
        &self.0.kind
    }

    /// The bytes, when they are held.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0.kind {
            ContentKind::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The bytes as text, when they are held and are text.
    pub fn as_text(&self) -> Option<&str> {
        self.as_bytes().and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// The members, when it was given as an archive.
    pub fn archive(&self) -> Option<&Rc<Archive>> {
        self.0.archive.as_ref()
    }

    /// How many bytes; the likely number of an estimate.
    pub fn len(&self) -> u64 {
        match &self.0.kind {
            ContentKind::Bytes(bytes) => bytes.len() as u64,
            ContentKind::Known { size, .. } => *size,
            ContentKind::Estimated { size, .. } => size.likely,
        }
    }

    /// True when it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes, with `source` as the source of an exact number.
    pub fn size(&self, source: &'static str) -> Size {
        match &self.0.kind {
            ContentKind::Estimated { size, .. } => size.clone(),
            _ => Size::exact(self.len(), source),
        }
    }

    /// True when the number of bytes is an estimate.
    pub fn is_estimated(&self) -> bool {
        matches!(self.0.kind, ContentKind::Estimated { .. })
    }

    /// Fingerprint of the bytes.
    pub fn digest(&self) -> Digest {
        *self.0.digest.get_or_init(|| match &self.0.kind {
            ContentKind::Bytes(bytes) => Digest::of(bytes),
            ContentKind::Known { identity, .. } | ContentKind::Estimated { identity, .. } => *identity,
        })
    }

    /// True when both are one and the same value; cheaper than comparing digests, and never wrongly true.
    pub fn same(&self, other: &Content) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.same(other) || (self.len() == other.len() && self.digest() == other.digest())
    }
}

/// Files with the same inode are hard links of one another. Unique within one [`super::FileSystem`].
pub type Inode = u64;

/// A regular file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its bytes.
    pub content: Content,
    /// Set where other paths are, or were, hard links to it.
    pub inode: Option<Inode>,
}

/// What a path is.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// A regular file.
    File(File),
    /// A directory.
    Dir(Dir),
    /// A symbolic link, with its target.
    Symlink(Rc<str>),
    /// A named pipe.
    Fifo,
    /// A device, a socket…
    Other,
}

/// A directory.
#[derive(Clone, Debug, Default)]
pub struct Dir {
    /// What it lists.
    pub(super) entries: Entries,
    /// True when it may hold more than it lists, as in a base image of which only some paths are known.
    pub opaque: bool,
    /// True when the bytes of what it holds and does not list are counted in its entries, some of which then stand for
    /// more than one file.
    pub counted: bool,
}

impl Dir {
    pub(crate) fn entries(&self) -> &Entries {
        &self.entries
    }

    /// Names and what they name, in byte order.
    pub fn iter(&self) -> impl Iterator<Item = (&Rc<str>, &Rc<Node>)> {
        self.entries.iter()
    }

    /// What `name` names.
    pub fn get(&self, name: &str) -> Option<&Rc<Node>> {
        self.entries.get(name)
    }

    /// How many names it lists.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True when it lists nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.len() == 0
    }
}

/// How much is below a path, itself included. Hard links count each time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Regular files.
    pub files: u64,
    /// Directories, symbolic links and everything else.
    pub others: u64,
    /// Bytes of the files; the likely number of estimates.
    pub bytes: u64,
    /// Names of files that are hard links.
    pub hard_links: u64,
    /// Files of which the size is an estimate.
    pub estimated: u64,
    /// Directories that may hold more than they list.
    pub opaque: u64,
    /// Levels: 1 for what is no directory.
    pub height: usize,
}

impl Totals {
    /// Both together.
    pub(super) fn plus(&self, other: &Totals) -> Totals {
        Totals {
            files: self.files + other.files,
            others: self.others + other.others,
            bytes: self.bytes.saturating_add(other.bytes),
            hard_links: self.hard_links + other.hard_links,
            estimated: self.estimated + other.estimated,
            opaque: self.opaque + other.opaque,
            height: self.height.max(other.height),
        }
    }
}

/// What stands at a path. Immutable once in a file system: to change it, insert another.
#[derive(Clone, Debug)]
pub struct Node {
    /// Mode, owner and time.
    pub metadata: Metadata,
    /// Which step wrote it last, in numbers of the caller's.
    pub origin: u32,
    kind: NodeKind,
    digest: OnceCell<Digest>,
    totals: OnceCell<Totals>,
}

impl Node {
    fn of(kind: NodeKind, metadata: Metadata) -> Self {
        Self { metadata, origin: 0, kind, digest: OnceCell::new(), totals: OnceCell::new() }
    }

    /// A regular file.
    pub fn file(content: Content, metadata: Metadata) -> Self {
        Self::of(NodeKind::File(File { content, inode: None }), metadata)
    }

    /// An empty directory.
    pub fn dir(metadata: Metadata) -> Self {
        Self::of(NodeKind::Dir(Dir::default()), metadata)
    }

    /// A symbolic link.
    pub fn symlink(target: impl Into<Rc<str>>, mtime: Time) -> Self {
        Self::of(NodeKind::Symlink(target.into()), Metadata::new(0o777, mtime))
    }

    /// A named pipe.
    pub fn fifo(metadata: Metadata) -> Self {
        Self::of(NodeKind::Fifo, metadata)
    }

    /// A device or a socket.
    pub fn other(metadata: Metadata) -> Self {
        Self::of(NodeKind::Other, metadata)
    }

    /// The same written by step `origin`.
    pub fn from_step(mut self, origin: u32) -> Self {
        self.origin = origin;
        self
    }

    /// The same with other metadata.
    pub fn with_metadata(mut self, metadata: Metadata) -> Self {
        self.metadata = metadata;
        self.digest = OnceCell::new();
        self
    }

    /// The same directory, marked as one that may hold more than it lists; other kinds stay as they are.
    pub fn with_opaque(mut self, opaque: bool) -> Self {
        if let NodeKind::Dir(dir) = &mut self.kind {
            dir.opaque = opaque;
            dir.counted = false;
            self.digest = OnceCell::new();
            self.totals = OnceCell::new();
        }
        self
    }

    /// The same directory, marked as one that may hold more than it lists, all of it counted in what it lists.
    pub fn with_counted(self) -> Self {
        let mut node = self.with_opaque(true);
        if let NodeKind::Dir(dir) = &mut node.kind {
            dir.counted = true;
        }
        node
    }

    /// The same file under another inode; other kinds stay as they are.
    pub fn with_inode(mut self, inode: Option<Inode>) -> Self {
        if let NodeKind::File(file) = &mut self.kind {
            file.inode = inode;
            self.totals = OnceCell::new();
        }
        self
    }

    /// The same without what it lists; other kinds than directories stay as they are.
    pub fn without_entries(&self) -> Self {
        match self.kind {
            NodeKind::Dir(_) => Self::dir(self.metadata).from_step(self.origin),
            _ => self.clone(),
        }
    }

    /// The same directory with other entries; other kinds stay as they are.
    pub(crate) fn with_entries(&self, entries: Entries) -> Self {
        let mut node = self.clone();
        if let Some(dir) = node.dir_mut() {
            dir.entries = entries;
        }
        node
    }

    /// What it is.
    pub fn kind(&self) -> &NodeKind {
        &self.kind
    }

    /// The regular file it is.
    pub fn as_file(&self) -> Option<&File> {
        match &self.kind {
            NodeKind::File(file) => Some(file),
            _ => None,
        }
    }

    /// The directory it is.
    pub fn as_dir(&self) -> Option<&Dir> {
        match &self.kind {
            NodeKind::Dir(dir) => Some(dir),
            _ => None,
        }
    }

    /// The target of the symbolic link it is.
    pub fn as_symlink(&self) -> Option<&Rc<str>> {
        match &self.kind {
            NodeKind::Symlink(target) => Some(target),
            _ => None,
        }
    }

    /// True for a directory.
    pub fn is_dir(&self) -> bool {
        matches!(self.kind, NodeKind::Dir(_))
    }

    /// Its entries to change, when it is a directory; what was worked out of them before is forgotten.
    pub(super) fn dir_mut(&mut self) -> Option<&mut Dir> {
        match &mut self.kind {
            NodeKind::Dir(dir) => {
                self.digest = OnceCell::new();
                self.totals = OnceCell::new();
                Some(dir)
            }
            _ => None,
        }
    }

    /// Its number of bytes; 0 for what is no regular file.
    pub fn len(&self) -> u64 {
        self.as_file().map_or(0, |file| file.content.len())
    }

    /// True when it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fingerprint of type, mode, owner, link target and bytes, for a directory also of all that is below; not of its
    /// own name and not of times, as BuildKit's `cache/contenthash` sees a path.
    pub fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| {
            let mut hasher = self.header();
            match &self.kind {
                NodeKind::File(file) => hasher.write_digest(file.content.digest()),
                NodeKind::Dir(dir) => hasher.write_digest(dir.digest()),
                NodeKind::Symlink(target) => hasher.write_str(target),
                NodeKind::Fifo | NodeKind::Other => {}
            }
            hasher.finish()
        })
    }

    /// Fingerprint of the path itself: as [`Node::digest`], but without what a directory lists.
    pub fn own_digest(&self) -> Digest {
        if self.is_dir() { self.header().finish() } else { self.digest() }
    }

    fn header(&self) -> Hasher {
        let kind: u8 = match self.kind {
            NodeKind::File(_) => 0,
            NodeKind::Dir(_) => 1,
            NodeKind::Symlink(_) => 2,
            NodeKind::Fifo => 3,
            NodeKind::Other => 4,
        };
        let mut hasher = Hasher::new();
        hasher.write(&[kind]);
        hasher.write_u64(u64::from(self.metadata.mode));
        hasher.write_u64(u64::from(self.metadata.uid) << 32 | u64::from(self.metadata.gid));
        // The number of an estimate may get better; that changes nothing about the file.
        let exact =
            self.as_file().filter(|file| !file.content.is_estimated()).map_or(0, |file| file.content.len());
        hasher.write_u64(exact);
        hasher
    }

    /// How much is below it, itself included.
    pub fn totals(&self) -> Totals {
        *self.totals.get_or_init(|| match &self.kind {
            NodeKind::File(file) => Totals {
                files: 1,
                bytes: file.content.len(),
                hard_links: file.inode.is_some().into(),
                estimated: file.content.is_estimated().into(),
                height: 1,
                ..Totals::default()
            },
            NodeKind::Dir(dir) => dir.totals(),
            _ => Totals { others: 1, height: 1, ..Totals::default() },
        })
    }

    /// True for a directory that may hold more than it lists.
    pub fn is_opaque(&self) -> bool {
        self.as_dir().is_some_and(|dir| dir.opaque)
    }

    /// True for a directory that may hold more than it lists, and bytes that nothing counts.
    pub fn is_uncounted(&self) -> bool {
        self.as_dir().is_some_and(|dir| dir.opaque && !dir.counted)
    }

    /// True when both are the same in everything but what they list: kind, metadata, bytes and origin.
    pub fn same_itself(&self, other: &Node) -> bool {
        if self.metadata != other.metadata || self.origin != other.origin {
            return false;
        }
        match (&self.kind, &other.kind) {
            (NodeKind::File(a), NodeKind::File(b)) => a.content == b.content,
            (NodeKind::Dir(a), NodeKind::Dir(b)) => (a.opaque, a.counted) == (b.opaque, b.counted),
            (NodeKind::Symlink(a), NodeKind::Symlink(b)) => a == b,
            (NodeKind::Fifo, NodeKind::Fifo) | (NodeKind::Other, NodeKind::Other) => true,
            _ => false,
        }
    }
}

impl Dir {
    /// Fingerprint of what it lists, its own mode and owner left out.
    pub fn digest(&self) -> Digest {
        self.entries.digest()
    }

    fn totals(&self) -> Totals {
        let mut totals = self.entries.totals();
        totals.others += 1;
        totals.height += 1;
        totals.opaque += u64::from(self.opaque);
        totals
    }
}
