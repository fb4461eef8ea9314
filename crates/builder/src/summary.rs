//! What a step changes, in short: bytes, number of paths, and the largest of them.

use std::borrow::Cow;
use std::collections::HashSet;
use std::rc::Rc;

use drydock_catalog::Size;

use crate::effect::STATED_ENTRY;
use crate::fs::EntryChanges;
use crate::layer::recorded;
use crate::{FileSystem, Inode, LayerChange, Node};

/// More paths than this are only counted.
const MAX_SHOWN: usize = 48;
/// A new directory with more files than this is shown as one path.
const MAX_SPREAD: u64 = 64;

/// A path a step changes; a directory that is shown with all it holds ends in a slash.
#[derive(Clone, Debug)]
pub struct Touched {
    /// Absolute path.
    pub path: String,
    /// How.
    pub change: LayerChange,
    /// Bytes the layer holds for it.
    pub size: Size,
}

/// What a step changes.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Bytes of its layer: of all files, hard links once, and what is not in the tree; or what the user states.
    pub size: Size,
    /// Bytes of those files that are in the tree.
    pub files: Size,
    /// Bytes of those that are packed already, so that compressing the layer gains next to nothing on them: archives,
    /// downloads in a package manager's cache, package lists.
    pub packed: Size,
    /// How many paths change.
    pub paths: u64,
    /// Some of them, the largest first.
    pub touched: Vec<Touched>,
}

/// What changes from `before` to `after`; `source` says where exact sizes come from. Costs what the change costs; a
/// whole directory that is new costs nothing more than its name.
pub(crate) fn summarize(before: &FileSystem, after: &FileSystem, source: &'static str) -> Summary {
    let mut sum = Sum {
        source,
        bytes: Bytes::default(),
        packed: Bytes::default(),
        paths: 0,
        touched: Vec::new(),
        inodes: HashSet::new(),
    };
    sum.dirs(before.root(), after.root());
    sum.finish()
}

struct Sum {
    bytes: Bytes,
    packed: Bytes,
    paths: u64,
    touched: Vec<Touched>,
    inodes: HashSet<Inode>,
    source: &'static str,
}

/// A sum of sizes that keeps the source of the largest estimate.
#[derive(Default)]
struct Bytes {
    low: u64,
    likely: u64,
    high: Option<u64>,
    unknown: bool,
    largest: u64,
    source: Option<Cow<'static, str>>,
}

impl Bytes {
    fn add_exact(&mut self, bytes: u64) {
        self.low = self.low.saturating_add(bytes);
        self.likely = self.likely.saturating_add(bytes);
        self.high = Some(self.high.unwrap_or(0).saturating_add(bytes));
    }

    fn add(&mut self, size: &Size) {
        self.low = self.low.saturating_add(size.low);
        self.likely = self.likely.saturating_add(size.likely);
        match size.high {
            Some(high) => self.high = Some(self.high.unwrap_or(0).saturating_add(high)),
            None => self.unknown = true,
        }
        if self.source.is_none() || size.likely > self.largest {
            self.largest = size.likely;
            self.source = Some(size.source.clone());
        }
    }

    fn finish(self, source: &'static str) -> Size {
        let high = if self.unknown { None } else { Some(self.high.unwrap_or(0)) };
        Size {
            low: self.low,
            likely: self.likely,
            high,
            source: self.source.unwrap_or(Cow::Borrowed(source)),
        }
    }
}

/// True for files that are compressed by their kind.
fn is_packed(path: &str) -> bool {
    const ENDINGS: [&str; 22] = [
        ".deb", ".whl", ".lz4", ".gz", ".tgz", ".xz", ".bz2", ".zst", ".zip", ".jar", ".war", ".apk", ".rpm",
        ".gem", ".png", ".jpg", ".jpeg", ".webp", ".mp4", ".mp3", ".woff2", ".7z",
    ];
    const CACHES: [&str; 4] = ["/_cacache/", "/http-v2/", "/var/cache/apk/", "/var/lib/apt/lists/"];
    ENDINGS.iter().any(|ending| path.ends_with(ending)) || CACHES.iter().any(|cache| path.contains(cache))
}

