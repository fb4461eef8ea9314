use drydock_source::{Diagnostic, Span};

use crate::{Instruction, LineRange, Tree, Word};

/// A whole Dockerfile at the second level: typed instructions by stage.
#[derive(Clone, Debug, Default)]
pub struct Dockerfile {
    /// The ARGs before the first FROM.
    pub meta_args: Vec<Instruction>,
    /// The stages in order.
    pub stages: Vec<Stage>,
    /// Errors and warnings of this level, in the order of the text; the first error is the one BuildKit stops at,
    /// if the tree had none.
    pub diagnostics: Vec<Diagnostic>,
}

/// One stage: a FROM and what follows it.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Name after AS, in lower case; empty when it has none.
    pub name: Word,
    /// The name as written.
    pub name_as_written: String,
    /// The base as written, not yet expanded.
    pub base: Word,
    /// Value of `--platform`, not yet expanded; empty when it has none.
    pub platform: Word,
    /// The keyword as written (`FROM`).
    pub keyword: Word,
    /// The word before the name as written (`AS`); empty when it has no name.
    pub as_keyword: Word,
    /// Description from the comment `# name …` directly above.
    pub doc: String,
    /// Comments directly above.
    pub comments: Vec<String>,
    /// The joined source line.
    pub source: String,
    /// Lines of the FROM.
    pub lines: LineRange,
    /// Bytes of the FROM.
    pub span: Span,
    /// The instructions after it.
    pub instructions: Vec<Instruction>,
}

/// Gives each node of `tree` its meaning; never fails, every problem is in [`Dockerfile::diagnostics`].
pub fn read(_tree: &Tree) -> Dockerfile {
    Dockerfile::default()
}

/// Reads one trigger of an inherited ONBUILD, as an image config holds it, into an instruction.
///
/// Fails with BuildKit's text; places in the answer are those within `trigger`.
pub fn read_trigger(trigger: &str) -> Result<Instruction, String> {
    let tree = crate::parse(trigger);
    let error =
        |diagnostics: &[Diagnostic]| diagnostics.iter().find(|d| d.is_error()).map(|d| d.message.clone());
    if let Some(message) = error(&tree.diagnostics) {
        return Err(message);
    }
    Err("onbuild trigger should be a single expression".into())
}
