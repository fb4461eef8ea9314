use drydock_plan::{Input, Owner, UserRef};

use super::FileOpError;
use crate::{FileSystem, Metadata};

/// A user and a group by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ids {
    pub uid: u32,
    pub gid: u32,
}

impl Ids {
    /// Makes them the owner of what has `metadata`. The highest number is Linux's way to say that an id stays.
    pub(crate) fn own(self, metadata: &mut Metadata) {
        if self.uid != u32::MAX {
            metadata.uid = self.uid;
        }
        if self.gid != u32::MAX {
            metadata.gid = self.gid;
        }
    }
}

/// Looks an owner up as BuildKit's `readUser` does: a user given by number is its own group, a user by name has the
/// group of its passwd entry, and a name that is not there is 0.
///
/// # Errors
/// When a name is to be looked up in the empty tree.
pub(crate) fn lookup(
    owner: Option<&Owner>,
    tree: &dyn Fn(Input) -> FileSystem,
) -> Result<Option<Ids>, FileOpError> {
    let Some(owner) = owner else { return Ok(None) };
    let mut ids = Ids { uid: 0, gid: 0 };
    match &owner.user {
        Some(UserRef::Id(id)) => ids = Ids { uid: *id, gid: *id },
        Some(UserRef::Name { name, from }) => {
            if let Some(fields) = entry(*from, "/etc/passwd", name, tree)? {
                ids = Ids { uid: number(&fields, 2), gid: number(&fields, 3) };
            }
        }
        None => {}
    }
    match &owner.group {
        Some(UserRef::Id(id)) => ids.gid = *id,
        Some(UserRef::Name { name, from }) => {
            if let Some(fields) = entry(*from, "/etc/group", name, tree)? {
                ids.gid = number(&fields, 2);
            }
        }
        None => {}
    }
    Ok(Some(ids))
}

/// The fields of the line for `name`.
fn entry(
    from: Input,
    path: &str,
    name: &str,
    tree: &dyn Fn(Input) -> FileSystem,
) -> Result<Option<Vec<String>>, FileOpError> {
    if from == Input::Scratch {
        return Err(FileOpError::new("invalid user index: -1"));
    }
    let fs = tree(from);
    let text = fs.follow(path).and_then(|node| node.as_file()?.content.as_text());
    let mut lines = text.unwrap_or_default().lines().map(|line| line.trim().split(':'));
    Ok(lines
        .find(|fields| fields.clone().next() == Some(name))
        .map(|fields| fields.map(str::to_owned).collect()))
}

fn number(fields: &[String], place: usize) -> u32 {
    fields.get(place).and_then(|field| field.trim().parse().ok()).unwrap_or_default()
}