impl Sum {
    /// Walks two directories of which only some entries differ.
    fn dirs(&mut self, before: &Rc<Node>, after: &Rc<Node>) {
        let mut stack = vec![(String::new(), before, after)];
        while let Some((path, before, after)) = stack.pop() {
            if Rc::ptr_eq(before, after) {
                continue;
            }
            let (Some(old), Some(new)) = (before.as_dir(), after.as_dir()) else { continue };
            for (name, old, new) in EntryChanges::new(Some(old.entries()), new.entries()) {
                let path = format!("{path}/{name}");
                match (old, new) {
                    (Some(old), Some(new)) if old.is_dir() && new.is_dir() => {
                        if let Some(change) = recorded(Some(old), Some(new)) {
                            self.touch(path.clone(), change, None);
                        }
                        stack.push((path, old, new));
                    }
                    (Some(old), Some(new)) => self.replaced(path, old, new),
                    (None, Some(new)) => self.added(path, new),
                    (Some(_), None) => self.touch(path, LayerChange::Removed, None),
                    (None, None) => {}
                }
            }
        }
    }

    fn replaced(&mut self, path: String, old: &Rc<Node>, new: &Rc<Node>) {
        match recorded(Some(old), Some(new)) {
            Some(LayerChange::Changed) if new.is_dir() => self.added(path, new),
            Some(change) => self.touch(path, change, Some(new)),
            None => {}
        }
    }

    fn added(&mut self, path: String, node: &Rc<Node>) {
        let mut stack = vec![(path, node)];
        while let Some((path, node)) = stack.pop() {
            let totals = node.totals();
            let plain = totals.hard_links == 0 && totals.estimated == 0 && totals.opaque == 0;
            let whole = totals.files > MAX_SPREAD && plain;
            let Some(dir) = node.as_dir().filter(|_| !whole) else {
                self.touch(path, LayerChange::Added, Some(node));
                continue;
            };
            self.touch(path.clone(), LayerChange::Added, None);
            if dir.opaque && !dir.counted && dir.get(STATED_ENTRY).is_none() {
                self.bytes.add(&Size::unknown(0, "a directory of which not everything is known"));
            }
            stack.extend(dir.iter().map(|(name, node)| (format!("{path}/{name}"), node)));
        }
    }

    /// Counts one path with the bytes of `node`; of a directory those of all it holds.
    fn touch(&mut self, mut path: String, change: LayerChange, node: Option<&Rc<Node>>) {
        let size = match node.map(|node| (node, node.as_file())) {
            Some((_, Some(file))) => {
                self.paths += 1;
                let again = file.inode.is_some_and(|inode| !self.inodes.insert(inode));
                let size = if again { Size::exact(0, self.source) } else { file.content.size(self.source) };
                match file.content.is_estimated() && !again {
                    true => self.bytes.add(&size),
                    false => self.bytes.add_exact(size.likely),
                }
                if is_packed(&path) {
                    self.packed.add(&size);
                }
                size
            }
            Some((node, None)) if node.is_dir() => {
                let totals = node.totals();
                self.paths += totals.files + totals.others;
                self.bytes.add_exact(totals.bytes);
                path.push('/');
                Size::exact(totals.bytes, self.source)
            }
            _ => {
                self.paths += 1;
                Size::exact(0, self.source)
            }
        };
        self.touched.push(Touched { path, change, size });
        if self.touched.len() >= 4 * MAX_SHOWN {
            self.keep_largest();
        }
    }

    fn keep_largest(&mut self) {
        self.touched.sort_by(|a, b| b.size.likely.cmp(&a.size.likely).then_with(|| a.path.cmp(&b.path)));
        self.touched.truncate(MAX_SHOWN);
    }

    fn finish(mut self) -> Summary {
        self.keep_largest();
        let files = self.bytes.finish(self.source);
        let packed = self.packed.finish(self.source);
        Summary { size: files.clone(), files, packed, paths: self.paths, touched: self.touched }
    }
}
