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

    /// The file's name under `crates/catalog/data/`, which is its address beside the page too.
    pub fn file(self) -> &'static str {
        match self {
            Table::Bookworm => "debian-bookworm.bin",
            Table::Trixie => "debian-trixie.bin",
            Table::Pip => "pip.tsv",
            Table::Npm => "npm.tsv",
        }
    }

    /// The table of this file name.
    pub fn of_file(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.file() == name)
    }

    /// The file's bytes, for programs that carry the tables with them. The page does not: it never calls this, so none
    /// of them is in its modules.
    pub fn built_in(self) -> &'static [u8] {
        match self {
            Table::Bookworm => include_bytes!("../../data/debian-bookworm.bin"),
            Table::Trixie => include_bytes!("../../data/debian-trixie.bin"),
            Table::Pip => include_bytes!("../../data/pip.tsv"),
            Table::Npm => include_bytes!("../../data/npm.tsv"),
        }
    }
}

/// The tables that are loaded. A copy is cheap.
///
/// An evaluation without a table it needs answers with a wide range and names the table; its host then loads that and
/// evaluates again.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    bookworm: Option<Rc<Debian>>,
    trixie: Option<Rc<Debian>>,
    pip: Option<Rc<Pip>>,
    npm: Option<Rc<Npm>>,
}

impl Tables {
    /// Every table there is.
    ///
    /// # Errors
    /// Names a line that is not of its table's form.
    pub fn all() -> Result<Self, String> {
        let mut tables = Self::default();
        Table::ALL.iter().try_for_each(|table| tables.load(*table, table.built_in()))?;
        Ok(tables)
    }

    /// Reads `bytes`, a file of [`Table::file`]'s name, and keeps the table.
    ///
    /// # Errors
    /// Says what is not of the table's form; nothing changes then.
    pub fn load(&mut self, table: Table, bytes: &[u8]) -> Result<(), String> {
        let named = |error: String| format!("{}: {error}", table.file());
        let text = || std::str::from_utf8(bytes).map_err(|error| named(error.to_string()));
        match table {
            Table::Bookworm => self.bookworm = Some(Rc::new(Debian::parse(bytes).map_err(named)?)),
            Table::Trixie => self.trixie = Some(Rc::new(Debian::parse(bytes).map_err(named)?)),
            Table::Pip => self.pip = Some(Rc::new(Pip::parse(text()?).map_err(named)?)),
            Table::Npm => self.npm = Some(Rc::new(Npm::parse(text()?).map_err(named)?)),
        }
        Ok(())
    }

    /// A Debian release; `Err` names its table when that is not loaded.
    ///
    /// # Errors
    /// The table to load.
    pub fn debian(&self, table: Table) -> Result<Rc<Debian>, Table> {
        let slot = if table == Table::Trixie { &self.trixie } else { &self.bookworm };
        slot.clone().ok_or(table)
    }

    /// PyPI.
    ///
    /// # Errors
    /// The table to load.
    pub fn pip(&self) -> Result<Rc<Pip>, Table> {
        self.pip.clone().ok_or(Table::Pip)
    }

    /// npm.
    ///
    /// # Errors
    /// The table to load.
    pub fn npm(&self) -> Result<Rc<Npm>, Table> {
        self.npm.clone().ok_or(Table::Npm)
    }
}
