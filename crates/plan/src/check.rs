use std::collections::BTreeSet;

use crate::go::number::parse_bool;
use crate::go::quote::quote;

/// Which of BuildKit's checks are switched off or on, and whether a finding fails the build: the value of a `check`
/// directive or of the build argument `BUILDKIT_DOCKERFILE_CHECK` (`frontend/dockerfile/linter`, `ParseLintOptions`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// Every check that is not experimental is off.
    pub skip_all: bool,
    /// Checks switched off by name.
    pub skip: BTreeSet<String>,
    /// Every experimental check is on.
    pub experimental_all: bool,
    /// Experimental checks switched on by name.
    pub experimental: BTreeSet<String>,
    /// A finding fails the build.
    pub error: bool,
}

impl Check {
    /// Reads `skip=A,B;experimental=all;error=true`.
    ///
    /// # Errors
    /// The text BuildKit shows.
    pub fn parse(text: &str) -> Result<Check, String> {
        let mut check = Check::default();
        let text = text.trim();
        if text.is_empty() {
            return Ok(check);
        }
        for part in text.splitn(3, ';') {
            let (key, value) =
                part.split_once('=').ok_or_else(|| format!("invalid check option {}", quote(part)))?;
            let value = value.trim();
            let names = || value.split(',').map(|name| name.trim().to_string()).collect();
            match key.trim() {
                "skip" if value == "all" => check.skip_all = true,
                "skip" => check.skip = names(),
                "experimental" if value == "all" => check.experimental_all = true,
                "experimental" => check.experimental = names(),
                "error" => {
                    check.error = parse_bool(value)
                        .map_err(|error| format!("failed to parse check option {}: {error}", quote(part)))?;
                }
                key => return Err(format!("invalid check option {}", quote(key))),
            }
        }
        Ok(check)
    }

    /// This configuration with what a `# check=` comment above an instruction adds; `error` there has no meaning.
    pub fn merged(&self, other: &Check) -> Check {
        Check {
            skip_all: self.skip_all || other.skip_all,
            skip: self.skip.union(&other.skip).cloned().collect(),
            experimental_all: self.experimental_all || other.experimental_all,
            experimental: self.experimental.union(&other.experimental).cloned().collect(),
            error: self.error,
        }
    }

    /// This configuration with the first `check=` among the comments above an instruction
    /// (`WithMergedConfigFromComments`); `None` when there is none that can be read.
    pub fn from_comments(&self, comments: &[String]) -> Option<Check> {
        let value = comments.iter().find_map(|comment| {
            let (name, value) = comment.split_once('=')?;
            let value = value.trim();
            (name.trim_end().eq_ignore_ascii_case("check") && !value.is_empty()).then_some(value)
        })?;
        let value = value.split(' ').next().unwrap_or("");
        Check::parse(value).ok().map(|other| self.merged(&other))
    }

    /// True when the rule `name` reports.
    pub fn allows(&self, name: &str, experimental: bool) -> bool {
        if experimental {
            self.experimental_all || self.experimental.contains(name)
        } else {
            !self.skip_all && !self.skip.contains(name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_and_their_errors() {
        let check = Check::parse("skip=A, B;error=true").unwrap();
        assert!(
            check.error && !check.allows("A", false) && !check.allows("B", false) && check.allows("C", false)
        );
        assert_eq!(Check::parse("skip").unwrap_err(), "invalid check option \"skip\"");
        assert_eq!(Check::parse("only=A").unwrap_err(), "invalid check option \"only\"");
        assert_eq!(
            Check::parse("error=perhaps").unwrap_err(),
            "failed to parse check option \"error=perhaps\": strconv.ParseBool: parsing \"perhaps\": invalid syntax"
        );
    }
}
