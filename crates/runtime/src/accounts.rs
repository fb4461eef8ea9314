//! Users and groups of a container, from the image's `/etc/passwd` and `/etc/group`, as runc's user lookup does it
//! (`github.com/moby/sys/user`, `GetExecUser`).

use drydock_builder::Node;

use crate::Engine;
use crate::image::ImageFiles;

/// A line of `/etc/passwd`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) home: String,
}

/// A line of `/etc/group`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) gid: u32,
    pub(crate) members: Vec<String>,
}

/// Who a process runs as.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct User {
    /// User id.
    pub uid: u32,
    /// Group id.
    pub gid: u32,
    /// Name, or empty where `/etc/passwd` has none.
    pub name: String,
    /// Name of the group, or empty.
    pub group: String,
    /// Supplementary groups, sorted, as `getgroups` gives them.
    pub groups: Vec<u32>,
    /// Home directory.
    pub home: String,
}

impl User {
    /// Whether Linux lets this user run a file or pass a directory. Root needs one execute bit of a file and none of a
    /// directory.
    pub(crate) fn may_execute(&self, node: &Node) -> bool {
        let metadata = &node.metadata;
        let bit = match metadata {
            _ if self.uid == 0 => return node.is_dir() || metadata.mode & 0o111 != 0,
            owned if owned.uid == self.uid => 0o100,
            shared if shared.gid == self.gid || self.groups.contains(&shared.gid) => 0o010,
            _ => 0o001,
        };
        metadata.mode & bit != 0
    }
}

/// All that `/etc/passwd` and `/etc/group` say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Accounts {
    pub(crate) users: Vec<Account>,
    pub(crate) groups: Vec<Group>,
    /// True when `/etc/passwd` may say more than is known here.
    pub(crate) unknown: bool,
}

/// Largest user and group id.
const MAX_ID: i64 = (1 << 31) - 1;

impl Accounts {
    pub(crate) fn of(files: &ImageFiles) -> Self {
        let passwd = files.text("/etc/passwd");
        let group = files.text("/etc/group");
        // A command that is not followed may have added users, as packages of servers do.
        let unknown = files.more_commands || passwd.is_none() && files.may_exist("/etc/passwd");
        Self {
            users: lines(passwd.as_deref()).filter_map(|fields| account(&fields)).collect(),
            groups: lines(group.as_deref()).filter_map(|fields| self::group(&fields)).collect(),
            unknown,
        }
    }

    fn group_of(&self, gid: u32) -> Option<&Group> {
        self.groups.iter().find(|group| group.gid == gid)
    }

    /// Who `spec` (`USER`, `-u`: `name`, `uid`, each with `:group` or `:gid`) is.
    ///
    /// # Errors
    /// When a name is not in its file; the error is runc's.
    pub(crate) fn look_up(&self, spec: &str, more: &[String], engine: Engine) -> Result<User, String> {
        let (user_arg, group_arg) = spec.split_once(':').unwrap_or((spec, ""));
        let user_id: Option<i64> = user_arg.parse().ok();
        let group_id: Option<i64> = group_arg.parse().ok();
        let found = match user_arg {
            "" => self.users.iter().find(|user| user.uid == 0),
            _ => self
                .users
                .iter()
                .find(|user| user.name == user_arg)
                .or_else(|| self.users.iter().find(|user| user_id == Some(i64::from(user.uid)))),
        };
        let mut user = match (found, user_id) {
            (Some(found), _) => User {
                uid: found.uid,
                gid: found.gid,
                name: found.name.clone(),
                home: found.home.clone(),
                ..User::default()
            },
            (None, _) if user_arg.is_empty() => {
                User { name: "root".into(), home: "/".into(), ..User::default() }
            }
            (None, Some(id)) if (0..=MAX_ID).contains(&id) => {
                User { uid: id as u32, home: "/".into(), ..User::default() }
            }
            (None, Some(_)) => return Err(format!("uids and gids must be in range 0-{MAX_ID}")),
            // Nothing is said against a name where the file is not known.
            (None, None) if self.unknown => {
                User { uid: 1000, gid: 1000, name: user_arg.into(), home: "/".into(), ..User::default() }
            }
            (None, None) => {
                return Err(format!("unable to find user {user_arg}: no matching entries in passwd file"));
            }
        };
        self.set_group(&mut user, group_arg, group_id)?;
        // Podman looks for more groups only where no colon stands.
        if engine == Engine::Podman && spec.contains(':') {
            user.groups.clear();
        }
        self.supplement(&mut user, spec, more, engine)?;
        user.group = self.group_of(user.gid).map(|group| group.name.clone()).unwrap_or_default();
        Ok(user)
    }

    fn set_group(&self, user: &mut User, name: &str, id: Option<i64>) -> Result<(), String> {
        if name.is_empty() {
            let member = |group: &&Group| group.members.contains(&user.name);
            let named = !user.name.is_empty();
            user.groups =
                self.groups.iter().filter(member).filter(|_| named).map(|group| group.gid).collect();
            return Ok(());
        }
        user.gid = self.group_id(name, id)?;
        Ok(())
    }

    fn group_id(&self, name: &str, id: Option<i64>) -> Result<u32, String> {
        let found = self
            .groups
            .iter()
            .find(|group| group.name == name)
            .or_else(|| self.groups.iter().find(|group| id == Some(i64::from(group.gid))));
        match (found, id) {
            (Some(group), _) => Ok(group.gid),
            (None, Some(id)) if (0..=MAX_ID).contains(&id) => Ok(id as u32),
            (None, Some(_)) => Err(format!("uids and gids must be in range 0-{MAX_ID}")),
            (None, None) if self.unknown => Ok(1000),
            (None, None) => Err(format!("unable to find group {name}: no matching entries in group file")),
        }
    }

    /// Docker always puts the own group among the supplementary ones; Podman only where a user is named.
    fn supplement(&self, user: &mut User, spec: &str, more: &[String], engine: Engine) -> Result<(), String> {
        if engine == Engine::Docker || !spec.is_empty() {
            user.groups.push(user.gid);
        }
        for name in more {
            user.groups.push(self.group_id(name, name.parse().ok())?);
        }
        user.groups.sort_unstable();
        user.groups.dedup();
        Ok(())
    }
}

fn lines(text: Option<&str>) -> impl Iterator<Item = Vec<&str>> {
    text.unwrap_or_default()
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split(':').collect())
}

fn account(fields: &[&str]) -> Option<Account> {
    let field = |place: usize| fields.get(place).copied().unwrap_or_default();
    Some(Account {
        name: field(0).into(),
        uid: field(2).parse().ok()?,
        gid: field(3).parse().unwrap_or_default(),
        home: field(5).into(),
    })
}

fn group(fields: &[&str]) -> Option<Group> {
    let field = |place: usize| fields.get(place).copied().unwrap_or_default();
    let members = field(3).split(',').filter(|name| !name.is_empty()).map(Into::into).collect();
    Some(Group { name: field(0).into(), gid: field(2).parse().ok()?, members })
}
