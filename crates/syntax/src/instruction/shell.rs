use crate::Word;

/// SHELL: what the shell form runs with.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// The words.
    pub shell: Vec<Word>,
}
