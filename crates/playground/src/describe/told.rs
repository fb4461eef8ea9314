//! A description in a reader's words.

use super::ImageDescription;

/// What was understood of a description, and what it leaves open.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Described {
    /// The short form, which links and stored projects keep.
    pub text: String,
    /// What was understood: a name and a value each.
    pub facts: Vec<(String, String)>,
    /// What the description leaves open, a sentence each.
    pub notes: Vec<String>,
}

impl ImageDescription {
    /// The description in words.
    pub fn told(&self) -> Described {
        let config = self.config.clone().unwrap_or_default();
        let words = |words: Option<Vec<String>>| words.map(|words| format!("{words:?}")).unwrap_or_default();
        let listed = |names: Vec<String>| names.join(", ");
        let size = self.facts().size.map(|(low, likely, high)| match low == high {
            true => megabytes(likely),
            false => format!("{} ({} to {})", megabytes(likely), megabytes(low), megabytes(high)),
        });
        let facts = [
            ("Names", listed(self.names.clone())),
            ("Platform", self.platform.clone()),
            ("Size on disk", size.unwrap_or_default()),
            ("Layers with bytes", self.layer_count()),
            ("User", config.user),
            ("WorkingDir", config.working_dir),
            ("Entrypoint", words(config.entrypoint)),
            ("Cmd", words(config.cmd)),
            ("Env", listed(config.env)),
            ("ExposedPorts", listed(config.exposed_ports.into_keys().collect())),
            ("Volumes", listed(config.volumes.into_keys().collect())),
        ];
        let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
        let mut notes = self.notes.clone();
        if self.config.is_none() {
            notes.push("No config: user, environment, ENTRYPOINT and CMD stay unknown.".into());
        }
        if self.facts().size.is_none() {
            notes.push("No size: the totals stay open.".into());
        }
        Described {
            text: self.to_text(),
            facts: facts.map(|(name, value)| (name.to_owned(), value)).collect(),
            notes,
        }
    }

    fn layer_count(&self) -> String {
        let count = self.facts().layers.len();
        if count == 0 { String::new() } else { count.to_string() }
    }
}

/// As Docker prints it.
fn megabytes(bytes: u64) -> String {
    let value = bytes as f64;
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", value / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", value / 1e6),
        _ => format!("{:.2} GB", value / 1e9),
    }
}
