//! The stages whose layers the final image has.

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
