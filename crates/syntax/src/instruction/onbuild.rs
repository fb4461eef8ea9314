use crate::Word;

/// ONBUILD: an instruction that runs in images built on this one.
#[derive(Clone, Debug, Default)]
pub struct Onbuild {
    /// The instruction as it goes into the image config.
    pub expression: Word,
}
