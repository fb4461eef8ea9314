//! What an instruction is read from.

use super::Spec;
use super::flags::Flags;
use crate::problem::Problem;
use crate::{Node, Word};

/// A node on its way to an instruction.
pub(crate) struct Request<'a> {
    pub node: &'a Node,
    pub spec: &'static Spec,
    /// The text of the file, for the places of flags.
    pub text: &'a str,
}

impl Request<'_> {
    pub fn args(&self) -> &[Word] {
        &self.node.args
    }

    pub fn flags(&self) -> Result<Flags, Problem> {
        Flags::read(self.node, self.spec.flags, self.text)
    }

    /// The place of the arguments, or of the keyword where there are none.
    pub fn args_span(&self) -> drydock_source::Span {
        match (self.args().first(), self.args().last()) {
            (Some(first), Some(last)) => first.span.cover(last.span),
            _ => self.node.keyword.span,
        }
    }

    /// A problem with its help: how the instruction is written.
    pub fn problem(&self, code: &'static str, span: drydock_source::Span, message: String) -> Problem {
        Problem::new(code, span, message).help(format!("Usage: {}", self.spec.usage))
    }

    /// The arguments, of which there must be one.
    pub fn at_least_one(&self) -> Result<&[Word], Problem> {
        match self.args() {
            [] => Err(self.too_few("at least one argument")),
            args => Ok(args),
        }
    }

    /// The only argument.
    pub fn exactly_one(&self) -> Result<Word, Problem> {
        match self.args() {
            [only] => Ok(only.clone()),
            _ => Err(self.too_few("exactly one argument")),
        }
    }

    fn too_few(&self, needs: &str) -> Problem {
        let message = format!("{} requires {needs}", self.spec.name);
        self.problem("MissingArgument", self.node.keyword.span, message)
            .because(format!("{} stands here without anything to work on.", self.spec.name))
    }
}
