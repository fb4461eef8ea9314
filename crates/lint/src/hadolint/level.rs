use drydock_source::Severity;
use serde::Serialize;

/// How much hadolint makes of a finding, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// `error`.
    Error,
    /// `warning`.
    Warning,
    /// `info`.
    Info,
    /// `style`.
    Style,
}

impl Level {
    /// Its name, as configuration files have it.
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
            Level::Style => "style",
        }
    }

    /// The level with this name.
    pub fn from_name(name: &str) -> Option<Level> {
        [Level::Error, Level::Warning, Level::Info, Level::Style]
            .into_iter()
            .find(|level| level.name() == name)
    }

    /// The level of a rule that matters this much.
    pub fn of(severity: Severity) -> Level {
        match severity {
            Severity::Error => Level::Error,
            Severity::Warning => Level::Warning,
            Severity::Info => Level::Info,
            Severity::Hint => Level::Style,
        }
    }

    /// How much it matters to the build, which no finding of hadolint stops.
    pub fn severity(self) -> Severity {
        match self {
            Level::Error | Level::Warning => Severity::Warning,
            Level::Info => Severity::Info,
            Level::Style => Severity::Hint,
        }
    }
}
