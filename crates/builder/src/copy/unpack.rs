use std::rc::Rc;

use super::copier::root_path;
use super::{FileOpError, Ids};
use crate::{
    Archive, FileSystem, FsError, FsErrorKind, Inode, Member, Metadata, Node, Time, Writer, clean,
    clean_path, join, split,
};

/// The archive that ADD finds at `src`: a regular file that is a tar, whatever its name. Compressed ones that are not
/// read here are only told where their members were given with them.
pub(crate) fn archive_at(from: &FileSystem, src: &str) -> Option<Rc<Archive>> {
    let content = &from.follow(src)?.as_file()?.content;
    match content.archive() {
        // What has no first member is no archive, but a file like any other (`isArchivePath`).
        Some(archive) => Some(archive.clone()).filter(|archive| !archive.members.is_empty()),
        None => Archive::read(content.as_bytes()?).map(Rc::new),
    }
}

/// Unpacks `archive` into the directory `dest` (`solver/llbsolver/file` `unpack`, `moby/go-archive` `Unpack`). Owners
/// and modes are those of the archive, but for an owner that was asked for. It is done by a process that has `dest` as
/// its root, so no path and no link leads out of it, and errors name paths below it.
pub(crate) fn unpack(
    archive: &Archive,
    dest: &str,
    out: &mut Writer<'_>,
    parent: Metadata,
    owner: Option<Ids>,
) -> Result<(), FileOpError> {
    let dest = root_path(out.fs, dest)?;
    out.mkdir_all(&dest, parent).map_err(|error| FileOpError::of("mkdir", &error))?;
    let mut unpacker = Unpacker { dest, out, owner };
    let mut dirs = Vec::new();
    for member in &archive.members {
        let Some(path) = unpacker.member(member)? else { continue };
        if member.node.is_dir() {
            dirs.push((path, member.node.metadata.mtime));
        }
    }
    // What came into a directory later has changed its time.
    dirs.iter().for_each(|(path, mtime)| unpacker.out.set_time(path, *mtime));
    Ok(())
}

struct Unpacker<'o, 'f> {
    dest: String,
    out: &'o mut Writer<'f>,
    owner: Option<Ids>,
}

impl Unpacker<'_, '_> {
    /// Writes one member; gives its path, `None` for the directory that all is unpacked in.
    fn member(&mut self, member: &Member) -> Result<Option<String>, FileOpError> {
        let name = clean_path(&member.path);
        let inside = clean(&name);
        let call = if member.node.is_dir() { "mkdir" } else { "open" };
        let path = self.place(&inside, call)?;
        match self.out.fs.get(&path) {
            Some(there) if there.is_dir() && name == "." => return Ok(None),
            Some(there) if !(there.is_dir() && member.node.is_dir()) => self.out.remove(&path),
            _ => {}
        }
        match &member.hard_link {
            Some(target) => self.hard_link(member, target, (&inside, &path))?,
            None => self.write(member, call, (&inside, &path))?,
        }
        Ok(Some(path))
    }

    /// Where the path `inside` lies once links on its way are followed; missing directories on the way are made. `call` is
    /// the system call that fails where that cannot be.
    fn place(&mut self, inside: &str, call: &str) -> Result<String, FileOpError> {
        let (parent, name) = split(inside);
        let dir = self.follow(parent)?;
        let implied = Metadata::new(0o755, Time::Build);
        self.out.mkdir_all(&dir, implied).map_err(|error| match error.kind {
            // With a file in the way nothing is made, and it is writing the member that fails.
            FsErrorKind::NotADirectory => FileOpError::os(call, inside, error.kind),
            _ => self.error("mkdir", &error),
        })?;
        Ok(clean(&join(&dir, name)))
    }

    /// Follows the links of a path below the root that is `dest`.
    fn follow(&self, inside: &str) -> Result<String, FileOpError> {
        let Some(root) = self.out.fs.get(&self.dest) else { return Ok(clean(&join(&self.dest, inside))) };
        let fs = self.out.fs.with_root_node(root.clone());
        let found = fs.resolve(inside, true).map_err(|error| FileOpError::os("lstat", inside, error.kind))?;
        Ok(clean(&join(&self.dest, &found.path)))
    }

    fn metadata(&self, member: &Member) -> Metadata {
        let mut metadata = member.node.metadata;
        if let Some(ids) = self.owner {
            ids.own(&mut metadata);
        }
        metadata
    }

