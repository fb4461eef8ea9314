use std::cell::OnceCell;
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
    bookworm: Slot<Debian>,
    trixie: Slot<Debian>,
    pip: Slot<Pip>,
    npm: Slot<Npm>,
    bytes: Option<fn(Table) -> &'static [u8]>,
}

/// A table, once it is read.
type Slot<T> = OnceCell<Rc<T>>;

impl Tables {
    /// Every table there is, each read when it is first asked for. For programs that carry them:
    /// `Tables::on_demand(Table::built_in)`.
    pub fn on_demand(bytes: fn(Table) -> &'static [u8]) -> Self {
        Self { bytes: Some(bytes), ..Self::default() }
    }

    /// Reads `bytes`, a file of [`Table::file`]'s name, and keeps the table.
    ///
    /// # Errors
    /// Says what is not of the table's form; nothing changes then.
    pub fn load(&mut self, table: Table, bytes: &[u8]) -> Result<(), String> {
        match table {
            Table::Bookworm => self.bookworm = slot(table, Debian::parse(bytes))?,
            Table::Trixie => self.trixie = slot(table, Debian::parse(bytes))?,
            Table::Pip => self.pip = slot(table, text(bytes).and_then(Pip::parse))?,
            Table::Npm => self.npm = slot(table, text(bytes).and_then(Npm::parse))?,
        }
        Ok(())
    }

    /// A Debian release; `Err` names its table when that is not loaded.
    ///
    /// # Errors
    /// The table to load.
    pub fn debian(&self, table: Table) -> Result<Rc<Debian>, Table> {
        let slot = if table == Table::Trixie { &self.trixie } else { &self.bookworm };
        self.get(slot, table, Debian::parse)
    }

    /// PyPI.
    ///
    /// # Errors
    /// The table to load.
    pub fn pip(&self) -> Result<Rc<Pip>, Table> {
        self.get(&self.pip, Table::Pip, |bytes| text(bytes).and_then(Pip::parse))
    }

    /// npm.
    ///
    /// # Errors
    /// The table to load.
    pub fn npm(&self) -> Result<Rc<Npm>, Table> {
        self.get(&self.npm, Table::Npm, |bytes| text(bytes).and_then(Npm::parse))
    }

    /// What `slot` holds, or what comes of the bytes at hand. Bytes that are not of the form count as missing: who loads
    /// the table then is told what is wrong with them.
    fn get<T>(
        &self,
        slot: &Slot<T>,
        table: Table,
        read: impl FnOnce(&[u8]) -> Result<T, String>,
    ) -> Result<Rc<T>, Table> {
        if let Some(known) = slot.get() {
            return Ok(known.clone());
        }
        let bytes = self.bytes.ok_or(table)?;
        let known = Rc::new(read(bytes(table)).map_err(|_| table)?);
        Ok(slot.get_or_init(|| known).clone())
    }
}

fn slot<T>(table: Table, read: Result<T, String>) -> Result<Slot<T>, String> {
    read.map(|known| Rc::new(known).into()).map_err(|error| format!("{}: {error}", table.file()))
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|error| error.to_string())
}
