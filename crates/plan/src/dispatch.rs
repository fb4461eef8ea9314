//! Carrying out the instructions of the stages one by one (`dispatchStages`, `dispatch`).

use std::collections::BTreeSet;
use std::rc::Rc;

use drydock_source::Span;
use drydock_syntax::expand::{self, ExpandError, Expanded};
use drydock_syntax::instruction::Kind;
use drydock_syntax::{Instruction, LineRange, Word};

use crate::draft::{Command, Draft, Place, Source};
use crate::fault::Fault;
use crate::history::Text;
use crate::planner::Planner;
use crate::{
    Env, Expansion, Fact, FactKind, Input, Op, OpId, Platform, Step, StepKind, instruction, names, paths,
};

impl<'a> Planner<'a> {
    /// Carries out every stage that BuildKit evaluates.
    pub(crate) fn dispatch_all(&mut self, reachable: &[bool]) {
        for at in 0..self.drafts.len() {
            let wanted = reachable.get(at) == Some(&true) && !self.drafts[at].dispatched;
            if wanted || self.all {
                self.dispatch_stage(at);
            }
        }
    }

    /// Works out the other stages too, as far as they can be, so that the reader sees their state; nothing that is
    /// wrong with them is an error of the build.
    pub(crate) fn work_out_the_rest(&mut self, reachable: &[bool]) {
        self.quiet = true;
        let mut at = 0;
        while at < self.drafts.len() {
            let known =
                reachable.get(at) == Some(&true) || self.drafts[at].dispatched && at < reachable.len();
            if !known || self.drafts[at].unregistered && !self.drafts[at].resolved {
                if self.drafts[at].base.is_none() && !self.drafts[at].resolved && !self.drafts[at].broken {
                    self.drafts[at].resolved = true;
                    self.resolve_base(at, true);
                }
                if !self.drafts[at].unregistered {
                    self.read_triggers(at);
                    for dep in self.drafts[at].deps.clone() {
                        self.resolve_late(dep.0);
                    }
                    if !self.drafts[at].dispatched {
                        self.dispatch_stage(at);
                    }
                }
            }
            at += 1;
        }
        self.quiet = false;
    }

    /// Resolves an image that only a stage outside the build takes files from.
    fn resolve_late(&mut self, at: usize) {
        let draft = &mut self.drafts[at];
        if draft.unregistered && !draft.resolved {
            draft.resolved = true;
            self.resolve_base(at, true);
        }
    }

    fn dispatch_stage(&mut self, at: usize) {
        self.inherit(at);
        let mut draft = std::mem::take(&mut self.drafts[at]);
        // Others may ask for these while the draft is away.
        self.drafts[at].dispatched = true;
        self.drafts[at].base_name.clone_from(&draft.base_name);
        draft.dispatched = true;
        let os = draft.os().to_string();
        draft.image.ensure_path(&os);
        draft.root.env = draft.root.env.rebase(&draft.image.env);
        if draft.declared.is_empty() {
            draft.declared = draft.image.env.sibling();
        }
        if !draft.image.workdir.is_empty() {
            match paths::normalize_workdir(&draft.image.workdir, &draft.image.workdir, &os) {
                Ok(dir) => {
                    draft.root.dir = paths::to_slash(&dir, &os).into();
                    draft.image.workdir = dir.into();
                }
                Err(error) => self.report(instruction::workdir_fault(error), draft.span, draft.lines),
            }
        }
        if !draft.image.user.is_empty() {
            draft.root.user = draft.image.user.clone();
        }
        draft.initial = draft.state();
        let commands = std::mem::take(&mut draft.commands);
        draft.steps.reserve(commands.len());
        for command in &commands {
            self.dispatch(&mut draft, command);
        }
        draft.commands = commands;
        self.drafts[at] = draft;
    }

