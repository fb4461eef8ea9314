//! From the first word of a command to the program that the kernel runs.

use drydock_builder::Node;

use drydock_syntax::quote;

use crate::User;
use crate::image::{ImageFiles, Known, absolute};

/// As many interpreters as Linux follows from script to script (`fs/exec.c`).
const MAX_INTERPRETERS: usize = 5;

/// Why a process cannot start, in the words of runc.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ExecError {
    /// Found out before the container starts; the text names the executable.
    NotFound(String),
    /// As above: it is there and cannot be run.
    Denied(String),
    /// As above, for a reason that no engine has an exit code for.
    Refused(String),
    /// Found out by the kernel; runc's process prints it and exits with 1.
    Kernel(String),
}

impl ExecError {
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::NotFound(text) | Self::Denied(text) | Self::Refused(text) | Self::Kernel(text) => text,
        }
    }
}

/// What the kernel runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Program {
    /// Path of the executable without links; as written where it is not known.
    pub(crate) path: String,
    /// Its arguments, those that a `#!` line adds in front.
    pub(crate) argv: Vec<String>,
    /// True when the file is certain to be there.
    pub(crate) certain: bool,
}

/// Looks up `argv`'s executable as Go's `exec.LookPath` does for runc, in the name of `user`, then follows `#!` lines as
/// the kernel does.
pub(crate) fn resolve(
    argv: &[String],
    path_variable: &str,
    cwd: &str,
    (files, user): (&ImageFiles, &User),
) -> Result<Program, ExecError> {
    let name = argv.first().map(String::as_str).unwrap_or_default();
    let (shown, known) = look_path(name, path_variable, cwd, (files, user))?;
    if let Known::Found(_, node) = &known
        && !user.may_execute(node)
    {
        return Err(ExecError::Denied(format!("exec {shown}: permission denied")));
    }
    let mut program = Program { path: absolute(cwd, &shown), argv: argv.to_vec(), certain: true };
    let mut known = known;
    let mut script = shown;
    for _ in 0..MAX_INTERPRETERS {
        let node = match &known {
            Known::Found(path, node) => {
                program.path = path.clone();
                node.clone()
            }
            _ => {
                program.certain = false;
                return Ok(program);
            }
        };
        let Some(text) = held_bytes(&node) else { return Ok(program) };
        if text.starts_with(b"\x7fELF") {
            return Ok(program);
        }
        let Some(words) = interpreter(text) else {
            return Err(ExecError::Kernel(format!("exec {script}: exec format error")));
        };
        let mut next = words;
        next.push(script.clone());
        next.extend(program.argv.iter().skip(1).cloned());
        let interpreter = next.first().cloned().unwrap_or_default();
        known = files.look(&absolute(cwd, &interpreter));
        let missing = matches!(known, Known::Missing | Known::NotADirectory);
        if missing {
            return Err(ExecError::Kernel(format!("exec {script}: no such file or directory")));
        }
        if let Known::Found(_, node) = &known
            && !is_executable(node)
        {
            return Err(ExecError::Kernel(format!("exec {script}: permission denied")));
        }
        program.path = interpreter.clone();
        program.argv = next;
        script = interpreter;
    }
    Err(ExecError::Kernel(format!("exec {script}: too many levels of symbolic links")))
}

fn held_bytes(node: &Node) -> Option<&[u8]> {
    node.as_file().and_then(|file| file.content.as_bytes())
}

/// The interpreter that a `#!` line names, with its one argument.
fn interpreter(text: &[u8]) -> Option<Vec<String>> {
    let line = text.strip_prefix(b"#!")?.split(|b| *b == b'\n').next()?;
    // A carriage return is part of the name, as it is for the kernel: `/bin/sh\r` is not there.
    let line = String::from_utf8_lossy(line);
    let line = line.trim_matches([' ', '\t']);
    let (name, argument) =
        line.split_once([' ', '\t']).map_or((line, ""), |(name, rest)| (name, rest.trim()));
    if name.is_empty() {
        return None;
    }
    Some([name, argument].into_iter().filter(|word| !word.is_empty()).map(Into::into).collect())
}

fn is_executable(node: &Node) -> bool {
    !node.is_dir() && node.metadata.mode & 0o111 != 0
}

/// The path that `name` leads to, as it was put together, and what is known of it.
fn look_path(
    name: &str,
    path_variable: &str,
    cwd: &str,
    (files, user): (&ImageFiles, &User),
) -> Result<(String, Known), ExecError> {
    let quoted = quote(name);
    if name.contains('/') {
        let path = absolute(cwd, name);
        if !may_reach(&path, files, user) {
            return Err(ExecError::Denied(format!("exec: {quoted}: stat {name}: permission denied")));
        }
        let known = files.look(&path);
        return match &known {
            Known::Missing => {
                Err(ExecError::NotFound(format!("exec: {quoted}: stat {name}: no such file or directory")))
            }
            Known::NotADirectory => {
                Err(ExecError::Refused(format!("exec: {quoted}: stat {name}: not a directory")))
            }
            Known::Found(_, node) if !is_executable(node) => {
                Err(ExecError::Denied(format!("exec: {quoted}: permission denied")))
            }
            _ => Ok((name.to_owned(), known)),
        };
    }
    let mut possible = None;
    for dir in path_variable.split(':').filter(|_| !name.is_empty()) {
        let path = drydock_builder::join(if dir.is_empty() { cwd } else { dir }, name);
        let reached = absolute(cwd, &path);
        if !may_reach(&reached, files, user) {
            continue;
        }
        match files.look(&reached) {
            Known::Found(..) | Known::Unknown if !dir.starts_with('/') => {
                let text = "cannot run executable found relative to current directory";
                return Err(ExecError::Refused(format!("exec: {quoted}: {text}")));
            }
            Known::Found(real, node) if is_executable(&node) => return Ok((path, Known::Found(real, node))),
            Known::Unknown if possible.is_none() => possible = Some(path),
            _ => {}
        }
    }
    match possible {
        Some(path) => Ok((path, Known::Unknown)),
        None => Err(ExecError::NotFound(format!("exec: {quoted}: executable file not found in $PATH"))),
    }
}

/// Whether `user` may pass the directories that `path` leads through, as far as they are known.
fn may_reach(path: &str, files: &ImageFiles, user: &User) -> bool {
    let parts = drydock_builder::components(path);
    (0..parts.len()).all(|end| {
        let dir: String = parts.iter().take(end).flat_map(|part| ["/", part]).collect();
        let node = files.fs.follow(if dir.is_empty() { "/" } else { &dir });
        node.is_none_or(|node| !node.is_dir() || user.may_execute(node))
    })
}
