use std::rc::Rc;

/// An ordered environment that is cheap to copy: each copy shares everything with the one it was made from.
///
/// `set` of a name already there replaces its value in place, as BuildKit's environment list does.
#[derive(Clone, Debug, Default)]
pub struct Env {
    entries: Rc<Vec<(Rc<str>, Rc<str>)>>,
}

impl Env {
    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.entries.iter().rev().find(|(key, _)| &**key == name).map(|(_, value)| &**value)
    }

    /// Sets `name` to `value`.
    pub fn set(&mut self, name: &str, value: &str) {
        let entries = Rc::make_mut(&mut self.entries);
        match entries.iter_mut().find(|(key, _)| &**key == name) {
            Some(entry) => entry.1 = value.into(),
            None => entries.push((name.into(), value.into())),
        }
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|(name, value)| (&**name, &**value))
    }
}
