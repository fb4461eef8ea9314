use super::{FileKind, KnownFile};
use crate::ImageRecord;

/// Directories in which apt and dpkg keep their state, parents first.
const STATE: [&str; 13] = [
    "/etc/apt",
    "/etc/apt/apt.conf.d",
    "/etc/apt/sources.list.d",
    "/etc/dpkg",
    "/etc/dpkg/dpkg.cfg.d",
    "/var/cache/apt",
    "/var/cache/debconf",
    "/var/cache/ldconfig",
    "/var/lib/apt",
    "/var/lib/dpkg",
    "/var/lib/dpkg/info",
    "/var/log/apt",
    "/usr/share/doc",
];

/// Directories that the images leave empty: what package lists and archives they were made with is gone.
const EMPTY: [&str; 5] = [
    "/var/lib/apt/lists",
    "/var/lib/apt/lists/auxfiles",
    "/var/lib/apt/lists/partial",
    "/var/cache/apt/archives",
    "/var/cache/apt/archives/partial",
];

/// Files of `debian:bookworm-slim` with their bytes, as measured.
const MEASURED: [(&str, u64, u32); 5] = [
    ("/etc/hostname", 3, 0o644),
    ("/etc/timezone", 8, 0o644),
    ("/usr/bin/bash", 1_265_648, 0o755),
    ("/usr/bin/perl", 3_808_560, 0o755),
    ("/usr/share/zoneinfo/(time zones)", 1_310_470, 0o644),
];

/// Official images on Debian that put nothing into these directories.
const PLAIN: [&str; 6] = ["debian", "buildpack-deps", "python", "golang", "rust", "ubuntu"];

impl ImageRecord {
    /// What is known of every image on Debian or Ubuntu.
    pub(super) fn debian(&self, files: &mut Vec<KnownFile>) {
        if self.package_manager != "apt" {
            return;
        }
        let mut add = |file: KnownFile| {
            files.retain(|known| known.path != file.path);
            files.push(file);
        };
        STATE.iter().for_each(|path| add(KnownFile::dir(path, 0o755)));
        let whole = |path: &str, mode| KnownFile { kind: FileKind::WholeDir, ..KnownFile::dir(path, mode) };
        EMPTY.iter().for_each(|path| add(whole(path, 0o755)));
        // The configuration that makes apt delete what it downloaded.
        add(KnownFile {
            kind: FileKind::File(None),
            ..KnownFile::text("/etc/apt/apt.conf.d/docker-clean", String::new())
        });
        if self.reference.contains("slim") {
            add(KnownFile {
                kind: FileKind::File(None),
                ..KnownFile::text("/etc/dpkg/dpkg.cfg.d/docker", String::new())
            });
        }
        if PLAIN.contains(&self.family()) {
            ["/media", "/mnt", "/opt", "/srv"].iter().for_each(|path| add(whole(path, 0o755)));
            add(whole("/tmp", 0o1777));
        }
        if self.os == "debian 12" {
            add(KnownFile::dir("/usr/share/zoneinfo", 0o755));
            add(KnownFile::text("/etc/issue", "Debian GNU/Linux 12 \\n \\l\n\n".into()));
            for (path, bytes, mode) in MEASURED {
                add(KnownFile { kind: FileKind::Sized(bytes), mode, ..KnownFile::text(path, String::new()) });
            }
        }
    }
}
