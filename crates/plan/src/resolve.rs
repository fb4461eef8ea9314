//! Which stages the target needs, their base images and inherited triggers (`resolveStages`, `resolveBaseImage`,
//! `initOnBuildTriggers`).

use std::rc::Rc;

use drydock_syntax::instruction::Kind;
use drydock_syntax::{LineRange, read_trigger, suggest};

use crate::draft::{Command, Root, Source};
use crate::fault::{Code, Fault};
use crate::names;
use crate::planner::Planner;
use crate::reference::Reference;
use crate::stages::with_suggestion;
use crate::{BaseImage, BasePlatform, FactKind, ImageConfig, Input, Op, OpKind, Platform, SourceOp};

impl<'a> Planner<'a> {
    /// Resolves base images until no trigger brings in a new stage; says which drafts the target needs.
    pub(crate) fn resolve(&mut self, target: Option<usize>) -> Vec<bool> {
        loop {
            let reachable = self.reachable(target);
            self.resolve_images(&reachable);
            let mut more = false;
            for (at, needed) in reachable.iter().enumerate() {
                if *needed {
                    more |= self.read_triggers(at);
                }
            }
            if !more {
                let mut reachable = reachable;
                reachable.resize(self.drafts.len(), false);
                return reachable;
            }
        }
    }

    /// Everything the target stands on or takes files from.
    fn reachable(&self, target: Option<usize>) -> Vec<bool> {
        let mut reachable = vec![false; self.drafts.len()];
        let mut stack: Vec<usize> = target.into_iter().collect();
        while let Some(at) = stack.pop() {
            if !std::mem::replace(&mut reachable[at], true) {
                stack.extend(self.drafts[at].base);
                stack.extend(self.drafts[at].deps.iter().map(|(dep, _)| *dep));
            }
        }
        reachable
    }

    /// Resolves the base of every draft that stands on no other (`resolveReachableStages`).
    fn resolve_images(&mut self, reachable: &[bool]) {
        for at in 0..self.drafts.len() {
            let needed = self.all || reachable.get(at) == Some(&true);
            let draft = &mut self.drafts[at];
            if draft.base.is_some() || draft.dispatched || draft.resolved || draft.broken {
                continue;
            }
            draft.resolved = needed;
            self.resolve_base(at, needed);
        }
    }

    /// Brings in what a draft stands on; without `needed` its name only (`resolveBaseImage`).
    pub(crate) fn resolve_base(&mut self, at: usize, needed: bool) {
        if self.drafts[at].base_name == "scratch" && self.drafts[at].named.is_none() {
            let platform = self.target_platform.clone();
            let image = ImageConfig::empty(&platform, &mut self.seed);
            let draft = &mut self.drafts[at];
            draft.root = Root::default();
            draft.image = image;
            draft.platform = Some(platform);
            draft.dispatched |= draft.unregistered;
            return;
        }
        if let Err(fault) = self.bring_in(at, needed) {
            let (span, lines) = (self.base_span(at), self.drafts[at].lines);
            self.drafts[at].broken = true;
            let places = vec![lines.map(LineRange::all).unwrap_or_default()];
            self.note_error(fault.diagnostic(span, None).with_lines(places));
        }
        let draft = &mut self.drafts[at];
        draft.dispatched |= draft.unregistered;
    }

