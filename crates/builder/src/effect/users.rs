//! Users and groups as `/etc/passwd` and `/etc/group` name them.

use crate::FileSystem;

/// Who runs a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Ids {
    pub uid: u32,
    pub gid: u32,
    /// Additional groups.
    pub groups: Vec<u32>,
    pub home: String,
}

/// One line of `/etc/passwd`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct User {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
    pub home: String,
    pub shell: String,
}

/// One line of `/etc/group`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub name: String,
    pub gid: u32,
    pub members: Vec<String>,
}

/// The users; `None` when the file is not known.
pub(super) fn users(fs: &FileSystem) -> Option<Vec<User>> {
    Some(text(fs, "/etc/passwd")?.lines().filter_map(user).collect())
}

/// The groups; `None` when the file is not known.
pub(super) fn groups(fs: &FileSystem) -> Option<Vec<Group>> {
    Some(text(fs, "/etc/group")?.lines().filter_map(group).collect())
}

/// The text of a file; empty where there surely is none, `None` where it is not known.
fn text(fs: &FileSystem, path: &str) -> Option<String> {
    let resolved = fs.resolve(path, true).ok()?;
    match resolved.node {
        Some(node) => node.as_file()?.content.as_text().map(str::to_owned),
        None if resolved.unknown => None,
        None => Some(String::new()),
    }
}

fn user(line: &str) -> Option<User> {
    let fields: Vec<&str> = line.split(':').collect();
    let [name, _, uid, gid, _, home, shell] = fields.as_slice() else { return None };
    Some(User {
        name: (*name).to_owned(),
        uid: uid.parse().ok()?,
        gid: gid.parse().ok()?,
        home: (*home).to_owned(),
        shell: (*shell).to_owned(),
    })
}

fn group(line: &str) -> Option<Group> {
    let fields: Vec<&str> = line.split(':').collect();
    let [name, _, gid, members] = fields.as_slice() else { return None };
    let members = members.split(',').filter(|member| !member.is_empty()).map(str::to_owned).collect();
    Some(Group { name: (*name).to_owned(), gid: gid.parse().ok()?, members })
}

impl Ids {
    /// The ids of USER `spec` (`name`, `uid`, each with `:group`), as BuildKit's `executor/oci.GetUser` and
    /// runc's `user.GetExecUser` find them. `None` when a name is not there, or nobody can say.
    pub fn of(spec: &str, fs: &FileSystem) -> Option<Self> {
        let (user_part, group_part) = match spec.split_once(':') {
            Some((user, group)) => (user, Some(group)),
            None => (spec, None),
        };
        let user_part = if user_part.is_empty() { "0" } else { user_part };
        let passwd = text(fs, "/etc/passwd").unwrap_or_default();
        let known = passwd
            .lines()
            .filter(|line| line.contains(user_part))
            .filter_map(user)
            .find(|user| user.name == user_part || user.uid.to_string() == user_part);
        let mut ids = match (&known, user_part.parse::<u32>()) {
            (Some(user), _) => {
                Ids { uid: user.uid, gid: user.gid, groups: Vec::new(), home: user.home.clone() }
            }
            (None, Ok(uid)) => {
                let home = if uid == 0 { "/root" } else { "/" };
                Ids { uid, gid: 0, groups: Vec::new(), home: home.to_owned() }
            }
            (None, Err(_)) => return None,
        };
        let groups = text(fs, "/etc/group").unwrap_or_default();
        let naming = |name: &str| {
            let name = name.to_owned();
            groups.lines().filter(move |line| line.contains(&name)).filter_map(group)
        };
        match (group_part, &known) {
            (Some(group), _) => {
                let by_name = naming(group).find(|known| known.name == group).map(|known| known.gid);
                ids.gid = by_name.or_else(|| group.parse().ok())?;
            }
            (None, Some(user)) => {
                let member = |group: &Group| group.members.contains(&user.name);
                ids.groups = naming(&user.name).filter(member).map(|group| group.gid).collect();
            }
            (None, None) => {}
        }
        Some(ids)
    }
}
