//! `drydock open`: a link as a real folder. The link may come from a stranger, so nothing is written outside of the
//! folder, through a link that is already there, or over a file.

use std::fs;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use drydock_builder::{ContextFile, ContextFileKind};
use drydock_playground::Project;
use drydock_playground::link::{decode, fragment};

use crate::End;
use crate::args::OpenArgs;

/// Writes what a link holds.
pub(crate) fn open(args: &OpenArgs, out: &mut impl Write) -> Result<End, String> {
    let project = read(&args.link)?;
    let (entries, left) = entries(&project)?;
    let taken: Vec<&str> = entries
        .iter()
        .filter(|(path, file)| is_taken(&args.output, path, file))
        .map(|(path, _)| path.as_str())
        .collect();
    if !taken.is_empty() && !args.force {
        taken.iter().for_each(|path| eprintln!("drydock: {path} is already there"));
        eprintln!("drydock: nothing was written; --force overwrites");
        return Ok(End::Failed);
    }
    make_folder(&args.output)?;
    for (path, file) in &entries {
        write(&args.output, path, file)?;
    }
    for path in left {
        eprintln!("drydock: {path} is not written: the link holds its size, not its content");
    }
    report(&project, args, out).map_err(|error| error.to_string())?;
    Ok(End::Fine)
}

/// The project of a link, which may be a whole address.
fn read(link: &str) -> Result<Project, String> {
    let mut text = link.to_owned();
    if link == "-" {
        text.clear();
        std::io::stdin().read_to_string(&mut text).map_err(|error| format!("standard input: {error}"))?;
    }
    let text = text.trim();
    let fragment = fragment(text);
    let link = decode(fragment).map_err(|error| error.to_string())?.ok_or("this link holds nothing")?;
    let start = link.base.project().map_err(|error| format!("there is {error}"))?;
    Ok(link.project(start))
}

/// Entries with their paths.
type Entries = Vec<(String, ContextFile)>;

/// What there is to write, parents first, and the files of which the content is not known.
fn entries(project: &Project) -> Result<(Entries, Vec<String>), String> {
    let (mut entries, mut left) = (Vec::new(), Vec::new());
    for (path, file) in project.build_context().entries() {
        let inside = |part: &str| {
            let mut parts = Path::new(part).components();
            matches!((parts.next(), parts.next()), (Some(Component::Normal(name)), None) if name == part)
        };
        if !path.split('/').all(inside) {
            return Err(format!("{path:?} is no path of this system"));
        }
        match &file.kind {
            ContextFileKind::File(content) if content.as_bytes().is_none() => left.push(path),
            ContextFileKind::File(_) | ContextFileKind::Dir | ContextFileKind::Symlink(_) => {
                entries.push((path, file))
            }
            _ => left.push(path),
        }
    }
    if !entries.iter().any(|(path, _)| *path == project.dockerfile_path) {
        return Err(format!("the Dockerfile cannot be at {:?}", project.dockerfile_path));
    }
    Ok((entries, left))
}

/// True when something else than a directory for a directory is where an entry goes.
fn is_taken(output: &Path, path: &str, file: &ContextFile) -> bool {
    match fs::symlink_metadata(output.join(path)) {
        Ok(there) => !(there.is_dir() && file.kind == ContextFileKind::Dir),
        Err(_) => false,
    }
}

fn make_folder(folder: &Path) -> Result<(), String> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

/// Writes one entry in place of what is there; its parent was written before it.
fn write(output: &Path, path: &str, file: &ContextFile) -> Result<(), String> {
    let place = output.join(path);
    let told = |error: std::io::Error| format!("{}: {error}", place.display());
    let there = fs::symlink_metadata(&place).ok();
    match &file.kind {
        ContextFileKind::Dir if there.as_ref().is_some_and(fs::Metadata::is_dir) => {}
        _ if there.as_ref().is_some_and(fs::Metadata::is_dir) => {
            return Err(format!("{}: a folder is in the way", place.display()));
        }
        _ if there.is_some() => fs::remove_file(&place).map_err(told)?,
        _ => {}
    }
    match &file.kind {
        ContextFileKind::Dir => return make_folder(&place),
        ContextFileKind::Symlink(target) => return symlink(target, &place).map_err(told),
        _ => {}
    }
    if let ContextFileKind::File(content) = &file.kind {
        let mut new = fs::File::create_new(&place).map_err(told)?;
        new.write_all(content.as_bytes().unwrap_or_default()).map_err(told)?;
        set_mode(&new, file.mode).map_err(told)?;
    }
    Ok(())
}

#[cfg(unix)]
fn symlink(target: &str, place: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, place)
}

#[cfg(not(unix))]
fn symlink(_: &str, _: &Path) -> std::io::Result<()> {
    Err(std::io::Error::other("symbolic links cannot be made here"))
}

/// Without the bits that give a program another user's rights.
#[cfg(unix)]
fn set_mode(file: &fs::File, mode: u32) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(mode & 0o777))
}

#[cfg(not(unix))]
fn set_mode(_: &fs::File, _: u32) -> std::io::Result<()> {
    Ok(())
}

/// The commands that build and run it.
fn report(project: &Project, args: &OpenArgs, out: &mut impl Write) -> std::io::Result<()> {
    let options = &project.options;
    let mut words = vec!["docker".to_owned(), "build".to_owned()];
    let mut option = |name: &str, value: &str| words.extend([name.to_owned(), quoted(value)]);
    if project.dockerfile_path != "Dockerfile" {
        let file: PathBuf = args.output.join(&project.dockerfile_path);
        option("--file", &file.to_string_lossy());
    }
    [("--target", &options.target), ("--platform", &options.platform)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .for_each(|(name, value)| option(name, value));
    options.build_args.iter().for_each(|(name, value)| option("--build-arg", &format!("{name}={value}")));
    options.labels.iter().for_each(|(name, value)| option("--label", &format!("{name}={value}")));
    options.contexts.iter().for_each(|(name, value)| option("--build-context", &format!("{name}={value}")));
    options.no_cache_filter.iter().for_each(|stage| option("--no-cache-filter", stage));
    let flags = [("--no-cache", options.no_cache), ("--pull", options.pull)];
    words.extend(flags.iter().filter(|(_, set)| *set).map(|(name, _)| (*name).to_owned()));
    words.push(quoted(&args.output.to_string_lossy()));
    writeln!(out, "{}", words.join(" "))
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._/=:,@%+".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
