//! Comments that speak to hadolint: `# hadolint ignore=DL3003`, with `global` or `stage` before `ignore`.

use std::collections::{BTreeMap, BTreeSet};

use super::step::{Kind, Step};

/// What comments switch off.
#[derive(Debug, Default)]
pub(super) struct Pragmas {
    /// By the line they speak of.
    lines: BTreeMap<u32, BTreeSet<String>>,
    /// From the line after this one on, up to the next.
    stages: BTreeMap<u32, BTreeSet<String>>,
    /// Everywhere.
    global: BTreeSet<String>,
}

impl Pragmas {
    pub(super) fn new(steps: &[Step]) -> Self {
        let mut pragmas = Pragmas::default();
        for step in steps {
            match &step.kind {
                Kind::Comment(comment) => pragmas.comment(&comment.text, step.line + 1),
                Kind::From(_) => drop(pragmas.stages.entry(step.line).or_default()),
                _ => {}
            }
        }
        pragmas
    }

    fn comment(&mut self, comment: &str, next: u32) {
        if let Some(codes) = ignores(comment) {
            self.lines.insert(next, codes);
        } else if let Some(codes) = scoped(comment, "stage") {
            self.stages.insert(next, codes);
        } else if let Some(codes) = scoped(comment, "global") {
            self.global.extend(codes);
        }
    }

    /// True when findings of `code` at `line` are switched off.
    pub(super) fn ignore(&self, code: &str, line: u32) -> bool {
        let stage = self.stages.range(..line).next_back().map(|(_, codes)| codes);
        let sets = [self.lines.get(&line), stage, Some(&self.global)];
        sets.into_iter().flatten().any(|codes| codes.contains(code))
    }
}

/// The codes of a comment (without its `#`) that speaks of the next line.
pub(super) fn ignores(comment: &str) -> Option<BTreeSet<String>> {
    codes(to_hadolint(comment)?)
}

fn scoped(comment: &str, scope: &str) -> Option<BTreeSet<String>> {
    codes(blanks1(to_hadolint(comment)?.strip_prefix(scope)?)?)
}

fn to_hadolint(comment: &str) -> Option<&str> {
    blanks1(blanks(comment).strip_prefix("hadolint")?)
}

fn blanks(text: &str) -> &str {
    text.trim_start_matches([' ', '\t'])
}

fn blanks1(text: &str) -> Option<&str> {
    text.starts_with([' ', '\t']).then(|| blanks(text))
}

/// `ignore=CODE,CODE # reason`.
fn codes(text: &str) -> Option<BTreeSet<String>> {
    let text = blanks(text.strip_prefix("ignore")?).strip_prefix('=')?;
    let (list, _) = text.split_once('#').unwrap_or((text, ""));
    let code = |code: &str| {
        let code = code.trim_matches([' ', '\t']);
        let known = |c: char| c.is_ascii_digit() || "DLSC".contains(c);
        (!code.is_empty() && code.chars().all(known)).then(|| code.to_owned())
    };
    list.split(',').map(code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_that_speak_to_hadolint() {
        let read =
            |comment: &str| ignores(comment).map(|codes| codes.into_iter().collect::<Vec<_>>().join(" "));
        assert_eq!(read(" hadolint ignore = DL3003 , SC1 # why"), Some("DL3003 SC1".into()));
        assert_eq!(read("hadolint\tignore=DL3003"), Some("DL3003".into()));
        for plain in [
            "hadolint ignore=",
            "hadolint ignore=DL1,",
            "hadolint ignore=DL1 why",
            "Hadolint ignore=DL1",
            "x",
        ] {
            assert_eq!(read(plain), None, "{plain}");
        }
        assert!(scoped(" hadolint global ignore=DL1", "global").is_some());
    }
}
