//! From the stages of the file to drafts, their target and what they need from one another (`buildDispatchStates`,
//! `resolveTarget`, `buildStageDependencyGraph`, `validateCircularDependency`).

use std::collections::BTreeSet;
use std::rc::Rc;

use drydock_source::Span;
use drydock_syntax::expand::{self, Expanded};
use drydock_syntax::instruction::Kind;
use drydock_syntax::{LineRange, Stage, Word, csv, suggest};

use crate::draft::{Command, Draft, Place, Source};
use crate::fault::{Code, Fault};
use crate::planner::Planner;
use crate::{Dependency, FactKind, FromPlatform, Platform};

impl<'a> Planner<'a> {
    /// A draft for each stage of the file, with its base name, platform and named context.
    pub(crate) fn make_drafts(&mut self) {
        let file = self.file;
        for (at, stage) in file.stages.iter().enumerate() {
            let mut draft = Draft {
                stage: Some(stage),
                index: Some(at),
                stage_name: stage.name.text.clone(),
                span: stage.span,
                lines: Some(stage.lines),
                image: crate::ImageConfig::unknown(),
                ..Default::default()
            };
            draft.commands = commands_of(stage);
            let read = self.read_from(at, stage, &mut draft);
            if let Err((fault, places)) = read {
                draft.broken = true;
                let places = vec![stage.lines.all(); places];
                self.note_error(fault.diagnostic(stage.span, None).with_lines(places));
            }
            if draft.named.is_some() || draft.broken {
                self.register(draft);
                if let Some(draft) = self.drafts.last_mut() {
                    draft.base = None;
                }
                continue;
            }
            if stage.name.text.is_empty() {
                draft.stage_name = format!("stage-{at}");
            }
            let brings_base_in = draft.base_name != "scratch" && !self.by_name.contains_key(&draft.base_name);
            let steps = draft.commands.iter().filter(|command| is_step(&command.source.instruction().kind));
            draft.step_count = usize::from(brings_base_in) + steps.count();
            draft.ignore_cache = self.request.is_no_cache(&stage.name.text);
            self.register(draft);
        }
    }

    /// Reads base and platform of a FROM; an error comes with how often BuildKit names its lines.
    fn read_from(
        &mut self,
        at: usize,
        stage: &'a Stage,
        draft: &mut Draft<'a>,
    ) -> Result<(), (Fault, usize)> {
        let base = self.expand_from(at, &stage.base).map_err(|fault| (fault, 1))?;
        if base.word.is_empty() {
            let message = format!("base name ({}) should not be blank", stage.base.text);
            return Err((Code::BlankBase.fault(message).at(stage.base.span), 1));
        }
        draft.base_name.clone_from(&base.word);
        draft.base_text = base.word;
        draft.from_args = base.matched.into_iter().collect();
        if !stage.platform.text.is_empty() {
            draft.platform = Some(Rc::new(self.read_platform(at, stage, &mut draft.from_args)?));
        }
        if !stage.name.text.is_empty() {
            draft.named = self
                .named_context(&stage.name.text, draft.platform.clone())
                .map_err(|error| (Code::BadContext.fault(error).at(stage.name.span), 0))?;
        }
        Ok(())
    }

    /// Expands a word of FROM and notes names that no ARG declares.
    fn expand_from(&mut self, at: usize, word: &Word) -> Result<Expanded, Fault> {
        let expanded = self.expand(&word.text, &self.globals);
        let unmatched = match &expanded {
            Ok(expanded) => &expanded.unmatched,
            Err(error) => &error.unmatched,
        };
        for name in unmatched {
            if self.globals.get(name).is_none() && !self.meta_names.contains(name) {
                self.note_from(at, word.span, FactKind::UndeclaredInFrom { name: name.clone() });
            }
        }
        expanded.map_err(|error| Fault::from(error).at(word.span))
    }

    fn read_platform(
        &mut self,
        at: usize,
        stage: &Stage,
        used: &mut Vec<String>,
    ) -> Result<Platform, (Fault, usize)> {
        let word = &stage.platform;
        let expanded = self.expand_from(at, word);
        let (value, matched, unmatched) = match &expanded {
            Ok(expanded) => (expanded.word.clone(), expanded.matched.clone(), expanded.unmatched.clone()),
            Err(_) => Default::default(),
        };
        let parsed = Platform::parse(&value);
        let only_target = matched.len() == 1 && unmatched.is_empty() && matched.contains("TARGETPLATFORM");
        let is_target = only_target && self.globals.get("TARGETPLATFORM").unwrap_or("") == value;
        let constant = matched.is_empty() && unmatched.is_empty() && expanded.is_ok();
        let kind = FactKind::FromPlatform(Box::new(FromPlatform {
            written: word.text.clone(),
            value: value.clone(),
            is_target,
            constant: parsed.as_ref().ok().filter(|_| constant).cloned(),
            stage: stage.name.text.clone(),
        }));
        self.note_from(at, word.span, kind);
        expanded.map_err(|fault| {
            let message = format!("failed to process arguments for platform : {}", fault.message);
            (Fault { message, ..fault }, 1)
        })?;
        let suggest = |message: String| self.suggest_global(message, &unmatched);
        if value.is_empty() {
            let message = suggest(format!("empty platform value from expression {}", word.text));
            return Err((Code::BadPlatform.fault(message).at(word.span), 1));
        }
        used.extend(matched);
        parsed.map_err(|error| {
            let message = format!("failed to parse platform {}: {}", word.text, suggest(error));
            (Code::BadPlatform.fault(message).at(word.span), 2)
        })
    }

