use crate::Word;

/// One name of an ARG.
#[derive(Clone, Debug, Default)]
pub struct ArgPair {
    /// Name.
    pub name: Word,
    /// Default, when given.
    pub value: Option<Word>,
    /// Description from the comment `# name …` directly above.
    pub doc: String,
}

/// ARG: build arguments with their defaults.
#[derive(Clone, Debug, Default)]
pub struct Arg {
    /// The names in order.
    pub args: Vec<ArgPair>,
}
