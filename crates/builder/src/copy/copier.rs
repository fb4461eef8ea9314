use std::collections::HashMap;
use std::rc::Rc;

use super::{FileOpError, Ids, ModeChange};
use crate::copy::wildcard::rooted;
use crate::{
    FileSystem, FsErrorKind, Inode, Lookup, MatchState, Metadata, Node, NodeKind, PatternMatcher, Time,
    Writer, join, split,
};

/// What COPY may change on the way.
#[derive(Clone, Debug, Default)]
pub(crate) struct CopyOptions {
    pub owner: Option<Ids>,
    pub mode: Option<u32>,
    pub mode_change: Option<ModeChange>,
    pub time: Option<Time>,
    pub include: Option<PatternMatcher>,
    pub exclude: Option<PatternMatcher>,
    pub follow: bool,
    pub contents: bool,
    pub always_replace: bool,
}

impl CopyOptions {
    /// True when what is copied stays as it is.
    fn is_plain(&self) -> bool {
        let owner = self.owner.is_none() && self.time.is_none();
        owner && self.mode.is_none() && self.mode_change.is_none() && self.takes_all()
    }

    fn takes_all(&self) -> bool {
        self.include.is_none() && self.exclude.is_none()
    }

    /// Metadata of a directory that is made on the way to the destination.
    pub(crate) fn parent(&self) -> Metadata {
        let mode = self.mode.unwrap_or(0o755) & 0o777;
        let mut metadata = Metadata::new(mode, self.time.unwrap_or(Time::Build));
        if let Some(ids) = self.owner {
            ids.own(&mut metadata);
        }
        metadata
    }

    /// What the metadata of a copied node becomes.
    fn metadata(&self, node: &Node) -> Metadata {
        let mut metadata = node.metadata;
        if let Some(ids) = self.owner {
            ids.own(&mut metadata);
        }
        if node.as_symlink().is_none() {
            if let Some(change) = &self.mode_change {
                metadata.mode = change.apply(metadata.mode, node.is_dir());
            } else if let Some(mode) = self.mode {
                metadata.mode = mode & 0o7777;
            }
        }
        metadata.mtime = self.time.unwrap_or(metadata.mtime);
        metadata
    }
}

/// Follows all links of `path` inside the root (`continuity/fs.RootPath`).
pub(crate) fn root_path(fs: &FileSystem, path: &str) -> Result<String, FileOpError> {
    let found = fs.resolve(path, true).map_err(|_| FileOpError::new("too many links"))?;
    if found.node.is_none() {
        // A file in the middle of the path is an error where a missing directory is none.
        let mut at = found.path.as_str();
        while at != "/" {
            let parent = split(at).0;
            match fs.get(parent) {
                Some(node) if node.is_dir() => break,
                Some(_) => return Err(FileOpError::os("lstat", at, FsErrorKind::NotADirectory)),
                None => at = parent,
            }
        }
    }
    Ok(found.path)
}

/// Copies the path `src` of the tree `from`, which holds no wildcards, to `dest` (`fsutil/copy` `Copy`).
pub(crate) fn copy(
    from: &FileSystem,
    src: &str,
    dest: &str,
    out: &mut Writer<'_>,
    options: &CopyOptions,
) -> Result<(), FileOpError> {
    let made_for = match dest.rsplit_once('/') {
        Some((dir, name)) if !name.is_empty() && name != "." => {
            if dir.is_empty() {
                "/"
            } else {
                dir
            }
        }
        _ => dest,
    };
    let dir = root_path(out.fs, made_for)?;
    let mut made = out.mkdir_all(&dir, options.parent()).map_err(|error| FileOpError::of("mkdir", &error))?;
    let dest = root_path(out.fs, dest)?;
    let followed = rooted(from, src, options.follow)?;
    let node = match from.lookup(&followed) {
        Lookup::Found(node) => node,
        Lookup::Unknown => &super::unknown::guess(from, &followed),
        Lookup::Missing => return Err(FileOpError::os("lstat", &followed, missing_kind(from, &followed))),
    };
    let target = prepare_target(node, src, dest, (out, &mut made), options)?;
    let mut copier = Copier { options, parents: Vec::new(), inodes: HashMap::new() };
    let top = Place { overwrite: false, include: None, exclude: None };
    copier.copy(node, &mut String::new(), &target, out, top)?;
    // With a time for everything (SOURCE_DATE_EPOCH) the directories on the way get it back at the end.
    if let Some(time) = options.time {
        made.iter().rev().for_each(|dir| out.set_time(dir, time));
    }
    Ok(())
}

