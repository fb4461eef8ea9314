use super::Pair;

/// LABEL: metadata of the image.
#[derive(Clone, Debug, Default)]
pub struct Label {
    /// The pairs in order.
    pub pairs: Vec<Pair>,
}
