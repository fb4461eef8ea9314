//! `sed` with its usual commands: `s`, `d`, `p`, `q`, `a`, `i`, `c`, `y`, with addresses.

use super::super::files::Errno;
use super::super::machine::{Machine, Status};
use super::Call;
use super::lines::PLAIN;
use super::regex::{Groups, NotUnderstood, Regex};
use crate::Content;

enum Address {
    Line(usize),
    Last,
    Match(Regex),
}

enum Action {
    Substitute { regex: Regex, with: String, global: bool, print: bool, number: usize },
    Delete,
    Print,
    Quit,
    Append(String),
    Insert(String),
    Change(String),
}

struct Command {
    from: Option<Address>,
    to: Option<Address>,
    negated: bool,
    action: Action,
    active: bool,
}

pub(super) fn sed(machine: &mut Machine<'_>, call: &Call<'_>) -> Status {
    let mut in_place: Option<String> = None;
    let mut args = Vec::new();
    for arg in &call.args {
        match arg.strip_prefix("-i").or_else(|| arg.strip_prefix("--in-place")) {
            Some(suffix) if !arg.starts_with("-ie") => {
                in_place = Some(suffix.trim_start_matches('=').to_owned())
            }
            _ => args.push(arg.clone()),
        }
    }
    let long = [
        "expression:",
        "quiet",
        "silent",
        "regexp-extended",
        "null-data",
        "follow-symlinks",
        "separate",
        "posix",
    ];
    let Some(mut options) = super::Options::read(&args, "ne:Eru", &long) else {
        return machine.unknown_flag(call);
    };
    let mut scripts: Vec<String> = options.values(&["e", "expression"]).map(str::to_owned).collect();
    if scripts.is_empty() && !options.operands.is_empty() {
        scripts.push(options.operands.remove(0));
    }
    let extended = options.has(&["E", "r", "regexp-extended"]);
    let quiet = options.has(&["n", "quiet", "silent"]);
    let read = || read_script(&scripts.join("\n"), extended);
    if read().is_err() || options.has(&["null-data"]) {
        return machine.unknown_flag(call);
    }
    let Some(suffix) = in_place else {
        let (text, status) = machine.texts(call, &options.operands, PLAIN);
        let edited = text.zip(read().ok()).and_then(|(text, commands)| edit(&text, commands, quiet).ok());
        let Some(edited) = edited else { return machine.unknown_output(call.io, call.name) };
        machine.print(call.io, &edited);
        return status;
    };
    let mut status = Status::OK;
    for path in &options.operands {
        let Ok(commands) = read() else { continue };
        status = super::worse(status, edit_file(machine, call, path, commands, (quiet, &suffix)));
    }
    status
}

/// `sed -i`: the file is written anew, with the mode it had; its owner is who runs.
fn edit_file(
    machine: &mut Machine<'_>,
    call: &Call<'_>,
    path: &str,
    commands: Vec<Command>,
    (quiet, suffix): (bool, &str),
) -> Status {
    let (resolved, node) = match machine.stat(path, false) {
        Ok(found) => found,
        Err(errno) => {
            let words = ("{}", "can't read {}");
            let status = machine.fail(call, path, errno, words);
            return if status == Status::FAILED && !call.busybox() { Status::Code(2) } else { status };
        }
    };
    // A symbolic link is replaced by the file it leads to.
    let followed =
        if node.as_symlink().is_some() { machine.stat(path, true).map(|(_, node)| node) } else { Ok(node) };
    let Ok(node) = followed else { return machine.fail(call, path, Errno::NotFound, PLAIN) };
    let Some(file) = node.as_file() else {
        machine.error(call.io, &format!("sed: couldn't edit {path}: not a regular file"));
        return Status::Code(4);
    };
    if let Err(errno) = machine.writable_dir(&resolved) {
        return machine.fail(call, path, errno, PLAIN);
    }
    let edited = file.content.as_text().and_then(|text| edit(text, commands, quiet).ok());
    let (content, status) = match edited {
        Some(text) => (Content::bytes(text.into_bytes()), Status::OK),
        None => {
            let what = call.args.join(" ");
            let identity = super::super::io::derived(file.content.digest(), &[&what]);
            let all = file.content.size("as large as before, or nearly");
            (Content::estimated(all, identity), Status::Unknown)
        }
    };
    if status == Status::Unknown {
        machine.known = false;
        machine.note("what `sed` makes of a file is not known byte by byte");
    }
    if !suffix.is_empty() && !suffix.contains('*') {
        let backup = crate::Node::clone(&node);
        if machine.put(&format!("{resolved}{suffix}"), backup).is_err() {
            return Status::FAILED;
        }
    }
    let metadata = crate::Metadata { mtime: crate::Time::Build, ..node.metadata };
    match machine.put(&resolved, crate::Node::file(content, metadata)) {
        Ok(()) => Status::OK,
        Err(errno) => machine.fail(call, path, errno, PLAIN),
    }
}

