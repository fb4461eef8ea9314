//! LABEL: metadata of the image (`dispatchLabel`).

use drydock_syntax::instruction::Label;

use super::{expand_pairs, note_old_form};
use crate::dispatch::Dispatch;
use crate::fault::Fault;

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, label: &Label) -> Result<(), Fault> {
    let pairs = expand_pairs(step, &label.pairs)?;
    let mut text = String::from("LABEL");
    for (pair, (name, value)) in label.pairs.iter().zip(pairs) {
        note_old_form(step, pair);
        step.draft.image.labels.set(&name, &value);
        text.push_str(&format!(" {name}={value}"));
    }
    step.commit_plain(text);
    Ok(())
}
