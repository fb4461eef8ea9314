use drydock_source::Span;

use crate::Word;

/// The sources and the destination of COPY or ADD.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Source paths, heredocs left out.
    pub paths: Vec<Word>,
    /// Heredocs used as files.
    pub inline: Vec<Inline>,
    /// Destination.
    pub dest: Word,
}

/// A heredoc used as a file by COPY or ADD.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inline {
    /// File name: the heredoc's delimiter.
    pub path: String,
    /// Content, leading tabs already dropped for `<<-`.
    pub data: String,
    /// True when variables in the content are expanded.
    pub expand: bool,
    /// The body in the text.
    pub span: Span,
}

/// COPY: files of the context, a stage or an image into the image.
#[derive(Clone, Debug, Default)]
pub struct Copy {
    /// What goes where.
    pub sources: Sources,
    /// `--from`, empty when absent.
    pub from: Word,
    /// `--chown`, empty when absent.
    pub chown: Word,
    /// `--chmod`, empty when absent.
    pub chmod: Word,
    /// `--link`.
    pub link: bool,
    /// `--exclude`, in order.
    pub exclude: Vec<Word>,
    /// `--parents`.
    pub parents: bool,
}
