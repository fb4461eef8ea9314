use crate::Word;

/// A name and its value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pair {
    /// Name.
    pub name: Word,
    /// Value, not yet expanded.
    pub value: Word,
    /// True for the old form without an equals sign.
    pub no_delim: bool,
}

/// ENV: environment of the build and of the container.
#[derive(Clone, Debug, Default)]
pub struct Env {
    /// The pairs in order.
    pub pairs: Vec<Pair>,
}
