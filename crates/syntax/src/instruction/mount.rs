/// Kind of a `--mount`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MountType {
    /// Files of the context, a stage or an image.
    #[default]
    Bind,
    /// A directory that outlives the build.
    Cache,
    /// A secret of the client.
    Secret,
    /// The client's SSH agent.
    Ssh,
    /// Memory.
    Tmpfs,
}

/// Who may use a cache mount at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    /// Every step at once.
    #[default]
    Shared,
    /// Each step its own copy.
    Private,
    /// One after the other.
    Locked,
}

/// One `--mount` with its options read (`instructions/commands_runmount.go`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mount {
    /// `type`.
    pub kind: MountType,
    /// `from`.
    pub from: String,
    /// `source`.
    pub source: String,
    /// `target`.
    pub target: String,
    /// `readonly`, with the default of the type.
    pub read_only: bool,
    /// `size` of a tmpfs in bytes; 0 when not given.
    pub size_limit: i64,
    /// `id`.
    pub cache_id: String,
    /// `sharing`; `None` for other types.
    pub sharing: Option<Sharing>,
    /// `required`.
    pub required: bool,
    /// `env` of a secret.
    pub env: Option<String>,
    /// `mode`.
    pub mode: Option<u64>,
    /// `uid`.
    pub uid: Option<u64>,
    /// `gid`.
    pub gid: Option<u64>,
}
