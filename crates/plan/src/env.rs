use std::hash::{Hash, Hasher};
use std::rc::Rc;

use drydock_syntax::expand::Environment;

use crate::order::Summary;
use crate::table::Table;

/// An ordered environment that is cheap to copy: each copy shares everything with the one it was made from, so a
/// snapshot after every step of a long file costs no more than the steps themselves.
#[derive(Clone, Debug, Default)]
pub struct Env {
    parts: Option<Rc<Parts>>,
}

/// The parts stand one after the other and share no name. Inside a stage only `later` changes; the next stage starts
/// from the image's variables again ([`Env::rebase`]), and so none of the work depends on how many variables there are.
#[derive(Clone, Debug, Default)]
struct Parts {
    /// Build arguments of earlier stages.
    earlier: Table,
    /// What the image had when the stage began.
    image: Table,
    /// What was set since, last set last.
    later: Table,
}

impl Env {
    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.value(name).map(|value| &**value)
    }

    /// The value of `name`, to share.
    pub fn value(&self, name: &str) -> Option<&Rc<str>> {
        let parts = self.parts.as_ref()?;
        parts.later.get(name).or_else(|| parts.image.get(name)).or_else(|| parts.earlier.get(name))
    }

    /// Sets `name` to `value` in place, at the end when it is new: how the environment of an image config changes.
    pub fn set(&mut self, name: &str, value: &str) {
        let parts = self.parts_mut();
        let part = if parts.later.get(name).is_some() {
            &mut parts.later
        } else if parts.earlier.get(name).is_some() {
            &mut parts.earlier
        } else if parts.image.get(name).is_some() || parts.later.summary().count == 0 {
            &mut parts.image
        } else {
            &mut parts.later
        };
        part.set(name, value);
    }

    /// Sets `name` to `value` and moves it to the end: how the environment of a build step changes
    /// (`EnvList.AddOrReplace` of `client/llb/meta.go`).
    pub fn set_last(&mut self, name: &str, value: &str) {
        let parts = self.parts_mut();
        parts.earlier.remove(name);
        parts.image.remove(name);
        parts.later.set_last(name, value);
    }

    /// Takes `name` out.
    pub fn remove(&mut self, name: &str) {
        let parts = self.parts_mut();
        parts.earlier.remove(name);
        parts.image.remove(name);
        parts.later.remove(name);
    }

    /// The environment in which a stage starts that stands on this one: what the image config `image` has is set again,
    /// in the order of the image, after everything else. Costs as much as what was set since the last time.
    pub fn rebase(&self, image: &Env) -> Env {
        let mut parts = Parts::default();
        if let Some(own) = &self.parts {
            parts.earlier = own.earlier.clone();
            for (name, value) in own.later.iter() {
                if image.get(name).is_none() {
                    parts.earlier.set_last(name, value);
                }
            }
        }
        if let Some(image) = &image.parts {
            parts.image = image.image.clone();
        }
        Env { parts: Some(Rc::new(parts)) }
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let parts = self.parts.iter().flat_map(|parts| [&parts.earlier, &parts.image, &parts.later]);
        parts.flat_map(Table::iter).map(|(name, value)| (&**name, &**value))
    }

    /// How many variables there are.
    pub fn len(&self) -> usize {
        self.summary().count
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A digest of names, values and order, kept up to date with every change; equal lists have equal digests however
    /// they came about.
    pub fn digest(&self) -> u128 {
        self.summary().digest()
    }

    fn summary(&self) -> Summary {
        self.parts.as_ref().map_or(Summary::EMPTY, |parts| {
            parts.earlier.summary().then(parts.image.summary()).then(parts.later.summary())
        })
    }

    fn parts_mut(&mut self) -> &mut Parts {
        Rc::make_mut(self.parts.get_or_insert_default())
    }
}

impl Environment for Env {
    fn get(&self, name: &str) -> Option<&str> {
        Env::get(self, name)
    }
}

impl PartialEq for Env {
    fn eq(&self, other: &Self) -> bool {
        self.summary() == other.summary()
    }
}

impl Eq for Env {}

impl Hash for Env {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(env: &Env) -> Vec<String> {
        env.iter().map(|(name, value)| format!("{name}={value}")).collect()
    }

    #[test]
    fn a_stage_starts_from_the_variables_of_the_image() {
        let mut image = Env::default();
        image.set("PATH", "/bin");
        let mut build = Env::default().rebase(&image);
        build.set_last("ARG", "1");
        build.set_last("PATH", "/arg");
        image.set("A", "2");
        build.set_last("A", "2");
        assert_eq!(list(&build), ["ARG=1", "PATH=/arg", "A=2"]);
        let next = build.rebase(&image);
        assert_eq!(list(&next), ["ARG=1", "PATH=/bin", "A=2"]);
        let mut same = Env::default();
        for (name, value) in next.iter() {
            same.set_last(name, value);
        }
        assert_eq!(same.digest(), next.digest());
    }
}
