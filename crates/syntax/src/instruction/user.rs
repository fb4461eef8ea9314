use crate::Word;

/// USER: who runs later RUNs and the container.
#[derive(Clone, Debug, Default)]
pub struct User {
    /// `user`, `user:group`, by name or number.
    pub user: Word,
}