/// Linux's error for a path of which nothing is there.
fn missing_kind(fs: &FileSystem, path: &str) -> FsErrorKind {
    match fs.get(split(path).0) {
        Some(parent) if !parent.is_dir() => FsErrorKind::NotADirectory,
        _ => FsErrorKind::NotFound,
    }
}

/// Where a source goes: into `dest` when that is a directory and the source is not one to be merged with it. What had
/// to be made for it is added to `made`.
fn prepare_target(
    node: &Node,
    src: &str,
    dest: String,
    (out, made): (&mut Writer<'_>, &mut Vec<String>),
    options: &CopyOptions,
) -> Result<String, FileOpError> {
    let there = out.fs.get(&dest);
    let merges = options.contents && node.is_dir();
    let inside = match there {
        None => false,
        Some(_) if node.is_dir() => !options.contents,
        Some(there) => there.is_dir(),
    };
    let target = if inside {
        let name = crate::clean_path(src);
        let name = name.rsplit('/').next().unwrap_or_default();
        if name.is_empty() { dest.clone() } else { join(&dest, name) }
    } else {
        dest
    };
    let dir = if merges && there.is_none() { target.as_str() } else { split(&target).0 };
    made.extend(out.mkdir_all(dir, options.parent()).map_err(|error| FileOpError::of("mkdir", &error))?);
    Ok(target)
}

/// How a walk came to a path.
#[derive(Clone, Copy)]
struct Place<'s> {
    /// True below the top: there the metadata of an existing directory is replaced.
    overwrite: bool,
    include: Option<&'s MatchState>,
    exclude: Option<&'s MatchState>,
}

/// A directory on the way, made only once something in it is copied.
struct Parent {
    node: Rc<Node>,
    target: String,
    overwrite: bool,
    made: bool,
}

struct Copier<'o> {
    options: &'o CopyOptions,
    parents: Vec<Parent>,
    inodes: HashMap<Inode, Inode>,
}

/// What the patterns say of a path.
struct Verdict {
    include: bool,
    excluded: bool,
    states: (Option<MatchState>, Option<MatchState>),
}

