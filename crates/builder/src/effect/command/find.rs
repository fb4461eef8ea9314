//! `find`.

use std::rc::Rc;

use super::super::arguments::Arg;
use super::super::files::Errno;
use super::super::glob;
use super::super::machine::{Machine, Status};
use super::list::below;
use super::{Call, worse};
use crate::{Node, NodeKind, split};

enum Test {
    Name(String, bool),
    Path(String),
    Type(char),
    Empty,
    Size(char, u64),
    Perm(u32, char),
    Print(char),
    Delete,
    Prune,
    Exec(Vec<String>, bool),
    Not(Box<Test>),
    All(Vec<Test>),
    Any(Vec<Test>),
    Always(bool),
}

struct Reader<'r> {
    args: &'r [String],
    depth: usize,
    least: usize,
    most: usize,
    acts: bool,
    depth_first: bool,
}

pub(super) fn find(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let is_path = |arg: &&String| !arg.starts_with('-') && !matches!(arg.as_str(), "(" | "!");
    let skipped = call.args.iter().take_while(|arg| matches!(arg.as_str(), "-L" | "-P" | "-H")).count();
    if call.args[..skipped].iter().any(|flag| flag == "-L") {
        return machine.unknown_flag(call);
    }
    let paths: Vec<String> = call.args[skipped..].iter().take_while(is_path).cloned().collect();
    let mut reader = Reader {
        args: &call.args[skipped + paths.len()..],
        depth: 0,
        least: 0,
        most: usize::MAX,
        acts: false,
        depth_first: false,
    };
    let Some(mut test) = reader.any().filter(|_| reader.args.is_empty()) else {
        return machine.unknown_flag(call);
    };
    if !reader.acts {
        test = Test::All(vec![test, Test::Print('\n')]);
    }
    let (least, most, depth_first) = (reader.least, reader.most, reader.depth_first);
    let paths = if paths.is_empty() { vec![".".to_owned()] } else { paths };
    let mut run = Run { machine, call, batches: Vec::new(), status: Status::OK };
    let mut incomplete = false;
    for written in &paths {
        let node = match run.machine.stat(written, false) {
            Ok((_, node)) => node,
            Err(errno) => {
                let status = run.machine.fail(call, written, errno, ("{}", "'{}'"));
                run.status = worse(run.status, status);
                continue;
            }
        };
        let mut all = below(written, &node);
        // What the kernel shows is left aside: nobody looks for that.
        let kernel = |path: &str| ["/proc", "/sys"].contains(&path);
        incomplete |=
            all.iter().any(|(path, node, _)| !kernel(path) && node.as_dir().is_some_and(|dir| dir.opaque));
        if depth_first {
            all.reverse();
        }
        let mut pruned: Option<String> = None;
        for (path, node, _) in all.into_iter().filter(|(_, _, depth)| (least..=most).contains(depth)) {
            if pruned.as_ref().is_some_and(|dir| path.starts_with(dir.as_str())) {
                continue;
            }
            let mut prune = false;
            let _ = run.test(&test, &path, &node, &mut prune);
            pruned = if prune { Some(format!("{path}/")) } else { pruned };
        }
    }
    run.finish();
    let status = run.status;
    if incomplete {
        machine.known = false;
        machine.note("what else `find` finds is not known");
    }
    status
}

impl Reader<'_> {
    fn take(&mut self, words: &[&str]) -> bool {
        let here = self.args.first().is_some_and(|arg| words.contains(&arg.as_str()));
        if here {
            self.args = &self.args[1..];
        }
        here
    }

    fn next(&mut self) -> Option<String> {
        let (first, rest) = self.args.split_first()?;
        self.args = rest;
        Some(first.clone())
    }

    fn any(&mut self) -> Option<Test> {
        let mut tests = vec![self.all()?];
        while self.take(&["-o", "-or"]) {
            tests.push(self.all()?);
        }
        Some(Test::Any(tests))
    }

    fn all(&mut self) -> Option<Test> {
        let mut tests = Vec::new();
        while !self.args.is_empty() && !matches!(self.args[0].as_str(), "-o" | "-or" | ")") {
            if !self.take(&["-a", "-and"]) {
                tests.push(self.one()?);
            }
        }
        Some(Test::All(tests))
    }

    fn one(&mut self) -> Option<Test> {
        self.depth += 1;
        if self.depth > 50 {
            return None;
        }
        let test = self.primary();
        self.depth -= 1;
        test
    }

    fn primary(&mut self) -> Option<Test> {
        let word = self.next()?;
        let always = Some(Test::Always(true));
        match word.as_str() {
            "(" => {
                let inner = self.any()?;
                self.take(&[")"]).then_some(inner)
            }
            "!" | "-not" => Some(Test::Not(Box::new(self.one()?))),
            "-name" => Some(Test::Name(self.next()?, false)),
            "-iname" => Some(Test::Name(self.next()?.to_lowercase(), true)),
            "-path" | "-wholename" => Some(Test::Path(self.next()?)),
            "-type" => Some(Test::Type(self.next()?.chars().next()?)),
            "-empty" => Some(Test::Empty),
            "-size" => {
                let text = self.next()?;
                let sign = text.chars().next().filter(|c| "+-".contains(*c)).unwrap_or('=');
                let bytes = text.trim_start_matches(['+', '-']).strip_suffix('c')?.parse().ok()?;
                Some(Test::Size(sign, bytes))
            }
            "-perm" => {
                let text = self.next()?;
                let sign = text.chars().next().filter(|c| "-/".contains(*c)).unwrap_or('=');
                u32::from_str_radix(text.trim_start_matches(['-', '/']), 8)
                    .ok()
                    .map(|mode| Test::Perm(mode, sign))
            }
            "-maxdepth" => {
                self.most = self.next()?.parse().ok()?;
                always
            }
            "-mindepth" => {
                self.least = self.next()?.parse().ok()?;
                always
            }
            "-xdev" | "-mount" | "-noleaf" | "-ignore_readdir_race" => always,
            "-depth" => {
                self.depth_first = true;
                always
            }
            "-true" => always,
            "-false" => Some(Test::Always(false)),
            "-prune" => Some(Test::Prune),
            "-print" | "-print0" => {
                self.acts = true;
                Some(Test::Print(if word == "-print" { '\n' } else { '\0' }))
            }
            "-delete" => {
                (self.acts, self.depth_first) = (true, true);
                Some(Test::Delete)
            }
            "-exec" => {
                self.acts = true;
                let end = self.args.iter().position(|arg| arg == ";" || arg == "+")?;
                let batch = self.args[end] == "+";
                let command = self.args[..end].to_vec();
                self.args = &self.args[end + 1..];
                Some(Test::Exec(command, batch))
            }
            _ => None,
        }
    }
}

