use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::{Debian, Npm, Pip};

/// A package table that can be loaded on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Debian 12.
    Bookworm,
    /// Debian 13.
    Trixie,
    /// PyPI, for CPython 3.12 on Linux.
    Pip,
    /// npm.
    Npm,
}

impl Table {
    /// Every table.
    pub const ALL: [Table; 4] = [Table::Bookworm, Table::Trixie, Table::Pip, Table::Npm];

    /// The file's name under `data/`, which is its address beside the page too.
    pub fn file(self) -> &'static str {
        match self {
            Table::Bookworm => "debian-bookworm.tsv",
            Table::Trixie => "debian-trixie.tsv",
            Table::Pip => "pip.tsv",
            Table::Npm => "npm.tsv",
        }
    }
}

/// The tables that are loaded, and the names of those somebody asked for in vain.
///
/// An evaluation without a table it needs answers with a wide range; the page then loads what is
/// [wanted](Tables::wanted) and evaluates again.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    bookworm: Option<Rc<Debian>>,
    trixie: Option<Rc<Debian>>,
    pip: Option<Rc<Pip>>,
    npm: Option<Rc<Npm>>,
    wanted: RefCell<BTreeSet<Table>>,
}

impl Tables {
    /// Reads `text` as `table` and keeps it.
    ///
    /// # Errors
    /// Names the line that is not of the table's form; nothing changes then.
    pub fn load(&mut self, table: Table, text: &str) -> Result<(), String> {
        match table {
            Table::Bookworm => self.bookworm = Some(Rc::new(Debian::parse(text)?)),
            Table::Trixie => self.trixie = Some(Rc::new(Debian::parse(text)?)),
            Table::Pip => self.pip = Some(Rc::new(Pip::parse(text)?)),
            Table::Npm => self.npm = Some(Rc::new(Npm::parse(text)?)),
        }
        self.wanted.borrow_mut().remove(&table);
        Ok(())
    }

    /// The Debian release `suite` (`bookworm`, `trixie`); `None` when it is not loaded or there is no table of it.
    pub fn debian(&self, suite: &str) -> Option<Rc<Debian>> {
        match suite {
            "bookworm" => self.take(&self.bookworm, Table::Bookworm),
            "trixie" => self.take(&self.trixie, Table::Trixie),
            _ => None,
        }
    }

    /// PyPI; `None` when it is not loaded.
    pub fn pip(&self) -> Option<Rc<Pip>> {
        self.take(&self.pip, Table::Pip)
    }

    /// npm; `None` when it is not loaded.
    pub fn npm(&self) -> Option<Rc<Npm>> {
        self.take(&self.npm, Table::Npm)
    }

    /// Tables that were asked for and are not loaded.
    pub fn wanted(&self) -> Vec<Table> {
        self.wanted.borrow().iter().copied().collect()
    }

    fn take<T>(&self, slot: &Option<Rc<T>>, table: Table) -> Option<Rc<T>> {
        if slot.is_none() {
            self.wanted.borrow_mut().insert(table);
        }
        slot.clone()
    }
}