    /// Adds the near miss for the first of `names` that has one among what is set globally (`wrapSuggestAny`).
    fn suggest_global(&self, message: String, names: &BTreeSet<String>) -> String {
        let known: Vec<&str> = self.globals.iter().map(|(name, _)| name).collect();
        match names.iter().find_map(|name| suggest::nearest(name, &known)) {
            Some(near) => format!("{message} (did you mean {near}?)"),
            None => message,
        }
    }

    /// Adds a draft; its base is the stage of that name, when there is one (`addState`).
    pub(crate) fn register(&mut self, mut draft: Draft<'a>) -> usize {
        let at = self.drafts.len();
        draft.base = self.by_name.get(&draft.base_name).copied();
        draft.paths = self.path_sets.len();
        self.path_sets.push(BTreeSet::new());
        if !draft.name().is_empty() {
            self.by_name.insert(draft.name().to_lowercase(), at);
        }
        self.drafts.push(draft);
        at
    }

    /// The stage asked for, or else the last one; when there is no stage of that name, the last one too, after an error.
    pub(crate) fn find_target(&mut self) -> Option<usize> {
        let last = self.drafts.len().checked_sub(1);
        if self.request.target.is_empty() || last.is_none() {
            return last;
        }
        let target = std::mem::take(&mut self.request.target);
        let found = self.by_name.get(&target.to_lowercase()).copied();
        if found.is_none() {
            let names = self.stage_names();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let quoted = crate::go::quote::quote(&target);
            let message = format!("target stage {quoted} could not be found");
            let message = with_suggestion(message, suggest::nearest(&target, &names));
            self.report(Code::UnknownTarget.fault(message), Span::at(0), None);
        }
        self.request.target = target;
        found.or(last)
    }

    pub(crate) fn stage_names(&self) -> Vec<String> {
        let names = self.drafts.iter().map(|draft| &draft.stage_name);
        names.filter(|name| !name.is_empty()).cloned().collect()
    }

    /// Finds what each instruction takes files from.
    pub(crate) fn connect(&mut self) {
        for at in 0..self.drafts.len() {
            let mut commands = std::mem::take(&mut self.drafts[at].commands);
            for (step, command) in commands.iter_mut().enumerate() {
                match self.sources_of(command) {
                    Ok(sources) => command.sources = sources,
                    Err(fault) => self.report(fault, command.span, None),
                }
                self.depend(at, step, command);
            }
            self.drafts[at].commands = commands;
        }
        self.check_circles();
        if let [only] = self.drafts.as_mut_slice() {
            only.stage_name.clear();
        }
    }

    /// Enters what `command` takes from elsewhere into the draft `at`.
    pub(crate) fn depend(&mut self, at: usize, step: usize, command: &Command<'a>) {
        let instruction = command.source.instruction();
        for (n, source) in command.sources.iter().copied().enumerate() {
            match self.drafts[at].deps.iter_mut().find(|(known, _)| *known == source) {
                Some(dep) => dep.1 = Some(command.lines),
                None => self.drafts[at].deps.push((source, Some(command.lines))),
            }
            let (mount, span, paths) = match &instruction.kind {
                Kind::Copy(copy) => {
                    let paths = copy.sources.paths.iter().map(|path| path.text.clone()).collect();
                    (false, copy.from.span, paths)
                }
                Kind::Run(run) => match run.mounts.get(n) {
                    Some(mount) if from_of(&mount.text).is_some() => {
                        (true, mount.span, mount_paths(&mount.text))
                    }
                    _ => continue,
                },
                _ => continue,
            };
            let from = &self.drafts[source];
            let image = from.index.is_none().then(|| from.base_name.clone());
            let stage = from.index;
            let in_file = matches!(command.source, Source::File(..));
            let span = if in_file { span } else { command.span };
            self.drafts[at].dependencies.push(Dependency { step, stage, image, mount, paths, span });
        }
    }

