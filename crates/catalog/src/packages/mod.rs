//! Packages: what an install adds. Each table is a file of its own under `data/`, read only when a Dockerfile needs it.
//!
//! The sizes, the resolver and the formulas come from measured installs; how they were measured and how well they do
//! on runs that the model never saw stands in `data/sources/README.md`.

mod apk;
mod bytes;
mod debian;
mod generate;
mod npm;
mod pip;
mod tables;

pub use apk::{ApkPackage, apk_packages};
pub use debian::{Debian, DebianBase, DebianState, Known, PackageId, PackageSize};
pub use generate::{compact_apk, compact_debian, compact_npm, compact_pip};
pub use npm::{Npm, NpmInstall, NpmLocked, NpmPackage};
pub use pip::{Pip, PipPackage, PipRequirement, python_name};
pub use tables::{Table, Tables};
