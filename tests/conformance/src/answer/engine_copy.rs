use drydock_builder::{FileSystem, Node, NodeKind, Time, diff};
use drydock_plan::Options;
use serde_json::{Map, Value, json};

use super::trees::Trees;
use crate::Case;
use crate::inputs::{EngineImages, Situation};

pub(super) fn copy(case: &Case) -> Result<Value, String> {
    let situation = Situation::new(&case.request)?;
    let images = EngineImages::new(situation.opt("base"))?;
    Ok(match answer(&situation, &images) {
        Ok(answer) => answer,
        Err(error) => json!({"error": format!("failed to solve: {error}")}),
    })
}

fn answer(situation: &Situation, images: &EngineImages) -> Result<Value, String> {
    let context = situation.context()?;
    let options = Options {
        target: situation.opt("target").to_owned(),
        build_args: situation.build_args.clone(),
        dockerignore: context.text(".dockerignore").map(str::to_owned),
        ..Options::default()
    };
    let trees = Trees::new(&situation.dockerfile(), &options, images, &context)?.with_engine(images);
    let done = trees.run_all()?;
    let base = trees.base(&done);
    let mut answer = Map::new();
    answer.insert("warnings".into(), json!(trees.warnings));
    if base.is_some() {
        answer.insert("relative_to".into(), json!("base"));
    }
    let rootfs = listing(&base.unwrap_or_default(), &trees.result(&done));
    answer.insert("rootfs".into(), Value::Array(rootfs));
    if let Some(layer) = trees.last_layer(&done) {
        let paths: Vec<&str> = layer.entries.iter().map(|entry| entry.path.as_str()).collect();
        answer.insert("last_layer".into(), json!(paths));
    }
    Ok(Value::Object(answer))
}

/// What `after` has that `before` has not, path by path.
fn listing(before: &FileSystem, after: &FileSystem) -> Vec<Value> {
    let changes = diff(before, after).into_iter();
    changes.filter_map(|change| Some(listed(&change.path, &*change.after?))).collect()
}

fn listed(path: &str, node: &Node) -> Value {
    let (kind, size, link) = match node.kind() {
        NodeKind::Dir(_) => ("dir", None, None),
        NodeKind::File(file) => ("file", Some(file.content.len()), None),
        NodeKind::Symlink(target) => ("symlink", None, Some(target.to_string())),
        NodeKind::Fifo => ("fifo", None, None),
        NodeKind::Other => ("other", None, None),
    };
    let mtime = match node.metadata.mtime {
        Time::Source(_) => json!("source"),
        Time::Build => json!("build"),
        Time::Epoch => json!("epoch"),
        Time::At(seconds) => json!(seconds),
    };
    let mut listed = json!({"path": path, "type": kind, "mode": format!("{:04o}", node.metadata.mode),
        "uid": node.metadata.uid, "gid": node.metadata.gid, "mtime": mtime});
    if let (Some(size), Some(entry)) = (size, listed.as_object_mut()) {
        entry.insert("size".into(), json!(size));
    }
    if let (Some(link), Some(entry)) = (link, listed.as_object_mut()) {
        entry.insert("link".into(), json!(link));
    }
    listed
}
