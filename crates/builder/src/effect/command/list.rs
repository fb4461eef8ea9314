//! Commands that tell what is in the file system.

use std::rc::Rc;

use super::super::files::Errno;
use super::super::machine::{Machine, Status};
use super::lines::PLAIN;
use super::{Call, worse};
use crate::{Node, join};

pub(super) fn ls(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) =
        call.options("aA1dRFphlrtShi", &["all", "almost-all", "directory", "color:", "recursive"])
    else {
        return machine.unknown_flag(call);
    };
    if options.has(&["R", "recursive", "l", "t", "S", "i", "h"]) {
        let status = operands_there(machine, call, &options.operands);
        machine.unknown_output(call.io, call.name);
        return status;
    }
    let current = [".".to_owned()];
    let operands = if options.operands.is_empty() { &current } else { options.operands.as_slice() };
    let only_names = options.has(&["d", "directory"]);
    let mut status = Status::OK;
    let (mut files, mut dirs) = (Vec::new(), Vec::new());
    for written in operands {
        match machine.stat(written, true).or_else(|errno| match errno {
            Errno::NotFound => machine.stat(written, false),
            other => Err(other),
        }) {
            Ok((_, node)) if node.is_dir() && !only_names => dirs.push((written.clone(), node)),
            Ok((_, node)) => files.push((written.clone(), node)),
            Err(Errno::Unknown) => return machine.unknown_output(call.io, call.name),
            Err(errno) => {
                let failed = machine.fail(call, written, errno, ("{}", "cannot access '{}'"));
                let code = if call.busybox() { failed } else { Status::Code(2) };
                status = worse(status, code);
            }
        }
    }
    let order = |list: &mut Vec<(String, Rc<Node>)>| {
        list.sort_by(|a, b| a.0.cmp(&b.0));
        if options.has(&["r"]) {
            list.reverse();
        }
    };
    order(&mut files);
    order(&mut dirs);
    let marked = |name: &str, node: &Node| {
        let mark = if options.has(&["F"]) {
            mark(node)
        } else if options.has(&["p"]) && node.is_dir() {
            "/"
        } else {
            ""
        };
        format!("{name}{mark}\n")
    };
    let mut text: String = files.iter().map(|(name, node)| marked(name, node)).collect();
    let titles = operands.len() > 1;
    for (index, (written, node)) in dirs.iter().enumerate() {
        if index > 0 || !files.is_empty() {
            text.push('\n');
        }
        if titles {
            text.push_str(&format!("{written}:\n"));
        }
        let Some(dir) = node.as_dir().filter(|dir| !dir.opaque && !machine.tainted) else {
            return machine.unknown_output(call.io, call.name);
        };
        let all = options.has(&["a", "all"]);
        let hidden = all || options.has(&["A", "almost-all"]);
        let mut names: Vec<String> = if all { vec![".\n".to_owned(), "..\n".to_owned()] } else { Vec::new() };
        names.extend(
            dir.iter()
                .filter(|(name, _)| hidden || !name.starts_with('.'))
                .map(|(name, node)| marked(name, node)),
        );
        if options.has(&["r"]) {
            names.reverse();
        }
        text.extend(names);
    }
    machine.print(call.io, &text);
    status
}

fn mark(node: &Node) -> &'static str {
    match node.kind() {
        crate::NodeKind::Dir(_) => "/",
        crate::NodeKind::Symlink(_) => "@",
        crate::NodeKind::Fifo => "|",
        crate::NodeKind::File(_) if node.metadata.mode & 0o111 != 0 => "*",
        _ => "",
    }
}

/// The exit code that follows from the operands alone.
fn operands_there(machine: &mut Machine<'_>, call: &Call<'_>, operands: &[String]) -> Status {
    let mut status = Status::OK;
    for written in operands {
        if let Err(errno) = machine.stat(written, false) {
            let failed = machine.fail(call, written, errno, ("{}", "cannot access '{}'"));
            status = worse(
                status,
                if call.busybox() || failed == Status::Unknown { failed } else { Status::Code(2) },
            );
        }
    }
    status
}

