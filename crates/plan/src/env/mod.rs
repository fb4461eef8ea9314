mod order;
mod pool;
mod table;
mod trie;

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use drydock_syntax::expand::Environment;

use order::Summary;
use table::{Arena, Table};

/// An ordered environment that is cheap to copy: each copy shares everything with the one it was made from, so a
/// snapshot after every step of a long file costs no more than the steps themselves.
#[derive(Clone, Debug, Default)]
pub struct Env {
    parts: Parts,
    /// Where the parts live; an environment without variables may do without.
    arena: Option<Rc<Arena>>,
}

/// The parts stand one after the other and share no name. Inside a stage only `later` changes; the next stage starts
/// from the image's variables again ([`Env::rebase`]), and so none of the work depends on how many variables there are.
#[derive(Clone, Copy, Debug, Default)]
struct Parts {
    /// Build arguments of earlier stages.
    earlier: Table,
    /// What the image had when the stage began.
    image: Table,
    /// What was set since, last set last.
    later: Table,
}

impl Env {
    /// An empty environment that shares its memory with `self`.
    pub fn sibling(&mut self) -> Env {
        Env { parts: Parts::default(), arena: Some(self.arena().clone()) }
    }

    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.value(name).map(|value| &**value)
    }

    /// The value of `name`, to share.
    pub fn value(&self, name: &str) -> Option<&Rc<str>> {
        let arena = self.arena.as_deref()?;
        let Parts { earlier, image, later } = &self.parts;
        let mut parts = [later, image, earlier].into_iter().filter(|part| !part.is_empty());
        parts.find_map(|part| part.get(arena, name)).map(|entry| &entry.value)
    }

    /// Where `name` stands: the smaller of two comes first in [`Env::iter`].
    pub fn place(&self, name: &str) -> Option<(u8, u32)> {
        let arena = self.arena.as_deref()?;
        let Parts { earlier, image, later } = &self.parts;
        let mut parts = [(0, earlier), (1, image), (2, later)].into_iter();
        parts.find_map(|(part, table)| Some((part, table.get(arena, name)?.place)))
    }

    /// Sets `name` to `value` in place, at the end when it is new: how the environment of an image config changes.
    pub fn set(&mut self, name: &str, value: &str) {
        self.put(name, value.into());
    }

    /// [`Env::set`] of a value that is shared with others.
    pub fn put(&mut self, name: &str, value: Rc<str>) {
        let arena = self.arena().clone();
        let Parts { earlier, image, later } = &mut self.parts;
        let part = if later.get(&arena, name).is_some() {
            later
        } else if earlier.get(&arena, name).is_some() {
            earlier
        } else if later.is_empty() || image.get(&arena, name).is_some() {
            image
        } else {
            later
        };
        part.set(&arena, name, value);
    }

    /// Sets `name` to `value` and moves it to the end: how the environment of a build step changes
    /// (`EnvList.AddOrReplace` of `client/llb/meta.go`).
    pub fn set_last(&mut self, name: &str, value: &str) {
        self.put_last(name, value.into());
    }

    /// [`Env::set_last`] of a value that is shared with others.
    pub fn put_last(&mut self, name: &str, value: Rc<str>) {
        let arena = self.arena().clone();
        self.parts.earlier.remove(&arena, name);
        self.parts.image.remove(&arena, name);
        self.parts.later.set_last(&arena, name, value);
    }

    /// Takes `name` out.
    pub fn remove(&mut self, name: &str) {
        let arena = self.arena().clone();
        self.parts.earlier.remove(&arena, name);
        self.parts.image.remove(&arena, name);
        self.parts.later.remove(&arena, name);
    }

    /// The environment in which a stage starts that stands on this one: what the image config `image` has is set again,
    /// in the order of the image, after everything else. Costs as much as what was set since the last time.
    pub fn rebase(&self, image: &Env) -> Env {
        let same = match (&self.arena, &image.arena) {
            (Some(own), Some(other)) => Rc::ptr_eq(own, other),
            (None, _) => true,
            (Some(_), None) => image.is_empty(),
        };
        let arena = image.arena.clone().or_else(|| self.arena.clone()).unwrap_or_default();
        let mut earlier = if same { self.parts.earlier } else { Table::default() };
        let old = self.arena.iter().flat_map(|own| {
            let kept = if same { Table::default() } else { self.parts.earlier };
            kept.iter(own).chain(self.parts.later.iter(own))
        });
        for entry in old.filter(|entry| image.get(&entry.name).is_none()) {
            earlier.set_last(&arena, &entry.name, entry.value.clone());
        }
        let parts = Parts { earlier, image: image.parts.image, later: Table::default() };
        Env { parts, arena: Some(arena) }
    }

    /// Names and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let Parts { earlier, image, later } = self.parts;
        let entries = self
            .arena
            .as_deref()
            .into_iter()
            .flat_map(move |arena| earlier.iter(arena).chain(image.iter(arena)).chain(later.iter(arena)));
        entries.map(|entry| (&*entry.name, &*entry.value))
    }

    /// How many variables there are.
    pub fn len(&self) -> usize {
        self.summary().count as usize
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
        let Some(arena) = &self.arena else { return Summary::EMPTY };
        let Parts { earlier, image, later } = &self.parts;
        earlier.summary(arena).then(image.summary(arena)).then(later.summary(arena))
    }

    fn arena(&mut self) -> &Rc<Arena> {
        self.arena.get_or_insert_default()
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
