use std::collections::HashSet;
use std::rc::Rc;

use drydock_builder::statement::{Statement, Statements};
use drydock_builder::{BuildCache, Causes, Request, Solution, State, StatedImages, causes, solve};
use drydock_lint::hadolint::Config;
use drydock_lint::{Ran, Suspect};
use drydock_plan::{Base, Images, Input, OpId, OpKind, Plan, SourceOp};
use drydock_runtime::RunRequest;
use drydock_source::{Diagnostic, Span};
use drydock_syntax::{Dockerfile, Tree};

use super::container;
use super::context::BuildContext;
use crate::{Container, Project, describe};

/// What the levels below made of a project.
pub(crate) struct Parts<'a> {
    pub project: &'a Project,
    pub tree: Tree,
    pub file: Dockerfile,
    pub statements: Statements,
    /// Descriptions of images that cannot be read.
    pub undescribed: Vec<Diagnostic>,
    pub plan: Rc<Plan>,
    pub context: BuildContext,
    pub solution: Solution,
    pub causes: Vec<Causes>,
}

impl<'a> Parts<'a> {
    pub fn new(project: &'a Project, cache: &BuildCache, images: &dyn Images) -> Self {
        let tree = drydock_syntax::parse(&project.dockerfile);
        let file = drydock_syntax::read(&tree);
        let statements = Statements::read(&tree);
        let mut images = StatedImages::new(images);
        let undescribed = describe_images(project, &mut images);
        let options = project.plan_options();
        let mut plan = drydock_plan::plan(&tree, &file, &options, &images);
        if state_images(&plan, &statements, &mut images) {
            plan = drydock_plan::plan(&tree, &file, &options, &images);
        }
        let plan = Rc::new(plan);
        let context = BuildContext::new(project, cache, &plan);
        let request = Request {
            plan: &plan,
            images: &images,
            context: &context.seen,
            sent: context.sent,
            statements: &by_operation(&plan, &statements),
            secrets: &project.options.secrets,
            cache,
        };
        let solution = solve(request);
        let causes = causes(request, &solution);
        Self { project, tree, file, statements, undescribed, plan, context, solution, causes }
    }

    /// The error at which the build stops before it does anything.
    pub fn stops_early(&self) -> Option<String> {
        // Noticed before the parser sees anything (`dockerui.Client.ReadEntrypoint`).
        if self.project.dockerfile.is_empty() {
            return Some("the Dockerfile cannot be empty".into());
        }
        let first = self.levels().find(|diagnostic| diagnostic.is_error()).map(|error| error.message.clone());
        first.or_else(|| self.context.error.clone()).or_else(|| Some(self.violation()?.message))
    }

    /// What reading and planning report, the errors of the earlier level first.
    fn levels(&self) -> impl Iterator<Item = &Diagnostic> {
        [&self.tree.diagnostics, &self.file.diagnostics, &self.plan.diagnostics].into_iter().flatten()
    }

