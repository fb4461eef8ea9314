use crate::Word;

/// WORKDIR: the directory of later instructions and of the container.
#[derive(Clone, Debug, Default)]
pub struct Workdir {
    /// The path, absolute or relative to the one before.
    pub path: Word,
}
