//! A project as a tar archive, as `docker build -` takes it.

use drydock_builder::{ContextFile, ContextFileKind};

use crate::Project;

const BLOCK: usize = 512;

/// The build context with the Dockerfile, in the ustar format with pax headers where a name is long. Files of which only
/// the size is known are left out, and so are devices and sockets.
pub fn archive(project: &Project) -> Vec<u8> {
    let mut out = Vec::new();
    for (path, file) in project.build_context().entries() {
        let entry = match &file.kind {
            ContextFileKind::File(content) => content.as_bytes().map(|bytes| (b'0', "", bytes)),
            ContextFileKind::Dir => Some((b'5', "", &[][..])),
            ContextFileKind::Symlink(target) => Some((b'2', &**target, &[][..])),
            ContextFileKind::Fifo => Some((b'6', "", &[][..])),
            ContextFileKind::HardLink(_) | ContextFileKind::Other => None,
        };
        if let Some((kind, target, bytes)) = entry {
            let name = if kind == b'5' { format!("{path}/") } else { path };
            let long = [("path", name.as_str()), ("linkpath", target)];
            let records: String = long
                .iter()
                .filter(|(_, value)| value.len() > 100)
                .map(|(key, value)| record(key, value))
                .collect();
            if !records.is_empty() {
                add(
                    &mut out,
                    Header { name: "pax", kind: b'x', target: "", file: &file, size: records.len() },
                    records.as_bytes(),
                );
            }
            add(&mut out, Header { name: &name, kind, target, file: &file, size: bytes.len() }, bytes);
        }
    }
    out.resize(out.len() + 2 * BLOCK, 0);
    out
}

struct Header<'a> {
    name: &'a str,
    kind: u8,
    target: &'a str,
    file: &'a ContextFile,
    size: usize,
}

/// `LENGTH KEY=VALUE` and a line break, where the length counts itself.
fn record(key: &str, value: &str) -> String {
    let rest = key.len() + value.len() + 3;
    let digits = |length: usize| length.to_string().len();
    let length = rest + digits(rest + digits(rest));
    format!("{length} {key}={value}\n")
}

fn add(out: &mut Vec<u8>, header: Header, bytes: &[u8]) {
    let mut block = [0u8; BLOCK];
    let mut put = |at: usize, text: &[u8]| {
        if let Some(place) = block.get_mut(at..at + text.len()) {
            place.copy_from_slice(text);
        }
    };
    let short = |text: &str| text.as_bytes().get(..100).unwrap_or(text.as_bytes()).to_vec();
    put(0, &short(header.name));
    put(100, format!("{:07o}", header.file.mode & 0o7777).as_bytes());
    put(108, b"0000000");
    put(116, b"0000000");
    put(124, format!("{:011o}", header.size).as_bytes());
    put(136, format!("{:011o}", header.file.mtime.max(0)).as_bytes());
    put(148, b"        ");
    put(156, &[header.kind]);
    put(157, &short(header.target));
    put(257, b"ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    if let Some(place) = block.get_mut(148..156) {
        place.copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    }
    out.extend(block);
    out.extend(bytes);
    out.resize(out.len().next_multiple_of(BLOCK), 0);
}

#[cfg(test)]
mod tests {
    use drydock_builder::{Archive, Content};

    use super::*;

    #[test]
    fn an_archive_holds_the_context() {
        let mut project = Project { dockerfile: "FROM a\n".into(), ..Project::default() };
        let long = format!("{}/{}", "d".repeat(90), "é".repeat(100));
        for (path, file) in [
            ("a/b", ContextFile::text("1").with_mode(0o755)),
            (long.as_str(), ContextFile::text("2")),
            ("link", ContextFile::symlink("a/b")),
            ("bytes", ContextFile::new(Content::bytes(vec![0u8; 513]))),
        ] {
            project.context.set(path, file).unwrap();
        }
        let bytes = archive(&project);
        assert_eq!(bytes.len() % BLOCK, 0);
        let read = Archive::read(&bytes).expect("it is an archive");
        let names: Vec<_> =
            read.members.iter().map(|member| member.path.trim_end_matches('/').to_owned()).collect();
        for path in ["Dockerfile", "a", "a/b", long.as_str(), "link", "bytes"] {
            assert!(names.iter().any(|name| name == path), "{path}: {names:?}");
        }
    }
}
