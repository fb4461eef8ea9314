use crate::Word;

/// VOLUME: paths that live outside the container's file system.
#[derive(Clone, Debug, Default)]
pub struct Volume {
    /// Paths in order.
    pub paths: Vec<Word>,
}
