//! The build cache: what all past builds made, and the keys under which it is found again.

mod record;
mod store;

use std::any::{Any, TypeId};
use std::cell::{RefCell, RefMut};
use std::collections::HashMap;
use std::rc::Rc;

use drydock_catalog::packages::{Table, Tables};

pub use record::{PastBuild, PastOp, Record};
pub(crate) use store::{Fresh, Store, content_link, result_link, root_link};

use crate::{CatalogImages, ContextMemo, Digest, FileSystem};

/// Something that follows from what its key stands for.
type Aside = (Digest, Rc<dyn Any>);

/// The build cache that a person owns: results of all past builds by their keys. A copy is cheap. The default is the
/// empty cache, as after a prune.
#[derive(Clone, Debug, Default)]
pub struct BuildCache {
    pub(crate) store: Rc<Store>,
    /// What the last evaluation worked out, so that the next one need not do it again. It never changes an answer.
    pub(crate) memo: Rc<RefCell<HashMap<Digest, Rc<Record>>>>,
    context: Rc<RefCell<ContextMemo>>,
    /// What callers worked out last of a result, one thing of each type.
    aside: Rc<RefCell<HashMap<TypeId, Aside>>>,
    images: Rc<CatalogImages>,
    tables: Rc<Tables>,
}

impl BuildCache {
    /// The catalogue as a registry, which remembers what it answered.
    pub fn images(&self) -> &CatalogImages {
        &self.images
    }

    /// The package tables that are loaded.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// An empty cache that takes from `tables` what it needs.
    pub fn with_tables(tables: Tables) -> BuildCache {
        BuildCache { tables: Rc::new(tables), ..BuildCache::default() }
    }

    /// An empty cache that knows one package table more: `file` is one of the names that an evaluation says it misses,
    /// `bytes` what it holds. Builds made without the table are to be made again, so that their sizes follow from it.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn with_data(&self, file: &str, bytes: &[u8]) -> Result<BuildCache, String> {
        let table = Table::of_file(file).ok_or_else(|| format!("no package table is named {file}"))?;
        let mut tables = Tables::clone(&self.tables);
        tables.load(table, bytes)?;
        Ok(BuildCache { tables: Rc::new(tables), ..self.pruned() })
    }

    /// The cache without any build; what is known of the outside world stays.
    pub fn pruned(&self) -> BuildCache {
        BuildCache { images: self.images.clone(), tables: self.tables.clone(), ..BuildCache::default() }
    }

    /// What the last evaluation worked out of the context.
    pub fn context_memo(&self) -> RefMut<'_, ContextMemo> {
        self.context.borrow_mut()
    }

    /// What `make` gives, or what it gave the last time when that was for the same `key`. The key must stand for all
    /// that `make` looks at.
    pub fn remember<T: Clone + 'static>(&self, key: Digest, make: impl FnOnce() -> T) -> T {
        let kind = TypeId::of::<T>();
        let known =
            self.aside.borrow().get(&kind).filter(|(of, _)| *of == key).map(|(_, known)| known.clone());
        if let Some(known) = known.as_deref().and_then(<dyn Any>::downcast_ref::<T>) {
            return known.clone();
        }
        let made = make();
        self.aside.borrow_mut().insert(kind, (key, Rc::new(made.clone())));
        made
    }

    /// What the builder has of the context since the last build.
    pub fn synced(&self) -> Option<&FileSystem> {
        self.store.synced.as_ref()
    }

    /// The same for a build of another folder: a builder keeps what it was sent of each folder apart.
    pub fn without_context(&self) -> BuildCache {
        let mut store = Store::clone(&self.store);
        store.synced = None;
        BuildCache { store: Rc::new(store), ..self.clone() }
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
            aside: self.aside.clone(),
            images: self.images.clone(),
            tables: self.tables.clone(),
        }
    }
}
