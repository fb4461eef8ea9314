use std::fmt;

use super::regex::Regex;
use super::{clean_path, glob_match};

/// Why patterns cannot be used, in Go's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// A malformed pattern.
    Syntax,
    /// A lone `!`.
    LoneExclamation,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "syntax error in pattern",
            Self::LoneExclamation => "illegal exclusion pattern: \"!\"",
        })
    }
}

impl std::error::Error for PatternError {}

/// One pattern of a list.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its text, cleaned and without the `!`.
    pub text: String,
    /// True after a `!`: it takes back what patterns before it matched.
    pub exception: bool,
    /// Its place in the list it was read from.
    pub place: usize,
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    Exact,
    /// Everything that starts with this.
    Prefix(String),
    /// Everything that ends with this, and all of it but a leading `/`.
    Suffix(String),
    Regex(Box<Regex>),
    /// Everything of which the last component ends with `suffix`; only at the top, unless `deep`: `*.log`, `**/*.log`.
    Name {
        suffix: String,
        deep: bool,
    },
    /// Accepted when read, and an error with each path it is tried on.
    Broken,
}

impl Pattern {
    fn new(text: String, exception: bool, place: usize) -> Self {
        let form = name_form(&text).unwrap_or_else(|| compile(&text));
        Self { text, exception, place, form }
    }

    fn matches(&self, path: &str) -> Result<bool, PatternError> {
        Ok(match &self.form {
            Form::Exact => self.text == path,
            Form::Prefix(prefix) => path.starts_with(prefix.as_str()),
            Form::Suffix(suffix) => path.ends_with(suffix.as_str()) || suffix.strip_prefix('/') == Some(path),
            Form::Regex(regex) => regex.is_match(path),
            Form::Name { suffix, deep } => path.ends_with(suffix.as_str()) && (*deep || !path.contains('/')),
            Form::Broken => return Err(PatternError::Syntax),
        })
    }

    /// Its text without `/**` and `/*` at the end (`fsutil` `patternWithoutTrailingGlob`).
    pub fn without_trailing_glob(&self) -> &str {
        let text = self.text.strip_suffix("/**").unwrap_or(&self.text);
        text.strip_suffix("/*").unwrap_or(text)
    }

    /// True when, a glob at the end aside, it is a plain path.
    pub fn is_prefix(&self) -> bool {
        !self.without_trailing_glob().contains(['*', '[', ']', '?', '^', '\\'])
    }
}

/// The form of `*TEXT` and `**/*TEXT`, which most ignore files are made of; what [`compile`] makes of them matches the
/// same.
fn name_form(pattern: &str) -> Option<Form> {
    let (deep, rest) = pattern.strip_prefix("**/").map_or((false, pattern), |rest| (true, rest));
    let suffix = rest.strip_prefix('*')?;
    let plain = !suffix.contains(['*', '?', '[', ']', '\\', '^', '/', '|', '{']);
    plain.then(|| Form::Name { suffix: suffix.to_owned(), deep })
}

/// Turns a pattern into what it matches, as `patternmatcher`'s `compile` does.
fn compile(pattern: &str) -> Form {
    let text = pattern.strip_prefix('\u{feff}').unwrap_or(pattern);
    let mut regex = String::from("^");
    // What it is unless a regular expression is needed: `Some(form)`.
    let mut simple = Some(Form::Exact);
    let mut chars = text.chars().peekable();
    let mut first = true;
    while let Some(char) = chars.next() {
        match char {
            '*' if chars.next_if_eq(&'*').is_some() => {
                chars.next_if_eq(&'/');
                if chars.peek().is_none() {
                    if matches!(simple, Some(Form::Exact)) {
                        simple = Some(Form::Prefix(
                            pattern.get(..pattern.len().saturating_sub(2)).unwrap_or_default().into(),
                        ));
                    } else {
                        regex.push_str(".*");
                        simple = None;
                    }
                } else {
                    regex.push_str("(.*/)?");
                    simple = None;
                }
                if first {
                    simple = Some(Form::Suffix(pattern.get(2..).unwrap_or_default().into()));
                }
            }
            '*' | '?' => {
                regex.push_str(if char == '*' { "[^/]*" } else { "[^/]" });
                simple = None;
            }
            '\\' => {
                regex.push('\\');
                if let Some(next) = chars.next() {
                    regex.push(next);
                    simple = None;
                }
            }
            // Not `|`, `{` and `}`: the library means to, but its table has no room for them.
            '.' | '+' | '(' | ')' | '$' => regex.extend(['\\', char]),
            '[' | ']' => {
                regex.push(char);
                simple = None;
            }
            _ => regex.push(char),
        }
        first = false;
    }
    simple.unwrap_or_else(|| {
        regex.push('$');
        Regex::new(&regex).map_or(Form::Broken, |regex| Form::Regex(Box::new(regex)))
    })
}