    fn dispatch(&mut self, draft: &mut Draft<'a>, command: &Command<'a>) {
        let instruction = command.source.instruction();
        let history = draft.image.history_len();
        let mut step = Dispatch {
            comments: None,
            expansions: Vec::new(),
            ops: Vec::new(),
            planner: self,
            draft,
            command,
            instruction,
        };
        let result = instruction::dispatch(&mut step);
        let Dispatch { expansions, ops, .. } = step;
        if let Err(fault) = result {
            let fault = match &command.source {
                Source::File(..) => fault,
                // Places within a trigger are none of this file.
                Source::Trigger(_) => Fault { span: None, ..fault },
            };
            self.report(fault, command.span, Some(command.lines));
        }
        let history = (draft.image.history_len() > history).then_some(history);
        let (index, trigger) = match &command.source {
            Source::File(index, _) => (Some(*index), None),
            Source::Trigger(instruction) => (None, Some(instruction.clone())),
        };
        let kind = match &instruction.kind {
            _ if !ops.is_empty() => StepKind::Layer,
            Kind::Arg(_) | Kind::Shell(_) => StepKind::Build,
            _ => StepKind::Config,
        };
        draft.steps.push(Step {
            instruction: index,
            trigger,
            keyword: instruction.kind.name(),
            text: instruction.source.trim().into(),
            span: command.span,
            lines: command.lines,
            kind,
            ops,
            output: draft.root.output,
            state: draft.state(),
            expansions,
            history,
        });
    }
}

/// One instruction while it is carried out.
pub(crate) struct Dispatch<'p, 'a> {
    pub(crate) planner: &'p mut Planner<'a>,
    pub(crate) draft: &'p mut Draft<'a>,
    pub(crate) command: &'p Command<'a>,
    pub(crate) instruction: &'p Instruction,
    comments: Option<Rc<[String]>>,
    expansions: Vec<Expansion>,
    ops: Vec<OpId>,
}

impl Dispatch<'_, '_> {
    /// Expands a word with the values that hold before the instruction, and notes names that are not set.
    pub(crate) fn expand(&mut self, word: &Word) -> Result<String, Fault> {
        self.expand_text(&word.text, word.span)
    }

    pub(crate) fn expand_text(&mut self, text: &str, span: Span) -> Result<String, Fault> {
        let expanded = expand::expand_word(text, &self.draft.root.env, self.planner.lex());
        self.expanded(expanded, text, span)
    }

    /// Expands the content of a heredoc, in which quotes mean nothing.
    pub(crate) fn expand_content(&mut self, text: &str, span: Span) -> Result<String, Fault> {
        let lex = expand::Options { skip_process_quotes: true, ..Default::default() };
        let expanded = expand::expand_word(text, &self.draft.root.env, lex);
        self.expanded(expanded, text, span)
    }

    fn expanded(
        &mut self,
        expanded: Result<Expanded, ExpandError>,
        text: &str,
        span: Span,
    ) -> Result<String, Fault> {
        let (value, unmatched) = match expanded {
            Ok(expanded) => {
                if expanded.matched.is_empty() && expanded.unmatched.is_empty() && expanded.word == text {
                    return Ok(expanded.word);
                }
                (Ok(expanded.word), expanded.unmatched)
            }
            Err(error) => (Err(Fault::from(error.clone()).at(span)), error.unmatched),
        };
        let unset = self.note_unset(unmatched, span);
        if let (Ok(value), Source::File(..)) = (&value, &self.command.source) {
            self.expansions.push(Expansion { span, value: value.clone(), unset });
        }
        value
    }

    /// Notes names that are neither set nor declared (`reportUnmatchedVariables`).
    fn note_unset(&mut self, names: BTreeSet<String>, span: Span) -> Vec<String> {
        let known = |name: &String| {
            self.draft.declared.get(name).is_some()
                || ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"].contains(&name.as_str())
        };
        let unset: Vec<String> = names.iter().filter(|name| !known(name)).cloned().collect();
        let env = self.draft.root.env.clone();
        for name in &unset {
            self.note(span, FactKind::Unset { name: name.clone(), env: Box::new(env.clone()) });
        }
        names.into_iter().collect()
    }

