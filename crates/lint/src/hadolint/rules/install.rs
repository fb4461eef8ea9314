//! What rules about package managers share.

use crate::hadolint::commands::Call;
use crate::hadolint::pass::{Hit, Running, after};

/// True for `pip install` and `python -m pip install`; every program counts whose name begins with `pip`, but pipenv.
pub(super) fn is_pip_install(call: &Call) -> bool {
    const MODULE: [&str; 3] = ["-m", "pip", "install"];
    let program = call.name.starts_with("pip") && !call.name.starts_with("pipenv");
    (program && call.arg(&["install"]).is_some())
        || (call.name.starts_with("python")
            && call.args.windows(3).any(|three| three.iter().zip(MODULE).all(|(arg, word)| arg.text == word)))
}

/// A command that asks: `-y` behind the first of `subcommands` keeps it from that.
pub(super) fn asks(call: &Call, subcommands: &[&str], message: &str) -> Hit {
    let edit = call.arg(subcommands).map(|arg| after(arg, " -y"));
    Hit::new(message).at(call.span).fix("Add `-y`", edit)
}

/// The first command that `installs` when none that `cleans` comes behind it; `clean` is the command that would.
pub(super) fn unclean(
    running: Running<'_>,
    installs: impl Fn(&Call) -> bool,
    cleans: impl Fn(&Call) -> bool,
    clean: &str,
) -> Option<Hit> {
    let script = running.script;
    let call = script.calls.iter().find(|call| installs(call))?;
    if script.in_order(&installs, &cleans) {
        return None;
    }
    // Only the first cleaning counts, so one that stands too early cannot be mended by another.
    let cleaned = script.calls.iter().any(&cleans);
    let hit = Hit::new(format!("No `{clean}` follows `{}` in this RUN", call.name)).at(call.span);
    Some(hit.fix("Clean up in this RUN", running.append(clean).filter(|_| !cleaned)))
}