/// A list of patterns of which the last that matches decides (`moby/patternmatcher`).
#[derive(Clone, Debug, Default)]
pub struct PatternMatcher {
    patterns: Vec<Pattern>,
    exceptions: bool,
}

/// Which patterns matched a directory; given on to what is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchState(Vec<bool>);

/// What a list of patterns says of a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// True when the path is matched.
    pub matched: bool,
    /// Place of the pattern that decided, in the list it was read from; `None` when none matched at all.
    pub by: Option<usize>,
}

impl Decision {
    fn set(&mut self, pattern: &Pattern) {
        *self = Self { matched: !pattern.exception, by: Some(pattern.place) };
    }
}

impl PatternMatcher {
    /// Reads a list of patterns; empty ones are left out.
    ///
    /// # Errors
    /// When a pattern is malformed. Some malformed ones are only noticed when a path is tried.
    pub fn new<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Result<Self, PatternError> {
        let mut matcher = Self::default();
        for (place, pattern) in patterns.into_iter().enumerate() {
            let pattern = pattern.trim();
            if pattern.is_empty() {
                continue;
            }
            let pattern = clean_path(pattern);
            let exception = pattern.starts_with('!');
            let text = if exception { pattern.get(1..).unwrap_or_default().to_owned() } else { pattern };
            if text.is_empty() {
                return Err(PatternError::LoneExclamation);
            }
            glob_match(&text, ".")?;
            matcher.exceptions |= exception;
            matcher.patterns.push(Pattern::new(text, exception, place));
        }
        Ok(matcher)
    }

    /// The patterns, in order.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// True when one of them is an exception.
    pub fn has_exceptions(&self) -> bool {
        self.exceptions
    }

    /// Whether something below `dir` may match although `dir` does not: never wrongly false.
    pub fn may_match_below(&self, dir: &str) -> bool {
        self.patterns.iter().filter(|pattern| !pattern.exception).any(|pattern| {
            let rest = pattern.without_trailing_glob().strip_prefix(dir);
            !pattern.is_prefix() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// Whether `path` or one of the directories it is in is matched: what is said of a path alone
    /// (`MatchesOrParentMatches`). A walk may come to another result; see [`PatternMatcher::step`].
    ///
    /// # Errors
    /// When a malformed pattern is tried.
    pub fn matches(&self, path: &str) -> Result<Decision, PatternError> {
        let mut decision = Decision::default();
        for pattern in &self.patterns {
            if pattern.exception != decision.matched {
                continue;
            }
            if pattern.matches(path)? || parent_matches(pattern, path) {
                decision.set(pattern);
            }
        }
        Ok(decision)
    }

    /// What a walk says of `path` when `parent` is what it said of its directory (`MatchesUsingParentResults`); `None`
    /// at the top. Gives also what to hand on to what is in `path`.
    ///
    /// # Errors
    /// When a malformed pattern is tried.
    pub fn step(
        &self,
        path: &str,
        parent: Option<&MatchState>,
    ) -> Result<(Decision, MatchState), PatternError> {
        let mut state = MatchState(vec![false; self.patterns.len()]);
        let decision = self.walk(path, parent, |place| {
            if let Some(matched) = state.0.get_mut(place) {
                *matched = true;
            }
        })?;
        Ok((decision, state))
    }

    /// As [`PatternMatcher::step`], for a path that nothing is below of.
    ///
    /// # Errors
    /// When a malformed pattern is tried.
    pub fn step_leaf(&self, path: &str, parent: Option<&MatchState>) -> Result<Decision, PatternError> {
        self.walk(path, parent, |_| {})
    }

    fn walk(
        &self,
        path: &str,
        parent: Option<&MatchState>,
        mut matched: impl FnMut(usize),
    ) -> Result<Decision, PatternError> {
        let mut decision = Decision::default();
        for (place, pattern) in self.patterns.iter().enumerate() {
            let inherited = parent.and_then(|parent| parent.0.get(place)).copied().unwrap_or(false);
            if !inherited {
                if pattern.exception != decision.matched {
                    continue;
                }
                let own = pattern.matches(path)? || (parent.is_none() && parent_matches(pattern, path));
                if !own {
                    continue;
                }
            }
            matched(place);
            decision.set(pattern);
        }
        Ok(decision)
    }
}

/// Whether `pattern` matches a directory that `path` is in; a malformed one matches none.
fn parent_matches(pattern: &Pattern, path: &str) -> bool {
    let mut ends = path.char_indices().filter(|(_, char)| *char == '/').map(|(place, _)| place);
    ends.any(|end| path.get(..end).is_some_and(|parent| pattern.matches(parent).unwrap_or(false)))
}
