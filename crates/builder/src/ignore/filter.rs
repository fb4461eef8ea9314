use std::rc::Rc;

use super::IgnoreFile;
use crate::fs::{Entries, EntryChanges};
use crate::{FileSystem, MatchState, Node, PatternError};

/// A context and what an ignore file leaves of it. Parts that nothing is taken from are shared with the context.
#[derive(Clone, Debug, Default)]
pub struct Filtered {
    /// The whole context.
    pub input: FileSystem,
    /// What is left of it.
    pub output: FileSystem,
}

impl IgnoreFile {
    /// What is left of `context` (`fsutil` `filterFS.Walk`): directories that hold nothing but hidden files stay, hidden
    /// directories stay where an exception brings back something in them.
    ///
    /// With an earlier result of the same ignore file only what changed since is looked at.
    ///
    /// # Errors
    /// When a pattern that was accepted fails with a path; the walk words it
    /// `failed to match excludepatterns: syntax error in pattern`.
    pub fn filter(&self, context: &FileSystem, earlier: Option<&Filtered>) -> Result<Filtered, PatternError> {
        if self.lines.is_empty() {
            return Ok(Filtered { input: context.clone(), output: context.clone() });
        }
        if let Some(earlier) = earlier.filter(|earlier| earlier.input.same(context)) {
            return Ok(earlier.clone());
        }
        let earlier =
            earlier.map(|earlier| Pair { input: earlier.input.root(), output: earlier.output.root() });
        let mut walk = Walk { ignore: self, path: String::new(), plain_exceptions: self.plain_exceptions() };
        let root = walk.children(context.root(), None, earlier)?;
        Ok(Filtered { input: context.clone(), output: context.with_root_node(root) })
    }

    /// True when all exceptions are plain paths, so that a look at them tells where they can bring something back.
    fn plain_exceptions(&self) -> bool {
        self.matcher.patterns().iter().all(|pattern| !pattern.exception || pattern.is_prefix())
    }
}

#[derive(Clone, Copy)]
struct Pair<'a> {
    input: &'a Rc<Node>,
    output: &'a Rc<Node>,
}

struct Walk<'i> {
    ignore: &'i IgnoreFile,
    path: String,
    plain_exceptions: bool,
}

impl Walk<'_> {
    /// The directory `node`, which stands at `self.path`, with what is left in it.
    fn children(
        &mut self,
        node: &Rc<Node>,
        state: Option<&MatchState>,
        earlier: Option<Pair<'_>>,
    ) -> Result<Rc<Node>, PatternError> {
        let Some(dir) = node.as_dir() else { return Ok(node.clone()) };
        let dirs = earlier.and_then(|pair| Some((pair.input.as_dir()?, pair.output.as_dir()?)));
        let mut left = match dirs {
            Some((_, output)) => output.entries().clone(),
            None => dir.entries().clone(),
        };
        let changes = EntryChanges::new(dirs.map(|(input, _)| input.entries()), dir.entries());
        let mut changed = dirs.is_some();
        for (name, before, after) in changes {
            let kept = match after {
                None => None,
                Some(after) => {
                    let before = before.zip(dirs.and_then(|(_, output)| output.get(name)));
                    let pair = before.map(|(input, output)| Pair { input, output });
                    self.child(name, after, state, pair)?
                }
            };
            changed |= after.is_some() != kept.is_some();
            match kept {
                None => drop(left.remove(name)),
                Some(kept) => changed |= put(&mut left, name, kept),
            }
        }
        Ok(if changed { Rc::new(node.with_entries(left)) } else { node.clone() })
    }

    fn child(
        &mut self,
        name: &str,
        node: &Rc<Node>,
        state: Option<&MatchState>,
        earlier: Option<Pair<'_>>,
    ) -> Result<Option<Rc<Node>>, PatternError> {
        let length = self.path.len();
        if length > 0 {
            self.path.push('/');
        }
        self.path.push_str(name);
        let kept = self.decide(node, state, earlier);
        self.path.truncate(length);
        kept
    }

    fn decide(
        &mut self,
        node: &Rc<Node>,
        state: Option<&MatchState>,
        earlier: Option<Pair<'_>>,
    ) -> Result<Option<Rc<Node>>, PatternError> {
        if !node.is_dir() {
            let decision = self.ignore.matcher.step_leaf(&self.path, state)?;
            return Ok((!decision.matched).then(|| node.clone()));
        }
        let (decision, state) = self.ignore.matcher.step(&self.path, state)?;
        if !decision.matched {
            return self.children(node, Some(&state), earlier).map(Some);
        }
        if !self.may_bring_back() {
            return Ok(None);
        }
        let node = self.children(node, Some(&state), earlier)?;
        Ok(node.as_dir().is_some_and(|dir| !dir.is_empty()).then_some(node))
    }

    /// Whether an exception may bring back something in the hidden directory at `self.path`; where none can, the walk
    /// does not even look.
    fn may_bring_back(&self) -> bool {
        let matcher = self.ignore.matcher();
        if !matcher.has_exceptions() || !self.plain_exceptions {
            return matcher.has_exceptions();
        }
        let mut exceptions = matcher.patterns().iter().filter(|pattern| pattern.exception);
        exceptions.any(|pattern| {
            let rest = pattern.without_trailing_glob().strip_prefix(self.path.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// Inserts unless it is there already; true when it was not.
fn put(entries: &mut Entries, name: &str, node: Rc<Node>) -> bool {
    if entries.get(name).is_some_and(|there| Rc::ptr_eq(there, &node)) {
        return false;
    }
    entries.insert(name, node);
    true
}
