use std::borrow::Cow;
use std::rc::Rc;

use drydock_builder::{Dir, FileSystem, Node, join};
use drydock_catalog::CHECKED_TOOLS;
use drydock_plan::BaseImage;

/// The files of an image, as a container finds them, and what else is known of its commands.
#[derive(Clone, Debug)]
pub struct ImageFiles {
    /// The file system; a directory of it may hold more than it lists.
    pub fs: FileSystem,
    /// The image that the last stage stands on; `None` for scratch.
    pub base: Option<Rc<BaseImage>>,
    /// True when steps of the build may have added commands that no list names.
    pub more_commands: bool,
}

/// What is known of a path once links are followed.
#[derive(Clone, Debug)]
pub(crate) enum Known {
    /// It is there: its path without links, and what it is.
    Found(String, Rc<Node>),
    /// It is not there.
    Missing,
    /// A parent is no directory.
    NotADirectory,
    /// It may be there.
    Unknown,
}

impl ImageFiles {
    /// Files of which nothing is known.
    pub fn unknown() -> Self {
        Self { fs: FileSystem::unknown(), base: None, more_commands: true }
    }

    /// What is known of a command at `path`. A command that the catalogue looked for in the base image and did not
    /// find is missing even where the directory may hold more.
    pub(crate) fn look(&self, path: &str) -> Known {
        let Ok(resolved) = self.fs.resolve(path, true) else { return Known::Missing };
        match resolved.node {
            // What stands for a path of which nothing is known may be a program as well.
            Some(node) if node.is_uncounted() && node.as_dir().is_some_and(Dir::is_empty) => Known::Unknown,
            Some(node) => Known::Found(resolved.path, node.clone()),
            None if resolved.unknown && self.is_absent(path) => Known::Missing,
            None if resolved.unknown => Known::Unknown,
            None => match self.fs.get(drydock_builder::split(&resolved.path).0) {
                Some(node) if !node.is_dir() => Known::NotADirectory,
                _ => Known::Missing,
            },
        }
    }

    fn is_absent(&self, path: &str) -> bool {
        let name = drydock_builder::split(path).1;
        if self.more_commands {
            return false;
        }
        let Some(base) = &self.base else { return false };
        let is_shell = matches!(name, "sh" | "ash" | "dash" | "bash");
        let nothing_known = base.tools.is_empty() && base.has_shell.is_none();
        (is_shell && base.has_shell == Some(false))
            || (!nothing_known
                && CHECKED_TOOLS.contains(&name)
                && !base.tools.iter().any(|tool| tool == name))
    }

    pub(crate) fn may_exist(&self, path: &str) -> bool {
        matches!(self.look(path), Known::Found(..) | Known::Unknown)
    }

    /// Text of a file, when it is held.
    pub(crate) fn text(&self, path: &str) -> Option<Cow<'_, str>> {
        let node = self.fs.follow(path)?;
        node.as_file()?.content.as_text().map(Cow::Borrowed)
    }
}

/// `path` as seen from `cwd`.
pub(crate) fn absolute(cwd: &str, path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { join(cwd, path) }
}
