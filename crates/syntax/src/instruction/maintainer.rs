use crate::Word;

/// MAINTAINER: the author; deprecated in favour of a label.
#[derive(Clone, Debug, Default)]
pub struct Maintainer {
    /// The author.
    pub maintainer: Word,
}
