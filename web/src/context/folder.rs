//! Reads a folder of the person's own machine into a context, piece by piece so that the page stays alive, and only as
//! far as needed: of most files the size is enough. Nothing leaves the browser.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::texts::context as texts;
use drydock_builder::{Content, ContentKind, Context, ContextFile, ContextFileKind, Digest};
use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// So many files are placed before the page gets its turn.
const PIECE: usize = 1000;
/// Files up to this size are read at once, as long as all of them together stay within [`READ_TOTAL`] and
/// [`READ_FILES`]; of others the size stands in, and they are read when they are opened.
const READ_BYTES: f64 = 64.0 * 1024.0;
const READ_TOTAL: f64 = 16e6;
const READ_FILES: usize = 3000;

/// A file with its path below the folder.
pub type Entry = (String, File);

/// Files that were not read, by what stands for their bytes.
pub type Unread = HashMap<Digest, File>;

/// How far reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// What is done now, in a word.
    pub doing: &'static str,
    /// How many files of [`Progress::total`] that is done for.
    pub done: usize,
    /// How many there are; 0 while nobody knows.
    pub total: usize,
}

/// A folder that was read.
pub struct Folder {
    /// Its files.
    pub context: Context,
    /// Those of which only the size is known.
    pub unread: Unread,
    /// Paths that a context cannot hold.
    pub refused: Vec<String>,
}

/// Reads `entries`; `told` hears how far it is. `None` once `stop` is set.
pub async fn read(entries: Vec<Entry>, told: impl Fn(Progress), stop: Rc<Cell<bool>>) -> Option<Folder> {
    let total = entries.len();
    let mut folder = Folder { context: Context::new(), unread: Unread::new(), refused: Vec::new() };
    for (at, (path, file)) in entries.iter().enumerate() {
        if at % PIECE == 0 {
            told(Progress { doing: texts::LISTING_FILES, done: at, total });
            TimeoutFuture::new(0).await;
            if stop.get() {
                return None;
            }
        }
        folder.place(path, file);
    }
    let wanted = wanted(&entries);
    for (at, (path, file)) in wanted.iter().enumerate() {
        if at % 50 == 0 {
            told(Progress { doing: texts::READING_FILES, done: at, total: wanted.len() });
            TimeoutFuture::new(0).await;
            if stop.get() {
                return None;
            }
        }
        folder.fill(path, file).await;
    }
    Some(folder)
}

/// The files to read at once: those that say how to build first, then the smallest. Each is asked for its size once:
/// the browser may look at the disk for that.
fn wanted(entries: &[Entry]) -> Vec<&Entry> {
    let sized = entries.iter().map(|entry| (entry.1.size(), entry));
    let mut small: Vec<(f64, &Entry)> = sized.filter(|(size, _)| *size <= READ_BYTES).collect();
    small.sort_by(|(x, (a, _)), (y, (b, _))| {
        let key = |path: &str| (rank(path), path.matches('/').count());
        key(a).cmp(&key(b)).then(x.total_cmp(y))
    });
    let mut left = READ_TOTAL;
    let fits = |(size, _): &(f64, &Entry)| {
        left -= size;
        left >= 0.0
    };
    small.into_iter().take(READ_FILES).take_while(fits).map(|(_, entry)| entry).collect()
}

/// Files that decide what a build does come before others.
fn rank(path: &str) -> u8 {
    let name = path.rsplit('/').next().unwrap_or(path);
    let says = name.contains("ockerfile")
        || name.contains("ontainerfile")
        || name.ends_with("ignore")
        || ["package.json", "package-lock.json", "requirements.txt", "pyproject.toml", "go.mod"]
            .contains(&name);
    u8::from(!says)
}

impl Folder {
    /// Puts a file in its place by its size alone.
    fn place(&mut self, path: &str, file: &File) {
        let size = file.size() as u64;
        let changed = file.last_modified();
        let stands_in = Digest::of(format!("{path}\0{size}\0{changed}").as_bytes());
        let entry = ContextFile::new(Content::known(size, stands_in)).with_mtime((changed / 1000.0) as i64);
        match self.context.set(path, entry) {
            Ok(()) => drop(self.unread.insert(stands_in, file.clone())),
            Err(_) => self.refused.push(path.to_owned()),
        }
    }

    /// Reads a file that was placed; one that cannot be read stays as it is.
    async fn fill(&mut self, path: &str, file: &File) {
        let Some(entry) = self.context.get(path) else { return };
        let Some(stands_in) = stands_in(&entry) else { return };
        if let Some(content) = content(file).await {
            let read = ContextFile { kind: ContextFileKind::File(content), ..entry };
            if self.context.set(path, read).is_ok() {
                self.unread.remove(&stands_in);
            }
        }
    }
}

/// What stands for the bytes of a file that was not read.
pub fn stands_in(file: &ContextFile) -> Option<Digest> {
    match &file.kind {
        ContextFileKind::File(content) => match content.kind() {
            ContentKind::Known { identity, .. } => Some(*identity),
            _ => None,
        },
        _ => None,
    }
}

/// The bytes of a file of the person's machine; `None` when the browser cannot read it any more.
pub async fn content(file: &File) -> Option<Content> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Content::bytes(Uint8Array::new(buffer.unchecked_ref()).to_vec()))
}
