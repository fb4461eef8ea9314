//! MAINTAINER: the author (`dispatchMaintainer`).

use drydock_syntax::instruction::Maintainer;

use crate::dispatch::Dispatch;
use crate::fault::Fault;

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, maintainer: &Maintainer) -> Result<(), Fault> {
    let author = &maintainer.maintainer.text;
    step.draft.image.author = author.as_str().into();
    step.commit_plain(format!("MAINTAINER {author}"));
    Ok(())
}
