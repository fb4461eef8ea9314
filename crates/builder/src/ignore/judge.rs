use std::rc::Rc;

use super::{Filtered, IgnoreFile, IgnoreLine};
use crate::{Node, PatternError, Totals, components};

/// A path of the context with what the ignore file says of it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// What it is.
    pub node: Rc<Node>,
    /// How much of it enters the build; `None` when it does not, and nothing in it.
    pub kept: Option<Totals>,
    /// The last line that matches it or a directory it is in, an exception included; `None` when none does.
    pub by: Option<IgnoreLine>,
}

impl IgnoreFile {
    /// What becomes of one path of the context, and what decides it; `None` when nothing is there. Costs what the
    /// components of the path cost.
    ///
    /// # Errors
    /// When a pattern that was accepted fails with the path.
    pub fn judge(&self, filtered: &Filtered, path: &str) -> Result<Option<Judged>, PatternError> {
        let Some(node) = filtered.input.get(path) else { return Ok(None) };
        let mut at = String::new();
        let mut state = None;
        let mut by = None;
        for part in components(path) {
            if !at.is_empty() {
                at.push('/');
            }
            at.push_str(part);
            let (decision, next) = self.matcher.step(&at, state.as_ref())?;
            by = self.line_of(&decision);
            state = Some(next);
        }
        let kept = filtered.output.get(path).map(|node| node.totals());
        Ok(Some(Judged { node: node.clone(), kept, by: by.cloned() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, ContextFile};

    fn judged(ignore: &str, path: &str) -> Option<String> {
        let mut context = Context::new();
        for path in ["a.log", "b.txt", "node_modules/x/y.js", "src/keep.log", "src/z.log"] {
            context.set(path, ContextFile::text(path)).unwrap();
        }
        let file = IgnoreFile::parse(ignore).unwrap();
        let filtered = file.filter(context.fs(), None).unwrap();
        let one = file.judge(&filtered, path).unwrap()?;
        let by = one.by.map_or("-".to_owned(), |by| format!("{}:{}", by.line, by.pattern));
        Some(format!("{} {by}", if one.kept.is_some() { "sent" } else { "out" }))
    }

    #[test]
    fn each_path_has_the_line_that_decided_it() {
        let ignore = "# c\n**/*.log\nnode_modules\n!src/keep.log\n";
        let expected = [
            ("a.log", "out 2:**/*.log"),
            ("b.txt", "sent -"),
            ("node_modules", "out 3:node_modules"),
            ("node_modules/x/y.js", "out 3:node_modules"),
            ("src", "sent -"),
            ("src/keep.log", "sent 4:!src/keep.log"),
            ("src/z.log", "out 2:**/*.log"),
        ];
        for (path, says) in expected {
            assert_eq!(judged(ignore, path).as_deref(), Some(says), "{path}");
        }
        assert_eq!(judged(ignore, "nope"), None);
    }
}
