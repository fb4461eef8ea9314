//! A stage while it is being planned (`dispatchState` of `convert.go`).

use std::rc::Rc;

use drydock_source::Span;
use drydock_syntax::{Instruction, LineRange, Stage};

use crate::{ArgInfo, BaseImage, Dependency, Env, ImageConfig, Input, Mounted, OpId, Platform, State, Step};

/// The file system of a stage at some step, with what the next operation inherits (`llb.State`).
#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) output: Input,
    pub(crate) env: Env,
    pub(crate) dir: Rc<str>,
    pub(crate) user: Rc<str>,
    pub(crate) platform: Option<Rc<Platform>>,
}

impl Root {
    /// A file system nothing is known of but where it comes from.
    pub(crate) fn new(output: Input) -> Self {
        Self { output, env: Env::default(), dir: "/".into(), user: "".into(), platform: None }
    }
}

impl Default for Root {
    fn default() -> Self {
        Self::new(Input::Scratch)
    }
}

/// An instruction of the file, or an ONBUILD trigger that runs in this stage.
#[derive(Clone, Debug)]
pub(crate) enum Source<'a> {
    File(usize, &'a Instruction),
    Trigger(Rc<Instruction>),
}

impl Source<'_> {
    pub(crate) fn instruction(&self) -> &Instruction {
        match self {
            Source::File(_, instruction) => instruction,
            Source::Trigger(instruction) => instruction,
        }
    }
}

/// An instruction with the stages it takes files from.
#[derive(Clone, Debug)]
pub(crate) struct Command<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) sources: Vec<usize>,
    pub(crate) lines: LineRange,
    pub(crate) span: Span,
}

/// What a named context stands for, before it is loaded.
#[derive(Clone, Debug)]
pub(crate) struct NamedContext {
    pub(crate) input: String,
    pub(crate) name: String,
    pub(crate) name_with_platform: String,
    pub(crate) platform: Option<Rc<Platform>>,
}

/// A stage of the file, or an image that only `--from` names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft<'a> {
    /// The stage of the file; `None` for what only `--from` names.
    pub(crate) stage: Option<&'a Stage>,
    pub(crate) index: Option<usize>,
    /// What progress calls it.
    pub(crate) stage_name: String,
    /// Base after expansion.
    pub(crate) base_text: String,
    /// The same, and the whole reference once it is known to be an image.
    pub(crate) base_name: String,
    /// Place of the FROM or of the copy; a mount has none.
    pub(crate) lines: Option<LineRange>,
    pub(crate) span: Span,
    pub(crate) base: Option<usize>,
    pub(crate) base_info: Option<Rc<BaseImage>>,
    pub(crate) named: Option<NamedContext>,
    pub(crate) platform: Option<Rc<Platform>>,
    pub(crate) root: Root,
    pub(crate) image: ImageConfig,
    pub(crate) dispatched: bool,
    pub(crate) resolved: bool,
    pub(crate) triggers_read: bool,
    pub(crate) unregistered: bool,
    /// True when an error leaves nothing to stand on.
    pub(crate) broken: bool,
    /// What it takes files from, each with the lines of the first instruction that does.
    pub(crate) deps: Vec<(usize, Option<LineRange>)>,
    pub(crate) commands: Vec<Command<'a>>,
    /// Which set of paths others take from it; stages that stand on one another share one.
    pub(crate) paths: usize,
    pub(crate) ignore_cache: bool,
    pub(crate) step_number: usize,
    pub(crate) step_count: usize,
    /// Declared build arguments.
    pub(crate) declared: Env,
    pub(crate) workdir_set: bool,
    pub(crate) cmd: Option<Place>,
    pub(crate) entrypoint: Option<Place>,
    pub(crate) healthcheck: Option<Place>,
    pub(crate) from_op: Option<OpId>,
    pub(crate) from_args: Vec<String>,
    pub(crate) initial: State,
    pub(crate) steps: Vec<Step>,
    pub(crate) args: Vec<ArgInfo>,
    pub(crate) secrets: Vec<Mounted>,
    pub(crate) ssh: Vec<Mounted>,
    pub(crate) dependencies: Vec<Dependency>,
}

/// Where an instruction stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) lines: LineRange,
    pub(crate) span: Span,
}

impl Draft<'_> {
    /// Name after AS, or empty.
    pub(crate) fn name(&self) -> &str {
        self.stage.map_or("", |stage| stage.name.text.as_str())
    }

    /// Operating system of its platform; empty when nobody knows.
    pub(crate) fn os(&self) -> &str {
        self.platform.as_ref().map_or("", |platform| platform.os.as_str())
    }

    pub(crate) fn state(&self) -> State {
        State {
            env: self.image.env.clone(),
            args: self.declared.clone(),
            workdir: self.root.dir.clone(),
            user: self.root.user.clone(),
            shell: self.shell(),
        }
    }

    /// What the shell form runs with (`withShell`).
    pub(crate) fn shell(&self) -> Rc<[String]> {
        thread_local! {
            static DEFAULT: Rc<[String]> = ["/bin/sh", "-c"].map(String::from).into();
            static WINDOWS: Rc<[String]> = ["cmd", "/S", "/C"].map(String::from).into();
        }
        match (self.image.shell.is_empty(), self.image.platform.os.as_str()) {
            (false, _) => self.image.shell.clone(),
            (true, "windows") => WINDOWS.with(Rc::clone),
            (true, _) => DEFAULT.with(Rc::clone),
        }
    }
}
