//! VOLUME (`parseVolume` of `instructions/parse.go`).

use super::{Kind, Read, Request, Spec};
use crate::Word;
use crate::args::Form;
use crate::problem::Problem;

/// VOLUME: paths that live outside the container's file system.
#[derive(Clone, Debug, Default)]
pub struct Volume {
    /// Paths in order.
    pub paths: Vec<Word>,
}

pub(super) const SPEC: Spec = Spec {
    name: "VOLUME",
    form: Form::JsonOrWords,
    usage: "VOLUME <path>... or VOLUME [\"<path>\", ...]",
    flags: &[],
    heredocs: false,
    read: Read::Kind(read),
};

fn read(request: &Request<'_>) -> Result<Kind, Problem> {
    let args = request.at_least_one()?;
    request.flags()?;
    let mut paths = Vec::with_capacity(args.len());
    for word in args {
        let text = word.text.trim();
        if text.is_empty() {
            let message = "VOLUME specified can not be an empty string".to_owned();
            return Err(request
                .problem("EmptyVolume", word.span, message)
                .because("Each member of the list is a path, and this one is empty."));
        }
        paths.push(Word { text: text.into(), span: word.span });
    }
    Ok(Kind::Volume(Volume { paths }))
}
