//! `chmod`, and modes as it writes them.

use std::rc::Rc;

use super::super::files::Errno;
use super::super::machine::{Machine, Status};
use super::{Call, worse};
use crate::{Metadata, Node, join};

/// A mode: a number, or changes to what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Number(u32),
    Changes(Vec<Change>),
}

/// One change: `u+x`, `go=`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    who: String,
    operator: char,
    permissions: String,
}

impl Mode {
    /// Reads a mode; `None` when it is none.
    pub fn read(text: &str) -> Option<Self> {
        if !text.is_empty() && text.bytes().all(|b| (b'0'..=b'7').contains(&b)) {
            return u32::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o7777).map(Mode::Number);
        }
        let mut changes = Vec::new();
        for clause in text.split(',') {
            let who: String = clause.chars().take_while(|c| "ugoa".contains(*c)).collect();
            let mut rest = clause.get(who.len()..)?;
            if rest.is_empty() {
                return None;
            }
            while !rest.is_empty() {
                let operator = rest.chars().next().filter(|c| "+-=".contains(*c))?;
                let after = &rest[1..];
                let end = after.find(['+', '-', '=']).unwrap_or(after.len());
                let permissions = &after[..end];
                let copies = permissions.len() == 1 && permissions.starts_with(['u', 'g', 'o']);
                if !copies && !permissions.chars().all(|c| "rwxXst".contains(c)) {
                    return None;
                }
                changes.push(Change { who: who.clone(), operator, permissions: permissions.to_owned() });
                rest = &after[end..];
            }
        }
        Some(Mode::Changes(changes))
    }

    /// The mode that `old` becomes.
    pub fn apply(&self, old: u32, is_dir: bool, umask: u32) -> u32 {
        match self {
            Mode::Number(mode) => *mode,
            Mode::Changes(changes) => {
                changes.iter().fold(old, |mode, change| change.apply(mode, is_dir, umask))
            }
        }
    }
}

impl Change {
    fn apply(&self, old: u32, is_dir: bool, umask: u32) -> u32 {
        let everyone = self.who.is_empty() || self.who.contains('a');
        let (user, group, other) = (
            everyone || self.who.contains('u'),
            everyone || self.who.contains('g'),
            everyone || self.who.contains('o'),
        );
        let spread = |bits: u32| {
            ((u32::from(user) * bits) << 6) | ((u32::from(group) * bits) << 3) | (u32::from(other) * bits)
        };
        let set_bits = (u32::from(user) * 0o4000) | (u32::from(group) * 0o2000);
        let mut bits = 0;
        for permission in self.permissions.chars() {
            bits |= match permission {
                'r' => spread(4),
                'w' => spread(2),
                'x' => spread(1),
                'X' if is_dir || old & 0o111 != 0 => spread(1),
                's' => set_bits,
                't' if everyone || other => 0o1000,
                'u' => spread(old >> 6 & 7),
                'g' => spread(old >> 3 & 7),
                'o' => spread(old & 7),
                _ => 0,
            };
        }
        if self.who.is_empty() {
            bits &= !umask;
        }
        match self.operator {
            '+' => old | bits,
            '-' => old & !bits,
            _ => {
                let kept = if is_dir { 0 } else { set_bits };
                old & !(spread(7) | kept) | bits
            }
        }
    }
}