    /// The drafts an instruction takes files from: one for `COPY --from`, one for each mount of a RUN, whatever its
    /// type (`toCommand`, `detectRunMount`).
    pub(crate) fn sources_of(&mut self, command: &Command<'a>) -> Result<Vec<usize>, Fault> {
        match &command.source.instruction().kind {
            Kind::Copy(copy) if !copy.from.text.is_empty() => {
                let source = self.copy_source(&copy.from.text, command);
                source.map(|source| vec![source]).map_err(|fault| fault.at(copy.from.span))
            }
            Kind::Run(run) => {
                let names =
                    run.mounts.iter().map(|mount| from_of(&mount.text).unwrap_or_else(|| "scratch".into()));
                let names: Vec<String> = names.collect();
                Ok(names.iter().map(|name| self.stage_or_image(name, None)).collect())
            }
            _ => Ok(Vec::new()),
        }
    }

    fn copy_source(&mut self, from: &str, command: &Command<'a>) -> Result<usize, Fault> {
        let expanded = self.expand(from, &expand::Empty)?;
        if expanded.word != from {
            return Err(Code::ExpandedFrom.fault(
                "variable expansion is not supported for --from, define a new stage with FROM using ARG from global \
                 scope as a workaround",
            ));
        }
        let Ok(index) = crate::go::number::parse_int(from) else {
            return Ok(self.stage_or_image(from, Some(Place { lines: command.lines, span: command.span })));
        };
        match usize::try_from(index).ok().filter(|index| *index < self.drafts.len()) {
            Some(index) => Ok(index),
            None => Err(Code::UnknownStage.fault(format!("invalid stage index {index}"))),
        }
    }

    /// The stage `name`, or a new draft for an image of that name.
    fn stage_or_image(&mut self, name: &str, place: Option<Place>) -> usize {
        if let Some(stage) = self.by_name.get(&name.to_lowercase()) {
            return *stage;
        }
        self.register(Draft {
            base_name: name.into(),
            base_text: name.into(),
            unregistered: true,
            lines: place.map(|place| place.lines),
            span: place.map(|place| place.span).unwrap_or_default(),
            image: crate::ImageConfig::unknown(),
            ..Default::default()
        })
    }

    /// Reports the first ring of stages that wait for one another.
    fn check_circles(&mut self) {
        let Some((stage, lines)) = self.find_circle() else { return };
        let name = &self.drafts[stage].stage_name;
        let fault = Code::CircularDependency.fault(format!("circular dependency detected on stage: {name}"));
        let draft = &self.drafts[stage];
        let copy = draft.commands.iter().find(|command| Some(&command.lines) == lines.first());
        let span = copy.map_or(draft.span, |command| command.span);
        let places = lines.into_iter().map(LineRange::all).collect();
        self.note_error(fault.diagnostic(span, None).with_lines(places));
    }

    /// Depth-first search without recursion: the stage it began at, and the lines of each copy along the way.
    fn find_circle(&self) -> Option<(usize, Vec<LineRange>)> {
        let mut visited = vec![false; self.drafts.len()];
        let mut on_path = vec![false; self.drafts.len()];
        for start in 0..self.drafts.len() {
            if visited[start] {
                continue;
            }
            visited[start] = true;
            on_path[start] = true;
            let mut stack = vec![(start, 0)];
            while let Some((at, next)) = stack.last_mut() {
                let Some((dep, _)) = self.drafts[*at].deps.get(*next).copied() else {
                    on_path[*at] = false;
                    stack.pop();
                    continue;
                };
                *next += 1;
                if on_path[dep] {
                    let lines = stack.iter().filter_map(|(at, next)| self.drafts[*at].deps.get(next - 1)?.1);
                    return Some((start, lines.collect()));
                }
                if !visited[dep] {
                    visited[dep] = true;
                    on_path[dep] = true;
                    stack.push((dep, 0));
                }
            }
        }
        None
    }
}

pub(crate) fn with_suggestion(message: String, near: Option<&str>) -> String {
    match near {
        Some(near) => format!("{message} (did you mean {near}?)"),
        None => message,
    }
}

fn commands_of(stage: &Stage) -> Vec<Command<'_>> {
    stage
        .instructions
        .iter()
        .enumerate()
        .map(|(at, instruction)| Command {
            source: Source::File(at, instruction),
            sources: Vec::new(),
            lines: instruction.lines,
            span: instruction.span,
        })
        .collect()
}

/// True for what progress counts as a step.
fn is_step(kind: &Kind) -> bool {
    matches!(kind, Kind::Add(_) | Kind::Copy(_) | Kind::Run(_) | Kind::Workdir(_))
}

/// The last value of `key` in a mount as written.
fn mount_option(mount: &str, keys: &[&str]) -> Option<String> {
    let fields = csv::fields(mount).ok()?;
    let values = fields.iter().filter_map(|field| field.split_once('='));
    let mut matching = values.filter(|(key, _)| keys.contains(&key.to_lowercase().as_str()));
    matching.next_back().map(|(_, value)| value.to_string()).filter(|value| !value.is_empty())
}

fn from_of(mount: &str) -> Option<String> {
    mount_option(mount, &["from"])
}

fn mount_paths(mount: &str) -> Vec<String> {
    vec![mount_option(mount, &["source", "src"]).unwrap_or_else(|| "/".into())]
}
