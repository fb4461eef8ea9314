//! COPY (`parseCopy` of `instructions/parse.go`), and what ADD shares with it.

use drydock_source::Span;

use super::flags::FlagSpec;
use super::{Kind, Read, Request, Spec};
use crate::args::Form;
use crate::problem::Problem;
use crate::{Word, heredoc};

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

pub(super) const SPEC: Spec = Spec {
    name: "COPY",
    form: Form::JsonOrWords,
    usage: "COPY [flags] <source>... <destination>",
    flags: &[
        FlagSpec::one("chown"),
        FlagSpec::one("from"),
        FlagSpec::one("chmod"),
        FlagSpec::bool("link"),
        FlagSpec::many("exclude"),
        FlagSpec::bool("parents"),
    ],
    heredocs: true,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    let (paths, dest) = split(request)?;
    let flags = request.flags()?;
    Ok(Kind::Copy(Copy {
        sources: sources(request, paths, dest)?,
        from: flags.one("from"),
        chown: flags.one("chown"),
        chmod: flags.one("chmod"),
        link: flags.bool("link").unwrap_or(false),
        exclude: flags.many("exclude").collect(),
        parents: flags.bool("parents").unwrap_or(false),
    }))
}

/// Sources and destination; there must be one of each.
pub(super) fn split<'a>(request: &'a Request<'_>) -> Result<(&'a [Word], &'a Word), Problem> {
    match request.args().split_last() {
        Some((dest, paths)) if !paths.is_empty() => Ok((paths, dest)),
        _ => {
            let name = request.spec.name;
            let message = format!(
                "{name} requires at least two arguments, but only one was provided. Destination could not be determined"
            );
            Err(request
                .problem("MissingDestination", request.args_span(), message)
                .because("The last word is the destination, the words before it are what is copied."))
        }
    }
}

/// The sources told apart: paths and heredocs (`parseSourcesAndDest`).
pub(super) fn sources(request: &Request<'_>, all: &[Word], dest: &Word) -> Result<Sources, Problem> {
    let marker = |word: &Word| heredoc::marker(&word.text).ok().flatten();
    if marker(dest).is_some() {
        let message = format!("{} cannot accept a heredoc as a destination", request.spec.name);
        return Err(request
            .problem("HeredocDestination", dest.span, message)
            .because("The last word is the destination, and a heredoc is something to copy."));
    }
    let mut sources = Sources { dest: dest.clone(), ..Sources::default() };
    for word in all {
        let Some(marker) = marker(word) else {
            sources.paths.push(word.clone());
            continue;
        };
        // Of heredocs with the same name the last body counts.
        let body = request.node.heredocs.iter().rfind(|body| body.name == marker.name);
        let content = body.map(|body| body.content.as_str()).unwrap_or_default();
        sources.inline.push(Inline {
            path: marker.name,
            data: if marker.chomp { heredoc::chomp(content) } else { content.into() },
            expand: marker.expand,
            span: body.map_or(word.span, |body| body.span),
        });
    }
    Ok(sources)
}
