//! What the database of a package manager in the simulated file system says.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::{Digest, Hasher};

/// Why a package is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Somebody asked for it.
    Asked,
    /// Another needs it.
    Needed,
    /// It belongs to this group of packages (`apk add --virtual`).
    Group(Rc<str>),
}

/// Packages that steps added to those of the base image, or took from them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageList {
    /// Added, by name.
    pub added: BTreeMap<Rc<str>, Reason>,
    /// Of the base image, and gone.
    pub removed: BTreeSet<Rc<str>>,
    /// True when those of the base image count as needed by others only (`apt-mark auto '.*'`).
    pub base_needed: bool,
    /// True when packages may be marked as asked for that nobody knows by name.
    pub more_asked: bool,
}

impl PackageList {
    /// Fingerprint of all of it.
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::new();
        for (name, reason) in &self.added {
            hasher.write_str(name);
            hasher.write_str(match reason {
                Reason::Asked => "asked",
                Reason::Needed => "needed",
                Reason::Group(group) => group,
            });
        }
        hasher.write_u64(self.removed.len() as u64);
        self.removed.iter().for_each(|name| hasher.write_str(name));
        hasher.write(&[u8::from(self.base_needed), u8::from(self.more_asked)]);
        hasher.finish()
    }
}
