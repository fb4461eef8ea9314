//! Predicted sizes against measured ones: whole Dockerfiles, the text of which is all that a prediction sees.

mod measured;
mod summary;

pub use measured::{Measured, Row, predict, read};
pub use summary::{Summary, summaries};

use drydock_catalog::packages::Table;
use drydock_playground::BuildCache;

/// A cache that knows every package table and no build.
///
/// # Errors
/// When a table of the repository is broken.
pub fn cache() -> Result<BuildCache, String> {
    let load = |cache: BuildCache, table: &Table| cache.with_data(table.file(), table.built_in());
    Table::ALL.iter().try_fold(BuildCache::default(), load)
}
