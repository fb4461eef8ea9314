//! Streams: what commands read and write, known byte by byte or not.

use std::cell::RefCell;
use std::rc::Rc;

use drydock_catalog::Size;

use crate::{Content, ContentKind, Digest, Hasher};

/// Texts longer than this are not held byte by byte.
pub(super) const MAX_TEXT: usize = 1 << 20;

/// Contents of at most this size get the fingerprint of their real bytes.
const MAX_FILL: u64 = 1 << 16;

/// `size` zero bytes. A large amount gets a fingerprint of its own kind, so that it costs nothing.
pub(super) fn zeros(size: u64) -> Content {
    if size <= MAX_FILL {
        return Content::fill(0, size);
    }
    let mut hasher = Hasher::new();
    hasher.write_str("zeros");
    hasher.write_u64(size);
    Content::known(size, hasher.finish())
}

/// The two one after the other.
pub(super) fn concat(first: &Content, second: &Content) -> Content {
    let mut output = Output::default();
    output.push(first);
    output.push(second);
    output.finish()
}

/// What a command wrote.
#[derive(Debug, Default)]
pub(super) struct Output {
    done: Vec<Content>,
    bytes: Vec<u8>,
}

impl Output {
    pub fn write(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub fn push(&mut self, content: &Content) {
        match content.as_bytes() {
            Some(bytes) if bytes.len() + self.bytes.len() <= MAX_TEXT => self.write(bytes),
            _ => {
                self.flush();
                self.done.push(content.clone());
            }
        }
    }

    fn flush(&mut self) {
        if !self.bytes.is_empty() {
            self.done.push(Content::bytes(std::mem::take(&mut self.bytes)));
        }
    }

    pub fn finish(mut self) -> Content {
        if self.done.is_empty() {
            return Content::bytes(self.bytes);
        }
        self.flush();
        match self.done.as_slice() {
            [one] => one.clone(),
            many => combine(many),
        }
    }
}

fn combine(parts: &[Content]) -> Content {
    let mut hasher = Hasher::new();
    let mut size = Size::exact(0, "");
    let mut exact = true;
    for part in parts {
        hasher.write_u64(part.len());
        hasher.write_digest(part.digest());
        exact &= !matches!(part.kind(), ContentKind::Estimated { .. });
        size = size.plus(&part.size("contents put together"));
    }
    match exact {
        true => Content::known(size.likely, hasher.finish()),
        false => Content::estimated(size, hasher.finish()),
    }
}

/// What a command may read.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// So much and no more.
    Content(Content),
    /// `/dev/zero`.
    Zeros,
    /// `/dev/urandom`, and what a filter makes of it.
    Random,
}

/// A descriptor that is read; shared between those who read from it in turn.
#[derive(Debug)]
pub(super) struct Reader {
    pub source: Source,
    /// Bytes of it that are read already.
    pub at: usize,
    /// True for a file, whose size can be asked.
    pub regular: bool,
}

/// Where a descriptor leads.
#[derive(Clone, Debug)]
pub(super) enum Fd {
    /// `/dev/null`.
    Null,
    /// The progress output; standard output of a container.
    Console,
    /// Standard error of a container.
    Errors,
    /// A pipe or a substitution.
    Pipe(Rc<RefCell<Output>>),
    /// A file that is written at its end.
    File(Rc<str>),
    /// Something that is read.
    Input(Rc<RefCell<Reader>>),
    /// `/dev/full`.
    Full,
}

impl Fd {
    /// A file opened to be read.
    pub fn file(source: Source) -> Self {
        Fd::Input(Rc::new(RefCell::new(Reader { source, at: 0, regular: true })))
    }

    pub fn input(source: Source) -> Self {
        Fd::Input(Rc::new(RefCell::new(Reader { source, at: 0, regular: false })))
    }
}

/// The open descriptors of a command.
#[derive(Clone, Debug)]
pub(super) struct Io {
    fds: Vec<(u32, Fd)>,
}

impl Io {
    /// Nothing to read, both outputs to the progress output.
    pub fn console() -> Self {
        Io { fds: vec![(0, Fd::Null), (1, Fd::Console), (2, Fd::Console)] }
    }

    /// Nothing to read, both outputs apart.
    pub fn terminal() -> Self {
        Self::console().with(2, Fd::Errors)
    }

    pub fn get(&self, number: u32) -> Option<&Fd> {
        self.fds.iter().find(|(fd, _)| *fd == number).map(|(_, fd)| fd)
    }

    pub fn set(&mut self, number: u32, fd: Fd) {
        self.close(number);
        self.fds.push((number, fd));
    }

    pub fn close(&mut self, number: u32) {
        self.fds.retain(|(fd, _)| *fd != number);
    }

    pub fn with(&self, number: u32, fd: Fd) -> Self {
        let mut io = self.clone();
        io.set(number, fd);
        io
    }

    /// What is left to read on standard input, which is empty afterwards.
    pub fn read_all(&self) -> Source {
        let Some(Fd::Input(reader)) = self.get(0) else { return Source::Content(Content::bytes(Vec::new())) };
        let mut reader = reader.borrow_mut();
        let rest = match &reader.source {
            Source::Content(content) => match content.as_bytes() {
                Some(bytes) => Content::bytes(bytes.get(reader.at..).unwrap_or_default().to_vec()),
                None if reader.at == 0 => content.clone(),
                None => Content::bytes(Vec::new()),
            },
            endless => return endless.clone(),
        };
        reader.at = usize::MAX;
        Source::Content(rest)
    }

    /// True when standard input is a file, whose size can be asked.
    pub fn reads_file(&self) -> bool {
        matches!(self.get(0), Some(Fd::Input(reader)) if reader.borrow().regular)
    }

    /// The next line without its end, and true when it had one; `Err` when what is read is not known.
    pub fn read_line(&self) -> Result<Option<(String, bool)>, ()> {
        let Some(Fd::Input(reader)) = self.get(0) else { return Ok(None) };
        let mut reader = reader.borrow_mut();
        let Source::Content(content) = &reader.source else { return Err(()) };
        let bytes = content.as_bytes().ok_or(())?;
        let rest = bytes.get(reader.at..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(None);
        }
        let length = rest.iter().position(|&b| b == b'\n');
        let line = String::from_utf8_lossy(&rest[..length.unwrap_or(rest.len())]).into_owned();
        reader.at += length.map_or(rest.len(), |length| length + 1);
        Ok(Some((line, length.is_some())))
    }
}

/// Fingerprint of something that follows from `input` and `what`.
pub(super) fn derived(input: Digest, what: &[&str]) -> Digest {
    let mut hasher = Hasher::new();
    hasher.write_digest(input);
    what.iter().for_each(|text| hasher.write_str(text));
    hasher.finish()
}
