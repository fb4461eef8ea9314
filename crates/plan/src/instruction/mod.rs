//! What each instruction means, one file each (`dispatch` of `convert.go`). How an instruction is read stands under the
//! same name in the syntax crate.

mod add;
mod arg;
mod cmd;
mod copy;
mod entrypoint;
mod env;
mod expose;
mod healthcheck;
mod label;
mod maintainer;
mod mount;
mod onbuild;
mod run;
mod shell;
mod stopsignal;
mod user;
mod volume;
mod workdir;

use drydock_syntax::instruction::{Kind, Pair};

use crate::FactKind;
use crate::dispatch::Dispatch;
use crate::fault::Fault;

pub(crate) use workdir::fault as workdir_fault;

pub(crate) fn dispatch(step: &mut Dispatch<'_, '_>) -> Result<(), Fault> {
    let instruction = step.instruction;
    match &instruction.kind {
        Kind::Add(add) => add::dispatch(step, add),
        Kind::Arg(arg) => arg::dispatch(step, arg),
        Kind::Cmd(cmd) => cmd::dispatch(step, cmd),
        Kind::Copy(copy) => copy::dispatch(step, copy),
        Kind::Entrypoint(entrypoint) => entrypoint::dispatch(step, entrypoint),
        Kind::Env(env) => env::dispatch(step, env),
        Kind::Expose(expose) => expose::dispatch(step, expose),
        Kind::Healthcheck(healthcheck) => healthcheck::dispatch(step, healthcheck),
        Kind::Label(label) => label::dispatch(step, label),
        Kind::Maintainer(maintainer) => maintainer::dispatch(step, maintainer),
        Kind::Onbuild(onbuild) => onbuild::dispatch(step, onbuild),
        Kind::Run(run) => run::dispatch(step, run),
        Kind::Shell(shell) => shell::dispatch(step, shell),
        Kind::Stopsignal(signal) => stopsignal::dispatch(step, signal),
        Kind::User(user) => user::dispatch(step, user),
        Kind::Volume(volume) => volume::dispatch(step, volume),
        Kind::Workdir(workdir) => workdir::dispatch(step, workdir),
    }
}

/// Expands names and values of ENV or LABEL, all with the values that hold before the instruction.
fn expand_pairs(step: &mut Dispatch<'_, '_>, pairs: &[Pair]) -> Result<Vec<(String, String)>, Fault> {
    pairs.iter().map(|pair| Ok((step.expand(&pair.name)?, step.expand(&pair.value)?))).collect()
}

/// Notes the old form without an equals sign.
fn note_old_form(step: &mut Dispatch<'_, '_>, pair: &Pair) {
    if pair.no_delim {
        let keyword = step.instruction.keyword.text.clone();
        step.note(pair.name.span.cover(pair.value.span), FactKind::OldForm { keyword });
    }
}

/// What a CMD or ENTRYPOINT runs: the words, or the shell and the text.
fn command_words(
    step: &mut Dispatch<'_, '_>,
    command: &drydock_syntax::instruction::CommandLine,
) -> Option<Vec<String>> {
    let words: Option<Vec<String>> =
        command.words.as_ref().map(|words| words.iter().map(|word| word.text.clone()).collect());
    if !command.prepend_shell {
        return words;
    }
    if step.draft.image.shell.is_empty() {
        let keyword = step.instruction.keyword.text.clone();
        let span = step.instruction.span;
        step.note(span, FactKind::ShellForm { keyword });
    }
    let mut all = step.draft.shell().to_vec();
    all.push(words.unwrap_or_default().join(" "));
    Some(all)
}

/// Notes that the instruction replaces an earlier one of its kind in the stage.
fn note_replaced(step: &mut Dispatch<'_, '_>, earlier: Option<crate::draft::Place>) {
    if let Some(earlier) = earlier {
        let keyword = step.instruction.keyword.text.clone();
        let by = step.instruction.span;
        step.note_at(earlier, FactKind::Replaced { keyword, by });
    }
}
