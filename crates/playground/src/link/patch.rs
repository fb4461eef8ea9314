//! What makes one project of another, and the JSON of it.

use std::collections::BTreeMap;

use drydock_builder::ContextFile;

use super::files;
use super::json::{Members, Reader, write_list};
use super::{LinkError, MAX_PARTS, MAX_UNFOLDED};
use crate::Project;

/// What makes one project of another: each value that differs, whole. Values are never parts of texts, so a link of an
/// example opens also when the example has changed since.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patch {
    /// Text of the Dockerfile.
    pub dockerfile: Option<String>,
    /// Its path in the context.
    pub dockerfile_path: Option<String>,
    /// Entries of the context by path; `None` takes an entry away, with all that is in it.
    pub files: BTreeMap<String, Option<ContextFile>>,
    /// `--target`.
    pub target: Option<String>,
    /// `--build-arg`, in order.
    pub build_args: Option<Vec<(String, String)>>,
    /// `--platform`.
    pub platform: Option<String>,
    /// `--no-cache`.
    pub no_cache: Option<bool>,
    /// `--no-cache-filter`.
    pub no_cache_filter: Option<Vec<String>>,
    /// `--pull`.
    pub pull: Option<bool>,
    /// `--label`.
    pub labels: Option<BTreeMap<String, String>>,
    /// `--build-context`.
    pub contexts: Option<BTreeMap<String, String>>,
    /// Arguments of `docker run`.
    pub run: Option<String>,
    /// Images described by hand.
    pub images: Option<BTreeMap<String, String>>,
}

fn differs<T: PartialEq + Clone>(old: &T, new: &T) -> Option<T> {
    (old != new).then(|| new.clone())
}

fn put<T: Clone>(place: &mut T, value: &Option<T>) {
    if let Some(value) = value {
        *place = value.clone();
    }
}

impl Patch {
    /// What makes `new` of `old`. Build secrets are left out.
    pub fn between(old: &Project, new: &Project) -> Self {
        let (before, after) = (&old.options, &new.options);
        Self {
            dockerfile: differs(&old.dockerfile, &new.dockerfile),
            dockerfile_path: differs(&old.dockerfile_path, &new.dockerfile_path),
            files: files::between(&old.context, &new.context),
            target: differs(&before.target, &after.target),
            build_args: differs(&before.build_args, &after.build_args),
            platform: differs(&before.platform, &after.platform),
            no_cache: differs(&before.no_cache, &after.no_cache),
            no_cache_filter: differs(&before.no_cache_filter, &after.no_cache_filter),
            pull: differs(&before.pull, &after.pull),
            labels: differs(&before.labels, &after.labels),
            contexts: differs(&before.contexts, &after.contexts),
            run: differs(&old.run, &new.run),
            images: differs(&old.images, &new.images),
        }
    }

    /// True when it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Changes `project`. A file that cannot be where the patch has it (its parent is a file) is left out.
    pub fn apply(&self, project: &mut Project) {
        put(&mut project.dockerfile, &self.dockerfile);
        put(&mut project.dockerfile_path, &self.dockerfile_path);
        files::apply(&self.files, &mut project.context);
        let options = &mut project.options;
        put(&mut options.target, &self.target);
        put(&mut options.build_args, &self.build_args);
        put(&mut options.platform, &self.platform);
        put(&mut options.no_cache, &self.no_cache);
        put(&mut options.no_cache_filter, &self.no_cache_filter);
        put(&mut options.pull, &self.pull);
        put(&mut options.labels, &self.labels);
        put(&mut options.contexts, &self.contexts);
        put(&mut project.run, &self.run);
        put(&mut project.images, &self.images);
    }

