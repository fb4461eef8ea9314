//! Builds the static site.

use crate::{Result, process, setup, workspace};

/// Sets up what is missing and builds the site into `dist/`.
pub fn build() -> Result {
    setup::site()?;
    process::run("trunk", &["build", "--release"])?;
    println!("The site is in {}.", workspace::dist().display());
    Ok(())
}

/// Set for the hooks of a build without the optimiser.
pub const QUICK: &str = "DRYDOCK_QUICK";

/// Builds the whole site into `dist/` without the optimiser: much sooner, for journeys while one works on the page. What
/// it weighs says nothing.
pub fn quick() -> Result {
    setup::site()?;
    process::wait(process::command("trunk").args(["build", "--cargo-profile", "quick"]).env(QUICK, "1"))?;
    println!("The site, not optimised, is in {}.", workspace::dist().display());
    Ok(())
}

/// The whole page in one file, as it is named in `dist/`.
pub const SINGLE: &str = "drydock.html";

/// Builds the site, and says where its single file is and what it weighs.
pub fn single() -> Result {
    build()?;
    let path = workspace::dist().join(SINGLE);
    let size = std::fs::metadata(&path).map_err(|error| format!("{}: {error}", path.display()))?.len();
    println!("{}: {size} B, opens from a disk", path.display());
    let most = crate::size::SINGLE_FILE;
    if size <= most { Ok(()) } else { Err(format!("over its budget of {most} B")) }
}

/// Builds and serves anew at every change, until interrupted.
pub fn watch(port: u16) -> Result {
    setup::site()?;
    process::run("trunk", &["serve", "--address", "127.0.0.1", "--port", &port.to_string()])
}
