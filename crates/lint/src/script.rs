//! The shell texts of a Dockerfile, with the way back from their characters to those of the file.

use drydock_shell::{
    Command, CommandKind, Found, Invocation, PartKind, Script, Simple, visit_commands, visit_words,
};
use drydock_source::Span;
use drydock_syntax::instruction::{Healthcheck, HealthcheckTest, Kind};
use drydock_syntax::{Heredoc, Instruction, Node, Tree, is_heredoc};

use crate::{At, Input};

/// A text that a shell reads: that of RUN, CMD, ENTRYPOINT or HEALTHCHECK in shell form, or a heredoc that is a script.
#[derive(Debug)]
pub struct ShellText<'a> {
    /// The instruction.
    pub at: At<'a>,
    /// The text.
    pub text: &'a str,
    /// What it says.
    pub script: Script,
    /// The shell it is given to.
    pub dialect: Dialect,
    /// True for a heredoc: its lines stand one below the other, as in a file.
    pub heredoc: bool,
    /// Options the shell is started with, such as `-e`, `-o pipefail`.
    pub options: Options,
    place: Place<'a>,
}

/// A variable in a shell text.
#[derive(Clone, Copy, Debug)]
pub struct Variable<'t> {
    /// Its name.
    pub name: &'t str,
    /// From the dollar sign to the end of the name or brace, in the text.
    pub span: Span,
}

/// The family of a shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// POSIX: `sh`, `ash`, `dash`.
    Posix,
    /// `bash`, and what reads nearly the same (`ksh`, `zsh`).
    Bash,
}

/// What a shell is started with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `-e`: it ends at the first command that fails.
    pub errexit: bool,
    /// `-o pipefail`: a pipe fails with any of its commands.
    pub pipefail: bool,
}

#[derive(Debug)]
enum Place<'a> {
    /// At this offset of the node's joined line.
    Joined(&'a Node, usize),
    /// At this offset of the file.
    File(usize),
}

impl ShellText<'_> {
    /// The place in the file of a span of the text.
    pub fn span(&self, inner: Span) -> Span {
        let (start, end) = (inner.start as usize, inner.end as usize);
        match self.place {
            Place::Joined(node, at) => node.source_span(at + start..at + end),
            Place::File(at) => Span::new(at + start, at + end),
        }
    }

    /// True for a RUN.
    pub fn is_run(&self) -> bool {
        matches!(self.at.instruction.kind, Kind::Run(_))
    }

    /// The simple commands that name a program, with that program.
    pub fn calls(&self) -> impl Iterator<Item = (Found<'_>, Invocation<'_>)> {
        self.script.commands().into_iter().filter_map(|found| Some((found, Invocation::of(found.simple)?)))
    }

    /// The variables whose values the text asks for, in the order of the commands.
    pub fn variables(&self) -> Vec<Variable<'_>> {
        let mut found = Vec::new();
        visit_words(&self.script.body, &mut |word| {
            for part in &word.parts {
                if let PartKind::Variable(expansion) = &part.kind {
                    found.push(Variable { name: &expansion.name, span: part.span });
                }
            }
        });
        found
    }

    /// True when the text gives `name` a value itself, anywhere.
    pub fn assigns(&self, name: &str) -> bool {
        let mut found = false;
        visit_commands(&self.script.body, &mut |command| {
            found |= match &command.kind {
                CommandKind::Simple(simple) => {
                    let sets = simple.assignments.iter().any(|assignment| assignment.name == name);
                    sets || builtin_sets(simple, name)
                }
                CommandKind::For { name: loops, .. } => loops == name,
                _ => false,
            };
        });
        found
    }

    /// The last command of the text, when it is a simple one that always runs there, after all others.
    pub fn last_command(&self) -> Option<(&Command, &Simple)> {
        let list = self.script.body.lists.last().filter(|list| !list.background)?;
        let pipeline = list.rest.last().map_or(&list.first, |joined| &joined.pipeline);
        let [command] = pipeline.commands.as_slice() else { return None };
        match &command.kind {
            CommandKind::Simple(simple) => Some((command, simple)),
            _ => None,
        }
    }

    /// The text's only command, when it has one alone.
    pub fn only_command(&self) -> Option<(&Command, &Simple)> {
        let [list] = self.script.body.lists.as_slice() else { return None };
        if list.rest.is_empty() { self.last_command() } else { None }
    }

    /// The characters of a span of the text.
    pub fn of(&self, inner: Span) -> &str {
        self.text.get(inner.start as usize..inner.end as usize).unwrap_or_default()
    }
}

/// True for `export NAME=x`, `read NAME` and their kin.
fn builtin_sets(simple: &Simple, name: &str) -> bool {
    let Some((first, args)) = simple.words.split_first() else { return false };
    let builtin = first.literal().is_some_and(|first| {
        ["export", "local", "declare", "typeset", "readonly", "read", "getopts", "mapfile"].contains(&&*first)
    });
    builtin
        && args.iter().any(|arg| {
            let Some(PartKind::Literal(text)) = arg.parts.first().map(|part| &part.kind) else {
                return false;
            };
            text.split('=').next() == Some(name)
        })
}

/// The shell that a comment `# hadolint shell=NAME` names, which holds to the end of its stage or to a SHELL.
#[derive(Default)]
struct Named {
    stage: usize,
    shell: Option<(Dialect, Options)>,
}

