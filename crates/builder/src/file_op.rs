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
        (metadata.uid, metadata.gid) = (ids.uid, ids.gid);
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