    fn write(
        &mut self,
        member: &Member,
        call: &str,
        (inside, path): (&str, &str),
    ) -> Result<(), FileOpError> {
        let metadata = self.metadata(member);
        if self.out.fs.get(path).is_some() {
            self.out.change(path, |there| *there = metadata);
            return Ok(());
        }
        let node = Node::clone(&member.node).with_metadata(metadata);
        self.out.put(path, node).map_err(|error| FileOpError::os(call, inside, error.kind))
    }

    /// A second name of a file; what the archive says of it holds for all names of that file.
    fn hard_link(
        &mut self,
        member: &Member,
        target: &str,
        (inside, path): (&str, &str),
    ) -> Result<(), FileOpError> {
        let from = clean(target);
        let found = self.follow(split(&from).0)?;
        let found = clean(&join(&found, split(&from).1));
        self.out
            .fs
            .link(&found, path)
            .map_err(|error| FileOpError::new(format!("link {from} {inside}: {}", error.kind.words())))?;
        self.out.set_time(split(path).0, Time::Build);
        let metadata = self.metadata(member);
        let inode = self.out.fs.get(path).and_then(|node| node.as_file()?.inode);
        for name in inode.map(|inode| self.names(inode)).unwrap_or_default() {
            self.out.change(&name, |there| *there = metadata);
        }
        Ok(())
    }

    fn names(&self, inode: Inode) -> Vec<String> {
        let same = |node: &Rc<Node>| node.as_file().is_some_and(|file| file.inode == Some(inode));
        self.out.fs.walk("/").filter(|(_, node)| same(node)).map(|(path, _)| path).collect()
    }

    /// An error with the path as the unpacking process sees it.
    fn error(&self, call: &str, error: &FsError) -> FileOpError {
        let below = error.path.strip_prefix(self.dest.as_str()).unwrap_or(&error.path);
        FileOpError::os(call, &clean(below), error.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Compression, Content};

    fn member(path: &str, node: Node) -> Member {
        Member { path: path.into(), node: Rc::new(node), hard_link: None }
    }

    fn file(path: &str, mode: u32) -> Member {
        member(path, Node::file(Content::bytes(path.as_bytes()), Metadata::new(mode, Time::Source(1))))
    }

    fn link(path: &str, target: &str) -> Member {
        member(path, Node::symlink(target, Time::Source(1)))
    }

    fn hard_link(path: &str, target: &str, mode: u32) -> Member {
        Member { hard_link: Some(target.into()), ..file(path, mode) }
    }

    fn unpacked(fs: &mut FileSystem, members: Vec<Member>) -> Result<(), String> {
        let archive = Archive { compression: Compression::None, members };
        let mut out = Writer { fs, origin: 1 };
        unpack(&archive, "/x", &mut out, Metadata::new(0o755, Time::Build), None)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_leads_out_of_the_destination() {
        let mut fs = FileSystem::new();
        let members =
            vec![file("../up", 0o644), link("out", "/etc"), file("out/f", 0o600), file("/top", 0o644)];
        assert_eq!(unpacked(&mut fs, members), Ok(()));
        let paths: Vec<String> = fs.walk("/").map(|(path, _)| path).collect();
        assert_eq!(paths, ["/x", "/x/etc", "/x/etc/f", "/x/out", "/x/top", "/x/up"]);
    }

    #[test]
    fn hard_links_share_what_is_said_last() {
        let mut fs = FileSystem::new();
        assert_eq!(unpacked(&mut fs, vec![file("a", 0o644), hard_link("d/b", "a", 0o600)]), Ok(()));
        let mode = |path: &str| fs.get(path).map(|node| node.metadata.mode);
        assert_eq!((mode("/x/a"), mode("/x/d/b")), (Some(0o600), Some(0o600)));
        let missing = unpacked(&mut fs, vec![hard_link("c", "nope", 0o644)]);
        assert_eq!(missing, Err("link /nope /c: no such file or directory".into()));
    }

    #[test]
    fn errors_name_paths_below_the_destination() {
        let mut fs = FileSystem::new();
        let error = unpacked(&mut fs, vec![file("f", 0o644), file("f/g", 0o644)]);
        assert_eq!(error, Err("open /f/g: not a directory".into()));
    }
}
