//! The commands in the text of a RUN, as hadolint sees them through ShellCheck's reading: also those within branches,
//! loops, functions, subshells and substitutions; variables stay in the words by name.

mod read;
mod walk;
mod words;

use drydock_shell::{Joiner, List};
use drydock_source::Span;

use super::step::Arguments;
use walk::Walk;

/// A text of commands.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// The commands, outer ones before those within them.
    pub calls: Vec<Call>,
    /// The first pipe's second command.
    pub pipe: Option<Span>,
    /// False for a list of words, in which nothing may be written as in a shell.
    pub shell: bool,
    /// Where a further command can be put, behind all others.
    pub end: Option<u32>,
    /// True when the text has several lines, as that of a heredoc.
    pub lines: bool,
    /// True when it is commands joined by `&&` alone.
    pub plain: bool,
}

/// A command with its words.
#[derive(Clone, Debug)]
pub struct Call {
    /// What is run: behind `exec`, `command`, `builtin` and `busybox` their argument.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The words behind the first one.
    pub args: Vec<Arg>,
    /// From the first word to the last.
    pub span: Span,
}

/// An argument.
#[derive(Clone, Debug)]
pub struct Arg {
    /// Quotes removed, variables written `${NAME}`.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

impl Script {
    /// The commands of `arguments`; none where ShellCheck refuses the text.
    pub(super) fn new(arguments: &Arguments) -> Script {
        let value = &arguments.text;
        let lines = value.text.contains('\n');
        let mut found = Script { shell: !arguments.exec, lines, ..Script::default() };
        let Some(script) = read::read(&value.text) else { return found };
        let mut walk = Walk::new(value, &mut found);
        walk.top(&script.body);
        if walk.refused {
            return Script { shell: found.shell, lines, ..Script::default() };
        }
        let open = script.body.lists.last().is_none_or(|list| list.background);
        if script.problems.is_empty() && script.comments.is_empty() && !open && !arguments.exec {
            let span = script.body.span;
            found.end = Some(value.span(span.start as usize..span.end as usize).end);
            let joined = |list: &List| list.rest.iter().all(|next| next.joiner == Joiner::And);
            found.plain = !lines && matches!(script.body.lists.as_slice(), [list] if joined(list));
        }
        found
    }

    /// True when a command is called `name`.
    pub(super) fn runs(&self, name: &str) -> bool {
        self.calls.iter().any(|call| call.name == name)
    }

    /// How many commands hadolint counts: each twice, with and without its redirections.
    pub(super) fn counted(&self) -> usize {
        2 * self.calls.len()
    }

    /// True when the first command that `is` takes stands before the first one that `other` takes.
    pub(super) fn in_order(&self, is: impl Fn(&Call) -> bool, other: impl Fn(&Call) -> bool) -> bool {
        let first = self.calls.iter().position(is);
        let second = self.calls.iter().position(other);
        matches!((first, second), (Some(first), Some(second)) if first < second)
    }
}

impl Call {
    /// True when it is called `name` and has any one of `args`.
    pub(super) fn has(&self, name: &str, args: &[&str]) -> bool {
        self.name == name && self.args.iter().any(|arg| args.contains(&arg.text.as_str()))
    }

    /// The argument that is exactly one of `texts`.
    pub(super) fn arg(&self, texts: &[&str]) -> Option<&Arg> {
        self.args.iter().find(|arg| texts.contains(&arg.text.as_str()))
    }

    /// How often a flag of that name is given: one letter of `-xyz`, or what follows two dashes.
    pub(super) fn count_flag(&self, name: &str) -> usize {
        self.args.iter().map(|arg| arg.flags().filter(|flag| *flag == name).count()).sum()
    }

    /// True when one of the flags is given.
    pub(super) fn has_flag(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.count_flag(name) > 0)
    }

    /// The argument behind each flag called `name`.
    pub(super) fn values_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Arg> {
        let pairs = self.args.iter().zip(self.args.iter().skip(1));
        pairs.filter(move |(flag, _)| flag.flags().any(|flag| flag == name)).map(|(_, value)| value)
    }

    /// Arguments that are no flags.
    pub(super) fn operands(&self) -> impl Iterator<Item = &Arg> {
        self.operands_without(&[])
    }

    /// Arguments that are neither flags nor stand behind one of the flags `valued` that has no `=` in it.
    pub(super) fn operands_without<'a>(&'a self, valued: &'a [&str]) -> impl Iterator<Item = &'a Arg> {
        let takes = |arg: &Arg| !arg.text.contains('=') && arg.flags().any(|flag| valued.contains(&flag));
        let before = std::iter::once(None).chain(self.args.iter().map(Some));
        let pairs = before.zip(&self.args);
        pairs
            .filter(move |(before, arg)| arg.flags().next().is_none() && !before.is_some_and(takes))
            .map(|(_, arg)| arg)
    }
}

impl Arg {
    /// The flags in it.
    fn flags(&self) -> impl Iterator<Item = &str> {
        let text = self.text.as_str();
        let long = text.strip_prefix("--").filter(|rest| !rest.is_empty());
        let long = long.map(|rest| rest.split('=').next().unwrap_or(rest));
        let letters = if text.starts_with("--") { "" } else { text.strip_prefix('-').unwrap_or("") };
        let letter = letters.char_indices().map(|(at, c)| &letters[at..at + c.len_utf8()]);
        long.into_iter().chain(letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hadolint::value::Value;

    fn calls(source: &str) -> Vec<String> {
        let mut text = Value::default();
        text.push(source, 0);
        let script = Script::new(&Arguments { text, exec: false });
        let call = |call: &Call| {
            let args: Vec<&str> = call.args.iter().map(|arg| arg.text.as_str()).collect();
            format!("{} {}", call.name, args.join(" ")).trim().to_owned()
        };
        script.calls.iter().map(call).collect()
    }

    #[test]
    fn commands_are_found_wherever_they_stand() {
        let cases: [(&str, &[&str]); 9] = [
            ("a && (b; c) | d", &["a", "b", "c", "d"]),
            ("if a; then b $(c x); fi", &["a", "b ${cx}", "c x"]),
            ("time -p free -m", &["time -p free -m", "free -m"]),
            ("exec -a x apt install \"$P\"", &["apt -a x apt install ${P}"]),
            ("command apt update", &["apt apt update"]),
            ("a {b,c}d ${V:-1} `e` $((1 + $(f)))", &["a d ${V:-1} ${VAR} ${VAR}", "e", "f"]),
            ("$X y; *z", &[]),
            ("a &&", &[]),
            ("x=(1 2); b", &["b"]),
        ];
        for (text, expected) in cases {
            assert_eq!(calls(text), expected, "{text}");
        }
    }
}
