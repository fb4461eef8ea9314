//! WORKDIR: the directory of later instructions and of the container (`dispatchWorkdir`).

use drydock_syntax::instruction::Workdir;

use super::copy::owner;
use crate::dispatch::Dispatch;
use crate::fault::{Code, Fault};
use crate::history::Text;
use crate::{FactKind, FileAction, FileOp, MkdirAction, Op, OpKind, paths};

pub(crate) fn fault(error: String) -> Fault {
    Code::BadPath.fault(format!("normalizing workdir: {error}"))
}

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, workdir: &Workdir) -> Result<(), Fault> {
    let path = step.expand(&workdir.path)?;
    let os = step.draft.os().to_string();
    if !step.draft.workdir_set && !paths::is_abs(&path, &os) {
        step.note(workdir.path.span, FactKind::RelativeWorkdir { path: path.clone() });
    }
    step.draft.workdir_set = true;
    let dir = paths::normalize_workdir(&step.draft.image.workdir, &path, &os)
        .map_err(|error| fault(error).at(workdir.path.span))?;
    step.draft.image.workdir = dir.as_str().into();
    let dir = paths::to_slash(&dir, &os);
    step.draft.root.dir = dir.as_str().into();
    let makes_layer = dir != "/";
    if makes_layer {
        make_directory(step, &dir);
    }
    step.commit(Text::Plain(format!("WORKDIR {dir}")), makes_layer);
    Ok(())
}

fn make_directory(step: &mut Dispatch<'_, '_>, dir: &str) {
    let base = step.draft.root.output;
    let user = step.draft.image.user.clone();
    let mkdir = MkdirAction {
        base,
        path: crate::go::path::clean(dir),
        mode: 0o755,
        parents: true,
        owner: (!user.is_empty()).then(|| owner(&user, base)),
        timestamp: step.planner.epoch.map(|seconds| seconds.saturating_mul(1_000_000_000)),
        output: true,
    };
    let shown = step.shown(step.instruction.source.trim(), step.env(), step.planner.lex());
    let platform = step.platform();
    let name = step.numbered(&shown, Some(&platform));
    let file = FileOp { actions: vec![FileAction::Mkdir(mkdir)] };
    step.draft.root.output = step.add_op(Op::new(OpKind::File(file), name));
}
