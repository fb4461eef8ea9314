//! `test`, `[` and the simple forms of bash's `[[`.

use super::super::arguments::Arg;
use super::super::files::{Access, Errno};
use super::super::glob;
use super::super::machine::{Machine, ShellKind, Status};
use super::Call;
use crate::{NodeKind, Time};

/// The result of a test; `None` when it is not known.
type Truth = Option<bool>;

pub(super) fn test(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let mut args = call.all;
    let closing = match call.name {
        "[" => Some("]"),
        "[[" => Some("]]"),
        _ => None,
    };
    if let Some(closing) = closing {
        let Some((last, rest)) = args.split_last().filter(|(last, _)| &*last.text == closing) else {
            match machine.shell.kind {
                // BusyBox's shell speaks in its own name.
                ShellKind::Ash => machine.error(call.io, &format!("sh: missing {closing}")),
                _ => machine.complain(call.io, &format!("{}: missing {closing}", call.name)),
            }
            return Status::Code(2);
        };
        let _ = last;
        args = rest;
    }
    // dash has no `==`, a mistake that many scripts written for bash make.
    if let [left, operator, _] = args
        && machine.shell.kind == ShellKind::Dash
        && !call.busybox()
        && &*operator.text == "=="
    {
        machine.complain(call.io, &format!("{}: {}: unexpected operator", call.name, left.text));
        return Status::Code(2);
    }
    let mut reader = Reader { machine, args, double: call.name == "[[", depth: 0, wrong: false };
    let truth = reader.or();
    let complete = reader.args.is_empty() && !reader.wrong;
    match truth {
        _ if !complete => machine.not_understood("a test that is not understood"),
        Some(truth) => Status::of(truth),
        None => {
            machine.known = false;
            machine.note("the result of a test is not known");
            Status::Unknown
        }
    }
}

struct Reader<'r, 'm, 'a> {
    machine: &'m mut Machine<'a>,
    args: &'r [Arg],
    double: bool,
    depth: usize,
    wrong: bool,
}

