use drydock_source::Severity;
use serde::Serialize;

use crate::finding::Context;
use crate::hadolint::Pass;

/// Whose rule it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A check of `docker build --check`.
    BuildKit,
    /// Ours alone.
    Drydock,
    /// A rule of hadolint, under its code.
    Hadolint,
    /// A rule of ShellCheck, under its code.
    ShellCheck,
}

/// A rule: its page, its two examples and its check. The page in the app and the one in `docs/rules` are made of it.
pub struct Rule {
    /// Name, as `# check=skip=` or `# hadolint ignore=` has it; never used again for another rule.
    pub code: &'static str,
    /// Whose it is.
    pub source: Source,
    /// How much its findings matter.
    pub severity: Severity,
    /// One sentence, in the words of its source.
    pub description: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to write instead.
    pub help: &'static str,
    /// A page about it elsewhere; empty when there is none.
    pub url: &'static str,
    /// True when it reports only where it is asked for.
    pub experimental: bool,
    /// A whole Dockerfile in which it finds something.
    pub bad: &'static str,
    /// A whole Dockerfile that does the same in the right way.
    pub good: &'static str,
    /// Paths and texts of the context that both examples stand in.
    pub files: &'static [(&'static str, &'static str)],
    /// Codes of rules that say the same thing: of two findings at one instruction only one is shown.
    pub same_as: &'static [&'static str],
    /// Finds.
    pub check: fn(&mut Context<'_>),
    /// Finds in the file as hadolint reads it; the rules of hadolint have this instead of [`Rule::check`].
    pub hadolint: Option<fn(&mut Pass<'_>)>,
}

impl Rule {
    /// What most rules have in common, to be written `..Rule::USUAL`.
    pub const USUAL: Rule = Rule {
        code: "",
        source: Source::Drydock,
        severity: Severity::Warning,
        description: "",
        why: "",
        help: "",
        url: "",
        experimental: false,
        bad: "",
        good: "",
        files: &[],
        same_as: &[],
        check: |_| {},
        hadolint: None,
    };
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code)
    }
}
