//! The operations while they are being made, and their order in the plan (`client/llb`, `State.Marshal`).

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use crate::{FileAction, Input, Op, OpId, OpKind, Owner, Platform, UserRef};

/// Operations made so far, in any order; each stands on operations made before it, but for those that are filled in
/// late ([`Graph::replace`]).
#[derive(Debug, Default)]
pub(crate) struct Graph {
    ops: Vec<Op>,
}

impl Graph {
    pub(crate) fn add(&mut self, op: Op) -> Input {
        self.ops.push(op);
        Input::Op { op: self.ops.len() - 1, output: 0 }
    }

    /// Fills in an operation whose attributes are known at the end only.
    pub(crate) fn replace(&mut self, id: OpId, kind: OpKind) {
        if let Some(op) = self.ops.get_mut(id) {
            op.kind = kind;
        }
    }

    /// The operations under `roots` as the plan lists them: depth first, each after what it stands on, equal ones once;
    /// and for each operation made its place in the list.
    pub(crate) fn finish(
        mut self,
        root: Input,
        default_platform: &Rc<Platform>,
    ) -> (Vec<Op>, Vec<Option<OpId>>) {
        let mut done = Finished { place: vec![None; self.ops.len()], ..Default::default() };
        for id in self.order(root) {
            let mut op = std::mem::replace(&mut self.ops[id], Op::new(OpKind::Merge(Vec::new()), ""));
            op.each_input(&mut |input| done.relocate(input));
            if op.platform.is_none() && matches!(op.kind, OpKind::Exec(_)) {
                op.platform = Some(default_platform.clone());
            }
            op.inputs = inputs_of(&op.kind);
            done.place[id] = Some(done.add(op));
        }
        done.number_groups();
        (done.ops, done.place)
    }

    /// Depth-first order without recursion: a chain of operations may be very long.
    fn order(&self, root: Input) -> Vec<OpId> {
        let mut order = Vec::new();
        let mut seen = vec![false; self.ops.len()];
        let mut stack: Vec<(OpId, Vec<OpId>)> = Vec::new();
        let below = |id: OpId| visits(&self.ops[id].kind);
        if let Input::Op { op, .. } = root {
            seen[op] = true;
            stack.push((op, below(op)));
        }
        while let Some((id, rest)) = stack.last_mut() {
            match rest.pop() {
                Some(next) if seen[next] => {}
                Some(next) => {
                    seen[next] = true;
                    stack.push((next, below(next)));
                }
                None => {
                    order.push(*id);
                    stack.pop();
                }
            }
        }
        order
    }
}

/// Operations in their final order.
#[derive(Default)]
struct Finished {
    ops: Vec<Op>,
    place: Vec<Option<OpId>>,
    same: HashMap<u64, Vec<OpId>>,
}

impl Finished {
    fn relocate(&self, input: &mut Input) {
        if let Input::Op { op, output } = *input {
            *input = match self.place.get(op).copied().flatten() {
                Some(op) => Input::Op { op, output },
                None => Input::Scratch,
            };
        }
    }

    /// Adds `op`, or lays what is known of it over an equal one: the later name wins, lines add up
    /// (`client/llb`, `mergeMetadata`).
    fn add(&mut self, op: Op) -> OpId {
        let mut hasher = DefaultHasher::new();
        (&op.kind, &op.platform).hash(&mut hasher);
        let same = self.same.entry(hasher.finish()).or_default();
        let ops = &mut self.ops;
        match same.iter().copied().find(|id| ops[*id].kind == op.kind && ops[*id].platform == op.platform) {
            Some(id) => {
                let known = &mut ops[id];
                known.name = op.name;
                if !op.command.is_empty() {
                    known.command = op.command;
                }
                known.lines.extend(op.lines);
                known.lines.sort_unstable();
                known.ignore_cache |= op.ignore_cache;
                known.progress_group = op.progress_group.or(known.progress_group.take());
                id
            }
            None => {
                same.push(ops.len());
                ops.push(op);
                ops.len() - 1
            }
        }
    }

