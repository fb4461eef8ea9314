//! What was dropped on the page: files, and folders with all that is below them.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Promise};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

use super::folder::{Entry, Progress};
use crate::texts::context as texts;

/// So many files are asked for at once.
const AT_ONCE: usize = 200;

/// What was dropped. Must be asked while the event lasts: afterwards the browser forgets it.
pub fn dropped(data: &DataTransfer) -> Vec<FileSystemEntry> {
    let items = data.items();
    let entry = |at| items.get(at)?.webkit_get_as_entry().ok().flatten();
    (0..items.length()).filter_map(entry).collect()
}

/// All files below `roots`, with paths below the one folder where it is one, else below the drop. `told` hears how
/// many were found; `None` once `stop` is set.
pub async fn files(
    roots: Vec<FileSystemEntry>,
    told: &impl Fn(Progress),
    stop: &Rc<Cell<bool>>,
) -> Option<Vec<Entry>> {
    let single = matches!(roots.as_slice(), [only] if only.is_directory());
    let mut found: Vec<FileSystemFileEntry> = Vec::new();
    let mut folders: Vec<FileSystemDirectoryEntry> = Vec::new();
    sort_in(roots, &mut found, &mut folders);
    while let Some(folder) = folders.pop() {
        let reader = folder.create_reader();
        loop {
            let batch = JsFuture::from(Promise::new(&mut |resolve, reject| {
                // A refusal comes through `reject`.
                let _ = reader.read_entries_with_callback_and_callback(&resolve, &reject);
            }));
            let Ok(batch) = batch.await else { break };
            let batch: Vec<FileSystemEntry> =
                Array::from(&batch).iter().map(JsCast::unchecked_into).collect();
            if batch.is_empty() {
                break;
            }
            sort_in(batch, &mut found, &mut folders);
            told(Progress { doing: texts::FINDING_FILES, done: found.len(), total: 0 });
            if stop.get() {
                return None;
            }
        }
    }
    let mut entries = Vec::with_capacity(found.len());
    for batch in found.chunks(AT_ONCE) {
        told(Progress { doing: texts::FINDING_FILES, done: entries.len(), total: found.len() });
        let asked: Array = batch.iter().map(file).collect();
        let files = JsFuture::from(Promise::all_settled(&asked)).await.ok()?;
        for (entry, settled) in batch.iter().zip(Array::from(&files).iter()) {
            let value = js_sys::Reflect::get(&settled, &"value".into()).ok();
            if let Some(file) = value.and_then(|value| value.dyn_into::<File>().ok()) {
                entries.push((path(entry, single), file));
            }
        }
        if stop.get() {
            return None;
        }
    }
    Some(entries)
}

fn sort_in(
    entries: Vec<FileSystemEntry>,
    files: &mut Vec<FileSystemFileEntry>,
    folders: &mut Vec<FileSystemDirectoryEntry>,
) {
    for entry in entries {
        if entry.is_directory() {
            folders.push(entry.unchecked_into());
        } else {
            files.push(entry.unchecked_into());
        }
    }
}

fn file(entry: &FileSystemFileEntry) -> Promise {
    Promise::new(&mut |resolve, reject| entry.file_with_callback_and_callback(&resolve, &reject))
}

fn path(entry: &FileSystemFileEntry, single: bool) -> String {
    let path = entry.full_path();
    let path = path.trim_start_matches('/');
    match path.split_once('/') {
        Some((_, below)) if single => below.to_owned(),
        _ => path.to_owned(),
    }
}
