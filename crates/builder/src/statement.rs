//! What the user states about a step, where nobody else can know: `# drydock: size=120MB time=30s`.
//!
//! A statement is a comment line whose text begins with `drydock:`. It belongs to the next instruction below it,
//! whatever blank lines and comments stand between, or to the instruction between whose continued lines it stands; in a
//! heredoc it is text like any other. An instruction may have several. Behind the colon stand words `KEY=VALUE`, a value
//! with spaces in double quotes:
//!
//! | key | of | states |
//! | --- | --- | --- |
//! | `size` | RUN, COPY, ADD | the bytes its layer adds |
//! | `size` | FROM | the bytes of the image on disk |
//! | `compressed` | the same | the bytes to pull |
//! | `time` | the same | how long it takes when it is not cached |
//! | `file` | RUN, COPY, ADD | a path that is there after the step; a `size` behind it in the same line is that of the path, which is a directory when it ends in a slash |
//! | `os` | FROM | the distribution, such as `debian-12`, `alpine-3.20` or `none` |
//!
//! Values may be ranges (`100-140MB`, `20-40s`). Comments are no part of a cache key, so a statement changes no verdict.

mod edit;
mod lines;
mod read;
mod value;

use std::collections::BTreeMap;

use drydock_catalog::Size;
use drydock_source::{Diagnostic, Span};

pub use edit::{StatementChange, StatementError, statement_edits};
pub use read::Stated;
pub use value::size;

use crate::key::KeyWriter;
use crate::{Digest, Seconds};

/// Where figures come from that a statement gives, as a reader is told.
pub const SOURCE: &str = "stated by you";

/// What the user states about one step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    /// Bytes its layer adds; of a FROM those of its image.
    pub size: Option<Size>,
    /// The same as it is pulled.
    pub compressed: Option<Size>,
    /// How long it takes.
    pub seconds: Option<Seconds>,
    /// Paths that are there after it.
    pub files: Vec<StatedFile>,
    /// The distribution of a base image.
    pub os: Option<String>,
    /// The statements as they are written.
    pub written: Vec<Stated>,
}

/// A path that is there after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedFile {
    /// Absolute path.
    pub path: String,
    /// True for a directory; its size is that of all it holds.
    pub dir: bool,
    /// Bytes.
    pub size: Size,
}

/// All statements of a Dockerfile.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    /// By the first byte of the instruction.
    by_step: BTreeMap<u32, Statement>,
    /// What is written in a way that states nothing: warnings, for the build does not heed them.
    pub diagnostics: Vec<Diagnostic>,
}

impl Statements {
    /// True when nothing is stated about any instruction.
    pub fn is_empty(&self) -> bool {
        self.by_step.is_empty()
    }

    /// What is stated about the instruction at `span`.
    pub fn of(&self, span: Span) -> Option<&Statement> {
        self.by_step.get(&span.start)
    }
}

impl Statement {
    /// Fingerprint of what is stated.
    pub(crate) fn digest(&self) -> Digest {
        let mut key = KeyWriter::default();
        for stated in &self.written {
            key.text(&stated.key).text(&stated.value);
        }
        key.finish()
    }
}
