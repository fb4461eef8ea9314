//! ENV: environment of the build and of the container (`dispatchEnv`).

use std::rc::Rc;

use drydock_syntax::instruction::Env;

use super::{expand_pairs, note_old_form};
use crate::FactKind;
use crate::dispatch::Dispatch;
use crate::fault::Fault;

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, env: &Env) -> Result<(), Fault> {
    let pairs = expand_pairs(step, &env.pairs)?;
    let mut text = String::from("ENV");
    for (pair, (name, value)) in env.pairs.iter().zip(pairs) {
        note_old_form(step, pair);
        step.note(pair.name.span, FactKind::Sets { instruction: "ENV", name: name.as_str().into() });
        text.push_str(&format!(" {name}={value}"));
        let value: Rc<str> = value.into();
        step.draft.root.env.put_last(&name, value.clone());
        step.draft.image.env.put(&name, value);
    }
    step.commit_plain(text);
    Ok(())
}
