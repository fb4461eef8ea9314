//! A closer look: the files after a step, and what an image carries without use.

use drydock_builder::{Content, Context, ContextFile};
use drydock_playground::{BuildCache, Project, file_system_after, waste};

fn project() -> Project {
    let mut context = Context::new();
    context.set("data.bin", ContextFile::new(Content::fill(b'x', 70_000))).expect("a plain path");
    let dockerfile =
        "FROM scratch AS files\nCOPY data.bin /data.bin\nFROM files\nCOPY --chmod=600 data.bin /data.bin\n";
    Project { dockerfile: dockerfile.into(), context, ..Project::default() }
}

#[test]
fn files_after_each_step() {
    let cache = BuildCache::default();
    let mode = |place| {
        let fs = file_system_after(&project(), &cache, cache.images(), place)?;
        fs.get("/data.bin").map(|node| node.metadata.mode)
    };
    assert_eq!([(0, 0), (0, 1), (1, 0), (1, 1)].map(mode), [None, Some(0o644), Some(0o644), Some(0o600)]);
    assert!(file_system_after(&project(), &cache, cache.images(), (7, 0)).is_none());
}

#[test]
fn a_file_in_two_layers_is_wasted() {
    let cache = BuildCache::default();
    let waste = waste(&project(), &cache, cache.images()).expect("it builds");
    let paths: Vec<_> =
        waste.paths.iter().map(|path| (path.path.as_str(), path.bytes, path.layers)).collect();
    assert_eq!(paths, [("/data.bin", 140_000, 2)]);
    assert!((waste.efficiency - 0.5).abs() < 1e-9);
}
