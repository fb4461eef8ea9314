//! What is mounted while a step runs: the mounts of the RUN, and those that BuildKit always makes.

use std::rc::Rc;

use drydock_catalog::Size;
use drydock_plan::{ExecMount, MountKind};

use super::MountSource;
use super::machine::Machine;
use crate::{Content, Digest, FileSystem, Metadata, Node, Time, clean, split};

/// Something mounted.
#[derive(Clone, Debug)]
pub(super) struct MountPoint {
    pub path: String,
    pub read_only: bool,
    /// What was at the place before; `None` when nothing was.
    covered: Option<Rc<Node>>,
    /// Directories made so that there is a place, the innermost first.
    stubs: Vec<String>,
    /// Which of the RUN's mounts it is.
    index: Option<usize>,
}

impl Machine<'_> {
    /// Mounts everything, as `executor/oci` does.
    pub fn mount_all(&mut self, mounts: &[ExecMount], sources: &[MountSource], hostname: &str) {
        self.mount_system(hostname);
        for (index, mount) in mounts.iter().enumerate().filter(|(_, mount)| mount.dest != "/") {
            let source = sources.get(index).unwrap_or(&MountSource::Empty);
            if let Some(node) = mounted(mount, source, self.input) {
                self.mount(&mount.dest, node, mount.read_only, Some(index));
            }
        }
        self.initial = self.fs.clone();
    }

    fn mount_system(&mut self, hostname: &str) {
        let opaque = Node::dir(Metadata::new(0o555, Time::Build)).with_opaque(true);
        self.mount("/proc", opaque.clone(), false, None);
        self.mount("/sys", opaque, true, None);
        self.mount("/dev", devices(), false, None);
        let resolv = Content::estimated(
            Size::range(20, 60, 500, "the resolver's configuration of the machine that builds"),
            Digest::of(b"resolv.conf"),
        );
        let file = |content| Node::file(content, Metadata::new(0o644, Time::Build));
        self.mount("/etc/resolv.conf", file(resolv), true, None);
        // As BuildKit's `executor/oci.GetHostsFile` writes it.
        let name = if hostname.is_empty() { "buildkitsandbox" } else { hostname };
        let hosts = format!("127.0.0.1\tlocalhost {name}\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        self.mount("/etc/hosts", file(Content::bytes(hosts.into_bytes())), false, None);
    }

    fn mount(&mut self, dest: &str, node: Node, read_only: bool, index: Option<usize>) {
        let path = match self.fs.resolve(dest, true) {
            Ok(resolved) => resolved.path,
            Err(_) => clean(dest),
        };
        let covered = self.fs.get(&path).cloned();
        let mut stubs = Vec::new();
        let mut place = path.as_str();
        while place != "/" && self.fs.get(place).is_none() {
            stubs.push(place.to_owned());
            place = split(place).0;
        }
        if self.fs.insert(&path, node).is_ok() {
            self.mounts.push(MountPoint { path, read_only, covered, stubs, index });
        }
    }

    /// True when `path` is where something is mounted.
    pub fn is_mount(&self, path: &str) -> bool {
        self.mounts.iter().any(|mount| mount.path == path)
    }

    /// Number of the file system that `path` is on; 0 is the root.
    pub fn device(&self, path: &str) -> usize {
        let below = |mount: &MountPoint| {
            path.strip_prefix(mount.path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.mounts.iter().rposition(below).map_or(0, |place| place + 1)
    }

    /// True when `path` is on a mount that may not be written.
    pub fn read_only(&self, path: &str) -> bool {
        if self.live.is_some() {
            return self.is_read_only(path);
        }
        self.device(path)
            .checked_sub(1)
            .and_then(|place| self.mounts.get(place))
            .is_some_and(|mount| mount.read_only)
    }

    /// Takes the mounts away again; gives what those of the RUN hold now. Places made for them vanish when they are
    /// empty (`executor.MountStubsCleaner`).
    pub fn unmount_all(&mut self, count: usize) -> Vec<Option<FileSystem>> {
        let mut held = vec![None; count];
        while let Some(mount) = self.mounts.pop() {
            let node = self.fs.remove(&mount.path);
            if let (Some(index), Some(node)) = (mount.index, node)
                && node.is_dir()
                && let Some(place) = held.get_mut(index)
            {
                let mut tree = FileSystem::new();
                if tree.insert("/", node).is_ok() {
                    *place = Some(tree);
                }
            }
            if let Some(covered) = mount.covered {
                // It was there before, so its place is a directory still.
                let _ = self.fs.insert(&mount.path, covered);
            }
            for stub in mount.stubs.iter().skip(1) {
                if self.fs.get(stub).and_then(|node| node.as_dir()).is_some_and(crate::Dir::is_empty) {
                    self.fs.remove(stub);
                }
            }
        }
        held
    }
}

/// What a mount shows at its place; `None` when nothing is mounted.
fn mounted(mount: &ExecMount, source: &MountSource, input: Digest) -> Option<Node> {
    let empty = |mode| Node::dir(Metadata::new(mode, Time::Build));
    match (&mount.kind, source) {
        (MountKind::Secret { uid, gid, mode, optional, id }, source) => {
            let content = match source {
                MountSource::File(content) => content.clone(),
                MountSource::Empty if *optional => return None,
                // Its value is not part of what the step is known by.
                _ => Content::estimated(
                    Size::unknown(0, "a secret that is not known here"),
                    super::io::derived(Digest::default(), &["secret", id]),
                ),
            };
            let number = |id: u64| u32::try_from(id).unwrap_or(0);
            let metadata =
                Metadata { mode: number(*mode), uid: number(*uid), gid: number(*gid), mtime: Time::Build };
            Some(Node::file(content, metadata))
        }
        (MountKind::Ssh { .. }, _) => Some(Node::other(Metadata::new(0o600, Time::Build))),
        (MountKind::Tmpfs { .. }, _) => Some(empty(0o1777)),
        (_, MountSource::File(content)) => {
            Some(Node::file(content.clone(), Metadata::new(0o644, Time::Build)))
        }
        (_, MountSource::Empty) => Some(empty(0o755)),
        (_, MountSource::Tree(tree)) => match tree.resolve(&mount.selector, true).ok()?.node {
            Some(node) => Some(Node::clone(node)),
            // Its tree may hold it though it is not listed: then nothing of it is known.
            None => Some(super::mounts::unknown_dir(input)),
        },
    }
}

fn unknown_dir(_: Digest) -> Node {
    Node::dir(Metadata::new(0o755, Time::Build)).with_opaque(true)
}

/// `/dev` as runc fills it.
fn devices() -> Node {
    let mut tree = FileSystem::new();
    let device = || Node::other(Metadata::new(0o666, Time::Build));
    for name in ["null", "zero", "full", "random", "urandom", "tty"] {
        // The tree is new and flat: nothing can be in the way.
        let _ = tree.insert(name, device());
    }
    for (name, target) in [
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
        ("ptmx", "pts/ptmx"),
        ("core", "/proc/kcore"),
    ] {
        let _ = tree.insert(name, Node::symlink(target, Time::Build));
    }
    for (name, mode) in [("shm", 0o1777), ("mqueue", 0o1777), ("pts", 0o755)] {
        let _ = tree.insert(name, Node::dir(Metadata::new(mode, Time::Build)));
    }
    Node::clone(tree.root())
}
