use std::rc::Rc;

use drydock_builder::BuildCache;
use drydock_plan::{Env, Plan, State};
use drydock_syntax::instruction::Kind;
use drydock_syntax::{Dockerfile, Instruction, Node, Tree};

use crate::Project;

/// A project as far as help needs it: read and planned, nothing built.
pub(super) struct Reading<'a> {
    pub project: &'a Project,
    pub cache: &'a BuildCache,
    pub tree: Tree,
    pub file: Dockerfile,
    pub plan: Plan,
}

/// A variable that can be used at a place.
pub(super) struct Variable {
    pub name: String,
    pub value: String,
    /// True for a build argument, which no container gets.
    pub arg: bool,
}

impl<'a> Reading<'a> {
    pub fn new(project: &'a Project, cache: &'a BuildCache) -> Self {
        let tree = drydock_syntax::parse(&project.dockerfile);
        let file = drydock_syntax::read(&tree);
        let plan = drydock_plan::plan(&tree, &file, &project.plan_options(), cache.images());
        Self { project, cache, tree, file, plan }
    }

    pub fn text(&self) -> &str {
        &self.project.dockerfile
    }

    /// The instruction at `at`; of ONBUILD the one behind it, where `at` is in that.
    pub fn node(&self, at: usize) -> Option<&Node> {
        let mut node = self.tree.nodes.iter().find(|node| node.span.touches(at))?;
        while let Some(child) = node.child.as_deref().filter(|child| at >= child.keyword.span.start as usize)
        {
            node = child;
        }
        Some(node)
    }

    /// Index of the stage that `at` is in, its FROM included; `None` before the first FROM.
    pub fn stage_at(&self, at: usize) -> Option<usize> {
        self.plan.stages.iter().rposition(|stage| stage.span.start as usize <= at)
    }

    /// What holds just before the instruction that begins at `at` or holds it; `None` before the first FROM and in it.
    pub fn state_before(&self, at: usize) -> Option<&State> {
        let stage = self.plan.stages.get(self.stage_at(at)?)?;
        if stage.span.touches(at) {
            return None;
        }
        let before = stage.steps.iter().take_while(|step| (step.span.end as usize) < at);
        Some(before.last().map_or(&stage.initial, |step| &step.state))
    }

    /// Every variable that can be used at `at`, by name.
    pub fn variables(&self, at: usize) -> Vec<Variable> {
        let list = |env: &Env, arg: bool| -> Vec<Variable> {
            let one = |(name, value): (&str, &str)| Variable { name: name.into(), value: value.into(), arg };
            env.iter().map(one).collect()
        };
        let mut all = match self.state_before(at) {
            None => list(&self.plan.globals, true),
            Some(state) => {
                let mut all = list(&state.env, false);
                let hidden = |one: &Variable| state.env.get(&one.name).is_some();
                all.extend(list(&state.args, true).into_iter().filter(|one| !hidden(one)));
                all
            }
        };
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// Where the variable `name`, as it is at `at`, got its value, in words.
    pub fn origin(&self, name: &str, at: usize) -> String {
        let mut stage = match self.state_before(at) {
            Some(_) => self.stage_at(at),
            None => None,
        };
        let mut until = at;
        while let Some(index) = stage {
            let instructions = self.file.stages.get(index).map(|stage| stage.instructions.as_slice());
            let before =
                instructions.unwrap_or_default().iter().filter(|one| (one.span.end as usize) < until);
            if let Some(found) = before.rev().find(|one| sets(one, name)) {
                return self.set_by(found, name);
            }
            stage = match self.plan.stages.get(index).map(|stage| &stage.base) {
                Some(drydock_plan::Base::Stage(base)) => Some(*base),
                Some(drydock_plan::Base::Image { .. }) => return "the base image".into(),
                _ => None,
            };
            until = usize::MAX;
        }
        match self.file.meta_args.iter().find(|one| sets(one, name)) {
            Some(found) => self.set_by(found, name),
            None => "the builder itself".into(),
        }
    }

    fn set_by(&self, instruction: &Instruction, name: &str) -> String {
        let line = instruction.lines.first;
        let Kind::Arg(arg) = &instruction.kind else { return format!("ENV, line {line}") };
        let given = self.project.options.build_args.iter().any(|(given, _)| given == name);
        let default = arg.args.iter().any(|pair| pair.name.text == name && pair.value.is_some());
        let global =
            self.plan.meta_args.iter().find(|arg| arg.name == name && arg.lines != instruction.lines);
        match (given, default, global) {
            (true, ..) => format!("--build-arg, for ARG in line {line}"),
            (_, false, Some(global)) => {
                format!("ARG, line {}, taken over in line {line}", global.lines.first)
            }
            _ => format!("ARG, line {line}"),
        }
    }

    /// The file system before the step at `at`; costs an evaluation.
    pub fn files_before(&self, at: usize) -> Option<drydock_builder::FileSystem> {
        let index = self.stage_at(at)?;
        let stage = self.plan.stages.get(index)?;
        let before = stage.steps.iter().take_while(|step| (step.span.end as usize) < at);
        let end = before.clone().last().map_or(stage.span.end, |step| step.span.end);
        // Step 0 is the FROM.
        self.files_after((index, before.count()), end)
    }

    /// The file system at the end of a stage; costs an evaluation.
    pub fn files_of(&self, stage: usize) -> Option<drydock_builder::FileSystem> {
        let found = self.plan.stages.get(stage)?;
        let end = found.steps.last().map_or(found.span.end, |step| step.span.end.max(found.span.end));
        self.files_after((stage, found.steps.len()), end)
    }

    /// The file system after a step, which ends at `end`. What follows is left out: it may be half written, and the
    /// target need not be the step's stage.
    fn files_after(&self, step: (usize, usize), end: u32) -> Option<drydock_builder::FileSystem> {
        let mut project = self.project.clone();
        project.dockerfile = self.text().get(..end as usize)?.to_owned();
        project.options.target = String::new();
        crate::file_system_after(&project, self.cache, self.cache.images(), step)
    }

    /// Index of the stage that `name` means for an instruction of stage `from`: an earlier one, the last of that name,
    /// or the one of that number.
    pub fn stage_named(&self, name: &str, from: usize) -> Option<usize> {
        let name = drydock_syntax::lower(name);
        let earlier = self.plan.stages.iter().take(from);
        let named = earlier.clone().rposition(|stage| !stage.name.is_empty() && stage.name == name);
        named.or_else(|| name.parse::<usize>().ok().filter(|index| *index < from))
    }
}

fn sets(instruction: &Instruction, name: &str) -> bool {
    match &instruction.kind {
        Kind::Env(env) => env.pairs.iter().any(|pair| pair.name.text == name),
        Kind::Arg(arg) => arg.args.iter().any(|pair| pair.name.text == name),
        _ => false,
    }
}

/// A cheap copy of `project` with another Dockerfile: what is typed may be newer than what was evaluated.
pub(super) fn with_text(project: &Project, text: &str) -> Rc<Project> {
    Rc::new(Project { dockerfile: text.to_owned(), ..project.clone() })
}