    fn bring_in(&mut self, at: usize, needed: bool) -> Result<(), Fault> {
        let written = self.drafts[at].base_name.clone();
        let reference = Reference::parse(&written).map_err(|error| {
            let quoted = crate::go::quote::quote(&written);
            Code::BadReference.fault(format!("failed to parse stage name {quoted}: {error}"))
        })?;
        let mut platform = self.drafts[at].platform.clone().unwrap_or_else(|| self.target_platform.clone());
        let reference = reference.or_latest();
        self.drafts[at].base_name = reference.to_string();
        let mut is_scratch = false;
        if needed {
            if let Some(context) = self.drafts[at].named.clone() {
                return self.load_stage_context(at, &context);
            }
            let name = self.drafts[at].base_name.clone();
            let bad = |error: String| Code::BadContext.fault(error);
            if let Some(context) = self.named_context(&name, Some(platform.clone())).map_err(bad)? {
                return self.load_base_context(at, &context, platform);
            }
            let info = self.look_up(at, &written, &platform)?;
            if self.drafts[at].platform.is_none() && self.request.target_platform.is_none() {
                platform = self.detect_platform(&info.image.platform, &platform);
            }
            self.drafts[at].base_name = match info.digest.as_str() {
                "" => name,
                digest => Reference { digest: digest.into(), ..reference }.to_string(),
            };
            let image = self.config_of(&info);
            is_scratch = image.is_scratch();
            let draft = &mut self.drafts[at];
            draft.image = image;
            draft.base_info = Some(info);
        }
        if is_scratch {
            self.drafts[at].root = Root::default();
        } else {
            self.add_image(at, &platform);
            if needed {
                self.check_platform(at, &written, &platform);
            }
        }
        self.drafts[at].platform = Some(platform);
        Ok(())
    }

    /// The config of a base image; stages of the same image share it.
    pub(crate) fn config_of(&mut self, info: &Rc<BaseImage>) -> ImageConfig {
        let known = self.configs.iter().rev().take(8).find(|(known, _)| Rc::ptr_eq(known, info));
        if let Some((_, config)) = known {
            return config.clone();
        }
        let config = ImageConfig::of(&info.image, &mut self.seed);
        self.configs.push((info.clone(), config.clone()));
        config
    }

    /// Asks for the config of an image; an error gets the near miss among stages and well-known images.
    fn look_up(&mut self, at: usize, written: &str, platform: &Platform) -> Result<Rc<BaseImage>, Fault> {
        let reference = &self.drafts[at].base_name;
        if !self.quiet {
            self.resolved.insert(format!("{reference} {platform}"));
        }
        self.images.image(reference, platform).map_err(|error| {
            let names: Vec<String> = self.stage_names().into_iter().chain(names::common_images()).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            // A config that cannot be read is no matter of spelling.
            if error.starts_with("failed to parse image config") {
                return Code::ImageNotFound.fault(error);
            }
            let near = suggest::nearest(written, &names);
            Code::ImageNotFound.fault(with_suggestion(format!("{written}: {error}"), near))
        })
    }

    /// The platform of the image when it is one this builder has (`autoDetectPlatform`).
    fn detect_platform(&self, image: &Platform, target: &Rc<Platform>) -> Rc<Platform> {
        let same =
            |platform: &Platform| platform.os == image.os && platform.architecture == image.architecture;
        let build = &self.request.build_platform;
        if !same(target) && same(build) { Rc::new(build.clone()) } else { target.clone() }
    }

    fn add_image(&mut self, at: usize, platform: &Rc<Platform>) {
        let name = format!("FROM {}", self.drafts[at].base_name);
        let shown = self.prefixed(at, &name, Some(platform), None);
        let draft = &self.drafts[at];
        let mut op = Op::new(OpKind::Source(self.image_source(&draft.base_name)), shown);
        op.command = draft.stage.map_or("", |stage| stage.source.trim()).into();
        op.platform = Some(platform.clone());
        op.lines.extend(draft.lines);
        let output = self.graph.add(op);
        let draft = &mut self.drafts[at];
        draft.root = Root { platform: Some(Rc::new(platform.normalize())), ..Root::new(output) };
        if let Input::Op { op, .. } = output {
            draft.from_op = Some(op);
        }
    }

    pub(crate) fn image_source(&self, reference: &str) -> SourceOp {
        let mut source = SourceOp { identifier: format!("docker-image://{reference}"), ..Default::default() };
        if let Some(mode) = &self.request.resolve_mode {
            source.attrs.insert("image.resolvemode".into(), mode.clone());
        }
        source
    }

