//! COPY, and what ADD shares with it (`convert_copy.go`).

use drydock_source::Span;
use drydock_syntax::Word;
use drydock_syntax::instruction::{Copy, Inline, Sources};

use super::add;
use super::mount::mark_used;
use crate::chmod::{self, Chmod};
use crate::dispatch::Dispatch;
use crate::fault::{Code, Fault};
use crate::go::path;
use crate::history::Text;
use crate::{
    CopyAction, FactKind, FileAction, FileOp, Input, MkfileAction, Op, OpKind, Owner, ProgressGroup, UserRef,
    paths,
};

/// A COPY or ADD whose words are expanded.
pub(super) struct Config<'i> {
    /// What only ADD has.
    pub(super) add: Option<Remote>,
    pub(super) paths: Vec<(String, Span)>,
    pub(super) inline: Vec<(&'i Inline, String)>,
    pub(super) dest: (String, Span),
    pub(super) chown: String,
    pub(super) chmod: (String, Span),
    pub(super) exclude: &'i [Word],
    pub(super) link: bool,
    pub(super) parents: bool,
    /// The tree that local sources come from; `None` for the build context.
    pub(super) from: Option<usize>,
}

/// How ADD brings in what is not in the context.
#[derive(Clone)]
pub(super) struct Remote {
    pub(super) checksum: (String, Span),
    pub(super) keep_git_dir: Option<bool>,
    pub(super) unpack: Option<bool>,
}

/// An action without the trees it stands on, which depend on its place in the operation.
pub(super) struct Draft {
    pub(super) from: Input,
    pub(super) src: String,
    pub(super) local: bool,
    pub(super) unpack: bool,
    pub(super) include: Vec<String>,
    pub(super) required: Vec<String>,
}

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, copy: &Copy) -> Result<(), Fault> {
    let chown = step.expand(&copy.chown)?;
    let chmod = (step.expand(&copy.chmod)?, copy.chmod.span);
    let (paths, dest, inline) = expand_sources(step, &copy.sources)?;
    let from = step.command.sources.first().copied();
    check_ready(step, copy, from)?;
    let config = Config {
        add: None,
        paths,
        inline,
        dest,
        chown,
        chmod,
        exclude: &copy.exclude,
        link: copy.link,
        parents: copy.parents,
        from,
    };
    make(step, &config)?;
    for (path, _) in &config.paths {
        let path = path::join(&["/", path]);
        match from {
            Some(source) => {
                let set = step.planner.drafts[source].paths;
                mark_used(step, set, &path);
            }
            None => step.note_context_path(&path),
        }
    }
    Ok(())
}

fn check_ready(step: &Dispatch<'_, '_>, copy: &Copy, from: Option<usize>) -> Result<(), Fault> {
    let ready = from.is_none_or(|source| step.planner.drafts[source].dispatched);
    if ready {
        return Ok(());
    }
    let quote = crate::go::quote::quote;
    let message = format!(
        "cannot copy from stage {}, it needs to be defined before current stage {}",
        quote(&copy.from.text),
        quote(&step.draft.stage_name),
    );
    Err(Code::SourceNotReady.fault(message).at(copy.from.span))
}

/// COPY takes nothing from elsewhere.
fn refuse_remote(path: &str, span: Span) -> Result<(), Fault> {
    let refuse = |what: &str| Err(Code::BadSource.fault(format!("source can't be {what} for COPY")).at(span));
    match crate::git::parse(path) {
        Some(Err(error)) => Err(Code::BadSource.fault(error).at(span)),
        Some(Ok(_)) => refuse("a git ref"),
        None if is_http(path) => refuse("a URL"),
        None => Ok(()),
    }
}

pub(super) fn is_http(path: &str) -> bool {
    path.starts_with("http://") || path.starts_with("https://")
}

type Expanded<'i> = (Vec<(String, Span)>, (String, Span), Vec<(&'i Inline, String)>);

pub(super) fn expand_sources<'i>(
    step: &mut Dispatch<'_, '_>,
    sources: &'i Sources,
) -> Result<Expanded<'i>, Fault> {
    let mut paths = Vec::new();
    for word in &sources.paths {
        paths.push((step.expand(word)?, word.span));
    }
    let dest = (step.expand(&sources.dest)?, sources.dest.span);
    let mut inline = Vec::new();
    for file in &sources.inline {
        let data = if file.expand { step.expand_content(&file.data, file.span)? } else { file.data.clone() };
        inline.push((file, data));
    }
    Ok((paths, dest, inline))
}

