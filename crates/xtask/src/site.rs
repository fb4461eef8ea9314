//! Builds the static site.

use crate::{Result, process, setup, workspace};

/// Sets up what is missing and builds the site into `dist/`.
pub fn build() -> Result {
    setup::site()?;
    process::run("trunk", &["build", "--release"])?;
    println!("The site is in {}.", workspace::dist().display());
    Ok(())
}

/// Builds and serves anew at every change, until interrupted.
pub fn watch(port: u16) -> Result {
    setup::site()?;
    process::run("trunk", &["serve", "--address", "127.0.0.1", "--port", &port.to_string()])
}
