//! `drydock link`.

use std::io::Write;

use drydock_builder::{Context, ContextFileKind, IgnoreFile};
use drydock_playground::link::{Base, Link};
use drydock_playground::{Example, Project};

use crate::args::Args;
use crate::{End, folder};

/// Chats and mail programs cut longer addresses.
const LONG: usize = 2000;

/// Prints a link that opens a folder.
pub(crate) fn link(args: &Args, out: &mut impl Write) -> Result<End, String> {
    let mut project = folder::project(args)?;
    let left = leave_out(&mut project)?;
    let link = base(args)?.map_or_else(
        || Link::of(&project, &args.link.panel),
        |(base, start)| Link::from_base(base, &start, &project, &args.link.panel),
    );
    let packed = link.encode().map_err(|_| "this folder is too large for a link".to_owned())?;
    let fragment = if args.link.plain { link.encode_plain() } else { packed };
    let address = format!("{}#{fragment}", args.link.site);
    remarks(&project, left, address.len());
    writeln!(out, "{address}").map_err(|error| error.to_string())?;
    Ok(End::Fine)
}

fn base(args: &Args) -> Result<Option<(Base, Project)>, String> {
    let name = &args.link.example;
    if name.is_empty() {
        return Ok(None);
    }
    let example = Example::find(name).ok_or_else(|| format!("there is no example named {name}"))?;
    Ok(Some((Base::Example(name.clone()), example.project())))
}

/// Takes out of the context what the build does not see, `.git`, and the copy of the Dockerfile; gives how many files
/// went.
fn leave_out(project: &mut Project) -> Result<usize, String> {
    let (ignore_path, text) = project.dockerignore().unwrap_or_default();
    let ignore = IgnoreFile::parse(text).map_err(|error| format!("{ignore_path}: {error:?}"))?;
    let seen =
        ignore.filter(project.context.fs(), None).map_err(|error| format!("{ignore_path}: {error:?}"))?;
    let kept =
        |path: &str| path == ignore_path || (seen.output.get(path).is_some() && !path.starts_with(".git/"));
    let mut context = Context::new();
    let mut left = 0;
    for (path, file) in project.context.entries() {
        if path == project.dockerfile_path
            && file.as_text() == Some(&project.dockerfile)
            && file.mode == 0o644
        {
            continue;
        }
        if kept(&path) && path != ".git" {
            context.set(&path, file).map_err(|error| error.to_string())?;
        } else if file.kind != ContextFileKind::Dir {
            left += 1;
        }
    }
    project.context = context;
    Ok(left)
}

/// What one should know before one sends the link.
fn remarks(project: &Project, left: usize, length: usize) {
    let sized = |file: &drydock_builder::ContextFile| matches!(&file.kind, ContextFileKind::File(content) if content.as_bytes().is_none());
    let sized = project.context.files().filter(|(_, file)| sized(file)).count();
    let files = project.context.files().count();
    eprintln!("drydock: the Dockerfile and {files} files in {length} characters");
    if sized > 0 {
        eprintln!("drydock: of {sized} large files the link holds the size, not the content");
    }
    if left > 0 {
        eprintln!("drydock: {left} files are left out: the ignore file excludes them, or they are in .git");
    }
    if length > LONG {
        eprintln!("drydock: longer than {LONG} characters: some chats and mail programs cut such a link");
    }
}
