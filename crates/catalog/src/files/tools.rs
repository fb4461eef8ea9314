use super::{FileKind, KnownFile};
use crate::ImageRecord;

/// Commands of BusyBox and of coreutils and friends that an image with a shell has, beyond those the table names.
const BASICS: [&str; 42] = [
    "awk", "basename", "cat", "chgrp", "chmod", "chown", "cp", "cut", "date", "dd", "df", "dirname", "du",
    "echo", "env", "false", "find", "grep", "head", "hostname", "id", "kill", "ln", "ls", "mkdir", "mktemp",
    "mv", "printf", "pwd", "readlink", "rm", "rmdir", "sed", "sleep", "sort", "stat", "tail", "tee", "test",
    "touch", "tr", "true",
];

impl ImageRecord {
    /// The commands, each at its path, with the directories on the way.
    pub(super) fn programs(&self, files: &mut Vec<KnownFile>) {
        let listed = self.tools.iter().map(String::as_str);
        let basics = BASICS.iter().copied().filter(|_| self.has_shell);
        for tool in listed.filter(|tool| !tool.starts_with("ca-certificates")).chain(basics) {
            let path = self.path_of(tool);
            let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
            for (at, _) in parent.match_indices('/').skip(1).chain([(parent.len(), "")]) {
                let Some(dir) = parent.get(..at) else { continue };
                if files.iter().all(|file| file.path != dir) {
                    files.push(KnownFile::dir(dir, 0o755));
                }
            }
            if files.iter().all(|file| file.path != path) {
                files.push(KnownFile::program(path));
            }
        }
        self.shells(files);
        self.entrypoint_script(files);
    }

    /// `/bin/sh` is a link: to dash, bash or BusyBox.
    fn shells(&self, files: &mut Vec<KnownFile>) {
        let busybox = self.package_manager == "apk" || self.os.starts_with("busybox");
        let (target, owner) = match self.package_manager.as_str() {
            _ if busybox => ("/bin/busybox", "/bin/busybox"),
            "apt" => ("dash", "/usr/bin/dash"),
            "dnf" => ("bash", "/usr/bin/bash"),
            _ => return,
        };
        for file in files.iter_mut().filter(|file| file.path.ends_with("/sh")) {
            file.kind = FileKind::Link(target.into());
            file.mode = 0o777;
        }
        if self.has_shell && files.iter().all(|file| file.path != owner) {
            files.push(KnownFile::program(owner.into()));
        }
    }

    /// The script that many images start with (`docker-entrypoint.sh`) lies where its COPY put it.
    fn entrypoint_script(&self, files: &mut Vec<KnownFile>) {
        let Some(first) = self.entrypoint.iter().chain(&self.cmd).find_map(|argv| argv.first()) else {
            return;
        };
        let path = match first.starts_with('/') {
            true => first.clone(),
            false if first.ends_with(".sh") || first.ends_with("-entrypoint") => {
                format!("/usr/local/bin/{first}")
            }
            false => return,
        };
        let in_known_place = path.rsplit_once('/').is_some_and(|(parent, _)| {
            parent.is_empty() || files.iter().any(|file| file.path == parent && file.kind == FileKind::Dir)
        });
        if in_known_place && files.iter().all(|file| file.path != path) {
            files.push(KnownFile::program(path));
        }
    }

    /// Where a command lies in this family of images.
    fn path_of(&self, tool: &str) -> String {
        let busybox = self.package_manager == "apk" || self.os.starts_with("busybox");
        let dir = match (tool, self.family()) {
            ("python3" | "pip", "python") => "/usr/local/bin",
            ("node" | "npm" | "yarn", "node" | "ghost" | "bun") => "/usr/local/bin",
            ("node", "nodejs20-debian12") => "/nodejs/bin",
            ("go", _) => "/usr/local/go/bin",
            ("cargo", "rust") => "/usr/local/cargo/bin",
            ("java", "eclipse-temurin" | "maven" | "gradle" | "tomcat") => "/opt/java/openjdk/bin",
            ("apk", _) => "/sbin",
            ("useradd" | "adduser", _) => "/usr/sbin",
            (
                "wget" | "unzip" | "env" | "find" | "id" | "head" | "tail" | "sort" | "cut" | "tr" | "tee",
                _,
            ) => "/usr/bin",
            ("awk" | "basename" | "dirname" | "du" | "readlink" | "test", _) => "/usr/bin",
            ("git" | "gcc" | "make" | "curl" | "python3" | "pip" | "xz", _) => "/usr/bin",
            _ if busybox => "/bin",
            _ => "/usr/bin",
        };
        format!("{dir}/{tool}")
    }
}