impl Copier<'_> {
    /// Copies `node`, found at `path` below the source, to `target`.
    fn copy(
        &mut self,
        node: &Rc<Node>,
        path: &mut String,
        target: &str,
        out: &mut Writer<'_>,
        place: Place<'_>,
    ) -> Result<(), FileOpError> {
        let verdict = self.verdict(path, place)?;
        if !verdict.include && (!node.is_dir() || self.nothing_below(path, verdict.excluded)) {
            return Ok(());
        }
        if verdict.include {
            self.remove_target(node, target, out);
            self.make_parents(out)?;
        }
        if node.is_dir() {
            return self.copy_dir(node, path, target, out, (place, verdict));
        }
        if out.fs.get(target).is_some_and(|there| there.is_dir()) {
            return Err(FileOpError::mounted("cannot replace to directory ", target, " with file"));
        }
        let node = self.renewed(node, out);
        out.graft(target, node).map_err(|error| FileOpError::of("open", &error))
    }

    fn verdict(&self, path: &str, place: Place<'_>) -> Result<Verdict, FileOpError> {
        let mut verdict = Verdict { include: true, excluded: false, states: (None, None) };
        if path.is_empty() {
            return Ok(verdict);
        }
        if let Some(include) = &self.options.include {
            let found = include.step(path, place.include);
            let (decision, state) = found.map_err(|error| FileOpError::matching("includepatterns", error))?;
            verdict.include = decision.matched;
            verdict.states.0 = Some(state);
        }
        if let Some(exclude) = &self.options.exclude {
            let found = exclude.step(path, place.exclude);
            let (decision, state) = found.map_err(|error| FileOpError::matching("excludepatterns", error))?;
            verdict.excluded = decision.matched;
            verdict.include &= !decision.matched;
            verdict.states.1 = Some(state);
        }
        Ok(verdict)
    }

    /// True when a directory that is not copied itself cannot hold anything that is.
    fn nothing_below(&self, path: &str, excluded: bool) -> bool {
        if excluded && self.options.exclude.as_ref().is_none_or(|exclude| !exclude.has_exceptions()) {
            return true;
        }
        self.options.include.as_ref().is_some_and(|include| !include.may_match_below(path))
    }

    fn remove_target(&self, node: &Node, target: &str, out: &mut Writer<'_>) {
        let Some(there) = out.fs.get(target) else { return };
        if self.options.always_replace && !(node.is_dir() && there.is_dir()) {
            out.remove(target);
        }
    }

    fn make_parents(&mut self, out: &mut Writer<'_>) -> Result<(), FileOpError> {
        for parent in self.parents.iter_mut().filter(|parent| !parent.made) {
            make_dir(&parent.node, &parent.target, parent.overwrite, self.options, out)?;
            parent.made = true;
        }
        Ok(())
    }

    fn copy_dir(
        &mut self,
        node: &Rc<Node>,
        path: &mut String,
        target: &str,
        out: &mut Writer<'_>,
        (place, verdict): (Place<'_>, Verdict),
    ) -> Result<(), FileOpError> {
        let there = out.fs.get(target).cloned();
        if verdict.include && self.grafts(node, there.as_deref()) {
            return self.graft(node, target, there.is_some(), place.overwrite, out);
        }
        let mut created = false;
        if verdict.include {
            created = make_dir(node, target, place.overwrite, self.options, out)?;
        }
        let parent = Parent {
            node: node.clone(),
            target: target.to_owned(),
            overwrite: place.overwrite,
            made: verdict.include,
        };
        self.parents.push(parent);
        let (include, exclude) = (verdict.states.0.as_ref(), verdict.states.1.as_ref());
        let below = Place { overwrite: true, include, exclude };
        let length = path.len();
        for (name, child) in node.as_dir().into_iter().flat_map(|dir| dir.iter()) {
            if length > 0 {
                path.push('/');
            }
            path.push_str(name);
            self.copy(child, path, &join(target, name), out, below)?;
            path.truncate(length);
        }
        self.parents.pop();
        if !verdict.include {
            return Ok(());
        }
        if node.is_opaque() {
            out.open(target);
        }
        let metadata = self.options.metadata(node);
        if created || place.overwrite {
            out.change(target, |there| *there = metadata);
        } else if there.is_some() {
            out.set_time(target, metadata.mtime);
        }
        Ok(())
    }

    /// Whether a directory can be taken over with all that is below it instead of copied path by path.
    fn grafts(&self, node: &Node, there: Option<&Node>) -> bool {
        let empty = there.is_none_or(|there| there.as_dir().is_some_and(|dir| dir.is_empty() && !dir.opaque));
        empty && self.options.is_plain() && node.totals().hard_links == 0
    }

    fn graft(
        &mut self,
        node: &Rc<Node>,
        target: &str,
        exists: bool,
        overwrite: bool,
        out: &mut Writer<'_>,
    ) -> Result<(), FileOpError> {
        let failed = |error| FileOpError::of("mkdir", &error);
        if !exists || overwrite {
            return out.graft(target, node.clone()).map_err(failed);
        }
        // The top directory was there: only what it holds and its time come over.
        let there = out.fs.get(target).map(|there| there.metadata);
        let metadata = there.map_or(node.metadata, |there| Metadata { mtime: node.metadata.mtime, ..there });
        let merged = Node::clone(node).with_metadata(metadata).from_step(out.origin);
        out.fs.insert(target, merged).map(|_| ()).map_err(failed)
    }

    /// The node as it arrives: shared when nothing of it changes.
    fn renewed(&mut self, node: &Rc<Node>, out: &mut Writer<'_>) -> Rc<Node> {
        let metadata = self.options.metadata(node);
        let inode = match node.kind() {
            NodeKind::File(file) => file.inode,
            _ => None,
        };
        if metadata == node.metadata && inode.is_none() {
            return node.clone();
        }
        let inode = inode.map(|inode| *self.inodes.entry(inode).or_insert_with(|| out.fs.new_inode()));
        Rc::new(Node::clone(node).with_metadata(metadata).with_inode(inode))
    }
}

/// Makes the directory `target` like `node`, or replaces the mode of the one that is there; true when it was made.
fn make_dir(
    node: &Node,
    target: &str,
    overwrite: bool,
    options: &CopyOptions,
    out: &mut Writer<'_>,
) -> Result<bool, FileOpError> {
    match out.fs.get(target) {
        Some(there) if !there.is_dir() => {
            Err(FileOpError::mounted("cannot copy to non-directory: ", target, ""))
        }
        Some(_) => {
            if overwrite {
                out.change(target, |there| there.mode = node.metadata.mode);
            }
            Ok(false)
        }
        None => {
            let made = Node::dir(options.metadata(node));
            out.put(target, made).map_err(|error| FileOpError::of("mkdir", &error))?;
            Ok(true)
        }
    }
}