    /// Numbers progress groups by the first operation of each.
    fn number_groups(&mut self) {
        let mut numbers: HashMap<usize, usize> = HashMap::new();
        for group in self.ops.iter_mut().filter_map(|op| op.progress_group.as_mut()) {
            let next = numbers.len();
            group.id = *numbers.entry(group.id).or_insert(next);
        }
    }
}

/// The operations to visit before this one, last first, as the stack wants them. A file operation is visited from its
/// last action back (`FileAction.allOutputs`).
fn visits(kind: &OpKind) -> Vec<OpId> {
    let mut ids: Vec<OpId> = Vec::new();
    let mut visit = |input: Input| {
        if let Input::Op { op, .. } = input {
            ids.push(op);
        }
    };
    match kind {
        OpKind::Source(_) => {}
        OpKind::Exec(exec) => exec.mounts.iter().filter_map(|mount| mount.from).for_each(visit),
        OpKind::Merge(inputs) => inputs.iter().copied().for_each(visit),
        OpKind::File(file) => {
            let base = file.actions.first().map_or(Input::Scratch, FileAction::base);
            visit(base);
            for action in file.actions.iter().rev() {
                if let FileAction::Copy(copy) = action {
                    visit(copy.from);
                }
            }
        }
    }
    ids.reverse();
    ids
}

/// Inputs as BuildKit lists them: each once, but for a merge.
fn inputs_of(kind: &OpKind) -> Vec<Input> {
    let mut inputs: Vec<Input> = Vec::new();
    let mut add = |input: Input| {
        if matches!(input, Input::Op { .. }) && !inputs.contains(&input) {
            inputs.push(input);
        }
    };
    match kind {
        OpKind::Source(_) => {}
        OpKind::Exec(exec) => exec.mounts.iter().filter_map(|mount| mount.from).for_each(add),
        OpKind::Merge(all) => return all.clone(),
        OpKind::File(file) => {
            for action in &file.actions {
                add(action.base());
                if let FileAction::Copy(copy) = action {
                    add(copy.from);
                }
            }
        }
    }
    inputs
}

impl FileAction {
    /// The tree it changes.
    pub fn base(&self) -> Input {
        match self {
            FileAction::Copy(copy) => copy.base,
            FileAction::Mkdir(mkdir) => mkdir.base,
            FileAction::Mkfile(mkfile) => mkfile.base,
        }
    }
}

impl Op {
    /// An operation shown as `name`, with nothing else said about it.
    pub(crate) fn new(kind: OpKind, name: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            command: "".into(),
            inputs: Vec::new(),
            platform: None,
            lines: Vec::new(),
            ignore_cache: false,
            progress_group: None,
        }
    }

    /// Calls `change` with every input in the operation.
    fn each_input(&mut self, change: &mut impl FnMut(&mut Input)) {
        match &mut self.kind {
            OpKind::Source(_) => {}
            OpKind::Exec(exec) => exec.mounts.iter_mut().filter_map(|m| m.from.as_mut()).for_each(change),
            OpKind::Merge(inputs) => inputs.iter_mut().for_each(change),
            OpKind::File(file) => file.actions.iter_mut().for_each(|action| action.each_input(change)),
        }
    }
}

impl FileAction {
    fn each_input(&mut self, change: &mut impl FnMut(&mut Input)) {
        let owner = match self {
            FileAction::Copy(copy) => {
                change(&mut copy.base);
                change(&mut copy.from);
                &mut copy.owner
            }
            FileAction::Mkdir(mkdir) => {
                change(&mut mkdir.base);
                &mut mkdir.owner
            }
            FileAction::Mkfile(mkfile) => {
                change(&mut mkfile.base);
                &mut mkfile.owner
            }
        };
        let Some(Owner { user, group }) = owner else { return };
        for one in [user, group].into_iter().flatten() {
            if let UserRef::Name { from, .. } = one {
                change(from);
            }
        }
    }
}
