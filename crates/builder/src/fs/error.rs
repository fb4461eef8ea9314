use std::fmt;

/// Why a file system refuses something; the words are Linux's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FsErrorKind {
    /// Nothing is there.
    NotFound,
    /// A directory is needed.
    NotADirectory,
    /// A directory is in the way.
    IsADirectory,
    /// Something is there already.
    Exists,
    /// Symbolic links lead in a circle.
    TooManyLinks,
    /// The path is longer or deeper than a path may be.
    NameTooLong,
    /// A directory cannot move into itself.
    Invalid,
}

impl FsErrorKind {
    /// Linux's words for it.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotFound => "no such file or directory",
            Self::NotADirectory => "not a directory",
            Self::IsADirectory => "is a directory",
            Self::Exists => "file exists",
            Self::TooManyLinks => "too many levels of symbolic links",
            Self::NameTooLong => "file name too long",
            Self::Invalid => "invalid argument",
        }
    }
}

/// An error with the path it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FsError {
    /// What is wrong.
    pub kind: FsErrorKind,
    /// Absolute path.
    pub path: String,
}

impl FsError {
    /// An error about `path`.
    pub fn new(kind: FsErrorKind, path: impl Into<String>) -> Self {
        Self { kind, path: path.into() }
    }
}

impl fmt::Display for FsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.kind.words())
    }
}

impl std::error::Error for FsError {}
