//! Carries out the file operations of a plan alone: images are empty, RUN does nothing.

use drydock_builder::{
    Context, FileSystem, IgnoreFile, Node, NodeKind, checksum, copy_selector, root_input, run_file_op,
};
use drydock_plan::{FileAction, FileOp, Images, Input, Op, OpKind, Options, Plan, first_error, plan};
use drydock_syntax::{parse, read};

pub(super) struct Trees {
    plan: Plan,
    context: FileSystem,
}

impl Trees {
    /// Plans a build; the error is the one that a build would stop at.
    pub fn new(
        dockerfile: &str,
        options: &Options,
        images: &dyn Images,
        context: &Context,
    ) -> Result<Self, String> {
        let tree = parse(dockerfile);
        let file = read(&tree);
        let plan = plan(&tree, &file, options, images);
        if let Some(error) = first_error(&tree, &file, &plan) {
            return Err(error.message.clone());
        }
        let ignore = IgnoreFile::parse(options.dockerignore.as_deref().unwrap_or_default());
        let ignore = ignore.map_err(|error| error.to_string())?;
        let filtered = ignore.filter(context.fs(), None).map_err(|error| error.to_string())?;
        Ok(Self { plan, context: filtered.output })
    }

    /// The tree of the target stage.
    pub fn run(&self) -> Result<FileSystem, String> {
        let mut done: Vec<FileSystem> = Vec::new();
        for op in &self.plan.ops {
            let fs = self.op(op, &done)?;
            done.push(fs);
        }
        Ok(self.plan.output.map_or_else(FileSystem::new, |output| pick(output, &done)))
    }

    fn op(&self, op: &Op, done: &[FileSystem]) -> Result<FileSystem, String> {
        match &op.kind {
            OpKind::Source(source) if source.identifier == "local://context" => Ok(self.context.clone()),
            OpKind::Source(_) => Ok(FileSystem::new()),
            OpKind::Exec(_) => Ok(root_input(op).map_or_else(FileSystem::new, |root| pick(root, done))),
            OpKind::File(file) => {
                required(file, done)?;
                run_file_op(file, &|input| pick(input, done), 1).map_err(|error| error.to_string())
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
}

fn pick(input: Input, done: &[FileSystem]) -> FileSystem {
    match input {
        Input::Op { op, .. } => done.get(op).cloned().unwrap_or_default(),
        Input::Scratch | Input::Action(_) => FileSystem::new(),
    }
}

/// Only paths that `--parents` needs are looked for before the step itself.
fn required(file: &FileOp, done: &[FileSystem]) -> Result<(), String> {
    for action in &file.actions {
        if let FileAction::Copy(action) = action
            && !action.required.is_empty()
        {
            checksum(&pick(action.from, done), &copy_selector(action)).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
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