    /// It as JSON, with the name of the panel to show unless that is empty, and what makes the project beside it.
    pub(super) fn to_json(&self, panel: &str, before: Option<&Patch>) -> String {
        let mut members = Members::default();
        members.text("d", self.dockerfile.as_deref());
        members.text("n", self.dockerfile_path.as_deref());
        if !self.files.is_empty() {
            files::write(&self.files, members.key("f"));
        }
        members.text("t", self.target.as_deref());
        if let Some(args) = &self.build_args {
            write_list(members.key("a"), args.iter().flat_map(|(name, value)| [name, value]));
        }
        members.text("p", self.platform.as_deref());
        members.flag("c", self.no_cache);
        if let Some(stages) = &self.no_cache_filter {
            write_list(members.key("x"), stages.iter());
        }
        members.flag("u", self.pull);
        for (key, map) in [("l", &self.labels), ("b", &self.contexts), ("i", &self.images)] {
            if let Some(map) = map {
                let mut inner = Members::default();
                map.iter().for_each(|(name, value)| inner.text(name, Some(value)));
                members.key(key).push_str(&inner.end());
            }
        }
        members.text("r", self.run.as_deref());
        if let Some(before) = before {
            members.key("k").push_str(&before.to_json("", None));
        }
        members.text("w", Some(panel).filter(|panel| !panel.is_empty()));
        members.end()
    }

    /// What a JSON text says.
    pub(super) fn from_json(json: &str) -> Result<Read, LinkError> {
        if json.len() > MAX_UNFOLDED {
            return Err(LinkError::TooLarge);
        }
        let mut found = Read::default();
        let mut reader = Reader::new(json, MAX_PARTS);
        let read = reader.object(|reader, key| match key {
            "w" => {
                found.panel = reader.string()?;
                Some(())
            }
            "k" => {
                let before = found.before.get_or_insert_default();
                reader.object(|reader, key| before.member(reader, key))
            }
            key => found.patch.member(reader, key),
        });
        if reader.is_spent() {
            return Err(LinkError::TooLarge);
        }
        if read.is_none() || !reader.at_end() {
            return Err(LinkError::Broken);
        }
        Ok(found)
    }

    /// Reads the value of `key`; what is no part of a project is skipped.
    fn member(&mut self, reader: &mut Reader, key: &str) -> Option<()> {
        match key {
            "d" => self.dockerfile = Some(reader.string()?),
            "n" => self.dockerfile_path = Some(reader.string()?),
            "f" => files::read(reader, &mut self.files)?,
            "t" => self.target = Some(reader.string()?),
            "a" => self.build_args = Some(read_build_args(reader)?),
            "p" => self.platform = Some(reader.string()?),
            "c" => self.no_cache = Some(reader.flag()?),
            "x" => self.no_cache_filter = Some(read_strings(reader)?),
            "u" => self.pull = Some(reader.flag()?),
            "l" => self.labels = Some(read_map(reader)?),
            "b" => self.contexts = Some(read_map(reader)?),
            "i" => self.images = Some(read_map(reader)?),
            "r" => self.run = Some(reader.string()?),
            _ => reader.skip()?,
        }
        Some(())
    }
}

/// What the JSON of a link says.
#[derive(Default)]
pub(super) struct Read {
    /// What differs from the base.
    pub patch: Patch,
    /// Name of the panel to show.
    pub panel: String,
    /// What makes the project beside it.
    pub before: Option<Patch>,
}

fn read_strings(reader: &mut Reader) -> Option<Vec<String>> {
    let mut strings = Vec::new();
    reader.array(|reader| {
        strings.push(reader.string()?);
        Some(())
    })?;
    Some(strings)
}

fn read_map(reader: &mut Reader) -> Option<BTreeMap<String, String>> {
    let mut map = BTreeMap::new();
    reader.object(|reader, key| {
        map.insert(key.to_owned(), reader.string()?);
        Some(())
    })?;
    Some(map)
}

/// Names and values in turn.
fn read_build_args(reader: &mut Reader) -> Option<Vec<(String, String)>> {
    let words = read_strings(reader)?;
    let pair = |pair: &[String]| Some((pair.first()?.clone(), pair.get(1)?.clone()));
    words.chunks(2).map(pair).collect()
}