    fn check_platform(&mut self, at: usize, written: &str, expected: &Platform) {
        let actual = self.drafts[at].image.platform.clone();
        if expected.os == actual.os && expected.architecture == actual.architecture {
            return;
        }
        let kind = FactKind::BasePlatform(Box::new(BasePlatform {
            name: written.into(),
            expected: expected.normalize(),
            actual: actual.normalize(),
        }));
        match self.drafts[at].index {
            Some(stage) => self.note_from(stage, self.base_span(at), kind),
            None => {
                let draft = &self.drafts[at];
                self.facts.push(crate::Fact {
                    stage: None,
                    span: draft.span,
                    lines: draft.lines.unwrap_or_default(),
                    comments: self.shared_comments(&[]),
                    evaluated: !self.quiet,
                    kind,
                });
            }
        }
    }

    fn base_span(&self, at: usize) -> drydock_source::Span {
        self.drafts[at].stage.map_or(self.drafts[at].span, |stage| stage.base.span)
    }

    /// Takes over what a stage inherits from the one it stands on (`dispatchState.init`).
    pub(crate) fn inherit(&mut self, at: usize) {
        let Some(base) = self.drafts[at].base else { return };
        let base = &self.drafts[base];
        let (root, platform, mut image) = (base.root.clone(), base.platform.clone(), base.image.clone());
        let (info, paths, workdir_set) = (base.base_info.clone(), base.paths, base.workdir_set);
        let (declared, broken) = (base.declared.clone(), base.broken);
        image.on_build = Rc::default();
        let draft = &mut self.drafts[at];
        (draft.root, draft.platform, draft.image, draft.base_info) = (root, platform, image, info);
        (draft.paths, draft.workdir_set, draft.declared) = (paths, workdir_set, declared);
        draft.broken |= broken;
    }

    /// Puts the triggers of what a stage stands on in front of its own instructions; true when they take files from
    /// somewhere.
    pub(crate) fn read_triggers(&mut self, at: usize) -> bool {
        self.inherit(at);
        let mut triggers: Vec<String> = self.drafts[at].image.on_build.to_vec();
        self.drafts[at].image.on_build = Rc::default();
        if !self.drafts[at].triggers_read
            && let Some(base) = self.drafts[at].base
        {
            self.drafts[at].triggers_read = true;
            triggers.extend(self.drafts[base].commands.iter().filter_map(|command| {
                match &command.source.instruction().kind {
                    Kind::Onbuild(onbuild) => Some(onbuild.expression.text.clone()),
                    _ => None,
                }
            }));
        }
        if triggers.is_empty() { false } else { self.add_triggers(at, &triggers) }
    }

    fn add_triggers(&mut self, at: usize, triggers: &[String]) -> bool {
        let (span, lines) = (self.drafts[at].span, self.drafts[at].lines.unwrap_or_default());
        let mut commands: Vec<Command<'a>> = Vec::new();
        let mut more = false;
        for trigger in triggers {
            let read = read_trigger(trigger).map_err(|error| Code::BadTrigger.fault(error));
            let command = read.and_then(|instruction| {
                let source = Source::Trigger(Rc::new(instruction));
                let mut command = Command { source, sources: Vec::new(), lines, span };
                command.sources = self.sources_of(&command)?;
                Ok(command)
            });
            match command {
                Ok(command) => {
                    self.depend(at, commands.len(), &command);
                    more |= !command.sources.is_empty();
                    commands.push(command);
                }
                Err(fault) => {
                    let fault = Fault { span: None, ..fault };
                    self.report(fault, self.base_span(at), Some(lines));
                }
            }
        }
        let draft = &mut self.drafts[at];
        // The steps of the stage's own instructions move back.
        let moved = commands.len();
        let own = draft.dependencies.iter().filter(|dep| dep.span != span).count();
        draft.dependencies.iter_mut().take(own).for_each(|dep| dep.step += moved);
        draft.step_count += moved;
        commands.append(&mut draft.commands);
        draft.commands = commands;
        more
    }
}
