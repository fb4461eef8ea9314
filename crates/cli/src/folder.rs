//! A real folder as a build context.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use drydock_builder::{Archive, Compression, Content, Context, ContextFile, ContextFileKind, Digest};
use drydock_playground::{BuildCache, Project, build, describe};

use crate::args::Args;
use crate::plan::empty_cache;

/// Files up to this size are read; of larger ones only the size and the time stand in for the bytes.
const READ_BYTES: u64 = 64 * 1024;
/// Larger files are not looked into for what ADD would unpack.
const ARCHIVE_BYTES: u64 = 256 * 1024 * 1024;
/// So much is read at most in all.
const READ_TOTAL: u64 = 64 * 1024 * 1024;

/// The project that `args` name: the Dockerfile, the folder, the options.
pub(crate) fn project(args: &Args) -> Result<Project, String> {
    let (dockerfile, dockerfile_path) = dockerfile(args)?;
    let context = context(&args.dir)?;
    let (options, run, images) = (args.options.clone(), args.run.clone(), images(args)?);
    Ok(Project { dockerfile, dockerfile_path, context, options, run, images })
}

/// The images that are described by hand.
fn images(args: &Args) -> Result<BTreeMap<String, String>, String> {
    let image = |(name, path): &(String, String)| {
        let text = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
        let description = describe(&text).map_err(|error| match error.line {
            0 => format!("{path}: {error}. {}", error.help),
            line => format!("{path}: line {line}: {error}. {}", error.help),
        })?;
        Ok((name.clone(), description.to_text()))
    };
    args.images.iter().map(image).collect()
}

/// The cache that the builds of `--built` leave, each with the same Dockerfile path and options.
pub(crate) fn cache(args: &Args, project: &Project) -> Result<BuildCache, String> {
    let mut cache = empty_cache();
    for dir in &args.built {
        let path = dir.join(&project.dockerfile_path);
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let before = Project { dockerfile: text(bytes), context: context(dir)?, ..project.clone() };
        cache = build(&before, &cache.without_context());
        if dir.canonicalize().ok() != args.dir.canonicalize().ok() {
            cache = cache.without_context();
        }
    }
    Ok(cache)
}

/// Where the Dockerfile lies that `args` name.
pub(crate) fn dockerfile_path(args: &Args) -> PathBuf {
    match &args.file {
        // As Docker: from here; or else, kindly, from the context.
        Some(path) if path.exists() => path.clone(),
        Some(path) => args.dir.join(path),
        None => args.dir.join("Dockerfile"),
    }
}

/// Text of the Dockerfile and its path in the context.
pub(crate) fn dockerfile(args: &Args) -> Result<(String, String), String> {
    if args.file.as_ref().is_some_and(|path| path.as_os_str() == "-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(|error| format!("standard input: {error}"))?;
        return Ok((text(bytes), "Dockerfile".to_owned()));
    }
    let path = dockerfile_path(args);
    let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok((text(bytes), in_context(&path, &args.dir)))
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn in_context(path: &Path, dir: &Path) -> String {
    let (Ok(full), Ok(dir)) = (path.canonicalize(), dir.canonicalize()) else {
        return name(path);
    };
    full.strip_prefix(&dir).ok().and_then(slashed).unwrap_or_else(|| name(path))
}

fn name(path: &Path) -> String {
    path.file_name().map_or("Dockerfile".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<_>> = path
        .components()
        .map(|part| if let Component::Normal(name) = part { Some(name.to_string_lossy()) } else { None })
        .collect();
    Some(parts?.join("/"))
}

/// Everything below `dir`. An entry that cannot be read is left out with a word on standard error.
fn context(dir: &Path) -> Result<Context, String> {
    let mut context = Context::new();
    let mut left = READ_TOTAL;
    let mut folders = vec![(dir.to_path_buf(), String::new())];
    let mut first = true;
    while let Some((folder, prefix)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if first => return Err(format!("{}: {error}", folder.display())),
            Err(error) => {
                eprintln!("drydock: {}: {error}", folder.display());
                continue;
            }
        };
        first = false;
        for entry in entries {
            let entry = entry.map_err(|error| format!("{}: {error}", folder.display()))?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            match file(&entry.path(), &path, &mut left) {
                Ok(file) => {
                    if file.kind == ContextFileKind::Dir {
                        folders.push((entry.path(), format!("{path}/")));
                    }
                    context.set(&path, file).map_err(|error| format!("{path}: {error:?}"))?;
                }
                Err(error) => eprintln!("drydock: {path}: {error}"),
            }
        }
    }
    Ok(context)
}

fn file(place: &Path, path: &str, left: &mut u64) -> std::io::Result<ContextFile> {
    let metadata = fs::symlink_metadata(place)?;
    let (mode, mtime) = mode_and_time(&metadata);
    let kind = if metadata.is_dir() {
        ContextFileKind::Dir
    } else if metadata.is_symlink() {
        ContextFileKind::Symlink(fs::read_link(place)?.to_string_lossy().into())
    } else if metadata.is_file() {
        ContextFileKind::File(content(place.to_path_buf(), path, metadata.len(), mtime, left)?)
    } else {
        ContextFileKind::Other
    };
    Ok(ContextFile { kind, mode, mtime })
}

fn content(place: PathBuf, path: &str, size: u64, mtime: i64, left: &mut u64) -> std::io::Result<Content> {
    let content = if size > READ_BYTES || size > *left {
        Content::known(size, Digest::of(format!("{path}\0{size}\0{mtime}").as_bytes()))
    } else {
        *left -= size;
        Content::bytes(fs::read(&place)?)
    };
    Ok(match archive(&place, &content)? {
        Some(archive) => content.with_archive(archive),
        None => content,
    })
}

/// The archive that ADD would find in a file, where the builder cannot tell from the content alone: it is compressed in
/// a way of its own, or its bytes are not held.
fn archive(place: &Path, content: &Content) -> std::io::Result<Option<Archive>> {
    if let Some(bytes) = content.as_bytes() {
        let told = matches!(Compression::detect(bytes), Compression::None | Compression::Gzip);
        return Ok(if told { None } else { drydock_unpack::archive(bytes) });
    }
    let mut start = Vec::new();
    fs::File::open(place)?.take(512).read_to_end(&mut start)?;
    let tar = start.get(257..262) == Some(b"ustar");
    let may_be = tar || Compression::detect(&start) != Compression::None;
    if !may_be || content.len() > ARCHIVE_BYTES {
        return Ok(None);
    }
    Ok(drydock_unpack::archive(&fs::read(place)?))
}

#[cfg(unix)]
fn mode_and_time(metadata: &fs::Metadata) -> (u32, i64) {
    use std::os::unix::fs::MetadataExt;
    (metadata.mode() & 0o7777, metadata.mtime())
}

/// Elsewhere Docker gives files the mode 0755.
#[cfg(not(unix))]
fn mode_and_time(metadata: &fs::Metadata) -> (u32, i64) {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    (0o755, since.and_then(|time| i64::try_from(time.as_secs()).ok()).unwrap_or_default())
}
