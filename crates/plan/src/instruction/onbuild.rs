//! ONBUILD: goes into the config as it is, without a trace in the history (`dispatchOnbuild`).

use std::rc::Rc;

use drydock_syntax::instruction::Onbuild;

use crate::dispatch::Dispatch;
use crate::fault::Fault;

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, onbuild: &Onbuild) -> Result<(), Fault> {
    Rc::make_mut(&mut step.draft.image.on_build).push(onbuild.expression.text.clone());
    Ok(())
}
