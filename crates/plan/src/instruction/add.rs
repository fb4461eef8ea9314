//! ADD: what COPY does, and URLs, git repositories and archives (`convert_copy.go`).

use drydock_source::Span;
use drydock_syntax::instruction::Add;

use super::copy::{Config, Draft, Remote, expand_sources, is_http, make};
use crate::dispatch::Dispatch;
use crate::fault::{Code, Fault};
use crate::go::path;
use crate::go::quote::quote;
use crate::go::url::Url;
use crate::{Input, Op, OpKind, SourceOp, digest, git};

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, add: &Add) -> Result<(), Fault> {
    let chown = step.expand(&add.chown)?;
    let chmod = (step.expand(&add.chmod)?, add.chmod.span);
    let checksum = (step.expand(&add.checksum)?, add.checksum.span);
    let (paths, dest, inline) = expand_sources(step, &add.sources)?;
    let config = Config {
        add: Some(Remote { checksum, keep_git_dir: add.keep_git_dir, unpack: add.unpack }),
        paths,
        inline,
        dest,
        chown,
        chmod,
        exclude: &add.exclude,
        link: add.link,
        parents: false,
        from: None,
    };
    make(step, &config)?;
    for (source, _) in config.paths.iter().filter(|(source, _)| !is_http(source)) {
        step.note_context_path(&path::join(&["/", source]));
    }
    Ok(())
}

/// A checksum belongs to a single remote source.
pub(super) fn check(config: &Config<'_>) -> Result<(), Fault> {
    let Some(remote) = config.add.as_ref().filter(|remote| !remote.checksum.0.is_empty()) else {
        return Ok(());
    };
    let fault = |message: &str| Err(Code::BadChecksum.fault(message).at(remote.checksum.1));
    match config.paths.as_slice() {
        [(path, _)] if is_http(path) || matches!(git::parse(path), Some(Ok(_))) => Ok(()),
        [_] => fault("checksum requires HTTP(S) or Git sources"),
        _ => fault("checksum can't be specified for multiple sources"),
    }
}

/// Brings in a source that is not in the context; `None` for one that is.
pub(super) fn bring(
    step: &mut Dispatch<'_, '_>,
    remote: &mut Remote,
    path: &str,
    span: Span,
    name: &str,
) -> Result<Option<Draft>, Fault> {
    match git::parse(path) {
        Some(git) => {
            let git = git.map_err(|error| Code::BadSource.fault(error).at(span))?;
            let source = git_source(remote, &git).map_err(|error| Code::BadSource.fault(error).at(span))?;
            let from = step.add_internal_op(Op::new(OpKind::Source(source), name));
            Ok(Some(draft(from, "/".into(), false)))
        }
        None if is_http(path) => {
            let (source, file) = http_source(remote, path)?;
            let from = step.add_internal_op(Op::new(OpKind::Source(source), name));
            let src = path::join(&["/", &file]);
            Ok(Some(draft(from, src, remote.unpack.unwrap_or(false))))
        }
        None => Ok(None),
    }
}

fn draft(from: Input, src: String, unpack: bool) -> Draft {
    Draft { from, src, local: false, unpack, include: Vec::new(), required: Vec::new() }
}

/// The options of the flags and of the URL together; what a URL says holds for the sources after it too.
fn git_source(remote: &mut Remote, git: &git::GitRef) -> Result<SourceOp, String> {
    if let Some(keep) = git.keep_git_dir {
        if remote.keep_git_dir.is_some_and(|flag| flag != keep) {
            return Err("inconsistent keep-git-dir configuration".into());
        }
        remote.keep_git_dir = Some(keep);
    }
    let checksum = &mut remote.checksum.0;
    if !git.checksum.is_empty() {
        if !checksum.is_empty() && *checksum != git.checksum {
            return Err(format!("checksum mismatch {} != {}", quote(checksum), quote(&git.checksum)));
        }
        checksum.clone_from(&git.checksum);
    }
    Ok(git.source(remote.keep_git_dir == Some(true), checksum, ""))
}

fn http_source(remote: &Remote, url: &str) -> Result<(SourceOp, String), Fault> {
    let file = file_name(url);
    let (checksum, span) = &remote.checksum;
    let mut source = SourceOp { identifier: url.into(), ..Default::default() };
    if !checksum.is_empty() {
        digest::validate(checksum).map_err(|error| Code::BadChecksum.fault(error).at(*span))?;
        source.attrs.insert("http.checksum".into(), checksum.clone());
    }
    source.attrs.insert("http.filename".into(), file.clone());
    Ok((source, file))
}

/// What a downloaded file is called: the last part of the URL's path.
fn file_name(url: &str) -> String {
    let base = Url::parse(url).map(|url| path::base(&url.path)).unwrap_or_default();
    match base.as_str() {
        "" | "." | "/" => "__unnamed__".into(),
        base => base.into(),
    }
}
