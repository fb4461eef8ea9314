use crate::Word;

/// STOPSIGNAL: what `docker stop` sends first.
#[derive(Clone, Debug, Default)]
pub struct Stopsignal {
    /// Name or number.
    pub signal: Word,
}
