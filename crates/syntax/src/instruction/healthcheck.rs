use crate::Word;

/// What a health check runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum HealthcheckTest {
    /// `NONE`: switches an inherited check off.
    #[default]
    None,
    /// `CMD` in exec form.
    Exec(Vec<String>),
    /// `CMD` in shell form.
    Shell(String),
}

/// HEALTHCHECK: how to tell that the container works. Durations are in nanoseconds; 0 means "not given".
#[derive(Clone, Debug, Default)]
pub struct Healthcheck {
    /// What it runs.
    pub test: HealthcheckTest,
    /// The words of the command.
    pub words: Vec<Word>,
    /// `--interval`.
    pub interval: i64,
    /// `--timeout`.
    pub timeout: i64,
    /// `--start-period`.
    pub start_period: i64,
    /// `--start-interval`.
    pub start_interval: i64,
    /// `--retries`.
    pub retries: i64,
}
