//! What base images hold.

use super::{Debian, PackageId};

/// Bytes of dpkg's status file for each package that is added, from measured installs.
const STATUS: u64 = 945;

/// What a base image already holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebianBase {
    /// Its packages.
    pub packages: Vec<PackageId>,
    /// True when its dpkg drops documentation, manuals and translations, as the `-slim` images do.
    pub slim: bool,
    /// Files that every run of apt or dpkg writes anew.
    pub state: DebianState,
    /// False when the set is that of a near relative.
    pub exact: bool,
}

/// Bytes of the files in which apt and dpkg keep their state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DebianState {
    /// `/var/lib/dpkg/status`.
    pub status: u64,
    /// `/var/cache/debconf/templates.dat`, the largest of debconf's.
    pub debconf: u64,
    /// How many packages were added to the root file system since it was made.
    pub added: u64,
}

impl Debian {
    /// What the official image `repository:tag` holds, or its nearest relative of the same release.
    pub fn base(&self, repository: &str, tag: &str) -> DebianBase {
        let (set, slim, exact) = self.set_for(repository, tag);
        let mut packages = Vec::new();
        let (mut at, mut added) = (set.as_str(), 0);
        // Parents are few; the bound only guards against a table that names a circle.
        for _ in 0..8 {
            let Some((_, parent, members)) = self.sets.iter().find(|(name, ..)| name == at) else { break };
            packages.extend(members);
            if parent.is_empty() {
                break;
            }
            added += members.len() as u64;
            at = parent;
        }
        packages.sort_unstable();
        packages.dedup();
        let state = DebianState { status: self.status + STATUS * added, debconf: self.debconf, added };
        DebianBase { packages, slim, state, exact }
    }

    fn set_for(&self, repository: &str, tag: &str) -> (String, bool, bool) {
        let suite = &self.suite;
        let slim_tag = tag.contains("slim");
        let slim = || format!("debian:{suite}-slim");
        match (repository, slim_tag) {
            ("debian", true) => (slim(), true, true),
            ("debian", false) => (format!("debian:{suite}"), false, true),
            ("buildpack-deps", _) => {
                let kind = ["curl", "scm"].into_iter().find(|kind| tag.contains(kind));
                let kind = kind.map_or(String::new(), |kind| format!("-{kind}"));
                (format!("buildpack-deps:{suite}{kind}"), false, true)
            }
            ("python", true) => (format!("python:3.12-slim-{suite}"), true, true),
            ("python", false) => (format!("python:3.12-{suite}"), false, true),
            ("node", true) => (format!("node:{suite}-slim"), true, true),
            ("node", false) => (format!("node:{suite}"), false, true),
            ("golang", _) => (format!("golang:{suite}"), false, true),
            ("rust", true) => (format!("rust:slim-{suite}"), true, true),
            ("rust", false) => (format!("rust:{suite}"), false, true),
            ("php", _) => (format!("php:{suite}-base"), true, false),
            ("ruby" | "perl" | "gcc" | "erlang" | "elixir", false) => {
                (format!("buildpack-deps:{suite}"), false, false)
            }
            ("r-base" | "haskell", false) => (format!("debian:{suite}"), false, false),
            // Most other official images stand on the slim image of their release.
            _ => (slim(), true, false),
        }
    }
}
