//! Carries out the file operations of a plan: COPY, ADD, WORKDIR and heredocs.

use drydock_plan::{CopyAction, FileAction, FileOp, Input, MkdirAction, MkfileAction};

use crate::copy::{self, FileOpError, Ids, ModeChange, Selector};
use crate::{Content, FileSystem, FsErrorKind, Metadata, Node, Time, Writer, split};

/// Carries out `op` in the name of step `origin`. `tree` gives the file systems it stands on; it is never asked for
/// [`Input::Action`], which is the operation's own.
///
/// # Errors
/// When an action fails, in BuildKit's words. A missing source is worded as the file step words it; a build notices it
/// before, while it works out [`checksum`](crate::checksum)s.
pub fn run_file_op(
    op: &FileOp,
    tree: &dyn Fn(Input) -> FileSystem,
    origin: u32,
) -> Result<FileSystem, FileOpError> {
    let mut results: Vec<FileSystem> = Vec::new();
    let mut output = None;
    for (place, action) in op.actions.iter().enumerate() {
        let of = |input: Input| match input {
            Input::Scratch => FileSystem::new(),
            Input::Action(place) => results.get(place).cloned().unwrap_or_default(),
            Input::Op { .. } => tree(input),
        };
        let (base, is_output) = match action {
            FileAction::Copy(action) => (action.base, action.output),
            FileAction::Mkdir(action) => (action.base, action.output),
            FileAction::Mkfile(action) => (action.base, action.output),
        };
        let mut fs = of(base);
        let mut out = Writer { fs: &mut fs, origin };
        match action {
            FileAction::Copy(action) => copy_action(action, &of, &mut out)?,
            FileAction::Mkdir(action) => mkdir_action(action, &of, &mut out)?,
            FileAction::Mkfile(action) => mkfile_action(action, &of, &mut out)?,
        }
        if is_output {
            output = Some(place);
        }
        results.push(fs);
    }
    let last = output.unwrap_or(results.len().saturating_sub(1));
    Ok(results.get(last).cloned().unwrap_or_default())
}

/// What a copy reads of its source, as its cache key sees it (`solver/llbsolver/ops` `addSelector`).
pub fn copy_selector(action: &CopyAction) -> Selector {
    Selector {
        path: action.src.clone(),
        wildcard: action.allow_wildcard,
        follow: action.follow_symlink,
        include: action.include.clone(),
        exclude: action.exclude.clone(),
        required: action.required.clone(),
    }
}

fn time(timestamp: Option<i64>) -> Option<Time> {
    timestamp.map(|nanoseconds| match nanoseconds.div_euclid(1_000_000_000) {
        0 => Time::Epoch,
        seconds => Time::At(seconds),
    })
}

type Trees<'t> = &'t dyn Fn(Input) -> FileSystem;

fn new_metadata(mode: u32, owner: Option<Ids>, timestamp: Option<i64>) -> Metadata {
    let mut metadata = Metadata::new(mode & 0o777, time(timestamp).unwrap_or(Time::Build));
    if let Some(ids) = owner {
        ids.own(&mut metadata);
    }
    metadata
}

fn mkdir_action(action: &MkdirAction, trees: Trees<'_>, out: &mut Writer<'_>) -> Result<(), FileOpError> {
    let ids = copy::lookup(action.owner.as_ref(), trees)?;
    let path = copy::root_path(out.fs, &action.path)?;
    let metadata = new_metadata(action.mode, ids, action.timestamp);
    if action.parents {
        return out.mkdir_all(&path, metadata).map(|_| ()).map_err(|error| FileOpError::of("mkdir", &error));
    }
    if out.fs.get(&path).is_some() {
        return Ok(());
    }
    out.put(&path, Node::dir(metadata)).map_err(|error| FileOpError::of("mkdir", &error))
}

fn mkfile_action(action: &MkfileAction, trees: Trees<'_>, out: &mut Writer<'_>) -> Result<(), FileOpError> {
    let ids = copy::lookup(action.owner.as_ref(), trees)?;
    let path = copy::root_path(out.fs, &action.path)?;
    let mut metadata = new_metadata(action.mode, ids, action.timestamp);
    match out.fs.get(&path) {
        Some(there) if there.is_dir() => {
            return Err(FileOpError::os("open", &path, FsErrorKind::IsADirectory));
        }
        // Writing to a file that is there leaves its mode, and its owner unless one was asked for.
        Some(there) => {
            metadata.mode = there.metadata.mode;
            if ids.is_none() {
                (metadata.uid, metadata.gid) = (there.metadata.uid, there.metadata.gid);
            }
        }
        None => {}
    }
    let node = Node::file(Content::bytes(action.data.as_bytes()), metadata);
    out.put(&path, node).map_err(|error| FileOpError::of("open", &error))
}

