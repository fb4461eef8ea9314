//! STOPSIGNAL: what `docker stop` sends first (`dispatchStopSignal`).

use drydock_syntax::instruction::Stopsignal;

use crate::dispatch::Dispatch;
use crate::fault::{Code, Fault};
use crate::signal;

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, stopsignal: &Stopsignal) -> Result<(), Fault> {
    let name = step.expand(&stopsignal.signal)?;
    signal::validate(&name).map_err(|error| Code::BadSignal.fault(error).at(stopsignal.signal.span))?;
    step.draft.image.stop_signal = name.as_str().into();
    step.commit_plain(format!("STOPSIGNAL {name}"));
    Ok(())
}
