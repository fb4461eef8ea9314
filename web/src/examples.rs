//! The examples that are one click away.

use drydock_playground::Project;
pub use drydock_playground::{Example, examples as all};

/// The project of the example `name`.
pub fn project(name: &str) -> Option<Project> {
    Example::find(name).map(Example::project)
}
