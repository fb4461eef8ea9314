//! Runs other programs.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Result, setup, workspace};

/// A command in the top folder, with the tools that [`setup`] installs in front of PATH.
pub fn command(program: &str) -> Command {
    let found = find(program).unwrap_or_else(|| program.into());
    let mut command = Command::new(found);
    command.current_dir(workspace::root()).env("PATH", path());
    // trunk refuses to start with `NO_COLOR=1`.
    command.env_remove("NO_COLOR");
    command
}

/// Runs `program` with its output on the terminal.
pub fn run(program: &str, args: &[&str]) -> Result {
    wait(command(program).args(args))
}

/// Runs a prepared command with its output on the terminal.
pub fn wait(command: &mut Command) -> Result {
    let shown = show(command);
    eprintln!("» {shown}");
    let status = command.stdin(Stdio::null()).status().map_err(|error| format!("{shown}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("failed ({status}): {shown}")) }
}

/// What `program` prints, trimmed; `None` when it is missing or fails.
pub fn output(program: &str, args: &[&str]) -> Option<String> {
    let output = command(program).args(args).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The program called `name`, as the tools of [`setup`] and PATH have it.
pub fn find(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path()).map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// Where programs are looked for, in order.
pub fn folders() -> Vec<PathBuf> {
    let mut folders = setup::tool_folders();
    folders.extend(env::var_os("PATH").iter().flat_map(env::split_paths).collect::<Vec<_>>());
    folders.extend(setup::cargo_bin());
    folders
}

fn path() -> OsString {
    env::join_paths(folders()).unwrap_or_else(|_| env::var_os("PATH").unwrap_or_default())
}

fn show(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