/// What is done with a path: it gets the path, its node, and whether it was found below an operand.
pub(super) type Visit<'v> = &'v mut dyn FnMut(&mut Machine<'_>, &str, &Rc<Node>, bool) -> Result<(), Errno>;

/// Calls `visit` for `written` and, when it is a directory and `recursive`, for all below it. Symbolic links named on
/// the way down are given with the third argument true.
pub(super) fn each(
    machine: &mut Machine<'_>,
    written: &str,
    recursive: bool,
    follow: bool,
    visit: Visit<'_>,
) -> Result<(), Errno> {
    let (path, node) = machine.stat(written, follow)?;
    visit(machine, &path, &node, false)?;
    if !recursive || !node.is_dir() {
        return Ok(());
    }
    if node.as_dir().is_some_and(|dir| dir.opaque) {
        machine.note(format!("what else `{written}` holds is not known"));
        machine.known = false;
    }
    let mut below: Vec<(String, Rc<Node>)> = Vec::new();
    let mut todo = vec![(path, node)];
    while let Some((path, node)) = todo.pop() {
        for (name, child) in node.as_dir().into_iter().flat_map(|dir| dir.iter()) {
            let child_path = join(&path, name);
            below.push((child_path.clone(), child.clone()));
            if child.is_dir() {
                todo.push((child_path, child.clone()));
            }
        }
    }
    for (path, node) in below {
        // Read again: a hard link may have been changed through its other name.
        let node = machine.fs.get(&path).cloned().unwrap_or(node);
        visit(machine, &path, &node, true)?;
    }
    Ok(())
}

pub(super) fn chmod(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    // A mode may begin with a dash: `-w`, `-x`.
    let mut flags = Vec::new();
    let mut rest: Vec<&String> = Vec::new();
    for arg in &call.args {
        let known = arg.starts_with('-') && arg.len() > 1 && arg[1..].chars().all(|c| "Rvcf".contains(c));
        if known || arg.starts_with("--") { flags.push(arg.as_str()) } else { rest.push(arg) }
    }
    let recursive = flags.iter().any(|flag| flag.contains('R') || *flag == "--recursive");
    if flags.iter().any(|flag| flag.starts_with("--reference")) {
        return machine.unknown_flag(call);
    }
    let Some((text, paths)) = rest.split_first().filter(|(_, paths)| call.maybe_more || !paths.is_empty())
    else {
        return super::change::usage(machine, call);
    };
    let Some(mode) = Mode::read(text) else {
        let words = match call.busybox() {
            true => format!("invalid mode '{text}'"),
            false => format!("invalid mode: '{text}'\nTry 'chmod --help' for more information."),
        };
        machine.error(call.io, &format!("chmod: {words}"));
        return Status::FAILED;
    };
    let mut status = Status::OK;
    for written in paths {
        let changed = each(machine, written, recursive, true, &mut |machine, path, node, below| {
            if below && node.as_symlink().is_some() {
                return Ok(());
            }
            if machine.ids.uid != 0 && machine.ids.uid != node.metadata.uid {
                return Err(Errno::NotPermitted);
            }
            let mode = mode.apply(node.metadata.mode, node.is_dir(), machine.shell.umask);
            machine.put_metadata(path, node, Metadata { mode, ..node.metadata })
        });
        if let Err(errno) = changed {
            let words = if errno == Errno::NotPermitted {
                "changing permissions of '{}'"
            } else {
                "cannot access '{}'"
            };
            status = worse(status, machine.fail(call, written, errno, ("{}", words)));
        }
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes() {
        let cases = [
            ("755", 0o644, false, Some(0o755)),
            ("u+x", 0o644, false, Some(0o744)),
            ("+x", 0o644, false, Some(0o755)),
            ("+w", 0o444, false, Some(0o644)),
            ("a+w", 0o444, false, Some(0o666)),
            ("go-rwx", 0o755, false, Some(0o700)),
            ("u=rw,go=r", 0o777, false, Some(0o644)),
            ("a=rX", 0o600, false, Some(0o444)),
            ("a=rX", 0o700, false, Some(0o555)),
            ("g=u", 0o640, false, Some(0o660)),
            ("u+s", 0o755, false, Some(0o4755)),
            ("+t", 0o777, true, Some(0o1777)),
            ("g+s", 0o755, true, Some(0o2755)),
            ("u=", 0o755, false, Some(0o055)),
            ("1777", 0o755, true, Some(0o1777)),
            ("888", 0, false, None),
            ("u+q", 0, false, None),
            ("", 0, false, None),
            ("u+r-w", 0o200, false, Some(0o400)),
        ];
        for (text, old, is_dir, expected) in cases {
            assert_eq!(Mode::read(text).map(|mode| mode.apply(old, is_dir, 0o022)), expected, "{text}");
        }
    }
}