fn copy_action(action: &CopyAction, trees: Trees<'_>, out: &mut Writer<'_>) -> Result<(), FileOpError> {
    let ids = copy::lookup(action.owner.as_ref(), trees)?;
    let from = trees(action.from);
    let src = copy::source_path(&action.src);
    let dest = copy::source_path(&action.dest);
    if !action.create_dest_path {
        let path = copy::root_path(out.fs, &action.dest)?;
        if out.fs.get(split(&path).0).is_none() {
            let error = FileOpError::os("lstat", split(&path).0, FsErrorKind::NotFound);
            return Err(error.within(&format!("failed to stat {}", action.dest)));
        }
    }
    let options = copy_options(action, ids)?;
    let sources = if action.allow_wildcard {
        copy::resolve_wildcards(&from, &src, action.follow_symlink)?
    } else {
        vec![src.clone()]
    };
    if sources.is_empty() && copy::may_match(&from, &src) {
        let dir = copy::root_path(out.fs, &dest)?;
        out.mkdir_all(&dir, options.parent()).map_err(|error| FileOpError::of("mkdir", &error))?;
        out.open(&dir);
        return Ok(());
    }
    if sources.is_empty() && !action.allow_empty_wildcard {
        return Err(FileOpError::new(format!("{src} not found")));
    }
    for source in &sources {
        if action.attempt_unpack
            && let Some(archive) = copy::archive_at(&from, source)
        {
            let parent = Metadata { mode: 0o755, ..options.parent() };
            copy::unpack(&archive, &dest, out, parent, ids)?;
            continue;
        }
        if action.attempt_unpack && copy::is_unread_archive(&from, source) {
            let dir = copy::root_path(out.fs, &dest)?;
            let parent = Metadata { mode: 0o755, ..options.parent() };
            out.mkdir_all(&dir, parent).map_err(|error| FileOpError::of("mkdir", &error))?;
            out.open(&dir);
            continue;
        }
        copy::copy(&from, source, &dest, out, &options)?;
    }
    Ok(())
}

fn copy_options(action: &CopyAction, owner: Option<Ids>) -> Result<copy::CopyOptions, FileOpError> {
    let mode_change = match action.mode_str.as_str() {
        "" => None,
        text => Some(ModeChange::parse(text).ok_or_else(|| FileOpError::new("invalid syntax"))?),
    };
    Ok(copy::CopyOptions {
        owner,
        mode: action.mode,
        mode_change,
        time: time(action.timestamp),
        include: copy::patterns(&action.include, "includepatterns")?,
        exclude: copy::patterns(&action.exclude, "excludepatterns")?,
        follow: action.follow_symlink,
        contents: action.dir_copy_contents,
        always_replace: action.always_replace,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Layer;

    fn copy(src: &str, dest: &str) -> FileOp {
        let action = CopyAction {
            base: Input::Scratch,
            from: Input::Op { op: 0, output: 0 },
            src: src.into(),
            dest: dest.into(),
            mode: None,
            mode_str: String::new(),
            owner: None,
            exclude: Vec::new(),
            include: Vec::new(),
            required: Vec::new(),
            follow_symlink: true,
            dir_copy_contents: true,
            attempt_unpack: false,
            create_dest_path: true,
            allow_wildcard: true,
            allow_empty_wildcard: true,
            always_replace: false,
            timestamp: None,
            output: true,
        };
        FileOp { actions: vec![FileAction::Copy(Box::new(action))] }
    }

    fn run(from: &FileSystem, src: &str, dest: &str) -> FileSystem {
        run_file_op(&copy(src, dest), &|_| from.clone(), 1).unwrap()
    }

    #[test]
    fn what_nobody_knows_is_copied_as_such() {
        let from = FileSystem::unknown();
        let file = run(&from, "/etc/app.conf", "/conf/");
        let layer = Layer::between(&FileSystem::new(), &file);
        assert!(file.get("/conf/app.conf").is_some() && layer.size.is_unknown());
        for (src, dest) in [("/app/dist", "/html"), ("/app/*.jar", "/html/")] {
            let dir = run(&from, src, dest);
            assert!(dir.get("/html").is_some_and(|node| node.is_opaque()), "{src}");
            assert!(Layer::between(&FileSystem::new(), &dir).size.is_unknown());
        }
    }

    #[test]
    fn whole_trees_are_shared_not_copied() {
        let mut from = FileSystem::new();
        from.insert("/d/e/f", Node::file(Content::bytes(b"x".as_slice()), Metadata::new(0o644, Time::Build)))
            .unwrap();
        let copied = run(&from, "/d", "/x/y");
        let inner = |fs: &FileSystem, path: &str| fs.get(path).cloned();
        let (before, after) = (inner(&from, "/d/e"), inner(&copied, "/x/y/e"));
        assert!(before.zip(after).is_some_and(|(before, after)| std::rc::Rc::ptr_eq(&before, &after)));
    }

    #[test]
    fn errors_are_the_engines() {
        let mut from = FileSystem::new();
        from.insert("/f", Node::file(Content::bytes(b"".as_slice()), Metadata::new(0o644, Time::Build)))
            .unwrap();
        let error = |src: &str, dest: &str| {
            run_file_op(&copy(src, dest), &|_| from.clone(), 1).unwrap_err().to_string()
        };
        assert_eq!(error("/nope", "/x"), "lstat /nope: no such file or directory");
        assert_eq!(error("/nope/*.c", "/x"), "lstat /nope: no such file or directory");
        assert_eq!(error("/f/x", "/x"), "lstat /f/x: not a directory");
    }
}
