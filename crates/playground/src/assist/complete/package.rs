//! Names of packages, from the tables that are loaded.

use drydock_catalog::packages::Table;
use drydock_catalog::{Reference, find_image};
use drydock_plan::Base;

use super::cursor::Cursor;
use super::{MANY, choice};
use crate::assist::Completion;
use crate::assist::reading::Reading;

/// Packages that the command at the place can install and whose names go on from `typed`.
pub(super) fn packages(reading: &Reading<'_>, cursor: &Cursor<'_>, typed: &str) -> Vec<Completion> {
    if typed.is_empty() || typed.starts_with('-') {
        return Vec::new();
    }
    let operator = |word: &&str| matches!(*word, "&&" | "||" | ";" | "|" | "&") || word.ends_with(';');
    let all: Vec<&str> = cursor.operands().collect();
    let start = all.iter().rposition(operator).map_or(0, |at| at + 1);
    let command: Vec<&str> = all.iter().skip(start).copied().filter(|word| !word.starts_with('-')).collect();
    let mut names = match command.as_slice() {
        ["apt-get" | "apt", "install", ..] => debian(reading, cursor, typed),
        ["pip" | "pip3", "install", ..] | ["python" | "python3", "pip", "install", ..] => pip(reading, typed),
        ["npm", "install" | "i" | "add", ..] => npm(reading, typed),
        _ => Vec::new(),
    };
    names.sort();
    names.into_iter().take(MANY).map(|name| choice(name, "package", "")).collect()
}

fn debian(reading: &Reading<'_>, cursor: &Cursor<'_>, typed: &str) -> Vec<String> {
    let table = if release(reading, cursor).ends_with("12") { Table::Bookworm } else { Table::Trixie };
    let Ok(table) = reading.cache.tables().debian(table) else { return Vec::new() };
    table.starting_with(typed).map(str::to_owned).collect()
}

/// The system that the stage stands on, as the catalogue has it: `debian 12`.
fn release(reading: &Reading<'_>, cursor: &Cursor<'_>) -> String {
    let mut stage = reading.stage_at(cursor.span.start as usize);
    while let Some(found) = stage.and_then(|index| reading.plan.stages.get(index)) {
        match &found.base {
            Base::Stage(base) => stage = Some(*base),
            Base::Image { reference, .. } => {
                let record = Reference::parse(reference).ok().and_then(|reference| find_image(&reference));
                return record.map(|(record, _)| record.os).unwrap_or_default();
            }
            _ => break,
        }
    }
    String::new()
}

fn pip(reading: &Reading<'_>, typed: &str) -> Vec<String> {
    let Ok(table) = reading.cache.tables().pip() else { return Vec::new() };
    table.starting_with(typed).map(str::to_owned).collect()
}

fn npm(reading: &Reading<'_>, typed: &str) -> Vec<String> {
    let Ok(table) = reading.cache.tables().npm() else { return Vec::new() };
    table.starting_with(typed).map(str::to_owned).collect()
}
