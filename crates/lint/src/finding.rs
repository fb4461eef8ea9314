use std::borrow::Cow;
use std::rc::Rc;

use drydock_plan::{Check, Fact};
use drydock_source::{Diagnostic, Edit, Fix, Label, Span};
use drydock_syntax::{Instruction, LineRange};

use crate::script::{ShellText, shell_texts};
use crate::{Input, Rule};

/// When BuildKit comes across a finding: what follows its first error it never reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// While it joins lines.
    Lines(u32),
    /// While it reads the instruction that begins at this line, in the order of the second number; what it looks at
    /// once the instruction is read has [`Moment::READ`] there.
    Instruction(u32, u8),
    /// When all instructions are read.
    Stages,
    /// When the stage names are checked.
    Casing,
    /// With this fact of the plan, in the order of the second number.
    Plan(usize, u8),
}

impl Moment {
    /// The instruction is read.
    pub(crate) const READ: u8 = 2;
}

/// A finding with what decides whether BuildKit reports it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// What is found and where.
    pub diagnostic: Diagnostic,
    /// When BuildKit comes across it.
    pub moment: Moment,
    /// False in a stage that BuildKit does not evaluate.
    pub evaluated: bool,
}

/// What rules read (the parts of the [`Input`]), and where they put what they find.
pub struct Context<'a> {
    input: Input<'a>,
    texts: Option<Rc<[ShellText<'a>]>>,
    rule: &'static Rule,
    findings: Vec<Finding>,
}

impl<'a> std::ops::Deref for Context<'a> {
    type Target = Input<'a>;

    fn deref(&self) -> &Input<'a> {
        &self.input
    }
}

/// A finding on its way: what differs from one to the next.
pub(crate) struct Found<'f> {
    pub(crate) moment: Moment,
    pub(crate) evaluated: bool,
    pub(crate) span: Span,
    pub(crate) lines: LineRange,
    pub(crate) comments: &'f [String],
    pub(crate) message: String,
    pub(crate) labels: Vec<Label>,
    pub(crate) help: Option<String>,

    pub(crate) fixes: Vec<Fix>,
}

impl<'f> Found<'f> {
    /// A finding outside the plan.
    pub(crate) fn new(moment: Moment, span: Span, lines: LineRange, message: String) -> Self {
        Self {
            moment,
            evaluated: true,
            span,
            lines,
            comments: &[],
            message,
            labels: Vec::new(),
            help: None,

            fixes: Vec::new(),
        }
    }

    /// A finding at a fact of the plan.
    pub(crate) fn at(index: usize, fact: &'f Fact, message: String) -> Self {
        Self {
            moment: Moment::Plan(index, 0),
            evaluated: fact.evaluated,
            span: fact.span,
            lines: fact.lines,
            comments: &fact.comments,
            message,
            labels: Vec::new(),
            help: None,

            fixes: Vec::new(),
        }
    }

    /// A finding in an instruction.
    pub(crate) fn within(instruction: &'f Instruction, span: Span, message: String) -> Self {
        Self::new(Moment::Stages, span, instruction.lines, message).under(&instruction.comments)
    }

    /// Which BuildKit reports after another finding at the same fact.
    pub(crate) fn second(mut self) -> Self {
        if let Moment::Plan(index, _) = self.moment {
            self.moment = Moment::Plan(index, 1);
        }
        self
    }

    /// With the comments above the instruction, which may switch the rule off.
    pub(crate) fn under(mut self, comments: &'f [String]) -> Self {
        self.comments = comments;
        self
    }

    /// With the exact characters, where they are known better than by the instruction.
    pub(crate) fn on(mut self, span: Span) -> Self {
        self.span = span;
        self
    }

    /// With a safe fix that puts `text` in the place of `span`.
    pub(crate) fn replace(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.with_fix(title, span, text, true)
    }

    /// With a fix that may change what the build makes.
    pub(crate) fn suggest(self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.with_fix(title, span, text, false)
    }

    fn with_fix(self, title: impl Into<String>, span: Span, text: impl Into<String>, safe: bool) -> Self {
        self.fixed(Fix {
            title: title.into(),
            edits: vec![Edit { span, text: text.into() }],
            appended: Vec::new(),
            safe,
        })
    }

    /// With a fix.
    pub(crate) fn fixed(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// With help that fits this place better than the rule's own.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a second place.
    pub(crate) fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }
}

/// What `rules` find, in the order of the rules.
pub(crate) fn findings(input: &Input<'_>, rules: impl IntoIterator<Item = &'static Rule>) -> Vec<Finding> {
    let mut rules = rules.into_iter().peekable();
    let Some(rule) = rules.peek() else { return Vec::new() };
    let mut context = Context { input: *input, texts: None, rule, findings: Vec::new() };
    for rule in rules {
        context.rule = rule;
        (rule.check)(&mut context);
    }
    context.findings
}

impl<'a> Context<'a> {
    /// The shell texts of the file, in its order.
    pub(crate) fn shell_texts(&mut self) -> Rc<[ShellText<'a>]> {
        let input = self.input;
        self.texts.get_or_insert_with(|| shell_texts(&input).into()).clone()
    }

    /// True unless the rule is off there: for BuildKit's checks and our own the `check` directive says so, and a
    /// `check=` comment directly above the instruction.
    fn is_on(&self, comments: &[String]) -> bool {
        let own = if comments.is_empty() { None } else { self.plan.check.from_comments(comments) };
        let check: &Check = own.as_ref().unwrap_or(&self.plan.check);
        check.allows(self.rule.code, self.rule.experimental)
    }

    /// Adds a finding of the current rule, unless the rule is off there.
    pub(crate) fn add(&mut self, found: Found<'_>) {
        let rule = self.rule;
        if !self.is_on(found.comments) {
            return;
        }
        let mut diagnostic = Diagnostic::new(rule.severity, rule.code, found.span, found.message)
            .with_lines(vec![found.lines.all()])
            .with_explanation(rule.why)
            .with_help(found.help.map_or(Cow::Borrowed(rule.help), Cow::Owned))
            .with_url(rule.url);
        diagnostic.labels = found.labels;
        diagnostic.fixes = found.fixes;
        self.findings.push(Finding { rule, diagnostic, moment: found.moment, evaluated: found.evaluated });
    }

    /// The place of the name in `word`, a span of the text in which it is used as a variable; the whole word when it is
    /// not there to be seen.
    pub(crate) fn variable(&self, word: Span, name: &str) -> Span {
        let text = word.of(&self.tree.text);
        let starts = text.match_indices('$').map(|(at, _)| at + 1);
        let named = starts.filter_map(|at| {
            let rest = text.get(at..)?;
            let skip = usize::from(rest.starts_with('{'));
            let after = rest.get(skip..)?.strip_prefix(name)?;
            let ends = !after.starts_with(|c: char| c == '_' || c.is_alphanumeric());
            ends.then_some(at + skip)
        });
        named.into_iter().next().map_or(word, |at| {
            let start = word.start as usize + at;
            Span::new(start, start + name.len())
        })
    }

    /// The text that `span` names.
    pub(crate) fn text(&self, span: Span) -> &'a str {
        span.of(&self.tree.text)
    }

    /// Facts of the plan with their places.
    pub(crate) fn facts(&self) -> impl Iterator<Item = (usize, &'a Fact)> + use<'a> {
        self.plan.facts.iter().enumerate()
    }
}
