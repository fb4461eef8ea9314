//! What stages are built on: which layers the final image has, and where a chain of stages begins.

use drydock_plan::{Base, Plan};

/// For each stage whether its layers are in the final image: the target, and what it is built on.
pub(crate) fn in_image(plan: &Plan) -> Vec<bool> {
    let mut kept = vec![false; plan.stages.len()];
    let mut next = plan.target;
    while let Some((stage, kept)) = next.and_then(|at| Some((plan.stages.get(at)?, kept.get_mut(at)?))) {
        *kept = true;
        next = match stage.base {
            Base::Stage(base) if base < stage.index => Some(base),
            _ => None,
        };
    }
    kept
}

/// For each stage the one where its chain of stages begins: the FROM there names an image, or `scratch`.
pub(crate) fn roots(plan: &Plan) -> Vec<usize> {
    let mut roots: Vec<usize> = Vec::with_capacity(plan.stages.len());
    for (at, stage) in plan.stages.iter().enumerate() {
        let below = if let Base::Stage(base) = stage.base { roots.get(base).copied() } else { None };
        roots.push(below.unwrap_or(at));
    }
    roots
}
