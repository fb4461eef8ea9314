use std::rc::Rc;

use super::copier::root_path;
use super::{FileOpError, Ids};
use crate::{
    Archive, FileSystem, FsErrorKind, Member, Metadata, Node, Time, Writer, clean_path, join, split,
};

/// The archive that ADD finds at `src`: a regular file that is a tar, whatever its name. Compressed ones are only told
/// where their members were given with them.
pub(crate) fn archive_at(from: &FileSystem, src: &str) -> Option<Rc<Archive>> {
    let content = &from.follow(src)?.as_file()?.content;
    match content.archive() {
        Some(archive) => Some(archive.clone()),
        None => Archive::read(content.as_bytes()?).map(Rc::new),
    }
}

/// Unpacks `archive` into the directory `dest` (`solver/llbsolver/file` `unpack`, `moby/go-archive` `Unpack`). Owners
/// and modes are those of the archive, but for an owner that was asked for.
pub(crate) fn unpack(
    archive: &Archive,
    dest: &str,
    out: &mut Writer<'_>,
    parent: Metadata,
    owner: Option<Ids>,
) -> Result<(), FileOpError> {
    let dest = root_path(out.fs, dest)?;
    out.mkdir_all(&dest, parent).map_err(|error| FileOpError::of("mkdir", &error))?;
    let mut dirs = Vec::new();
    for member in &archive.members {
        let name = clean_path(&member.path);
        let path = crate::clean(&join(&dest, &name));
        let outside = name == ".." || name.starts_with("../");
        if outside {
            return Err(FileOpError::mounted(&format!("{name:?} is outside of \""), &dest, "\""));
        }
        let implied = Metadata::new(0o755, Time::Build);
        out.mkdir_all(split(&path).0, implied).map_err(|error| FileOpError::of("mkdir", &error))?;
        match out.fs.get(&path) {
            Some(there) if there.is_dir() && name == "." => continue,
            Some(there) if !(there.is_dir() && member.node.is_dir()) => out.remove(&path),
            _ => {}
        }
        write(member, &path, &dest, out, owner)?;
        if member.node.is_dir() {
            dirs.push((path, member.node.metadata.mtime));
        }
    }
    // What came into a directory later has changed its time.
    dirs.iter().for_each(|(path, mtime)| out.set_time(path, *mtime));
    Ok(())
}

fn write(
    member: &Member,
    path: &str,
    dest: &str,
    out: &mut Writer<'_>,
    owner: Option<Ids>,
) -> Result<(), FileOpError> {
    let mut metadata = member.node.metadata;
    if let Some(ids) = owner {
        (metadata.uid, metadata.gid) = (ids.uid, ids.gid);
    }
    if let Some(target) = &member.hard_link {
        let target = crate::clean(&join(dest, target));
        return match out.fs.link(&target, path) {
            Ok(()) => {
                out.set_time(split(path).0, Time::Build);
                Ok(())
            }
            Err(error) => Err(FileOpError::new(format!("link {target} {path}: {}", error.kind.words()))),
        };
    }
    if let Some(target) = member.node.as_symlink() {
        let leads = crate::clean_path(&join(split(path).0, target));
        let inside = dest == "/" || leads == dest || leads.starts_with(dest);
        if !inside {
            let text = format!("invalid symlink \"<mount>{path}\" -> {:?}", &**target);
            return Err(FileOpError::new(text));
        }
    }
    if out.fs.get(path).is_some() {
        out.change(path, |there| *there = metadata);
        return Ok(());
    }
    let node = Node::clone(&member.node).with_metadata(metadata);
    out.put(path, node).map_err(|error| match error.kind {
        FsErrorKind::NotFound => FileOpError::of("open", &error),
        _ => FileOpError::of("mkdir", &error),
    })
}