/// Makes the operations of a COPY or ADD.
pub(super) fn make(step: &mut Dispatch<'_, '_>, config: &Config<'_>) -> Result<(), Fault> {
    let bad_path = |span: Span| move |error: String| Code::BadPath.fault(error).at(span);
    let os = step.draft.os().to_string();
    let dest = destination(step, &config.dest.0, &os).map_err(bad_path(config.dest.1))?;
    let chmod = match config.chmod.0.as_str() {
        "" => None,
        mode => Some(chmod::parse(mode).map_err(|error| Code::BadChmod.fault(error).at(config.chmod.1))?),
    };
    add::check(config)?;
    let shown = step.shown(step.instruction.source.trim(), step.env(), step.planner.lex());
    let platform = step.platform();
    let name = step.numbered(&shown, Some(&platform));
    let mut remote = config.add.clone();
    let mut drafts = Vec::new();
    for (path, span) in &config.paths {
        let brought = match &mut remote {
            Some(remote) => add::bring(step, remote, path, *span, &name)?,
            None => refuse_remote(path, *span).map(|()| None)?,
        };
        drafts.push(match brought {
            Some(draft) => draft,
            None => local(step, config, path, *span).map_err(bad_path(*span))?,
        });
    }
    for (file, data) in &config.inline {
        drafts.push(heredoc(step, file, data, &os).map_err(bad_path(file.span))?);
    }
    let link = config.link && config.chmod.0.is_empty();
    let base = if link { Input::Scratch } else { step.draft.root.output };
    let actions = actions(config, drafts, base, &dest, chmod.as_ref());
    let mut op = Op::new(OpKind::File(FileOp { actions }), name.clone());
    op.ignore_cache = step.draft.ignore_cache;
    if link {
        add_linked(step, op, &name, &shown);
    } else {
        step.draft.root.output = step.add_op(op);
    }
    step.commit(Text::Plain(history(config)), true);
    Ok(())
}

/// A copy onto the empty tree, laid over the stage.
fn add_linked(step: &mut Dispatch<'_, '_>, mut op: Op, name: &str, shown: &str) {
    let id = step.planner.next_group;
    step.planner.next_group += 1;
    let group = |weak| Some(ProgressGroup { id, name: name.into(), weak });
    op.progress_group = group(true);
    let ignore_cache = op.ignore_cache;
    let copied = step.add_op(op);
    // Laid over nothing it is the result itself.
    if step.draft.root.output == Input::Scratch {
        step.draft.root.output = copied;
        return;
    }
    let platform = step.platform();
    let name = step.numbered_again(&format!("LINK {shown}"), Some(&platform));
    let mut merge = Op::new(OpKind::Merge(vec![step.draft.root.output, copied]), name);
    merge.ignore_cache = ignore_cache;
    merge.progress_group = group(false);
    step.draft.root.output = step.add_op(merge);
}

/// The destination in the stage (`pathRelativeToWorkingDir`).
fn destination(step: &Dispatch<'_, '_>, dest: &str, os: &str) -> Result<String, String> {
    let dest =
        paths::without_drive(dest, os, true).map_err(|error| format!("removing drive letter: {error}"))?;
    if paths::is_abs(&dest, os) {
        return paths::normalize("/", &dest, os, true);
    }
    let dest = if dest == "." || dest.is_empty() { "./" } else { &dest };
    paths::normalize(&step.draft.root.dir, dest, os, true)
}

/// A path of the context or of another stage.
fn local(step: &mut Dispatch<'_, '_>, config: &Config<'_>, path: &str, span: Span) -> Result<Draft, String> {
    let os = step.draft.os().to_string();
    let wrap = |error: String| format!("removing drive letter: {error}");
    if config.from.is_none() {
        note_ignored(step, config, path, span);
    }
    let (mut src, mut include, mut required) = (path.to_string(), Vec::new(), Vec::new());
    if config.parents {
        // What stands before `/./` is not made at the destination.
        let (parent, pattern) = path.split_once("/./").unwrap_or(("/", path));
        let pattern = paths::normalize("/", pattern, &os, false).map_err(wrap)?;
        include.push(pattern.strip_prefix('/').unwrap_or(&pattern).to_string());
        if !has_wildcards(parent) && !has_wildcards(&pattern) {
            let path = path::join(&[parent, &pattern]);
            required.push(paths::normalize("/", &path, &os, false).map_err(wrap)?);
        }
        src = parent.into();
    }
    let src = paths::normalize("/", &src, &os, false).map_err(wrap)?;
    let from = match config.from {
        Some(source) => step.planner.drafts[source].root.output,
        None => step.planner.context,
    };
    let src = path::clean(&src);
    let unpack = config.add.as_ref().is_some_and(|remote| remote.unpack.unwrap_or(true));
    Ok(Draft { from, src, local: true, unpack, include, required })
}

