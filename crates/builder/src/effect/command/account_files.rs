//! The files of users and groups, and how tools rewrite them.

use drydock_catalog::Size;

use super::super::io::derived;
use super::super::machine::Machine;
use super::super::users::{Group, User, groups, users};
use crate::{Content, Metadata, Node, Time};

/// Days since 1970 that a password was set: five digits for a long time to come. The day differs from run to run, its
/// length does not.
const DAY: &str = "20000";

/// Files that `useradd -m` finds in `/etc/skel`, by the distribution's id.
const SKELETONS: [(&str, &[(&str, u64)]); 2] = [
    ("debian", &[(".bash_logout", 220), (".bashrc", 3526), (".profile", 807)]),
    ("ubuntu", &[(".bash_logout", 220), (".bashrc", 3771), (".profile", 807)]),
];

/// A user to be added.
pub(super) struct NewUser<'u> {
    pub name: &'u str,
    pub uid: u32,
    pub gid: u32,
    pub comment: &'u str,
    pub home: &'u str,
    pub shell: &'u str,
    /// Written `name:!:day::::::` by shadow-utils.
    pub system: bool,
}

impl Machine<'_> {
    /// Users and groups; `None` when they are not known.
    pub(super) fn accounts(&self) -> Option<(Vec<User>, Vec<Group>)> {
        users(&self.fs).zip(groups(&self.fs))
    }

    /// True when a package, or a step that is not followed, may have added users and groups.
    pub(super) fn may_have_more_accounts(&self) -> bool {
        self.tainted || self.more_commands
    }

    /// True when the image has the file, or its tools would make it.
    fn account_file(&self, path: &str) -> Option<String> {
        let node = self.fs.follow(path);
        if let Some(text) = node.and_then(|node| node.as_file()?.content.as_text()) {
            return Some(text.to_owned());
        }
        // A distribution's own shadow files follow from the two that are known.
        let listed = self.fs.resolve(path, true).is_ok_and(|found| found.node.is_some() || found.unknown);
        match path {
            _ if !listed => None,
            "/etc/shadow" => {
                let users = users(&self.fs)?;
                Some(users.iter().map(|user| format!("{}:*:{DAY}:0:99999:7:::\n", user.name)).collect())
            }
            "/etc/gshadow" => {
                let groups = groups(&self.fs)?;
                Some(
                    groups
                        .iter()
                        .map(|group| format!("{}:*::{}\n", group.name, group.members.join(",")))
                        .collect(),
                )
            }
            "/etc/subuid" | "/etc/subgid" => Some(String::new()),
            _ => None,
        }
    }

    /// Rewrites one of the files; with `backup` what it held stays under the same name with a dash.
    pub(super) fn rewrite(&mut self, path: &str, backup: bool, change: impl FnOnce(&str) -> String) {
        let Some(old) = self.account_file(path) else { return };
        let shadow = path.ends_with("shadow");
        let usual = Metadata {
            gid: if shadow { 42 } else { 0 },
            ..Metadata::new(if shadow { 0o640 } else { 0o644 }, Time::Build)
        };
        let metadata =
            self.fs.get(path).map_or(usual, |node| Metadata { mtime: Time::Build, ..node.metadata });
        let new = change(&old);
        let file = |text: String| Node::file(Content::bytes(text.into_bytes()), metadata);
        // `/etc` is there, for the file was read.
        if backup {
            let _ = self.put(&format!("{path}-"), file(old));
        }
        let _ = self.put(path, file(new));
    }

    /// The lock that shadow-utils leaves behind.
    pub(super) fn lock_accounts(&mut self) {
        if self.fs.get("/etc/.pwd.lock").is_none() {
            let empty = Node::file(Content::bytes(Vec::new()), Metadata::new(0o600, Time::Build));
            let _ = self.put("/etc/.pwd.lock", empty);
        }
    }

    pub(super) fn append_user(&mut self, user: &NewUser<'_>) {
        let NewUser { name, uid, gid, comment, home, shell, system } = user;
        let line = format!("{name}:x:{uid}:{gid}:{comment}:{home}:{shell}\n");
        self.rewrite("/etc/passwd", true, |old| old.to_owned() + &line);
        let line = match system {
            true => format!("{name}:!:{DAY}::::::\n"),
            false => format!("{name}:!:{DAY}:0:99999:7:::\n"),
        };
        self.rewrite("/etc/shadow", true, |old| old.to_owned() + &line);
    }

    pub(super) fn append_group(&mut self, name: &str, gid: u32, members: &str) {
        self.rewrite("/etc/group", true, |old| format!("{old}{name}:x:{gid}:{members}\n"));
        self.rewrite("/etc/gshadow", true, |old| format!("{old}{name}:!::{members}\n"));
    }

    /// Adds `user` to groups in both files.
    pub(super) fn join_groups(&mut self, user: &str, names: &[&str]) {
        let join = |old: &str| -> String {
            old.lines()
                .map(|line| {
                    let name = line.split(':').next().unwrap_or("");
                    let members = line.rsplit(':').next().unwrap_or("");
                    let there = members.split(',').any(|member| member == user);
                    match (names.contains(&name) && !there, members.is_empty()) {
                        (false, _) => format!("{line}\n"),
                        (true, true) => format!("{line}{user}\n"),
                        (true, false) => format!("{line},{user}\n"),
                    }
                })
                .collect()
        };
        self.rewrite("/etc/group", true, join);
        self.rewrite("/etc/gshadow", true, join);
    }

    /// Ranges of ids for containers of the user's own.
    pub(super) fn append_subordinates(&mut self, name: &str) {
        for path in ["/etc/subuid", "/etc/subgid"] {
            self.rewrite(path, true, |old| {
                let next = old
                    .lines()
                    .filter_map(|line| {
                        let mut fields = line.split(':').skip(1).map(|field| field.parse::<u64>().ok());
                        Some(fields.next()?? + fields.next()??)
                    })
                    .max()
                    .unwrap_or(100_000);
                format!("{old}{name}:{next}:65536\n")
            });
        }
    }

    /// Makes a home directory; with `skeleton` the files of `/etc/skel` go into it.
    pub(super) fn make_home(&mut self, path: &str, uid: u32, gid: u32, mode: u32, skeleton: bool) {
        if self.fs.get(path).is_some() {
            return;
        }
        let metadata = Metadata { uid, gid, ..Metadata::new(mode, Time::Build) };
        let parent = Node::dir(Metadata::new(0o755, Time::Build)).from_step(self.step);
        let _ = self.fs.mkdir_all(crate::split(path).0, &parent);
        if self.put(path, Node::dir(metadata)).is_err() || !skeleton {
            return;
        }
        let listed: Option<Vec<(String, Content)>> =
            self.fs.follow("/etc/skel").and_then(|node| node.as_dir()).map(|dir| {
                dir.iter()
                    .filter_map(|(name, node)| Some((name.to_string(), node.as_file()?.content.clone())))
                    .collect()
            });
        let files = listed.filter(|files| !files.is_empty()).unwrap_or_else(|| self.usual_skeleton());
        for (name, content) in files {
            let metadata = Metadata { uid, gid, ..Metadata::new(0o644, Time::Build) };
            let _ = self.put(&crate::join(path, &name), Node::file(content, metadata));
        }
    }

    fn usual_skeleton(&self) -> Vec<(String, Content)> {
        let release = self
            .fs
            .follow("/etc/os-release")
            .and_then(|node| node.as_file()?.content.as_text())
            .unwrap_or("");
        let id = release.lines().find_map(|line| line.strip_prefix("ID=")).unwrap_or("").trim_matches('"');
        let files =
            SKELETONS.iter().find(|(name, _)| *name == id).map(|(_, files)| *files).unwrap_or_default();
        let content = |name: &str, size: u64| {
            let source = "measured in bookworm-slim: the files of /etc/skel";
            Content::estimated(Size::exact(size, source), derived(Default::default(), &["skel", id, name]))
        };
        files.iter().map(|(name, size)| ((*name).to_owned(), content(name, *size))).collect()
    }
}
