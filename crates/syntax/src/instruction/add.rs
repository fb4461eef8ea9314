use super::Sources;
use crate::Word;

/// ADD: files, URLs, git repositories and archives into the image.
#[derive(Clone, Debug, Default)]
pub struct Add {
    /// What goes where.
    pub sources: Sources,
    /// `--chown`, empty when absent.
    pub chown: Word,
    /// `--chmod`, empty when absent.
    pub chmod: Word,
    /// `--link`.
    pub link: bool,
    /// `--exclude`, in order.
    pub exclude: Vec<Word>,
    /// `--keep-git-dir`, when given.
    pub keep_git_dir: Option<bool>,
    /// `--checksum`, empty when absent.
    pub checksum: Word,
    /// `--unpack`, when given.
    pub unpack: Option<bool>,
}
