//! SHELL: what the shell form runs with (`dispatchShell`).

use drydock_syntax::instruction::Shell;

use crate::dispatch::Dispatch;
use crate::fault::Fault;

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, shell: &Shell) -> Result<(), Fault> {
    let words: Vec<String> = shell.shell.iter().map(|word| word.text.clone()).collect();
    let text = format!("SHELL [{}]", words.join(" "));
    step.draft.image.shell = words.into();
    step.commit_plain(text);
    Ok(())
}
