//! The TypeScript definitions name what an evaluation holds.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;

use drydock_playground::{BuildCache, Project, evaluate};
use serde_json::Value;

/// Keys of each object, by the interface it should have; data maps are left out.
fn keys(value: &Value, found: &mut BTreeMap<String, ()>) {
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                found.insert(key.clone(), ());
                if key != "Labels" {
                    keys(child, found);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

#[test]
fn every_key_is_typed() {
    let project = Project {
        dockerfile:
            "FROM node:20 AS build\nCOPY . .\nRUN npm ci\nFROM scratch\nCOPY --from=build /app /\nCMD a"
                .into(),
        ..Project::default()
    };
    let value = serde_json::to_value(evaluate(&project, &BuildCache::default())).expect("it serializes");
    let mut found = BTreeMap::new();
    keys(&value, &mut found);
    for key in found.keys() {
        let typed = [format!("  {key}: "), format!("  {key}?: ")];
        assert!(typed.iter().any(|line| drydock_wasm::TYPES.contains(line)), "{key} has no type");
    }
}