struct Run<'r, 'm, 'a> {
    machine: &'m mut Machine<'a>,
    call: &'r Call<'r>,
    /// Commands of `-exec … +` with the paths they get.
    batches: Vec<(Vec<String>, Vec<String>)>,
    status: Status,
}

impl Run<'_, '_, '_> {
    fn test(&mut self, test: &Test, path: &str, node: &Rc<Node>, prune: &mut bool) -> bool {
        let name = split(path.trim_end_matches('/')).1;
        match test {
            Test::Name(pattern, false) => glob::matches(pattern, name),
            Test::Name(pattern, true) => glob::matches(pattern, &name.to_lowercase()),
            Test::Path(pattern) => glob::matches(pattern, path),
            Test::Type(letter) => match node.kind() {
                NodeKind::File(_) => *letter == 'f',
                NodeKind::Dir(_) => *letter == 'd',
                NodeKind::Symlink(_) => *letter == 'l',
                NodeKind::Fifo => *letter == 'p',
                NodeKind::Other => "cbs".contains(*letter),
            },
            Test::Empty => match node.as_dir() {
                Some(_) => self.now(path).is_some_and(|node| node.as_dir().is_some_and(crate::Dir::is_empty)),
                None => node.as_file().is_some() && node.is_empty(),
            },
            Test::Size('+', bytes) => node.len() > *bytes,
            Test::Size('-', bytes) => node.len() < *bytes,
            Test::Size(_, bytes) => node.len() == *bytes,
            Test::Perm(mode, '-') => node.metadata.mode & mode == *mode,
            Test::Perm(mode, '/') => node.metadata.mode & mode != 0,
            Test::Perm(mode, _) => node.metadata.mode == *mode,
            Test::Print(end) => {
                self.machine.print(self.call.io, &format!("{path}{end}"));
                true
            }
            Test::Delete => self.delete(path),
            Test::Prune => {
                *prune = true;
                true
            }
            Test::Exec(command, true) => {
                match self.batches.iter_mut().find(|(known, _)| known == command) {
                    Some((_, paths)) => paths.push(path.to_owned()),
                    None => self.batches.push((command.clone(), vec![path.to_owned()])),
                }
                true
            }
            Test::Exec(command, false) => {
                let args: Vec<Arg> =
                    command.iter().map(|word| Arg::known(&word.replace("{}", path))).collect();
                self.execute(&args)
            }
            Test::Not(inner) => !self.test(inner, path, node, prune),
            Test::All(tests) => tests.iter().all(|test| self.test(test, path, node, prune)),
            Test::Any(tests) => tests.iter().any(|test| self.test(test, path, node, prune)),
            Test::Always(value) => *value,
        }
    }

    /// What is at the path by now.
    fn now(&self, path: &str) -> Option<Rc<Node>> {
        self.machine.stat(path, false).ok().map(|(_, node)| node)
    }

    fn delete(&mut self, path: &str) -> bool {
        if path == "." {
            return true;
        }
        let removed = self.machine.stat(path, false).and_then(|(place, node)| {
            if node.as_dir().is_some_and(|dir| !dir.is_empty()) {
                return Err(Errno::NotEmpty);
            }
            self.machine.removable(&place, &node)?;
            self.machine.fs.remove(&place);
            Ok(())
        });
        if let Err(errno) = removed {
            let words = ("{}", "cannot delete '{}'");
            self.status = worse(self.status, self.machine.fail(self.call, path, errno, words));
        }
        removed.is_ok()
    }

    fn execute(&mut self, args: &[Arg]) -> bool {
        self.machine.external(args, self.call.io);
        self.machine.shell.status == Status::OK
    }

    fn finish(&mut self) {
        for (command, paths) in std::mem::take(&mut self.batches) {
            let mut args: Vec<Arg> = Vec::new();
            for word in &command {
                match word == "{}" {
                    true => args.extend(paths.iter().map(|path| Arg::known(path))),
                    false => args.push(Arg::known(word)),
                }
            }
            if !self.execute(&args) {
                let failed = self.machine.shell.status;
                self.status = worse(self.status, failed);
            }
        }
    }
}
