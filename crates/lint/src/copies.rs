//! What a step takes out of the build context.

use drydock_plan::{CopyAction, FileAction, Input, OpKind, Plan, Step};

/// The copies of a step that read the build context.
pub(crate) fn context_copies<'a>(plan: &'a Plan, step: &'a Step) -> impl Iterator<Item = &'a CopyAction> {
    copies(plan, step).filter(|copy| is_context(plan, copy.from))
}

/// All copies of a step.
pub(crate) fn copies<'a>(plan: &'a Plan, step: &'a Step) -> impl Iterator<Item = &'a CopyAction> {
    let ops = step.ops.iter().filter_map(|op| plan.ops.get(*op));
    let actions = ops.flat_map(|op| match &op.kind {
        OpKind::File(file) => file.actions.as_slice(),
        _ => &[],
    });
    actions.filter_map(|action| match action {
        FileAction::Copy(copy) => Some(&**copy),
        _ => None,
    })
}

fn is_context(plan: &Plan, from: Input) -> bool {
    let Input::Op { op, .. } = from else { return false };
    let source = plan.ops.get(op).map(|op| &op.kind);
    matches!(source, Some(OpKind::Source(source)) if source.identifier == "local://context")
}

/// True for a copy of everything.
pub(crate) fn is_whole(copy: &CopyAction) -> bool {
    copy.include.is_empty() && drydock_builder::clean(&copy.src) == "/"
}
