//! The build cache: what all past builds made, and the keys under which it is found again.

use std::rc::Rc;

use crate::CatalogImages;

/// The build cache that a person owns: results of all past builds by their keys. A copy is cheap. The default is the
/// empty cache, as after a prune.
#[derive(Clone, Debug, Default)]
pub struct BuildCache {
    images: Rc<CatalogImages>,
}

impl BuildCache {
    /// The catalogue as a registry, which remembers what it answered.
    pub fn images(&self) -> &CatalogImages {
        &self.images
    }
}
