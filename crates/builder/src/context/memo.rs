use std::rc::Rc;

use super::transfer::Measure;
use crate::{Excluded, FileSystem, Filtered, IgnoreFile, PatternError};

/// What was worked out of a context the last time. The next time only what changed since is looked at; it never changes
/// an answer.
#[derive(Clone, Debug, Default)]
pub struct ContextMemo {
    ignored: Option<Ignored>,
    measured: Option<(FileSystem, Measure)>,
}

#[derive(Clone, Debug)]
struct Ignored {
    text: String,
    file: IgnoreFile,
    filtered: Filtered,
    excluded: Rc<Vec<Excluded>>,
}

impl ContextMemo {
    /// The ignore file with this text, and what it leaves of `context`.
    ///
    /// # Errors
    /// As [`ContextMemo::ignored`].
    pub fn filtered(&self, text: &str, context: &FileSystem) -> Result<(IgnoreFile, Filtered), String> {
        let last = self.ignored.as_ref().filter(|last| last.text == text);
        let file = match last {
            Some(last) => last.file.clone(),
            None => IgnoreFile::parse(text).map_err(|error| error.to_string())?,
        };
        let filtered = file.filter(context, last.map(|last| &last.filtered)).map_err(worded)?;
        Ok((file, filtered))
    }

    /// What the ignore file with this text leaves of `context`, and at most `limit` of the paths it hides.
    ///
    /// # Errors
    /// When the ignore file cannot be used, in BuildKit's words.
    pub fn ignored(
        &mut self,
        text: &str,
        context: &FileSystem,
        limit: usize,
    ) -> Result<(Filtered, Rc<Vec<Excluded>>), String> {
        let (file, earlier) = match self.ignored.take().filter(|last| last.text == text) {
            Some(last) if last.filtered.input.same(context) => {
                let answer = (last.filtered.clone(), last.excluded.clone());
                self.ignored = Some(last);
                return Ok(answer);
            }
            Some(last) => (last.file, Some(last.filtered)),
            None => (IgnoreFile::parse(text).map_err(|error| error.to_string())?, None),
        };
        let filtered = file.filter(context, earlier.as_ref()).map_err(worded)?;
        let excluded = Rc::new(file.report(&filtered, limit).map_err(worded)?);
        let answer = (filtered.clone(), excluded.clone());
        self.ignored = Some(Ignored { text: text.to_owned(), file, filtered, excluded });
        Ok(answer)
    }

    /// As [`transferred`](super::transferred), to a builder that has nothing and to one that has `before`.
    pub fn transferred(&mut self, before: Option<&FileSystem>, sent: &FileSystem) -> (u64, u64) {
        let measure = match &self.measured {
            Some((fs, measure)) => measure.updated(fs, sent),
            None => Measure::of(sent),
        };
        self.measured = Some((sent.clone(), measure));
        (measure.transferred(None, sent), measure.transferred(before, sent))
    }
}

fn worded(error: PatternError) -> String {
    format!("failed to match excludepatterns: {error}")
}
