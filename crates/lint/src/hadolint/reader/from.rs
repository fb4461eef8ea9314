//! FROM.

use super::cursor::{Cursor, Read};
use crate::hadolint::step::{BaseImage, Image};
use crate::hadolint::value::Value;

impl Cursor<'_> {
    pub(super) fn base_image(&mut self) -> Read<BaseImage> {
        self.either(
            |cursor| cursor.attempt(|cursor| cursor.base_image_with(|cursor, _| cursor.tag().map(Some))),
            |cursor| cursor.base_image_with(|cursor, name| cursor.no_tag(name)),
        )
    }

    fn base_image_with(
        &mut self,
        tag: impl FnOnce(&mut Self, &str) -> Read<Option<Value>>,
    ) -> Read<BaseImage> {
        let platform = self.optional(|cursor| cursor.attempt(Self::platform))?;
        self.unless(|cursor| cursor.string("--"))?;
        let start = self.at;
        let registry = self.optional(|cursor| cursor.attempt(Self::registry))?;
        let name = self.image_word("the image name with a tag", |c| c == '@' || c == ':')?;
        let tag = self.either(|cursor| tag(cursor, &name.text), |_| Ok(None))?;
        let digest = self.optional(|cursor| cursor.attempt(Self::digest))?;
        let reference = self.since(start);
        let alias = self.optional(|cursor| {
            cursor.attempt(|cursor| {
                cursor.space1()?;
                cursor.alias()
            })
        })?;
        let image = Image { registry: registry.map(|value| value.text), name: name.text };
        Ok(BaseImage { image, reference, tag, digest, alias, platform })
    }

    fn platform(&mut self) -> Read<Value> {
        self.string("--platform=")?;
        let platform = self.word("the platform for the FROM image", |c| c == ' ')?;
        self.space1()?;
        Ok(platform)
    }

    /// A name with a dot in it before the first slash.
    fn registry(&mut self) -> Read<Value> {
        let mut registry = self.image_word("a domain name", |c| c == '.')?;
        let dot = self.at;
        self.char('.')?;
        registry.push(".", dot);
        registry.append(self.image_word("a TLD", |c| c == '/')?);
        self.char('/')?;
        Ok(registry)
    }

    fn tag(&mut self) -> Read<Value> {
        self.char(':')?;
        self.image_word("the image tag", |c| c == '@' || c == ':')
    }

    fn no_tag(&mut self, name: &str) -> Read<Option<Value>> {
        let label = format!("no ':' or a valid image tag string (example: {name}:valid-tag)");
        self.label(&label, |cursor| cursor.attempt(|cursor| cursor.unless(|cursor| cursor.string(":"))))?;
        Ok(None)
    }

    fn digest(&mut self) -> Read<Value> {
        self.char('@')?;
        self.word("the image digest", |c| c == '@')
    }

    fn alias(&mut self) -> Read<Value> {
        self.label("'AS' followed by the image alias", |cursor| {
            cursor.attempt(|cursor| cursor.keyword("AS"))
        })?;
        self.word("the image alias", |_| false)
    }

    /// A word that ends where `ends` says, but not within `${…}`.
    fn image_word(&mut self, name: &'static str, ends: impl Fn(char) -> bool + Copy) -> Read<Value> {
        self.label(name, |cursor| {
            let one = |cursor: &mut Self| {
                cursor.either(Self::variable, |cursor| cursor.word(name, |c| ends(c) || c == '$'))
            };
            let mut value = one(cursor)?;
            cursor.many(one)?.into_iter().for_each(|more| value.append(more));
            Ok(value)
        })
    }

    /// `$`, and where a brace follows everything up to the brace that closes it, or to white space.
    fn variable(&mut self) -> Read<Value> {
        let start = self.at;
        self.char('$')?;
        if self.optional(|cursor| cursor.char('{'))?.is_none() {
            return Ok(self.since(start));
        }
        let mut depth = 1;
        while depth > 0 {
            self.take_while("", |c| !"{} \t\n".contains(c));
            let brace = self.optional(|cursor| {
                cursor.either(|cursor| cursor.char('{').map(|()| 1), |cursor| cursor.char('}').map(|()| -1))
            })?;
            match brace {
                Some(step) => depth += step,
                None => break,
            }
        }
        Ok(self.since(start))
    }
}