    pub fn lint_input(&self) -> drydock_lint::Input<'_> {
        drydock_lint::Input::new(&self.tree, &self.file, &self.plan)
    }

    /// The error that findings make where the `check` directive asks for it.
    fn violation(&self) -> Option<Diagnostic> {
        if !self.plan.check.error {
            return None;
        }
        let reported = drydock_lint::buildkit::reported(&self.lint_input());
        drydock_lint::buildkit::violation(&self.plan, &reported)
    }

    /// The error at which the build stops.
    pub fn error(&self) -> Option<String> {
        self.stops_early().or_else(|| {
            let failed = self.solution.ops.get(self.solution.failed?)?;
            Some(format!("{}{}", failed.error_prefix, failed.error.as_deref().unwrap_or_default()))
        })
    }

    /// Errors of all levels and findings, by place.
    pub fn diagnostics(&self, ran: Option<&Ran>, suspects: &[Suspect]) -> Vec<Diagnostic> {
        let ignore = self.project.dockerignore();
        let image = container::image(self);
        let build = drydock_lint::Build {
            solution: &self.solution,
            context: &self.context.filtered.input,
            included: &self.context.filtered.output,
            ignore: ignore.as_ref().map(|(path, text)| (path.as_str(), *text)),
            image: image.as_ref().map(|(config, files)| (config, files)),
            ran,
            suspects,
        };
        let (config, refused) = self.hadolint_config();
        let mut all = drydock_lint::check(&self.lint_input().with_build(build).with_hadolint(&config));
        all.extend(refused);
        // Warnings that reading gives and a rule repeats.
        let told: HashSet<_> = all.iter().map(|found| (found.code.clone(), found.lines.clone())).collect();
        let again =
            |one: &Diagnostic| !one.is_error() && told.contains(&(one.code.clone(), one.lines.clone()));
        all.extend(self.levels().filter(|one| !again(one)).cloned());
        if self.stops_early().is_none() {
            all.extend(self.failure());
        }
        all.extend(self.violation());
        all.extend(self.statements.diagnostics.iter().chain(&self.undescribed).cloned());
        all.sort_by(|a, b| (a.span, &a.code).cmp(&(b.span, &b.code)));
        all
    }

    /// How the container runs, when it is that of the image itself, without another command or user.
    pub fn plain_run(&self) -> Option<RunRequest> {
        let run = RunRequest::parse(&self.project.run).ok()?;
        (run.args.is_empty() && run.entrypoint.is_none() && run.user.is_none()).then_some(run)
    }

    /// What rules are told of a container that was worked out.
    pub fn ran_of(&self, container: Option<&Container>) -> Option<Ran> {
        let container = container.filter(|_| self.plain_run().is_some())?;
        let last = container.health.as_ref().and_then(|health| health.last.as_ref());
        Some(Ran {
            failure: container.error.clone(),
            pid1: container.pid1.clone(),
            stop_seconds: container.stop_seconds,
            health: last.map(|last| (last.exit, last.output.clone())),
        })
    }

    /// hadolint's configuration in the project, and what is wrong with it.
    fn hadolint_config(&self) -> (Config, Option<Diagnostic>) {
        let found = Config::FILES.iter().find_map(|path| Some((path, self.project.context.text(path)?)));
        let Some((path, text)) = found else { return (Config::default(), None) };
        match Config::parse(text) {
            Ok(config) => (config, None),
            Err(error) => {
                let line = text.get(..error.span.start as usize).unwrap_or(text).lines().count().max(1);
                let message = format!("`{path}` line {line}: {}", error.message);
                let diagnostic = Diagnostic::warning("HadolintConfig", Span::at(0), message)
                    .with_explanation("hadolint takes the whole file or nothing of it, so its rules stand as they are by default.");
                (Config::default(), Some(diagnostic))
            }
        }
    }

    /// The step that fails while it is built.
    fn failure(&self) -> Option<Diagnostic> {
        let op = self.solution.failed?;
        let message = self.solution.ops.get(op)?.error.clone()?;
        let lines = self.plan.ops.get(op)?.lines.iter().map(|lines| lines.all()).collect();
        let span = self.step_span(op).unwrap_or_default();
        Some(Diagnostic::error("BuildFails", span, message).with_lines(lines))
    }

    fn step_span(&self, op: OpId) -> Option<Span> {
        let steps = self.plan.stages.iter().flat_map(|stage| &stage.steps);
        let step = steps.clone().find(|step| step.ops.contains(&op)).map(|step| step.span);
        step.or_else(|| {
            self.plan.stages.iter().find(|stage| stage.from_op == Some(op)).map(|stage| stage.span)
        })
    }

    /// What becomes of an operation.
    pub fn state(&self, op: OpId) -> Option<State> {
        self.solution.ops.get(op).map(|result| result.state)
    }

    /// The first line of the instruction an operation belongs to.
    pub fn line(&self, op: OpId) -> Option<u32> {
        self.plan.ops.get(op)?.lines.first().map(|lines| lines.first)
    }
}

/// Takes over the images that are described by hand; a warning for each text that describes none.
fn describe_images(project: &Project, images: &mut StatedImages<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for (reference, text) in &project.images {
        match describe(text) {
            Ok(description) => images.describe(reference, description.facts()),
            Err(error) => {
                let message = format!("the description of `{reference}` cannot be read: {error}");
                let fault = Diagnostic::warning("InvalidDescription", Span::default(), message);
                faults.push(fault.with_help(error.help));
            }
        }
    }
    faults
}

/// Takes over what statements above FROM say of the images; false when they say nothing.
fn state_images(plan: &Plan, statements: &Statements, images: &mut StatedImages<'_>) -> bool {
    let mut said = false;
    for stage in &plan.stages {
        if let (Base::Image { reference, .. }, Some(statement)) = (&stage.base, statements.of(stage.span)) {
            said |= images.state(reference, statement);
        }
    }
    said
}

/// What the user states about each operation; empty where nothing is stated at all.
fn by_operation<'s>(plan: &Plan, statements: &'s Statements) -> Vec<Option<&'s Statement>> {
    if statements.is_empty() {
        return Vec::new();
    }
    let mut by_op = vec![None; plan.ops.len()];
    for stage in &plan.stages {
        let from = (statements.of(stage.span), stage.from_op.as_slice());
        let steps = stage.steps.iter().filter(|step| step.instruction.is_some());
        let steps = steps.map(|step| (statements.of(step.span), step.ops.as_slice()));
        for (statement, ops) in std::iter::once(from).chain(steps) {
            let downloads = ops.iter().flat_map(|op| downloads(plan, *op));
            for op in ops.iter().copied().chain(downloads) {
                let slot = by_op.get_mut(op).filter(|_| statement.is_some());
                slot.into_iter().for_each(|slot| *slot = statement);
            }
        }
    }
    by_op
}

/// The URLs and repositories that an operation takes from.
pub(super) fn downloads(plan: &Plan, op: OpId) -> impl Iterator<Item = OpId> + '_ {
    let inputs = plan.ops.get(op).map(|op| op.inputs.as_slice()).unwrap_or_default();
    let remote = |source: &SourceOp| {
        !["docker-image://", "local://"].iter().any(|kind| source.identifier.starts_with(kind))
    };
    inputs.iter().filter_map(move |input| match input {
        Input::Op { op, .. } => match &plan.ops.get(*op)?.kind {
            OpKind::Source(source) if remote(source) => Some(*op),
            _ => None,
        },
        Input::Scratch | Input::Action(_) => None,
    })
}
