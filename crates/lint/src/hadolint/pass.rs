//! What a rule reads, and where it puts what it finds.

use drydock_source::{Diagnostic, Edit, Label, Span};

use super::commands::{Arg, Call, Script};
use super::file::File;
use super::step::{Kind, Run, Step};
use super::{Config, Finding, Level};
use crate::rule::Rule;

/// One rule's way through a file.
pub struct Pass<'a> {
    pub(super) file: &'a File,
    pub(super) config: &'a Config,
    pub(super) rule: &'static Rule,
    pub(super) found: &'a mut Vec<Finding>,
}

/// A RUN with its place and its commands.
#[derive(Clone, Copy)]
pub(super) struct Running<'a> {
    pub(super) step: &'a Step,
    pub(super) run: &'a Run,
    pub(super) script: &'a Script,
}

impl<'a> Pass<'a> {
    /// Instructions and comments, those behind ONBUILD as such.
    pub(super) fn steps(&self) -> &'a [Step] {
        &self.file.steps
    }

    /// [`Pass::steps`], and the instructions behind ONBUILD as a file of their own.
    pub(super) fn lists(&self) -> [&'a [Step]; 2] {
        [&self.file.steps, &self.file.triggers]
    }

    /// Every RUN, those behind ONBUILD too.
    pub(super) fn runs(&self) -> impl Iterator<Item = Running<'a>> + use<'a> {
        self.lists().into_iter().flat_map(runs_of)
    }

    /// Adds what `hit` tells of `step`.
    pub(super) fn add(&mut self, step: &Step, hit: Hit) {
        self.add_at_line(step.line, step.span, hit);
    }

    /// Looks at every RUN, those behind ONBUILD too.
    pub(super) fn each_run(&mut self, find: impl Fn(Running<'a>) -> Option<Hit>) {
        for running in self.runs() {
            if let Some(hit) = find(running) {
                self.add(running.step, hit);
            }
        }
    }

    /// Finds RUNs with commands that `wrong` takes.
    pub(super) fn each_call(&mut self, wrong: impl Fn(&Call) -> bool, hit: impl Fn(&Call) -> Hit) {
        self.each_run(|running| Hit::of_calls(running.script, &wrong, &hit));
    }

    /// Finds RUNs with commands that have arguments which `wrong` takes.
    pub(super) fn each_arg(&mut self, message: &str, wrong: impl Fn(&Call) -> Vec<&Arg>) {
        self.each_run(|running| Hit::of_args(running.script, message, &wrong));
    }

    fn add_at_line(&mut self, line: u32, whole: Span, hit: Hit) {
        let level = match self.config.levels.get(self.rule.code) {
            Some(level) => *level,
            None if self.rule.experimental => return,
            None => Level::of(self.rule.severity),
        };
        let file = self.file;
        let mut places = hit.spans.iter().map(|span| file.place(*span));
        let first_line = || {
            let text = whole.of(&file.text);
            let length = text.find('\n').unwrap_or(text.len());
            file.place(Span::new(whole.start as usize, whole.start as usize + length))
        };
        let span = places.next().unwrap_or_else(first_line);
        let mut diagnostic = Diagnostic::new(level.severity(), self.rule.code, span, hit.message)
            .with_lines(vec![vec![line]])
            .with_explanation(self.rule.why)
            .with_help(self.rule.help)
            .with_url(self.rule.url);
        diagnostic.labels.extend(places.map(|span| Label { span, message: "here too".to_owned() }));
        if !hit.edits.is_empty() {
            let edit = |edit: Edit| Edit { span: file.place(edit.span), ..edit };
            let edits: Vec<Edit> = hit.edits.into_iter().map(edit).collect();
            diagnostic = diagnostic.with_fix(hit.title, edits, hit.safe);
        }
        self.found.push(Finding { code: self.rule.code, level, line, column: 1, diagnostic });
    }
}

/// The RUNs among `steps`.
pub(super) fn runs_of(steps: &[Step]) -> impl Iterator<Item = Running<'_>> {
    steps.iter().filter_map(Running::of)
}

