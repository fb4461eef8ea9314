//! What the bytes of an image are made of, so that two images can be told apart by what differs alone.

use std::collections::BTreeMap;

use drydock_builder::{LayerEntryKind, NodeKind};
use drydock_catalog::Size;

use super::Saved;
use crate::evaluate::parts::Parts;
use crate::evaluate::{base_image_size, image_ops};

/// Sizes by what they are of: a path (once for each layer that holds it), the base image, what is not listed.
pub(super) struct Measured(BTreeMap<String, Vec<Size>>);

impl Measured {
    /// The final image of a project.
    pub fn of(parts: &Parts<'_>) -> Self {
        let mut found = Self(BTreeMap::new());
        if let Some(base) = base_image_size(parts) {
            found.add("base image", base);
        }
        for op in image_ops(parts) {
            let Some(summary) = parts.solution.summary(&parts.plan, op) else { continue };
            let Some(layer) = parts.solution.layer(&parts.plan, op) else { continue };
            let record = parts.solution.ops.get(op).and_then(|result| result.record.as_ref());
            if record.is_some_and(|record| record.stated_size.is_some()) {
                found.add("stated", summary.size.clone());
                continue;
            }
            for entry in &layer.entries {
                let LayerEntryKind::Node(node) = &entry.kind else { continue };
                if let NodeKind::File(file) = node.kind() {
                    found.add(&entry.path, file.content.size("files of the build"));
                }
            }
            if let Some(extra) = record.and_then(|record| record.extra.clone()) {
                found.add("what is not listed", extra);
            }
            if summary.size.is_unknown() {
                found.add("what nobody knows", Size::unknown(0, summary.size.source.clone()));
            }
        }
        found
    }

    fn add(&mut self, what: &str, size: Size) {
        self.0.entry(what.to_owned()).or_default().push(size);
    }

    /// What is saved with `after` in its place. What both hold alike does not count, however vague it is.
    pub fn less(&self, after: &Self) -> Saved {
        let mut saved = Saved { low: Some(0), high: Some(0), ..Saved::default() };
        let mut largest = 0;
        let names = self.0.keys().chain(after.0.keys().filter(|name| !self.0.contains_key(*name)));
        for name in names {
            let (mut gone, mut new) = (self.sizes(name), after.sizes(name));
            gone.retain(|size| match new.iter().position(|other| other == size) {
                Some(same) => {
                    new.remove(same);
                    false
                }
                None => true,
            });
            for (size, sign) in gone.iter().map(|size| (size, 1)).chain(new.iter().map(|size| (size, -1))) {
                saved.count(size, sign);
                if size.likely >= largest {
                    (largest, saved.source) = (size.likely, size.source.to_string());
                }
            }
        }
        saved
    }

    fn sizes(&self, name: &str) -> Vec<Size> {
        self.0.get(name).cloned().unwrap_or_default()
    }
}

impl Saved {
    fn count(&mut self, size: &Size, sign: i64) {
        let signed = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX).saturating_mul(sign);
        let (low, high) = (Some(signed(size.low)), size.high.map(signed));
        let (least, most) = if sign > 0 { (low, high) } else { (high, low) };
        let add =
            |sum: Option<i64>, part: Option<i64>| sum.zip(part).map(|(sum, part)| sum.saturating_add(part));
        self.low = add(self.low, least);
        self.likely = self.likely.saturating_add(signed(size.likely));
        self.high = add(self.high, most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(parts: &[(&str, u64, u64, Option<u64>)]) -> Measured {
        let mut found = Measured(BTreeMap::new());
        for (name, low, likely, high) in parts {
            found.add(name, Size { low: *low, likely: *likely, high: *high, source: "s".into() });
        }
        found
    }

    #[test]
    fn only_what_differs_counts() {
        let before = measured(&[
            ("a", 1, 5, Some(9)),
            ("a", 7, 7, Some(7)),
            ("b", 10, 20, None),
            ("c", 30, 38, Some(45)),
        ]);
        let after = measured(&[("a", 1, 5, Some(9)), ("b", 10, 20, None), ("d", 2, 3, Some(4))]);
        let saved = before.less(&after);
        assert_eq!((saved.low, saved.likely, saved.high), (Some(7 + 30 - 4), 7 + 38 - 3, Some(7 + 45 - 2)));
        let unknown = measured(&[]).less(&measured(&[("b", 10, 20, None)]));
        assert_eq!((unknown.low, unknown.likely, unknown.high), (None, -20, Some(-10)));
    }
}
