use std::rc::Rc;

use super::{Filtered, IgnoreFile, IgnoreLine};
use crate::fs::EntryChanges;
use crate::{MatchState, Node, PatternError, Totals};

/// A path of the context that is not sent, with all that is below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excluded {
    /// Path in the context.
    pub path: String,
    /// True for a directory.
    pub dir: bool,
    /// The pattern that decided, with its line.
    pub by: IgnoreLine,
    /// How much is not sent for it.
    pub totals: Totals,
}

impl IgnoreFile {
    /// What `filtered` left out and why, at most `limit` paths: of a directory that is left out whole only the directory,
    /// in path order.
    ///
    /// # Errors
    /// When a pattern that was accepted fails with a path.
    pub fn report(&self, filtered: &Filtered, limit: usize) -> Result<Vec<Excluded>, PatternError> {
        let mut report = Report { ignore: self, path: String::new(), found: Vec::new(), limit };
        report.dir(filtered.input.root(), filtered.output.root(), None)?;
        Ok(report.found)
    }
}

struct Report<'i> {
    ignore: &'i IgnoreFile,
    path: String,
    found: Vec<Excluded>,
    limit: usize,
}

impl Report<'_> {
    fn dir(&mut self, input: &Node, output: &Node, state: Option<&MatchState>) -> Result<(), PatternError> {
        let (Some(input), Some(output)) = (input.as_dir(), output.as_dir()) else { return Ok(()) };
        for (name, kept, all) in EntryChanges::new(Some(output.entries()), input.entries()) {
            let Some(all) = all else { continue };
            if self.found.len() >= self.limit {
                return Ok(());
            }
            let length = self.path.len();
            if length > 0 {
                self.path.push('/');
            }
            self.path.push_str(name);
            let (decision, state) = self.ignore.matcher.step(&self.path, state)?;
            match kept {
                Some(kept) => self.dir(all, kept, Some(&state))?,
                None => {
                    if let Some(line) = self.ignore.line_of(&decision) {
                        self.add(all, line.clone());
                    }
                }
            }
            self.path.truncate(length);
        }
        Ok(())
    }

    fn add(&mut self, node: &Rc<Node>, by: IgnoreLine) {
        let (path, dir) = (self.path.clone(), node.is_dir());
        self.found.push(Excluded { path, dir, by, totals: node.totals() });
    }
}