struct Reader<'s> {
    rest: &'s str,
    extended: bool,
}

fn read_script(text: &str, extended: bool) -> Result<Vec<Command>, NotUnderstood> {
    let mut reader = Reader { rest: text, extended };
    let mut commands = Vec::new();
    loop {
        reader.rest = reader.rest.trim_start_matches([' ', '\t', '\n', ';']);
        if reader.rest.is_empty() {
            return Ok(commands);
        }
        if reader.rest.starts_with('#') {
            reader.rest = reader.rest.split_once('\n').map_or("", |(_, rest)| rest);
            continue;
        }
        commands.push(reader.command()?);
    }
}

impl Reader<'_> {
    fn next(&mut self) -> Result<char, NotUnderstood> {
        let c = self.rest.chars().next().ok_or(NotUnderstood)?;
        self.rest = &self.rest[c.len_utf8()..];
        Ok(c)
    }

    fn address(&mut self) -> Result<Option<Address>, NotUnderstood> {
        let digits = self.rest.len() - self.rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            let (number, rest) = self.rest.split_at(digits);
            self.rest = rest;
            return number.parse().map(|number| Some(Address::Line(number))).map_err(|_| NotUnderstood);
        }
        if let Some(rest) = self.rest.strip_prefix('$') {
            self.rest = rest;
            return Ok(Some(Address::Last));
        }
        let delimiter = match self.rest.strip_prefix('\\') {
            Some(rest) => {
                self.rest = rest;
                self.next()?
            }
            None if self.rest.starts_with('/') => self.next()?,
            None => return Ok(None),
        };
        let pattern = self.until(delimiter)?;
        let fold = self.rest.starts_with('I');
        self.rest = self.rest.strip_prefix('I').unwrap_or(self.rest);
        Ok(Some(Address::Match(Regex::new(&pattern, self.extended, fold)?)))
    }

    /// The text up to `delimiter`, which a backslash may quote.
    fn until(&mut self, delimiter: char) -> Result<String, NotUnderstood> {
        let mut text = String::new();
        loop {
            match self.next()? {
                c if c == delimiter => return Ok(text),
                '\\' => match self.next()? {
                    c if c == delimiter => text.push(c),
                    c => text.extend(['\\', c]),
                },
                c => text.push(c),
            }
        }
    }

    fn command(&mut self) -> Result<Command, NotUnderstood> {
        let from = self.address()?;
        let mut to = None;
        if let Some(rest) = self.rest.strip_prefix(',') {
            self.rest = rest;
            to = Some(self.address()?.ok_or(NotUnderstood)?);
        }
        self.rest = self.rest.trim_start_matches([' ', '\t']);
        let negated = self.rest.starts_with('!');
        self.rest = self.rest.trim_start_matches(['!', ' ', '\t']);
        let action = match self.next()? {
            's' => self.substitute()?,
            'd' => Action::Delete,
            'p' => Action::Print,
            'q' => Action::Quit,
            'a' => Action::Append(self.text()),
            'i' => Action::Insert(self.text()),
            'c' => Action::Change(self.text()),
            _ => return Err(NotUnderstood),
        };
        if !self.rest.is_empty() && !self.rest.starts_with([';', '\n', ' ', '}', '#']) {
            return Err(NotUnderstood);
        }
        Ok(Command { from, to, negated, action, active: false })
    }

    /// The text of `a`, `i` and `c`: up to the line's end, a backslash at the start left out.
    fn text(&mut self) -> String {
        let rest = self.rest.trim_start_matches([' ', '\t']);
        let rest = rest.strip_prefix("\\\n").or_else(|| rest.strip_prefix('\\')).unwrap_or(rest);
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        self.rest = after;
        line.to_owned()
    }

    fn substitute(&mut self) -> Result<Action, NotUnderstood> {
        let delimiter = self.next()?;
        let pattern = self.until(delimiter)?;
        let with = self.until_keeping(delimiter)?;
        let (mut global, mut print, mut fold, mut number) = (false, false, false, 1);
        while let Some(flag) = self.rest.chars().next() {
            match flag {
                'g' => global = true,
                'p' => print = true,
                'i' | 'I' => fold = true,
                '1'..='9' => number = flag as usize - '0' as usize,
                _ => break,
            }
            self.rest = &self.rest[1..];
        }
        Ok(Action::Substitute {
            regex: Regex::new(&pattern, self.extended, fold)?,
            with,
            global,
            print,
            number,
        })
    }

    /// As [`Reader::until`], but a quoted delimiter keeps nothing of its backslash only where it means itself.
    fn until_keeping(&mut self, delimiter: char) -> Result<String, NotUnderstood> {
        let text = self.until(delimiter)?;
        // `\&` stays quoted; letters that change case are GNU's own.
        if ["\\U", "\\L", "\\E", "\\u", "\\l"].iter().any(|own| text.contains(own)) {
            return Err(NotUnderstood);
        }
        Ok(text)
    }
}

