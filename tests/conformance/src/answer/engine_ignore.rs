use drydock_builder::{Context, FileSystem, own_ignore_path, select_paths, transferred};
use drydock_plan::Options;
use serde_json::{Map, Value, json};

use super::trees::Trees;
use crate::Case;
use crate::inputs::{EngineImages, Situation};

pub(super) fn ignore(case: &Case) -> Result<Value, String> {
    let situation = Situation::new(&case.request)?;
    let images = EngineImages::new(situation.opt("base"))?;
    let context = situation.context()?;
    let own = own_ignore_path(&situation.dockerfile_path);
    let has_own = context.get(&own).is_some();
    let mut answer = Map::new();
    let loaded = [situation.dockerfile_path.as_str(), own.as_str()];
    answer.insert("dockerfile_bytes".into(), json!(sent(&context, &loaded)?));
    if !has_own {
        answer.insert("dockerignore_bytes".into(), json!(sent(&context, &[".dockerignore"])?));
    }
    let ignore = context.text(if has_own { &own } else { ".dockerignore" });
    let options = Options {
        target: situation.opt("target").to_owned(),
        build_args: situation.build_args.clone(),
        dockerignore: ignore.map(str::to_owned),
        ..Options::default()
    };
    let result = Trees::new(&situation.dockerfile(), &options, &images, &context).and_then(|trees| {
        let trees = trees.with_engine(&images);
        answer.insert("warnings".into(), json!(trees.warnings));
        answer.insert("context_bytes".into(), json!(trees.context_bytes()));
        trees.run()
    });
    match result {
        Ok(fs) => drop(answer.insert("paths".into(), json!(paths(&fs)))),
        Err(error) => drop(answer.insert("error".into(), json!(format!("failed to solve: {error}")))),
    }
    Ok(Value::Object(answer))
}

/// The bytes of a transfer of these paths alone.
fn sent(context: &Context, paths: &[&str]) -> Result<u64, String> {
    let fs = select_paths(context.fs(), context.fs(), paths.iter().copied());
    Ok(transferred(None, &fs.map_err(|error| error.to_string())?))
}

fn paths(fs: &FileSystem) -> Vec<String> {
    fs.walk("/").map(|(path, node)| if node.is_dir() { path + "/" } else { path }).collect()
}
