//! Carries out the file operations of a plan alone; RUN does nothing.

use drydock_builder::{
    Context, FileSystem, IgnoreFile, Layer, Node, NodeKind, Time, checksum, copy_selector, needed_paths,
    run_file_op, select_paths, transferred,
};
use drydock_lint::buildkit;
use drydock_plan::{FileAction, FileOp, Images, Input, Op, OpKind, Options, Plan, SourceOp, plan};
use drydock_source::{Diagnostic, Severity};
use drydock_syntax::{parse, read};

/// When everything in the base image of the engine cases was last changed.
const BASE_TIME: Time = Time::At(1_700_000_000);

pub(super) struct Trees<'i> {
    plan: Plan,
    context: FileSystem,
    /// What BuildKit's checks find, as `Rule: message (line N)`.
    pub warnings: Vec<String>,
    /// The images of an engine, which also looks at what it copies before it copies; `None` where images are empty.
    engine: Option<&'i dyn Images>,
}

impl<'i> Trees<'i> {
    /// Plans a build; the error is the one that a build would stop at.
    pub fn new(
        dockerfile: &str,
        options: &Options,
        images: &'i dyn Images,
        context: &Context,
    ) -> Result<Self, String> {
        let tree = parse(dockerfile);
        let file = read(&tree);
        let plan = plan(&tree, &file, options, images);
        let warnings = buildkit::reported(&tree, &file, &plan);
        let warnings = warnings.iter().map(|finding| warning(&finding.diagnostic)).collect();
        let all = tree.diagnostics.iter().chain(&file.diagnostics).chain(&plan.diagnostics);
        if let Some(error) = all.into_iter().find(|diagnostic| diagnostic.severity == Severity::Error) {
            return Err(error.message.clone());
        }
        let ignore = IgnoreFile::parse(options.dockerignore.as_deref().unwrap_or_default());
        let ignore = ignore.map_err(|error| error.to_string())?;
        let filtered = ignore.filter(context.fs(), None).map_err(|error| error.to_string())?;
        let sent = select(&plan, context.fs(), filtered.output)?;
        Ok(Self { plan, context: sent, warnings, engine: None })
    }

    /// The same as an engine does it.
    pub fn with_engine(self, images: &'i dyn Images) -> Self {
        Self { engine: Some(images), ..self }
    }

    /// Bytes of the context that a first build transfers; `None` when it needs nothing of it.
    pub fn context_bytes(&self) -> Option<u64> {
        context_source(&self.plan).map(|_| transferred(None, &self.context))
    }

    /// The tree of the target stage.
    pub fn run(&self) -> Result<FileSystem, String> {
        let done = self.run_all()?;
        Ok(self.result(&done))
    }

    /// The tree of the target stage, out of those of all operations.
    pub fn result(&self, done: &[FileSystem]) -> FileSystem {
        self.plan.output.map_or_else(FileSystem::new, |output| pick(output, done))
    }

    /// The trees of all operations.
    pub fn run_all(&self) -> Result<Vec<FileSystem>, String> {
        let mut done: Vec<FileSystem> = Vec::new();
        for (place, op) in self.plan.ops.iter().enumerate() {
            let fs = self.op(place, op, &done)?;
            done.push(fs);
        }
        Ok(done)
    }

    /// The layer that the last operation makes.
    pub fn last_layer(&self, done: &[FileSystem]) -> Option<Layer> {
        let Some(Input::Op { op, .. }) = self.plan.output else { return None };
        let (before, after) = match &self.plan.ops.get(op)?.kind {
            OpKind::Source(_) => return None,
            OpKind::Merge(inputs) => (FileSystem::new(), pick(*inputs.last()?, done)),
            OpKind::Exec(exec) => (pick(exec.mounts.first()?.from?, done), done.get(op)?.clone()),
            OpKind::File(file) => (pick(base_of(file)?, done), done.get(op)?.clone()),
        };
        Some(Layer::between(&before, &after))
    }

    /// The image that the result stands on.
    pub fn base(&self, done: &[FileSystem]) -> Option<FileSystem> {
        let mut input = self.plan.output?;
        while let Input::Op { op, .. } = input {
            match &self.plan.ops.get(op)?.kind {
                OpKind::Source(source) => {
                    return source
                        .identifier
                        .starts_with("docker-image://")
                        .then(|| done.get(op).cloned())?;
                }
                OpKind::Merge(inputs) => input = *inputs.first()?,
                OpKind::Exec(exec) => input = exec.mounts.first()?.from?,
                OpKind::File(file) => input = base_of(file)?,
            }
        }
        None
    }

