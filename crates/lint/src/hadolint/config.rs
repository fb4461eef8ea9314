//! hadolint's configuration file, `.hadolint.yaml`.

mod yaml;

use std::collections::BTreeMap;

use drydock_source::Span;

use super::Level;
use yaml::Node;

/// What a configuration file says of findings. What it says of output (`format`, `verbose`, `no-color`) is read over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Codes that are dropped everywhere.
    pub ignored: Vec<String>,
    /// Levels of codes, instead of their own.
    pub levels: BTreeMap<String, Level>,
    /// Registries that images may come from; empty when any may.
    pub trusted_registries: Vec<String>,
    /// Labels that every stage has to have, and what their values have to be; in the order of their names.
    pub label_schema: BTreeMap<String, LabelType>,
    /// True when no other labels are allowed.
    pub strict_labels: bool,
    /// True when `# hadolint ignore=` comments count for nothing.
    pub disable_ignore_pragma: bool,
    /// The lowest level that makes hadolint fail; `None` for its own, info.
    pub failure_threshold: Option<Threshold>,
    /// True when it never fails.
    pub no_fail: bool,
}

/// From which level on findings make hadolint fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// From this level on.
    From(Level),
    /// Any finding does (`ignore`, `none`).
    Any,
}

/// What the value of a label has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelType {
    /// An address to write to.
    Email,
    /// The hash of a commit in git.
    Hash,
    /// Anything.
    Text,
    /// A time as RFC 3339 writes it.
    Rfc3339,
    /// A version as semver.org writes it.
    Semver,
    /// The short name of a licence in the SPDX list.
    Spdx,
    /// A URL.
    Url,
}

/// Why a configuration file counts for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// Where in the file.
    pub span: Span,
    /// What is wrong.
    pub message: String,
}

impl Config {
    /// The names under which hadolint looks for its configuration in a folder, in this order.
    pub const FILES: [&str; 2] = [".hadolint.yaml", ".hadolint.yml"];

    /// Reads a configuration file. hadolint refuses the whole file when it cannot read a part of it, and so does this.
    pub fn parse(text: &str) -> Result<Config, ConfigError> {
        let mut config = Config::default();
        for (key, node) in yaml::parse(text)?.map()? {
            config.set(key, node)?;
        }
        Ok(config)
    }

    fn set(&mut self, key: &str, node: &Node) -> Result<(), ConfigError> {
        match key {
            "ignored" => self.ignored = node.texts()?,
            "override" => self.set_levels(node)?,
            "trustedRegistries" => self.trusted_registries = node.texts()?,
            "label-schema" => self.set_schema(node)?,
            "strict-labels" => self.strict_labels = node.bool()?,
            "disable-ignore-pragma" => self.disable_ignore_pragma = node.bool()?,
            "failure-threshold" => self.failure_threshold = Some(threshold(node)?),
            "no-fail" => self.no_fail = node.bool()?,
            _ => {}
        }
        Ok(())
    }

    /// Where several levels name a code the most severe one counts.
    fn set_levels(&mut self, node: &Node) -> Result<(), ConfigError> {
        for (name, codes) in node.map()? {
            let Some(level) = Level::from_name(name) else { continue };
            for code in codes.texts()? {
                let known = self.levels.entry(code).or_insert(level);
                *known = (*known).min(level);
            }
        }
        Ok(())
    }

    fn set_schema(&mut self, node: &Node) -> Result<(), ConfigError> {
        for (label, value) in node.map()? {
            let kind = match value.text()? {
                "email" => LabelType::Email,
                "hash" => LabelType::Hash,
                "text" | "" => LabelType::Text,
                "rfc3339" => LabelType::Rfc3339,
                "semver" => LabelType::Semver,
                "spdx" => LabelType::Spdx,
                "url" => LabelType::Url,
                other => return Err(value.error(format!("`{other}` is no type of label"))),
            };
            self.label_schema.insert(label.clone(), kind);
        }
        Ok(())
    }

    /// True when `code` is dropped everywhere.
    pub fn ignores(&self, code: &str) -> bool {
        self.ignored.iter().any(|ignored| ignored == code)
    }

    /// True when findings of these levels make hadolint fail (its exit code is then 1).
    pub fn fails(&self, levels: impl IntoIterator<Item = Level>) -> bool {
        let threshold = self.failure_threshold.unwrap_or(Threshold::From(Level::Info));
        let counts = |level: Level| match threshold {
            Threshold::From(from) => level <= from,
            Threshold::Any => true,
        };
        !self.no_fail && levels.into_iter().any(counts)
    }
}

fn threshold(node: &Node) -> Result<Threshold, ConfigError> {
    let name = node.text()?;
    match (Level::from_name(name), name) {
        (Some(level), _) => Ok(Threshold::From(level)),
        (None, "ignore" | "none") => Ok(Threshold::Any),
        _ => Err(node.error(format!("`{name}` is no level"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read() {
        let text = "---\n# ours\nignored: [DL3008, 'SC2164']\noverride:\n  error:\n    - DL3003\n  style:\n  - DL3003 # lower\n\
                    trustedRegistries:\n- docker.io\n- '*.corp.example'\nlabel-schema:\n  author: text\n  \"v\": semver\n\
                    strict-labels: true\nfailure-threshold: warning\nformat: tty\n";
        let config = Config::parse(text).expect("readable");
        assert_eq!(config.ignored, ["DL3008", "SC2164"]);
        assert_eq!(config.levels.get("DL3003"), Some(&Level::Error));
        assert_eq!(config.trusted_registries, ["docker.io", "*.corp.example"]);
        assert_eq!(config.label_schema.get("v"), Some(&LabelType::Semver));
        assert!(config.strict_labels && !config.no_fail);
        assert!(config.fails([Level::Warning]) && !config.fails([Level::Info]));
    }

    #[test]
    fn json_is_yaml_too() {
        let config =
            Config::parse("{\"override\": {\"info\": [\"DL1001\"]}, \"no-fail\": false}").expect("readable");
        assert_eq!(config.levels.get("DL1001"), Some(&Level::Info));
        assert_eq!(Config::parse(""), Ok(Config::default()));
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        for (text, at) in
            [("ignored: DL3008\n", 9), ("label-schema:\n  a: colour\n", 19), ("a: [b\n", 3), ("x\n", 0)]
        {
            assert_eq!(Config::parse(text).map_err(|error| error.span.start), Err(at), "{text}");
        }
    }
}
