use drydock_builder::{Layer, LayerEntry, LayerEntryKind, NodeKind};
use drydock_plan::Base;
use serde_json::{Map, Value, json};

use super::built::Built;
use super::frontend_plan::config;
use crate::Case;
use crate::inputs::Situation;

pub(super) fn layers(case: &Case) -> Result<Value, String> {
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
    let image = built.plan.image.as_ref().map(|image| image.image()).unwrap_or_default();
    let made = built.history();
    let layers: Vec<Option<Layer>> = image
        .history
        .iter()
        .enumerate()
        .map(|(place, entry)| {
            let op = made.get(&place).filter(|_| !entry.empty_layer)?;
            built.solution.layer(&built.plan, *op)
        })
        .collect();
    let entries = image.history.iter().zip(&layers).map(|(entry, layer)| {
        let mut answer = json!({"created_by": entry.created_by, "empty_layer": entry.empty_layer,
            "comment": entry.comment});
        if let (Some(layer), Some(answer)) = (layer, answer.as_object_mut()) {
            answer.insert("size".into(), json!(layer.size.likely));
            answer.insert("tar_size".into(), json!(layer.tar_size));
            let mut entries: Vec<&LayerEntry> = layer.entries.iter().collect();
            entries.sort_by(|one, other| one.path.cmp(&other.path));
            answer.insert("entries".into(), entries.into_iter().map(listed).collect());
        }
        answer
    });
    let history: Vec<Value> = entries.collect();
    let on_image = |base: &Base| matches!(base, Base::Image { .. });
    let below = usize::from(built.base().is_some());
    let layers: Vec<&Layer> = layers.iter().flatten().collect();
    json!({
        "history": history,
        // The recorder counted those of the image called `base`, be the final stage on it or not.
        "base_layers": usize::from(built.plan.stages.iter().any(|stage| on_image(&stage.base))),
        "layers": below + layers.len(),
        "same_diff_ids": same(&layers, below),
        "config": config(&image.config),
        "warnings": built.warnings,
    })
}

fn listed(entry: &LayerEntry) -> Value {
    let mut answer = Map::new();
    let mut put = |key: &str, value: Value| drop(answer.insert(key.into(), value));
    put("path", json!(entry.path));
    let kind = match &entry.kind {
        LayerEntryKind::Whiteout => "whiteout",
        LayerEntryKind::HardLink(target, _) => {
            put("link", json!(target.trim_start_matches('/')));
            "hardlink"
        }
        LayerEntryKind::Node(node) => match node.kind() {
            NodeKind::Dir(_) => "dir",
            NodeKind::Symlink(target) => {
                put("link", json!(&**target));
                "symlink"
            }
            NodeKind::File(file) => {
                put("size", json!(file.content.len()));
                "file"
            }
            NodeKind::Fifo => "fifo",
            NodeKind::Other => "other",
        },
    };
    put("type", json!(kind));
    if let Some(node) = entry.node() {
        put("mode", json!(format!("{:04o}", node.metadata.mode)));
        put("uid", json!(node.metadata.uid));
        put("gid", json!(node.metadata.gid));
    }
    Value::Object(answer)
}

/// The layers that are byte for byte equal, by place; `below` are those of the base image.
fn same(layers: &[&Layer], below: usize) -> Vec<Vec<usize>> {
    let mut groups: Vec<(&Layer, Vec<usize>)> = Vec::new();
    for (place, layer) in layers.iter().enumerate() {
        match groups.iter_mut().find(|(first, _)| equal(first, layer)) {
            Some((_, places)) => places.push(below + place),
            None => groups.push((layer, vec![below + place])),
        }
    }
    groups.into_iter().map(|(_, places)| places).filter(|places| places.len() > 1).collect()
}

fn equal(one: &Layer, other: &Layer) -> bool {
    let same_entry = |(one, other): (&LayerEntry, &LayerEntry)| {
        let nodes = match (one.node(), other.node()) {
            (Some(one), Some(other)) => one.same_itself(other),
            (None, None) => true,
            _ => false,
        };
        nodes && one.path == other.path
    };
    one.entries.len() == other.entries.len() && one.entries.iter().zip(&other.entries).all(same_entry)
}
