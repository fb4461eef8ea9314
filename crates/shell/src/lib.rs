//! Shell text, as RUN, CMD, HEALTHCHECK and heredoc scripts hold it, to a tolerant, span-exact tree of commands.
//!
//! Reading cannot fail: what is not understood is a node that says so ([`CommandKind::Unknown`], [`PartKind::Unknown`]),
//! never a wrong reading. Spans are bytes of the text given to [`parse`]. The cost is linear in the text; nesting is
//! bounded by [`MAX_DEPTH`]. The language is POSIX's shell with the few words of bash that Dockerfiles use
//! (`[[`, `&>`, `|&`, `<<<`, `$'…'`, `<(…)`, `function`); each of these is marked as such in [`Script::bashisms`].

mod compound;
mod expansion;
mod heredoc;
mod invocation;
mod parser;
mod redirect;
mod tree;
mod visit;
mod walk;
mod word;

pub use invocation::{Flag, Invocation, exec_form, invocations};
pub use parser::{MAX_DEPTH, parse};
pub use tree::{
    Assignment, Body, CaseArm, Command, CommandKind, Expansion, IfArm, Joined, Joiner, List, Operator, Part,
    PartKind, Pipeline, Problem, Quote, Redirect, RedirectOp, Script, Simple, Word,
};
pub use visit::{Found, Place};
pub use walk::{Held, visit_commands, visit_words};