    fn op(&self, place: usize, op: &Op, done: &[FileSystem]) -> Result<FileSystem, String> {
        match &op.kind {
            OpKind::Source(source) if source.identifier == "local://context" => Ok(self.context.clone()),
            OpKind::Source(source) => self.source(source, op),
            OpKind::Exec(exec) => {
                let root = exec.mounts.first().and_then(|mount| mount.from);
                Ok(root.map_or_else(FileSystem::new, |root| pick(root, done)))
            }
            OpKind::File(file) => {
                self.look(file, done)?;
                let origin = u32::try_from(place).unwrap_or(u32::MAX);
                run_file_op(file, &|input| pick(input, done), origin).map_err(|error| match self.engine {
                    Some(_) => error.engine_text().to_owned(),
                    None => error.to_string(),
                })
            }
            OpKind::Merge(inputs) => {
                let mut fs = FileSystem::new();
                for input in inputs {
                    fs.overlay(&pick(*input, done)).map_err(|error| error.to_string())?;
                }
                Ok(fs)
            }
        }
    }

    fn source(&self, source: &SourceOp, op: &Op) -> Result<FileSystem, String> {
        let Some(engine) = self.engine else { return Ok(FileSystem::new()) };
        if let Some(reference) = source.identifier.strip_prefix("docker-image://") {
            let platform = op.platform.as_deref().cloned().unwrap_or_default();
            return Ok(FileSystem::of_base(&*engine.image(reference, &platform)?, BASE_TIME));
        }
        // The recorded engine had no network.
        let host = source.identifier.split('/').nth(2).unwrap_or_default();
        let url = &source.identifier;
        Err(format!("failed to load cache key: Get {url:?}: dial tcp: lookup {host}: no such host"))
    }

    /// Looks for what is copied: an engine before each copy, else only for what `--parents` needs.
    fn look(&self, file: &FileOp, done: &[FileSystem]) -> Result<(), String> {
        let copies = file.actions.iter().filter_map(|action| match action {
            FileAction::Copy(action) if matches!(action.from, Input::Op { .. }) => Some(action),
            _ => None,
        });
        for action in copies.filter(|action| self.engine.is_some() || !action.required.is_empty()) {
            checksum(&pick(action.from, done), &copy_selector(action)).map_err(|error| {
                match self.engine {
                    Some(_) => {
                        format!(
                            "failed to compute cache key: failed to calculate checksum of ref <ref>: {error}"
                        )
                    }
                    None => error.to_string(),
                }
            })?;
        }
        Ok(())
    }
}

fn warning(found: &Diagnostic) -> String {
    let line = found.lines.first().and_then(|lines| lines.first()).copied().unwrap_or_default();
    format!("{}: {} (line {line})", found.code, found.message)
}

fn context_source(plan: &Plan) -> Option<&SourceOp> {
    plan.ops.iter().find_map(|op| match &op.kind {
        OpKind::Source(source) if source.identifier == "local://context" => Some(source),
        _ => None,
    })
}

/// The part of the context that the plan can need.
fn select(plan: &Plan, context: &FileSystem, visible: FileSystem) -> Result<FileSystem, String> {
    match context_source(plan).and_then(needed_paths) {
        Some(paths) => {
            let selected = select_paths(context, &visible, paths.iter().map(String::as_str));
            selected.map_err(|error| error.to_string())
        }
        None => Ok(visible),
    }
}

/// What the first action of a file operation changes.
fn base_of(file: &FileOp) -> Option<Input> {
    Some(match file.actions.first()? {
        FileAction::Copy(action) => action.base,
        FileAction::Mkdir(action) => action.base,
        FileAction::Mkfile(action) => action.base,
    })
}

fn pick(input: Input, done: &[FileSystem]) -> FileSystem {
    match input {
        Input::Op { op, .. } => done.get(op).cloned().unwrap_or_default(),
        Input::Scratch | Input::Action(_) => FileSystem::new(),
    }
}

/// Mode, owner and content as `drwxr-xr-x 0:0`, `-rw-r--r-- 0:0 "text"`, `Lrwxrwxrwx 0:0 -> target`.
pub(super) fn listed(node: &Node) -> String {
    let (kind, content) = match node.kind() {
        NodeKind::Dir(_) => ('d', String::new()),
        NodeKind::Symlink(target) => ('L', format!(" -> {target}")),
        NodeKind::File(file) => ('-', format!(" {}", quoted(file.content.as_text().unwrap_or_default()))),
        NodeKind::Fifo => ('p', String::new()),
        NodeKind::Other => ('D', String::new()),
    };
    let mode = node.metadata.mode;
    let letters: String = "rwxrwxrwx"
        .chars()
        .enumerate()
        .map(|(place, letter)| if mode >> (8 - place) & 1 == 1 { letter } else { '-' })
        .collect();
    format!("{kind}{letters} {}:{}{content}", node.metadata.uid, node.metadata.gid)
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
