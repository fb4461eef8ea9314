//! CMD: the default command (`dispatchCmd`).

use drydock_syntax::instruction::Cmd;

use super::{command_words, note_replaced};
use crate::dispatch::Dispatch;
use crate::fault::Fault;
use crate::go::quote::quote_list;

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, cmd: &Cmd) -> Result<(), Fault> {
    let place = step.place();
    let earlier = step.draft.cmd.replace(place);
    note_replaced(step, earlier);
    let words = command_words(step, &cmd.command);
    let text = format!("CMD {}", quote_list(words.as_deref().unwrap_or_default()));
    step.draft.image.cmd = words.map(Into::into);
    step.draft.image.args_escaped = true;
    step.commit_plain(text);
    Ok(())
}