impl Reader<'_, '_, '_> {
    fn take(&mut self, words: &[&str]) -> bool {
        let here = self.args.first().is_some_and(|arg| arg.is_known() && words.contains(&&*arg.text));
        if here {
            self.args = &self.args[1..];
        }
        here
    }

    fn or(&mut self) -> Truth {
        let mut truth = self.and();
        while self.take(if self.double { &["||"] } else { &["-o"] }) {
            let right = self.and();
            truth = match (truth, right) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
        }
        truth
    }

    fn and(&mut self) -> Truth {
        let mut truth = self.not();
        while self.take(if self.double { &["&&"] } else { &["-a"] }) {
            let right = self.not();
            truth = match (truth, right) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
        }
        truth
    }

    fn not(&mut self) -> Truth {
        let mut negated = false;
        // A lone `!` is a text that is not empty.
        while self.args.len() > 1 && self.take(&["!"]) {
            negated = !negated;
        }
        self.primary().map(|truth| truth != negated)
    }

    fn primary(&mut self) -> Truth {
        let known = |at: usize, args: &[Arg]| args.get(at).is_some_and(Arg::is_known);
        if self.args.len() >= 3 && known(1, self.args) && is_binary(&self.args[1].text) {
            let (left, operator, right) =
                (self.args[0].clone(), self.args[1].text.clone(), self.args[2].clone());
            self.args = &self.args[3..];
            return self.binary(&left, &operator, &right);
        }
        if self.args.len() > 1 && self.depth < 50 && self.take(&["("]) {
            self.depth += 1;
            let truth = self.or();
            self.wrong |= !self.take(&[")"]);
            return truth;
        }
        match self.args {
            [operator, operand, rest @ ..] if operator.is_known() && is_unary(&operator.text) => {
                self.args = rest;
                let (operator, operand) = (operator.text.clone(), operand.clone());
                self.unary(&operator, &operand)
            }
            [text, rest @ ..] => {
                self.args = rest;
                text.is_known().then_some(!text.text.is_empty())
            }
            [] => Some(false),
        }
    }

    fn unary(&mut self, operator: &str, operand: &Arg) -> Truth {
        if !operand.is_known() {
            return None;
        }
        let text = &operand.text;
        match operator {
            "-z" => return Some(text.is_empty()),
            "-n" => return Some(!text.is_empty()),
            // No step has a terminal.
            "-t" => return Some(false),
            "-v" => return Some(self.machine.shell.vars.get(text) != super::super::vars::Value::Unset),
            _ => {}
        }
        let follow = !matches!(operator, "-L" | "-h");
        let node = match self.machine.stat(text, follow) {
            Ok((_, node)) => node,
            Err(Errno::Unknown) => return None,
            Err(_) => return Some(false),
        };
        Some(match operator {
            "-e" => true,
            "-f" => node.as_file().is_some(),
            "-d" => node.is_dir(),
            "-L" | "-h" => node.as_symlink().is_some(),
            "-p" => matches!(node.kind(), NodeKind::Fifo),
            "-c" | "-b" | "-S" => {
                return if matches!(node.kind(), NodeKind::Other) { None } else { Some(false) };
            }
            "-s" => node.is_dir() || !node.is_empty(),
            "-r" => self.machine.may(&node, Access::Read),
            "-w" => self.machine.may(&node, Access::Write),
            "-x" => self.machine.may(&node, Access::Execute),
            "-u" => node.metadata.mode & 0o4000 != 0,
            "-g" => node.metadata.mode & 0o2000 != 0,
            "-k" => node.metadata.mode & 0o1000 != 0,
            "-O" => node.metadata.uid == self.machine.ids.uid,
            _ => node.metadata.gid == self.machine.ids.gid,
        })
    }

    fn binary(&mut self, left: &Arg, operator: &str, right: &Arg) -> Truth {
        if !left.is_known() || !right.is_known() {
            return None;
        }
        let (left, right) = (&*left.text, &*right.text);
        let number = |text: &str| text.trim().parse::<i64>().ok();
        match operator {
            "=" | "==" if self.double => Some(glob::matches(right, left)),
            "!=" if self.double => Some(!glob::matches(right, left)),
            "=" | "==" => Some(left == right),
            "!=" => Some(left != right),
            "<" => Some(left < right),
            ">" => Some(left > right),
            "=~" => {
                let pattern = super::regex::Regex::new(right, true, false).ok();
                pattern.and_then(|regex| regex.find(left, 0).ok().map(|found| found.is_some()))
            }
            "-nt" | "-ot" | "-ef" => self.files(left, operator, right),
            _ => {
                let (Some(left), Some(right)) = (number(left), number(right)) else {
                    self.wrong = true;
                    return None;
                };
                Some(match operator {
                    "-eq" => left == right,
                    "-ne" => left != right,
                    "-lt" => left < right,
                    "-le" => left <= right,
                    "-gt" => left > right,
                    _ => left >= right,
                })
            }
        }
    }

    fn files(&self, left: &str, operator: &str, right: &str) -> Truth {
        let stat = |path: &str| match self.machine.stat(path, true) {
            Ok(found) => Some(Some(found)),
            Err(Errno::Unknown) => None,
            Err(_) => Some(None),
        };
        let (left, right) = (stat(left)?, stat(right)?);
        let time = |time: Time| match time {
            Time::Source(at) | Time::At(at) => Some(at),
            Time::Epoch => Some(0),
            Time::Build | Time::Image => None,
        };
        match (left, right) {
            (Some((a, _)), Some((b, _))) if operator == "-ef" => Some(a == b),
            (Some((_, a)), Some((_, b))) => {
                let (a, b) = (time(a.metadata.mtime)?, time(b.metadata.mtime)?);
                Some(if operator == "-nt" { a > b } else { a < b })
            }
            (Some(_), None) => Some(operator == "-nt"),
            (None, Some(_)) => Some(operator == "-ot"),
            (None, None) => Some(false),
        }
    }
}

fn is_unary(text: &str) -> bool {
    text.len() == 2 && text.starts_with('-') && text.ends_with(|c| "znefdLhpcbSsrwxugkOGtv".contains(c))
}

fn is_binary(text: &str) -> bool {
    matches!(
        text,
        "=" | "=="
            | "!="
            | "<"
            | ">"
            | "=~"
            | "-eq"
            | "-ne"
            | "-lt"
            | "-le"
            | "-gt"
            | "-ge"
            | "-nt"
            | "-ot"
            | "-ef"
    )
}