impl Named {
    fn at(&mut self, at: At<'_>) -> Option<(Dialect, Options)> {
        if self.stage != at.stage.index || matches!(at.instruction.kind, Kind::Shell(_)) {
            *self = Named { stage: at.stage.index, shell: None };
        }
        let named = at.instruction.comments.iter().find_map(|comment| {
            let shell = comment.trim().strip_prefix("hadolint")?.trim_start().strip_prefix("shell=")?;
            of_words(&shell.split_whitespace().collect::<Vec<_>>())
        });
        self.shell = named.or(self.shell);
        self.shell
    }
}

/// All shell texts of a file, in its order.
pub fn shell_texts<'a>(input: &Input<'a>) -> Vec<ShellText<'a>> {
    let mut named = Named::default();
    let texts = input.steps().filter_map(|at| {
        let named = named.at(at);
        let text = shell_text(input.tree, at)?;
        Some(match named {
            Some((dialect, options)) if !text.heredoc => ShellText { dialect, options, ..text },
            _ => text,
        })
    });
    texts.collect()
}

fn shell_text<'a>(tree: &'a Tree, at: At<'a>) -> Option<ShellText<'a>> {
    let command = match &at.instruction.kind {
        Kind::Run(run) => &run.command,
        Kind::Cmd(cmd) => &cmd.command,
        Kind::Entrypoint(entrypoint) => &entrypoint.command,
        Kind::Healthcheck(Healthcheck { test: HealthcheckTest::Shell(text), .. }) => {
            return joined(at, node_of(tree, at.instruction)?, text);
        }
        _ => return None,
    };
    let word = command.words.as_ref()?.first().filter(|_| command.prepend_shell)?;
    let node = node_of(tree, at.instruction)?;
    match node.heredocs.first() {
        Some(heredoc) if is_heredoc(&word.text) => script(at, heredoc),
        Some(heredoc) => match given_to(&word.text) {
            Some(shell) => {
                let place = Place::File(heredoc.span.start as usize);
                Some(ShellText { heredoc: true, ..new(at, &heredoc.content, place, shell) })
            }
            None => joined(at, node, &word.text),
        },
        None => joined(at, node, &word.text),
    }
}

/// The shell of `bash <<EOF` or `<<EOF bash`, which reads the heredoc as its script.
fn given_to(command: &str) -> Option<(Dialect, Options)> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let (heredocs, others): (Vec<&str>, Vec<&str>) = words.into_iter().partition(|word| is_heredoc(word));
    let plain = others.iter().skip(1).all(|word| word.starts_with('-') && !word.contains('c'));
    if heredocs.len() == 1 && plain { of_words(&others) } else { None }
}

/// A heredoc that is the whole command: a script for the shell, or for the interpreter its first line names.
fn script<'a>(at: At<'a>, heredoc: &'a Heredoc) -> Option<ShellText<'a>> {
    let (dialect, options) = match heredoc.content.strip_prefix("#!") {
        Some(line) => of_words(&line.lines().next()?.split_whitespace().collect::<Vec<_>>())?,
        None => of_shell(&at.before.shell)?,
    };
    let place = Place::File(heredoc.span.start as usize);
    Some(ShellText { heredoc: true, ..new(at, &heredoc.content, place, (dialect, options)) })
}

/// A text that ends the joined line of `node`.
fn joined<'a>(at: At<'a>, node: &'a Node, text: &'a str) -> Option<ShellText<'a>> {
    let start = node.original.trim_end().len().checked_sub(text.len())?;
    (node.original.get(start..start + text.len())? == text).then_some(())?;
    Some(new(at, text, Place::Joined(node, start), of_shell(&at.before.shell)?))
}

fn new<'a>(
    at: At<'a>,
    text: &'a str,
    place: Place<'a>,
    (dialect, options): (Dialect, Options),
) -> ShellText<'a> {
    ShellText { at, text, script: drydock_shell::parse(text), dialect, heredoc: false, options, place }
}

/// The default shell is a POSIX one.
fn of_shell(shell: &[String]) -> Option<(Dialect, Options)> {
    if shell.is_empty() {
        return Some((Dialect::Posix, Options::default()));
    }
    of_words(&shell.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Dialect and options of a shell's command line; `None` when it is no shell that we read.
fn of_words(words: &[&str]) -> Option<(Dialect, Options)> {
    let (name, rest) = words.iter().enumerate().find_map(|(at, word)| {
        let name = word.rsplit('/').next().unwrap_or(word);
        (name != "env" && !word.starts_with('-')).then_some((name, words.get(at + 1..)?))
    })?;
    let dialect = match name {
        "sh" | "ash" | "dash" => Dialect::Posix,
        "bash" | "ksh" | "zsh" => Dialect::Bash,
        _ => return None,
    };
    let letters = |letter: char| {
        rest.iter().any(|word| word.starts_with('-') && !word.starts_with("--") && word.contains(letter))
    };
    Some((dialect, Options { errexit: letters('e'), pipefail: rest.contains(&"pipefail") }))
}

/// The node an instruction was read from.
pub(crate) fn node_of<'a>(tree: &'a Tree, instruction: &Instruction) -> Option<&'a Node> {
    let at = tree.nodes.partition_point(|node| node.span.start < instruction.span.start);
    tree.nodes.get(at).filter(|node| node.span == instruction.span)
}
