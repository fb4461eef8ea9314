//! ARG: build arguments with their defaults (`dispatchArg`).

use drydock_syntax::instruction::{Arg, ArgPair};

use crate::dispatch::Dispatch;
use crate::fault::Fault;
use crate::{ArgInfo, FactKind};

/// Arguments that steer attestations and are no part of the environment.
const NOT_IN_ENV: [&str; 2] = ["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"];

pub(super) fn dispatch(step: &mut Dispatch<'_, '_>, arg: &Arg) -> Result<(), Fault> {
    let mut text = String::from("ARG");
    for pair in &arg.args {
        let name = pair.name.text.as_str();
        step.note(pair.name.span, FactKind::Sets { instruction: "ARG", name: name.into() });
        let info = value_of(step, pair)?;
        text.push_str(&format!(" {name}"));
        if let Some(value) = &info.value {
            text.push_str(&format!("={value}"));
            if !NOT_IN_ENV.contains(&name) {
                step.draft.root.env.set_last(name, value);
            }
        }
        step.draft.declared.set(name, info.value.as_deref().unwrap_or(""));
        step.draft.args.push(info);
    }
    step.commit_plain(text);
    Ok(())
}

/// The value given on the command line, else the default, else that of the global ARG.
fn value_of(step: &mut Dispatch<'_, '_>, pair: &ArgPair) -> Result<ArgInfo, Fault> {
    let name = &pair.name.text;
    let mut info =
        ArgInfo { name: name.clone(), doc: pair.doc.clone(), lines: step.lines(), ..Default::default() };
    if let Some(value) = step.planner.request.build_args.get(name) {
        info.value = Some(value.clone());
    } else if let Some(default) = &pair.value {
        info.value = Some(step.expand(default)?);
    } else {
        info.value = step.planner.globals.get(name).map(str::to_string);
        info.inherited = info.value.is_some();
    }
    Ok(info)
}
