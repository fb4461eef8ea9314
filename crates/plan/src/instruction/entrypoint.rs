//! ENTRYPOINT: the command a container always runs; takes an inherited CMD away (`dispatchEntrypoint`).

use drydock_syntax::instruction::Entrypoint;

use super::{command_words, note_replaced};
use crate::dispatch::Dispatch;
use crate::fault::Fault;
use crate::go::quote::quote_list;

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, entrypoint: &Entrypoint) -> Result<(), Fault> {
    let place = step.place();
    let earlier = step.draft.entrypoint.replace(place);
    note_replaced(step, earlier);
    let words = command_words(step, &entrypoint.command);
    let text = format!("ENTRYPOINT {}", quote_list(words.as_deref().unwrap_or_default()));
    step.draft.image.entrypoint = words.map(Into::into);
    if step.draft.cmd.is_none() {
        step.draft.image.cmd = None;
    }
    step.commit_plain(text);
    Ok(())
}
