use drydock_builder::{FileSystem, OpResult, Solution, Summary, root_input};
use drydock_plan::{Config, OpKind, Plan, Stage, State, Step};
use drydock_runtime::ImageFiles;
use drydock_syntax::{Dockerfile, Instruction, Tree};

use crate::{Suspect, hadolint};

/// What is checked.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The first level of reading.
    pub tree: &'a Tree,
    /// The second level.
    pub file: &'a Dockerfile,
    /// The plan.
    pub plan: &'a Plan,
    /// What the build makes; `None` where only the text is checked.
    pub build: Option<Build<'a>>,
    /// How hadolint's rules are configured; `None` where they are not asked.
    pub hadolint: Option<&'a hadolint::Config>,
}

/// The build that the builder worked out, for rules that speak of files and bytes.
#[derive(Clone, Copy, Debug)]
pub struct Build<'a> {
    /// Its steps.
    pub solution: &'a Solution,
    /// The whole context.
    pub context: &'a FileSystem,
    /// What the ignore file leaves of it.
    pub included: &'a FileSystem,
    /// Path and text of the ignore file, where there is one.
    pub ignore: Option<(&'a str, &'a str)>,
    /// Config and files of the final image, where there is one.
    pub image: Option<(&'a Config, &'a ImageFiles)>,
    /// What becomes of its container; `None` where it is run in another way than plainly.
    pub ran: Option<&'a Ran>,
    /// Files of the context that an image should not hold, by path, those that the ignore file leaves out not among them.
    pub suspects: &'a [Suspect],
}

/// What a plain `docker run` of the final image does.
#[derive(Clone, Debug, Default)]
pub struct Ran {
    /// Docker's error, when it does not start.
    pub failure: Option<String>,
    /// What is PID 1 after the start.
    pub pid1: String,
    /// Seconds that `docker stop` takes.
    pub stop_seconds: f64,
    /// Exit code and output of the last health check, when there is one whose end is known.
    pub health: Option<(i32, String)>,
}

/// An instruction of a stage with what the plan knows of it.
#[derive(Clone, Copy, Debug)]
pub struct At<'a> {
    /// The stage.
    pub stage: &'a Stage,
    /// The step.
    pub step: &'a Step,
    /// Its number in the stage's steps.
    pub number: usize,
    /// The instruction.
    pub instruction: &'a Instruction,
    /// What holds before it.
    pub before: &'a State,
}

impl<'a> Input<'a> {
    /// A Dockerfile and its plan.
    pub fn new(tree: &'a Tree, file: &'a Dockerfile, plan: &'a Plan) -> Self {
        Self { tree, file, plan, build: None, hadolint: None }
    }

    /// With the build.
    pub fn with_build(self, build: Build<'a>) -> Self {
        Self { build: Some(build), ..self }
    }

    /// With hadolint's rules.
    pub fn with_hadolint(self, config: &'a hadolint::Config) -> Self {
        Self { hadolint: Some(config), ..self }
    }

    /// The instructions of all stages that stand in the file, ONBUILD triggers of base images left out.
    pub fn steps(&self) -> impl Iterator<Item = At<'a>> + use<'a> {
        let (file, plan) = (self.file, self.plan);
        plan.stages.iter().zip(&file.stages).flat_map(|(stage, read)| {
            let befores = std::iter::once(&stage.initial).chain(stage.steps.iter().map(|step| &step.state));
            let steps = stage.steps.iter().enumerate().zip(befores);
            steps.filter_map(move |((number, step), before)| {
                let instruction = read.instructions.get(step.instruction?)?;
                Some(At { stage, step, number, instruction, before })
            })
        })
    }
}

impl<'a> Build<'a> {
    /// What became of a step's own operation (not of laying it over what is below), and its place in the plan.
    pub fn result(&self, plan: &Plan, step: &Step) -> Option<(usize, &'a OpResult)> {
        let works = |op: &&usize| {
            plan.ops.get(**op).is_some_and(|op| matches!(op.kind, OpKind::Exec(_) | OpKind::File(_)))
        };
        let op = step.ops.iter().rev().find(works).or(step.ops.last()).copied()?;
        Some((op, self.solution.ops.get(op)?))
    }

    /// What a step changes; `None` where it makes no layer, or none is made.
    pub fn summary(&self, plan: &Plan, step: &Step) -> Option<&'a Summary> {
        let (op, _) = self.result(plan, step)?;
        self.solution.summary(plan, op)
    }

    /// The files before a step that makes an operation; `None` where the build does not get there.
    pub fn before(&self, plan: &Plan, step: &Step) -> Option<FileSystem> {
        let (op, _) = self.result(plan, step)?;
        self.solution.file_system(root_input(plan.ops.get(op)?)?)
    }

    /// The files after a step; `None` where the build does not get there.
    pub fn after(&self, step: &Step) -> Option<FileSystem> {
        self.solution.file_system(step.output)
    }
}