/// Notes a source that the ignore file hides (`validateCopySourcePath`).
fn note_ignored(step: &mut Dispatch<'_, '_>, config: &Config<'_>, path: &str, span: Span) {
    let path = path::clean(path);
    let ignored = step.planner.ignore.as_ref().is_some_and(|patterns| patterns.hides_source(&path));
    if ignored {
        step.note(span, FactKind::IgnoredSource { add: config.add.is_some(), path });
    }
}

/// A heredoc as a file.
fn heredoc(step: &mut Dispatch<'_, '_>, file: &Inline, data: &str, os: &str) -> Result<Draft, String> {
    let name = paths::without_drive(&file.path, os, false)
        .map_err(|error| format!("removing drive letter: {error}"))?;
    let mkfile = MkfileAction {
        base: Input::Scratch,
        path: path::join(&["/", &name]),
        mode: 0o644,
        data: data.into(),
        owner: None,
        timestamp: None,
        output: true,
    };
    let op = Op::new(
        OpKind::File(FileOp { actions: vec![FileAction::Mkfile(mkfile)] }),
        "[internal] preparing inline document",
    );
    let from = step.add_internal_op(op);
    let src = path::join(&["/", &paths::to_slash(&name, os)]);
    Ok(Draft { from, src, local: false, unpack: false, include: Vec::new(), required: Vec::new() })
}

fn actions(
    config: &Config<'_>,
    drafts: Vec<Draft>,
    base: Input,
    dest: &str,
    chmod: Option<&Chmod>,
) -> Vec<FileAction> {
    let count = drafts.len();
    let dest = keep_slash(dest);
    let action = |(n, draft): (usize, Draft)| CopyAction {
        base: if n == 0 { base } else { Input::Action(n - 1) },
        from: draft.from,
        src: draft.src,
        dest: dest.clone(),
        mode: match chmod {
            Some(Chmod::Octal(mode)) => Some(*mode),
            _ => None,
        },
        mode_str: match chmod {
            Some(Chmod::Symbolic(mode)) => mode.clone(),
            _ => String::new(),
        },
        owner: (!config.chown.is_empty()).then(|| owner(&config.chown, base)),
        exclude: config.exclude.iter().map(|word| word.text.clone()).collect(),
        include: draft.include,
        required: draft.required,
        follow_symlink: draft.local,
        dir_copy_contents: draft.local,
        attempt_unpack: draft.unpack,
        create_dest_path: true,
        allow_wildcard: draft.local,
        allow_empty_wildcard: draft.local,
        always_replace: false,
        timestamp: None,
        output: n + 1 == count,
    };
    drafts.into_iter().enumerate().map(action).map(|copy| FileAction::Copy(Box::new(copy))).collect()
}

/// A clean path that keeps a slash, or a slash and a dot, at its end (`normalizePath` of `client/llb/fileop.go`).
fn keep_slash(dest: &str) -> String {
    let mut clean = path::clean(dest);
    if dest.ends_with('/') && !clean.ends_with('/') {
        clean.push('/');
    } else if dest.ends_with("/.") {
        clean.push_str(if clean == "/" { "." } else { "/." });
    }
    clean
}

/// A user and perhaps a group, by number or by name (`llb.WithUser`).
pub(super) fn owner(text: &str, from: Input) -> Owner {
    let one = |text: &str| {
        let number = if text == "root" { Some(0) } else { text.parse::<i32>().ok() };
        match number {
            // A negative number wraps around, as it does in BuildKit.
            Some(id) => UserRef::Id(id as u32),
            None if text.is_empty() => UserRef::Id(0),
            None => UserRef::Name { name: text.into(), from },
        }
    };
    match text.split_once(':') {
        Some((user, group)) => Owner { user: Some(one(user)), group: Some(one(group)) },
        None => Owner { user: Some(one(text)), group: None },
    }
}

fn has_wildcards(path: &str) -> bool {
    let mut chars = path.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' | '?' | '[' => return true,
            '\\' => drop(chars.next()),
            _ => {}
        }
    }
    false
}

fn history(config: &Config<'_>) -> String {
    let mut text = String::from(if config.add.is_some() { "ADD" } else { "COPY" });
    let mut add = |word: String| {
        text.push(' ');
        text.push_str(&word);
    };
    if config.parents {
        add("--parents".into());
    }
    if !config.chown.is_empty() {
        add(format!("--chown={}", config.chown));
    }
    if !config.chmod.0.is_empty() {
        add(format!("--chmod={}", config.chmod.0));
    }
    config.paths.iter().for_each(|(path, _)| add(path.clone()));
    config.inline.iter().for_each(|(file, _)| add(format!("<<{}", file.path)));
    add(config.dest.0.clone());
    text.push_str(" # buildkit");
    text
}
