//! The build cache: what all past builds made, and the keys under which it is found again.

mod record;
mod store;

use std::cell::{RefCell, RefMut};
use std::collections::HashMap;
use std::rc::Rc;

pub use record::{PastBuild, PastOp, Record};
pub(crate) use store::{Fresh, Store, content_link, result_link, root_link};

use crate::{CatalogImages, ContextMemo, Digest, FileSystem};

/// The build cache that a person owns: results of all past builds by their keys. A copy is cheap. The default is the
/// empty cache, as after a prune.
#[derive(Clone, Debug, Default)]
pub struct BuildCache {
    pub(crate) store: Rc<Store>,
    /// What the last evaluation worked out, so that the next one need not do it again. It never changes an answer.
    pub(crate) memo: Rc<RefCell<HashMap<Digest, Rc<Record>>>>,
    context: Rc<RefCell<ContextMemo>>,
    images: Rc<CatalogImages>,
}

impl BuildCache {
    /// The catalogue as a registry, which remembers what it answered.
    pub fn images(&self) -> &CatalogImages {
        &self.images
    }

    /// What the last evaluation worked out of the context.
    pub fn context_memo(&self) -> RefMut<'_, ContextMemo> {
        self.context.borrow_mut()
    }

    /// What the builder has of the context since the last build.
    pub fn synced(&self) -> Option<&FileSystem> {
        self.store.synced.as_ref()
    }

    /// How many builds it remembers.
    pub fn builds(&self) -> u64 {
        self.store.builds
    }

    /// The last build.
    pub fn last(&self) -> Option<&Rc<PastBuild>> {
        self.store.last.as_ref()
    }

    /// The cache with what a build added.
    pub(crate) fn with(&self, fresh: Fresh, build: PastBuild) -> BuildCache {
        let mut store = Store::clone(&self.store);
        store.add(fresh, build);
        BuildCache {
            store: Rc::new(store),
            memo: Rc::default(),
            context: self.context.clone(),
            images: self.images.clone(),
        }
    }
}