pub(super) fn readlink(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("fnemq", &["canonicalize", "no-newline"]) else {
        return machine.unknown_flag(call);
    };
    let whole = call.name == "realpath" || options.has(&["f", "e", "m", "canonicalize"]);
    let mut status = Status::OK;
    for written in &options.operands {
        let end = if options.has(&["n", "no-newline"]) { "" } else { "\n" };
        if whole {
            match machine.look(written, true) {
                Ok((path, node)) => {
                    if node.is_none() && machine.may_be_there(&path) {
                        machine.known = false;
                    }
                    machine.print(call.io, &format!("{path}{end}"));
                }
                Err(errno) => {
                    if call.name == "realpath" {
                        machine.fail(call, written, errno, PLAIN);
                    }
                    status = Status::FAILED;
                }
            }
            continue;
        }
        match machine.stat(written, false).map(|(_, node)| node.as_symlink().cloned()) {
            Ok(Some(target)) => machine.print(call.io, &format!("{target}{end}")),
            Err(Errno::Unknown) => return machine.unknown_output(call.io, call.name),
            _ => status = Status::FAILED,
        }
    }
    status
}

pub(super) fn which(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let mut status = Status::OK;
    for name in call.args.iter().filter(|name| !name.starts_with('-')) {
        match machine.where_is(name) {
            Some(Some(path)) => machine.print(call.io, &format!("{path}\n")),
            Some(None) => status = Status::FAILED,
            None => return machine.unknown_output(call.io, call.name),
        }
    }
    status
}

/// `stat` and `du`: known are the sizes that `stat -c %s` and the like print.
pub(super) fn stat(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let Some(options) = call.options("c:", &["format:"]) else {
        return machine.unknown_output(call.io, call.name);
    };
    let format = options.value(&["c", "format"]).unwrap_or("").to_owned();
    if call.name != "stat" || format.is_empty() {
        return machine.unknown_output(call.io, call.name);
    }
    let mut status = Status::OK;
    for written in &options.operands {
        let node = match machine.stat(written, false) {
            Ok((_, node)) => node,
            Err(errno) => {
                status = worse(
                    status,
                    machine.fail(call, written, errno, ("can't stat '{}'", "cannot statx '{}'")),
                );
                continue;
            }
        };
        let Some(text) = formatted(&format, written, &node) else {
            return machine.unknown_output(call.io, call.name);
        };
        machine.print(call.io, &format!("{text}\n"));
    }
    status
}

fn formatted(format: &str, name: &str, node: &Node) -> Option<String> {
    let mut text = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        match chars.next()? {
            's' => match node.kind() {
                crate::NodeKind::File(file)
                    if !matches!(file.content.kind(), crate::ContentKind::Estimated { .. }) =>
                {
                    text.push_str(&node.len().to_string());
                }
                crate::NodeKind::Symlink(target) => text.push_str(&target.len().to_string()),
                _ => return None,
            },
            'a' => text.push_str(&format!("{:o}", node.metadata.mode)),
            'u' => text.push_str(&node.metadata.uid.to_string()),
            'g' => text.push_str(&node.metadata.gid.to_string()),
            'n' => text.push_str(name),
            '%' => text.push('%'),
            _ => return None,
        }
    }
    Some(text)
}

/// All paths below `path`, itself first, each with its depth.
pub(super) fn below(path: &str, node: &Rc<Node>) -> Vec<(String, Rc<Node>, usize)> {
    let mut all = Vec::new();
    let mut todo = vec![(path.to_owned(), node.clone(), 0usize)];
    while let Some((path, node, depth)) = todo.pop() {
        let mut children: Vec<_> = node
            .as_dir()
            .into_iter()
            .flat_map(|dir| dir.iter())
            .map(|(name, child)| (join(&path, name), child.clone(), depth + 1))
            .collect();
        children.reverse();
        all.push((path, node, depth));
        todo.extend(children);
    }
    all
}
