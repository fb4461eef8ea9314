//! VOLUME: paths that live outside the container's file system (`dispatchVolume`).

use drydock_syntax::instruction::Volume;

use crate::dispatch::Dispatch;
use crate::fault::{Code, Fault};

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, volume: &Volume) -> Result<(), Fault> {
    let paths: Vec<String> = volume.paths.iter().map(|path| step.expand(path)).collect::<Result<_, _>>()?;
    for (path, word) in paths.iter().zip(&volume.paths) {
        if path.is_empty() {
            return Err(Code::EmptyVolume.fault("VOLUME specified can not be an empty string").at(word.span));
        }
        step.draft.image.volumes.set(path, "");
    }
    step.commit_plain(format!("VOLUME [{}]", paths.join(" ")));
    Ok(())
}