    /// Notes a fact about this instruction.
    pub(crate) fn note(&mut self, span: Span, kind: FactKind) {
        self.note_at(Place { span, lines: self.command.lines }, kind);
    }

    /// Notes a fact that BuildKit places at another instruction.
    pub(crate) fn note_at(&mut self, place: Place, kind: FactKind) {
        let span = match &self.command.source {
            Source::File(..) => place.span,
            Source::Trigger(_) => self.command.span,
        };
        let instruction = self.instruction;
        let planner = &*self.planner;
        let comments =
            self.comments.get_or_insert_with(|| planner.shared_comments(&instruction.comments)).clone();
        let evaluated = !self.planner.quiet;
        self.planner.facts.push(Fact {
            stage: self.draft.index,
            span,
            lines: place.lines,
            comments,
            evaluated,
            kind,
        });
    }

    /// Notes an error that BuildKit comes to when it spells the operations out; a check does not.
    pub(crate) fn report_late(&mut self, fault: Fault) {
        if !self.planner.quiet && !self.planner.check {
            self.planner.late.push(fault.diagnostic(self.command.span, None));
        }
    }

    pub(crate) fn place(&self) -> Place {
        Place { lines: self.command.lines, span: self.command.span }
    }

    /// Adds an entry to the history.
    pub(crate) fn commit(&mut self, text: Text, layer: bool) {
        let created = self.planner.created.clone();
        self.draft.image.add_history(text, layer, &created);
    }

    /// Adds an entry to the history that made no layer.
    pub(crate) fn commit_plain(&mut self, text: impl Into<String>) {
        self.commit(Text::Plain(text.into()), false);
    }

    /// Adds an operation of this step, with the lines of the instruction.
    pub(crate) fn add_op(&mut self, mut op: Op) -> Input {
        op.lines.push(self.command.lines);
        self.add_internal_op(op)
    }

    /// Adds an operation of this step that has no place in the file.
    pub(crate) fn add_internal_op(&mut self, op: Op) -> Input {
        let output = self.planner.graph.add(op);
        if let Input::Op { op, .. } = output {
            self.ops.push(op);
        }
        output
    }

    /// The instruction's text with values filled in, as progress shows it.
    pub(crate) fn shown(&self, text: &str, env: &dyn expand::Environment, lex: expand::Options) -> String {
        let filled = expand::expand_word(text, env, lex).map(|expanded| expanded.word);
        names::upper_keyword(&filled.unwrap_or_else(|_| text.to_string()))
    }

    /// `text` with the number of this step in front.
    pub(crate) fn numbered(&mut self, text: &str, platform: Option<&Platform>) -> String {
        let text = self.with_trigger(text);
        let platform = platform.filter(|_| self.planner.request.multi_platform).cloned();
        let env = self.draft.root.env.clone();
        names::prefixed(self.draft, &text, platform.as_ref(), Some(&env))
    }

    /// `text` with the number of this step once more.
    pub(crate) fn numbered_again(&self, text: &str, platform: Option<&Platform>) -> String {
        let text = self.with_trigger(text);
        let platform = platform.filter(|_| self.planner.request.multi_platform);
        names::numbered(self.draft, &text, platform, Some(&self.draft.root.env))
    }

    fn with_trigger(&self, text: &str) -> String {
        let is_trigger = matches!(self.command.source, Source::Trigger(_));
        if is_trigger && self.draft.step_count > 0 { format!("ONBUILD {text}") } else { text.into() }
    }

    /// Notes that the build takes `path` from its context; a stage outside the build takes nothing.
    pub(crate) fn note_context_path(&mut self, path: &str) {
        if !self.planner.quiet {
            self.planner.context_paths.insert(path.into());
        }
    }

    /// The stage's platform, or that of the target.
    pub(crate) fn platform(&self) -> Rc<Platform> {
        self.draft.platform.clone().unwrap_or_else(|| self.planner.target_platform.clone())
    }

    pub(crate) fn env(&self) -> &Env {
        &self.draft.root.env
    }

    pub(crate) fn lines(&self) -> LineRange {
        self.command.lines
    }
}
