//! A new name for a stage, wherever the file uses it.

use std::fmt;

use drydock_source::{Edit, Span};
use drydock_syntax::{Dockerfile, Node, Tree, lower};
use serde::{Deserialize, Serialize};

/// A stage's name at a place of the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageName {
    /// The name there, as written.
    pub span: Span,
    /// The name, in lower case.
    pub name: String,
}

/// Why a stage cannot be renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RenameError {
    /// No name of a stage stands at the place.
    NoStage,
    /// The new name breaks the grammar of names.
    BadName,
    /// Another stage has the new name.
    Taken,
}

impl fmt::Display for RenameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoStage => "Put the caret on the name of a stage first",
            Self::BadName => {
                "A name begins with a letter and goes on with letters, digits, dots, dashes and underscores"
            }
            Self::Taken => "Another stage has this name",
        })
    }
}

impl std::error::Error for RenameError {}

/// A place where the name of a stage stands.
struct Place {
    /// Index of the stage.
    stage: usize,
    span: Span,
}

/// The name of a stage at `at` in `text`, where it is given or used.
pub fn stage_name(text: &str, at: u32) -> Option<StageName> {
    let tree = drydock_syntax::parse(text);
    let file = drydock_syntax::read(&tree);
    let place = places(&tree, &file).into_iter().find(|place| place.span.touches(at as usize))?;
    let name = file.stages.get(place.stage)?.name.text.clone();
    Some(StageName { span: place.span, name })
}

/// The edits that give the stage whose name stands at `at` the new name, where it is given and wherever it is used.
///
/// # Errors
/// When no stage's name stands there, or the new one cannot be.
pub fn rename_stage(text: &str, at: u32, name: &str) -> Result<Vec<Edit>, RenameError> {
    let tree = drydock_syntax::parse(text);
    let file = drydock_syntax::read(&tree);
    let places = places(&tree, &file);
    let here = places.iter().find(|place| place.span.touches(at as usize)).ok_or(RenameError::NoStage)?;
    let old = file.stages.get(here.stage).map(|stage| stage.name.text.clone()).unwrap_or_default();
    let wanted = lower(name);
    if !is_name(&wanted) {
        return Err(RenameError::BadName);
    }
    if wanted != old && file.stages.iter().any(|stage| stage.name.text == wanted) {
        return Err(RenameError::Taken);
    }
    let same = places.iter().filter(|place| place.stage == here.stage);
    Ok(same.map(|place| Edit { span: place.span, text: name.to_owned() }).collect())
}

/// As `instructions.parseBuildStageName` has it.
fn is_name(name: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.bytes().all(inner) && name != "scratch"
}

/// Every place of a name, in the order of the text.
fn places(tree: &Tree, file: &Dockerfile) -> Vec<Place> {
    let mut places = Vec::new();
    for node in &tree.nodes {
        let Some(stage) = file.stages.iter().rposition(|stage| stage.span.start <= node.span.start) else {
            continue;
        };
        let inner = node.child.as_deref().unwrap_or(node);
        let own = file.stages.get(stage).filter(|own| own.span == node.span);
        match own {
            Some(own) => {
                places.extend(
                    named(file, &own.base.text, stage).map(|stage| Place { stage, span: own.base.span }),
                );
                if !own.name.text.is_empty() {
                    places.push(Place { stage, span: own.name.span });
                }
            }
            None => places.extend(used(tree, file, inner, stage)),
        }
    }
    places
}

/// The stage of that name before stage `before`; the last of equal names.
fn named(file: &Dockerfile, name: &str, before: usize) -> Option<usize> {
    let name = lower(name);
    file.stages.iter().take(before).rposition(|stage| !name.is_empty() && stage.name.text == name)
}

/// The names in the flags of an instruction of stage `stage`.
fn used(tree: &Tree, file: &Dockerfile, node: &Node, stage: usize) -> Vec<Place> {
    let mut places = Vec::new();
    for flag in &node.flags {
        let source = flag.span.of(&tree.text);
        let start = flag.span.start as usize;
        let mut add = |from: usize, name: &str| {
            let span = Span::new(from, from + name.len());
            places.extend(named(file, name, stage).map(|stage| Place { stage, span }));
        };
        if let Some(name) = source.strip_prefix("--from=") {
            add(start + "--from=".len(), name);
        } else if let Some(options) = source.strip_prefix("--mount=") {
            let mut at = start + "--mount=".len();
            for option in options.split(',') {
                if let Some(name) = option.strip_prefix("from=") {
                    add(at + "from=".len(), name);
                }
                at += option.len() + 1;
            }
        }
    }
    places
}