impl<'a> Running<'a> {
    /// `step`, when it is a RUN.
    pub(super) fn of(step: &'a Step) -> Option<Self> {
        match (&step.kind, &step.script) {
            (Kind::Run(run), Some(script)) => Some(Running { step, run, script }),
            _ => None,
        }
    }

    /// True when a cache or a tmpfs is mounted at a path that holds `part`.
    pub(super) fn keeps_out(&self, part: &str) -> bool {
        self.run.flags.mounts.iter().any(|mount| {
            let target = mount.options.get("target");
            matches!(mount.kind, "cache" | "tmpfs") && target.is_some_and(|target| target.contains(part))
        })
    }

    /// An edit that lets `command` run when everything else in the RUN went well.
    pub(super) fn append(&self, command: &str) -> Option<Edit> {
        let end = self.script.end?;
        let text = if self.script.lines { format!("\n{command}") } else { format!(" && {command}") };
        Some(Edit { span: Span::at(end as usize), text })
    }
}

/// What is found at one instruction: places, a sentence, and perhaps a way to mend it.
#[derive(Debug, Default)]
pub(super) struct Hit {
    spans: Vec<Span>,
    message: String,
    title: &'static str,
    edits: Vec<Edit>,
    safe: bool,
}

impl Hit {
    pub(super) fn new(message: impl Into<String>) -> Hit {
        Hit { message: message.into(), ..Hit::default() }
    }

    /// With a place; the first is the one that is shown.
    pub(super) fn at(mut self, span: Span) -> Hit {
        self.spans.push(span);
        self
    }

    /// With a fix, which cannot change what the build makes but for the better.
    pub(super) fn fix(self, title: &'static str, edits: impl IntoIterator<Item = Edit>) -> Hit {
        self.with(title, edits, true)
    }

    /// With a fix that may change what the build makes.
    pub(super) fn suggest(self, title: &'static str, edits: impl IntoIterator<Item = Edit>) -> Hit {
        self.with(title, edits, false)
    }

    fn with(mut self, title: &'static str, edits: impl IntoIterator<Item = Edit>, safe: bool) -> Hit {
        self.title = title;
        self.safe = safe;
        self.edits.extend(edits);
        self
    }

    /// All the arguments of commands that `wrong` takes, as one.
    pub(super) fn of_args(script: &Script, message: &str, wrong: impl Fn(&Call) -> Vec<&Arg>) -> Option<Hit> {
        let args = script.calls.iter().flat_map(wrong);
        args.fold(None, |hit, arg| Some(hit.unwrap_or_else(|| Hit::new(message)).at(arg.span)))
    }

    /// What `hit` makes of each of the commands that `wrong` takes, as one: hadolint reports an instruction once.
    pub(super) fn of_calls(
        script: &Script,
        wrong: impl Fn(&Call) -> bool,
        hit: impl Fn(&Call) -> Hit,
    ) -> Option<Hit> {
        let mut all = script.calls.iter().filter(|call| wrong(call)).map(hit).reduce(Hit::and)?;
        if !script.shell {
            all.edits.clear();
        }
        Some(all)
    }

    /// Both as one. Only when both can be mended the finding can go away.
    pub(super) fn and(mut self, other: Hit) -> Hit {
        self.spans.extend(other.spans);
        if self.edits.is_empty() || other.edits.is_empty() {
            self.edits.clear();
        } else {
            self.edits.extend(other.edits);
        }
        self.safe &= other.safe;
        self
    }
}

/// Puts `text` behind an argument.
pub(super) fn after(arg: &Arg, text: &str) -> Edit {
    insert(arg.span.end, text)
}

/// Puts `text` at `offset`.
pub(super) fn insert(offset: u32, text: &str) -> Edit {
    Edit { span: Span { start: offset, end: offset }, text: text.to_owned() }
}

/// Puts `text` in the place of `span`.
pub(super) fn replace(span: Span, text: impl Into<String>) -> Edit {
    Edit { span, text: text.into() }
}
