use crate::Word;

/// EXPOSE: ports the container listens on, as documentation.
#[derive(Clone, Debug, Default)]
pub struct Expose {
    /// Ports as written, in order.
    pub ports: Vec<Word>,
}
