use std::collections::HashMap;

use drydock_builder::{FileSystem, Inode, Node, NodeKind, Time, diff};
use serde_json::{Map, Value, json};

use super::built::Built;
use crate::Case;
use crate::inputs::Situation;

/// When everything in the recorded base image was last changed (`mtime` of base.json).
const BASE_TIME: i64 = 1_700_000_000;

pub(super) fn copy(case: &Case) -> Result<Value, String> {
    let situation = Situation::new(&case.request)?;
    let context = situation.context()?;
    let built = Built::new(&situation, &context);
    let built = built.and_then(|built| built.error().map_or(Ok(built), Err));
    Ok(match built {
        Ok(built) => answer(&built),
        Err(error) => json!({"error": format!("failed to solve: {error}")}),
    })
}

fn answer(built: &Built) -> Value {
    let mut answer = Map::new();
    answer.insert("warnings".into(), json!(built.warnings));
    let base = built.base();
    if base.is_some() {
        answer.insert("relative_to".into(), json!("base"));
    }
    let rootfs = listing(&base.unwrap_or_default(), &built.result());
    answer.insert("rootfs".into(), Value::Array(rootfs));
    if let Some(layer) = built.last_layer() {
        let mut paths: Vec<&str> = layer.entries.iter().map(|entry| entry.path.as_str()).collect();
        paths.sort_unstable();
        answer.insert("last_layer".into(), json!(paths));
    }
    Value::Object(answer)
}

/// What `after` has that `before` has not, path by path.
fn listing(before: &FileSystem, after: &FileSystem) -> Vec<Value> {
    let mut links: HashMap<Inode, String> = HashMap::new();
    let mut listing: Vec<(String, Value)> = Vec::new();
    for change in diff(before, after) {
        let Some(node) = change.after else { continue };
        let mut entry = listed(&change.path, &node);
        if let Some(inode) = node.as_file().and_then(|file| file.inode) {
            match links.get(&inode) {
                Some(first) => {
                    entry["type"] = json!("hardlink");
                    entry["hardlink"] = json!(first);
                    entry["size"] = Value::Null;
                }
                None => drop(links.insert(inode, change.path.clone())),
            }
        }
        listing.push((change.path, entry));
    }
    listing.sort_by(|one, other| one.0.cmp(&other.0));
    listing.into_iter().map(|(_, entry)| entry).collect()
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
        Time::Image => json!(BASE_TIME),
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