fn edit(text: &str, mut commands: Vec<Command>, quiet: bool) -> Result<String, NotUnderstood> {
    let mut out = String::with_capacity(text.len());
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for (index, line) in lines.iter().enumerate() {
        let (body, end) = line.strip_suffix('\n').map_or((*line, ""), |body| (body, "\n"));
        let mut space = body.to_owned();
        let (mut deleted, mut quit) = (false, false);
        let mut after = String::new();
        for command in &mut commands {
            if !command.applies(index + 1, index + 1 == lines.len(), &space)? {
                continue;
            }
            match &command.action {
                Action::Substitute { regex, with, global, print, number } => {
                    if let Some(changed) = substitute(&space, regex, with, *global, *number)? {
                        space = changed;
                        if *print {
                            out.push_str(&format!("{space}\n"));
                        }
                    }
                }
                Action::Delete => deleted = true,
                Action::Print => out.push_str(&format!("{space}\n")),
                Action::Quit => quit = true,
                Action::Append(text) => after.push_str(&format!("{text}\n")),
                Action::Insert(text) => out.push_str(&format!("{text}\n")),
                Action::Change(text) => {
                    if command.to.is_none() || !command.active {
                        out.push_str(&format!("{text}\n"));
                    }
                    deleted = true;
                }
            }
            if deleted || quit {
                break;
            }
        }
        if !quiet && !deleted {
            out.push_str(&space);
            out.push_str(if after.is_empty() { end } else { "\n" });
        }
        out.push_str(&after);
        if quit {
            break;
        }
    }
    Ok(out)
}

impl Command {
    fn applies(&mut self, number: usize, last: bool, line: &str) -> Result<bool, NotUnderstood> {
        let hit = |address: &Address| match address {
            Address::Line(wanted) => Ok(*wanted == number),
            Address::Last => Ok(last),
            Address::Match(regex) => regex.find(line, 0).map(|found| found.is_some()),
        };
        let inside = match (&self.from, &self.to) {
            (None, _) => true,
            (Some(from), None) => hit(from)?,
            (Some(_), Some(to)) if self.active => {
                let ended = match to {
                    Address::Line(wanted) => *wanted <= number,
                    other => hit(other)?,
                };
                self.active = !ended;
                true
            }
            (Some(from), Some(to)) => {
                let starts = hit(from)?;
                self.active = starts && !matches!(to, Address::Line(wanted) if *wanted <= number);
                starts
            }
        };
        Ok(inside != self.negated)
    }
}

/// The line with what matches replaced; `None` when nothing does.
fn substitute(
    line: &str,
    regex: &Regex,
    with: &str,
    global: bool,
    number: usize,
) -> Result<Option<String>, NotUnderstood> {
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::new();
    let (mut at, mut count) = (0, 0);
    let mut changed = false;
    while at <= chars.len() {
        let Some(groups) = regex.find(line, at)? else { break };
        let Some((start, end)) = groups[0] else { break };
        out.extend(&chars[at..start]);
        count += 1;
        if count >= number {
            replacement(with, &chars, &groups, &mut out);
            changed = true;
        } else {
            out.extend(&chars[start..end]);
        }
        at = end;
        if start == end {
            out.extend(chars.get(at));
            at += 1;
        }
        if changed && !global {
            break;
        }
    }
    out.extend(chars.get(at..).unwrap_or_default());
    Ok(changed.then_some(out))
}

fn replacement(with: &str, chars: &[char], groups: &Groups, out: &mut String) {
    let group = |number: usize, out: &mut String| {
        if let Some((start, end)) = groups.get(number).copied().flatten() {
            out.extend(&chars[start..end]);
        }
    };
    let mut rest = with.chars();
    while let Some(c) = rest.next() {
        match c {
            '&' => group(0, out),
            '\\' => match rest.next() {
                Some(digit @ '0'..='9') => group(digit as usize - '0' as usize, out),
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
}
