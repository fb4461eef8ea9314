//! Bytes that an image carries without use, as dive counts them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{FileSystem, Layer, LayerEntryKind};

/// A path that more than one layer has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WastedPath {
    /// Absolute path.
    pub path: String,
    /// Bytes of it in all layers together.
    pub bytes: u64,
    /// How many layers have it.
    pub layers: usize,
}

/// How much of an image is of use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waste {
    /// From 0 to 1: the least that each path could have cost, by what it does cost.
    pub efficiency: f64,
    /// Bytes of the wasted paths.
    pub wasted: u64,
    /// The paths, the largest first.
    pub paths: Vec<WastedPath>,
}

#[derive(Default)]
struct PathData {
    least: Option<u64>,
    sum: u64,
    layers: usize,
}

impl PathData {
    fn add(&mut self, bytes: u64) {
        self.least = Some(self.least.map_or(bytes, |least| least.min(bytes)));
        self.sum = self.sum.saturating_add(bytes);
        self.layers += 1;
    }
}

impl Waste {
    /// Scores an image (dive's `filetree.Efficiency`): of `base`, which is `base_bytes` large and counts as one layer,
    /// and the layers over it, each with the file system it was laid on. Only what a layer has no children of counts:
    /// files, empty directories, links, whiteouts; a hidden directory counts with all that was in it.
    pub fn of<'l>(
        base: &FileSystem,
        base_bytes: u64,
        layers: impl IntoIterator<Item = (&'l FileSystem, &'l Layer)>,
    ) -> Self {
        let mut paths: BTreeMap<&str, PathData> = BTreeMap::new();
        let mut discovered = base_bytes;
        for (before, layer) in layers {
            for (place, entry) in layer.entries.iter().enumerate() {
                let next =
                    layer.entries.get(place + 1).and_then(|next| next.path.strip_prefix(entry.path.as_str()));
                if next.is_some_and(|rest| rest.starts_with('/')) {
                    continue;
                }
                let bytes = match entry.kind {
                    LayerEntryKind::Whiteout => hidden(before, &entry.path),
                    _ => entry.len(),
                };
                let data = paths.entry(&entry.path).or_insert_with(|| in_base(base, &entry.path));
                data.add(bytes);
                discovered = discovered.saturating_add(bytes);
            }
        }
        // What the paths cost in the base is in `base_bytes`; their least cost takes its place.
        let in_base: u64 = paths.keys().filter_map(|path| base_leaf(base, path)).sum();
        let least =
            base_bytes.saturating_sub(in_base) + paths.values().filter_map(|data| data.least).sum::<u64>();
        let mut wasted: Vec<WastedPath> = paths
            .into_iter()
            .filter(|(_, data)| data.layers > 1)
            .map(|(path, data)| WastedPath { path: path.to_owned(), bytes: data.sum, layers: data.layers })
            .collect();
        wasted.sort_by(|left, right| right.bytes.cmp(&left.bytes).then_with(|| left.path.cmp(&right.path)));
        Self {
            efficiency: if discovered == 0 { 1.0 } else { least as f64 / discovered as f64 },
            wasted: wasted.iter().map(|path| path.bytes).sum(),
            paths: wasted,
        }
    }
}

/// Bytes below a directory that a whiteout hides; a hidden file counts nothing.
fn hidden(before: &FileSystem, path: &str) -> u64 {
    before.get(path).filter(|node| node.is_dir()).map_or(0, |node| node.totals().bytes)
}

/// Bytes of `path` in the base image, where nothing is below it.
fn base_leaf(base: &FileSystem, path: &str) -> Option<u64> {
    let node = base.get(path)?;
    node.as_dir().is_none_or(|dir| dir.is_empty()).then(|| node.len())
}

fn in_base(base: &FileSystem, path: &str) -> PathData {
    let mut data = PathData::default();
    if let Some(bytes) = base_leaf(base, path) {
        data.add(bytes);
    }
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Content, Metadata, Node, Time, Writer};

    fn write(fs: &FileSystem, path: &str, bytes: u64, step: u32) -> FileSystem {
        let mut fs = fs.clone();
        let node = Node::file(Content::fill(b'x', bytes), Metadata::new(0o644, Time::Build));
        Writer { fs: &mut fs, origin: step }.put(path, node).unwrap();
        fs
    }

    #[test]
    fn a_path_in_two_layers_is_waste() {
        let base = write(&FileSystem::new(), "/base", 1000, 0);
        let first = write(&base, "/a", 500, 1);
        let second = write(&first, "/a", 300, 2);
        let mut third = second.clone();
        third.remove("/a");
        let layers =
            [Layer::between(&base, &first), Layer::between(&first, &second), Layer::between(&second, &third)];
        let befores = [&base, &first, &second];
        let waste = Waste::of(&base, 1000, befores.into_iter().zip(&layers));
        assert_eq!(waste.paths, [WastedPath { path: "/a".into(), bytes: 800, layers: 3 }]);
        assert_eq!(waste.wasted, 800);
        assert!((waste.efficiency - 1000.0 / 1800.0).abs() < 1e-9);
    }

    #[test]
    fn a_changed_file_of_the_base_counts_twice() {
        let base = write(&FileSystem::new(), "/base", 1000, 0);
        let next = write(&base, "/base", 1200, 1);
        let layer = Layer::between(&base, &next);
        let waste = Waste::of(&base, 1000, [(&base, &layer)]);
        assert_eq!((waste.wasted, waste.paths.len()), (2200, 1));
        assert!((waste.efficiency - 1000.0 / 2200.0).abs() < 1e-9);
    }
}
