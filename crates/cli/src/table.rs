//! Rows in columns.

use std::io::{self, Write};

/// Cells by row; columns are as wide as their widest cell, numbers (the columns in `right`) end flush.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
    right: &'static [usize],
    indent: &'static str,
}

impl Table {
    /// A table without rows.
    pub(crate) fn new(indent: &'static str, right: &'static [usize]) -> Self {
        Self { rows: Vec::new(), right, indent }
    }

    /// Adds a row.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.into());
    }

    /// Prints all rows.
    pub(crate) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|column| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max())
            .map(Option::unwrap_or_default)
            .collect();
        for row in &self.rows {
            let mut line = self.indent.to_owned();
            for (column, (cell, wide)) in row.iter().zip(&widths).enumerate() {
                let space = " ".repeat(wide.saturating_sub(width(cell)));
                let (before, after) =
                    if self.right.contains(&column) { (&*space, "") } else { ("", &*space) };
                line.extend([before, cell, after, "  "]);
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// The first line of `text`, at most `width` characters of it.
pub(crate) fn shorten(text: &str, width: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    let whole = line.len() == text.trim_end().len() && line.chars().count() <= width;
    if whole {
        return line.to_owned();
    }
    let head: String = line.chars().take(width.saturating_sub(1)).collect();
    format!("{head}…")
}
