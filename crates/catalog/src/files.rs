//! Paths that are known by name: what every image of a distribution has, its users, the commands the catalogue lists.

mod accounts;
mod debian;
mod tools;

use crate::ImageRecord;

/// What a known path is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A file, with its text where that is known. Its bytes count in the layer it came with.
    File(Option<String>),
    /// A directory; it holds more than is listed.
    Dir,
    /// A directory that holds what is listed and nothing else.
    WholeDir,
    /// A file of which only the number of bytes is known.
    Sized(u64),
    /// A symbolic link and where it points.
    Link(String),
}

/// A path of a base image that is known by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// Absolute path.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// Permission bits.
    pub mode: u32,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
}

impl KnownFile {
    fn dir(path: &str, mode: u32) -> Self {
        Self { path: path.into(), kind: FileKind::Dir, mode, uid: 0, gid: 0 }
    }

    fn link(path: &str, target: &str) -> Self {
        Self { path: path.into(), kind: FileKind::Link(target.into()), mode: 0o777, uid: 0, gid: 0 }
    }

    fn text(path: &str, text: String) -> Self {
        Self { path: path.into(), kind: FileKind::File(Some(text)), mode: 0o644, uid: 0, gid: 0 }
    }

    fn program(path: String) -> Self {
        Self { path, kind: FileKind::File(None), mode: 0o755, uid: 0, gid: 0 }
    }
}

/// Directories of every distribution, parents first, with their modes.
const DIRECTORIES: [(&str, u32); 32] = [
    ("/boot", 0o755),
    ("/dev", 0o755),
    ("/etc", 0o755),
    ("/home", 0o755),
    ("/media", 0o755),
    ("/mnt", 0o755),
    ("/opt", 0o755),
    ("/proc", 0o555),
    ("/root", 0o700),
    ("/run", 0o755),
    ("/srv", 0o755),
    ("/sys", 0o555),
    ("/tmp", 0o1777),
    ("/usr", 0o755),
    ("/usr/bin", 0o755),
    ("/usr/include", 0o755),
    ("/usr/lib", 0o755),
    ("/usr/local", 0o755),
    ("/usr/local/bin", 0o755),
    ("/usr/local/lib", 0o755),
    ("/usr/local/sbin", 0o755),
    ("/usr/local/share", 0o755),
    ("/usr/sbin", 0o755),
    ("/usr/share", 0o755),
    ("/usr/src", 0o755),
    ("/var", 0o755),
    ("/var/cache", 0o755),
    ("/var/lib", 0o755),
    ("/var/log", 0o755),
    ("/var/opt", 0o755),
    ("/var/spool", 0o755),
    ("/var/tmp", 0o1777),
];

impl ImageRecord {
    /// The paths known by name, parents before what is in them; the image holds more. Nothing for an image made of
    /// one program (`hello-world`, `denoland/deno:bin`).
    pub fn files(&self) -> Vec<KnownFile> {
        if self.os == "scratch" {
            return Vec::new();
        }
        let mut files: Vec<_> = DIRECTORIES.iter().map(|(path, mode)| KnownFile::dir(path, *mode)).collect();
        self.roots(&mut files);
        files.push(KnownFile::text("/etc/os-release", self.os_release()));
        self.accounts(&mut files);
        self.programs(&mut files);
        self.debian(&mut files);
        self.directories_of_config(&mut files);
        files
    }

    /// `/bin` and its kin: links into `/usr` where the distribution merged them.
    fn roots(&self, files: &mut Vec<KnownFile>) {
        for name in ["bin", "sbin", "lib"] {
            let path = format!("/{name}");
            files.push(match self.merged_usr() {
                true => KnownFile::link(&path, &format!("usr/{name}")),
                false => KnownFile::dir(&path, 0o755),
            });
        }
        if self.package_manager == "apt" && self.merged_usr() {
            files.push(KnownFile::dir("/usr/lib64", 0o755));
            files.push(KnownFile::link("/lib64", "usr/lib64"));
        }
    }

    /// Alpine, BusyBox and the distroless images keep `/bin` apart from `/usr/bin`.
    fn merged_usr(&self) -> bool {
        !(self.package_manager == "apk" || self.os.starts_with("busybox") || self.os.contains("distroless"))
    }

    fn os_release(&self) -> String {
        let (id, version) = self.os.split_once(' ').unwrap_or((&self.os, ""));
        let version = version.split(' ').next().unwrap_or_default();
        format!("ID={id}\nVERSION_ID=\"{version}\"\n")
    }

    /// WORKDIR and VOLUME of the image exist in it.
    fn directories_of_config(&self, files: &mut Vec<KnownFile>) {
        for path in self.volumes.iter().chain([&self.workdir]) {
            for (at, _) in path.match_indices('/').skip(1).chain([(path.len(), "")]) {
                let Some(dir) = path.get(..at).filter(|dir| dir.len() > 1) else { continue };
                if files.iter().all(|file| file.path != dir) {
                    files.push(KnownFile::dir(dir, 0o755));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{FileKind, Reference, find_image};

    fn kind(reference: &str, path: &str) -> Option<FileKind> {
        let reference = Reference::parse(reference).expect("a reference");
        let (record, _) = find_image(&reference).expect("a known image");
        record.files().into_iter().find(|file| file.path == path).map(|file| file.kind)
    }

    #[test]
    fn a_shell_is_where_the_image_has_one() {
        assert!(kind("debian:bookworm-slim", "/usr/bin/sh").is_some());
        assert!(kind("alpine", "/bin/sh").is_some());
        assert!(kind("gcr.io/distroless/static-debian12", "/bin/sh").is_none());
        assert!(kind("hello-world", "/etc/passwd").is_none());
    }

    #[test]
    fn users_of_the_image_are_in_passwd() {
        for (image, entry) in [
            ("node:22-alpine", "node:x:1000:1000:"),
            ("nginx", "nginx:x:101:101:"),
            ("postgres:16-alpine", "postgres:x:70:70:"),
            ("gcr.io/distroless/static-debian12:nonroot", "nonroot:x:65532:65532:"),
        ] {
            let Some(FileKind::File(Some(text))) = kind(image, "/etc/passwd") else { panic!("{image}") };
            assert!(text.lines().any(|line| line.starts_with(entry)), "{image}: {text}");
        }
    }

    #[test]
    fn every_parent_comes_first() {
        for record in crate::images() {
            let files = record.files();
            let mut seen = std::collections::BTreeSet::from(["".to_owned()]);
            for file in files {
                let parent = file.path.rsplit_once('/').map_or("", |(parent, _)| parent);
                assert!(seen.contains(parent), "{}: {} before {parent}", record.reference, file.path);
                assert!(seen.insert(file.path.clone()), "{}: {} twice", record.reference, file.path);
            }
        }
    }
}
