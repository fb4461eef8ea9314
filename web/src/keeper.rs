use crate::store::{Draft, keep_draft};

/// How long a version of a draft is written anew before another one is begun, in milliseconds.
const VERSION: f64 = 180_000.0;

/// Keeps the versions of the work on one project.
#[derive(Default)]
pub struct Keeper {
    /// When the work began, and when the version did.
    begun: Option<(f64, f64)>,
    /// What the version holds.
    fragment: String,
}

impl Keeper {
    /// Keeps `fragment`, now; false where nothing can be stored.
    pub fn keep(&mut self, fragment: String) -> bool {
        let draft = self.next(fragment, js_sys::Date::now());
        let former = std::mem::replace(&mut self.fragment, draft.fragment.clone());
        keep_draft(draft, &former)
    }

    /// The draft that `fragment` is at the time `now`; [`Self::fragment`] is then what it replaces.
    fn next(&mut self, fragment: String, now: f64) -> Draft {
        let (work, mut version) = self.begun.unwrap_or((now, now));
        if now - version > VERSION {
            version = now;
            self.fragment.clear();
        }
        self.begun = Some((work, version));
        Draft { fragment, kept: now, work }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_written_anew_for_a_while() {
        let mut keeper = Keeper::default();
        let mut keep = |fragment: &str, now: f64| {
            let draft = keeper.next(fragment.into(), now);
            let former = std::mem::replace(&mut keeper.fragment, fragment.into());
            (draft.work, former)
        };
        assert_eq!(keep("a", 1000.0), (1000.0, String::new()));
        assert_eq!(keep("b", 2000.0), (1000.0, "a".into()));
        assert_eq!(keep("c", 1000.0 + VERSION + 1.0), (1000.0, String::new()), "another version");
        assert_eq!(keep("d", 2000.0 + VERSION), (1000.0, "c".into()));
    }
}
