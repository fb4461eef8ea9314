//! ADD (`parseAdd` of `instructions/parse.go`).

use super::copy::{sources, split};
use super::flags::FlagSpec;
use super::{Kind, Read, Request, Sources, Spec};
use crate::Word;
use crate::args::Form;
use crate::problem::Problem;

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

pub(super) const SPEC: Spec = Spec {
    name: "ADD",
    form: Form::JsonOrWords,
    usage: "ADD [flags] <source>... <destination>",
    flags: &[
        FlagSpec::one("chown"),
        FlagSpec::one("chmod"),
        FlagSpec::bool("link"),
        FlagSpec::bool("keep-git-dir"),
        FlagSpec::one("checksum"),
        FlagSpec::bool("unpack"),
        FlagSpec::many("exclude"),
    ],
    heredocs: true,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    let (paths, dest) = split(request)?;
    let flags = request.flags()?;
    Ok(Kind::Add(Add {
        sources: sources(request, paths, dest)?,
        chown: flags.one("chown"),
        chmod: flags.one("chmod"),
        link: flags.bool("link").unwrap_or(false),
        exclude: flags.many("exclude").collect(),
        keep_git_dir: flags.bool("keep-git-dir"),
        checksum: flags.one("checksum"),
        unpack: flags.bool("unpack"),
    }))
}
