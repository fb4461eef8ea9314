//! USER: who runs later RUNs and the container (`dispatchUser`).

use std::rc::Rc;

use drydock_syntax::instruction::User;

use crate::dispatch::Dispatch;
use crate::fault::Fault;

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, user: &User) -> Result<(), Fault> {
    let name: Rc<str> = step.expand(&user.user)?.into();
    step.draft.root.user = name.clone();
    step.draft.image.user = name.clone();
    step.commit_plain(format!("USER {name}"));
    Ok(())
}
