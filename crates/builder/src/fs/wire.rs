//! Content as it travels between the page and the evaluator.

use std::borrow::Cow;

use drydock_catalog::Size;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Content, ContentKind};
use crate::Digest;

/// [`ContentKind`] with its bytes in one piece.
#[derive(Serialize, Deserialize)]
enum Wire<'a> {
    Bytes(#[serde(borrow, with = "serde_bytes")] Cow<'a, [u8]>),
    Known(u64, Digest),
    Estimated(Size, Digest),
}

/// Members that were given to a content as an archive stay behind: they are read from its bytes again.
impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wire = match self.kind() {
            ContentKind::Bytes(bytes) => Wire::Bytes(Cow::Borrowed(bytes)),
            ContentKind::Known { size, identity } => Wire::Known(*size, *identity),
            ContentKind::Estimated { size, identity } => Wire::Estimated(size.clone(), *identity),
        };
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Wire::deserialize(deserializer)? {
            Wire::Bytes(bytes) => Content::bytes(bytes.as_ref()),
            Wire::Known(size, identity) => Content::known(size, identity),
            Wire::Estimated(size, identity) => Content::estimated(size, identity),
        })
    }
}
