use drydock_builder::{Context, FileSystem, own_ignore_path, select_paths, transferred};
use serde_json::{Map, Value, json};

use super::built::Built;
use crate::Case;
use crate::inputs::Situation;

pub(super) fn ignore(case: &Case) -> Result<Value, String> {
    let situation = Situation::new(&case.request)?;
    let context = situation.context()?;
    let own = own_ignore_path(&situation.dockerfile_path);
    let mut answer = Map::new();
    let mut put = |key: &str, value: Value| drop(answer.insert(key.into(), value));
    let loaded = [situation.dockerfile_path.as_str(), own.as_str()];
    put("dockerfile_bytes", json!(sent(&context, &loaded)?));
    if context.get(&own).is_none() {
        put("dockerignore_bytes", json!(sent(&context, &[".dockerignore"])?));
    }
    let error = match Built::new(&situation, &context) {
        Ok(built) => {
            put("context_bytes", json!(built.context_bytes));
            put("warnings", json!(built.warnings));
            let list =
                built.result().get("/list").and_then(|node| node.as_file()?.content.as_text().map(lines));
            if case.expect.get("list").is_some() {
                put("list", json!(list));
            }
            // Of an image only what the build added was listed.
            put("paths", json!(paths(&built.base().unwrap_or_default(), &built.result())));
            built.error()
        }
        Err(error) => Some(error),
    };
    if let Some(error) = error {
        put("paths", json!([]));
        put("error", json!(format!("failed to solve: {error}")));
    }
    Ok(Value::Object(answer))
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// The bytes of a transfer of these paths alone.
fn sent(context: &Context, paths: &[&str]) -> Result<u64, String> {
    let fs = select_paths(context.fs(), context.fs(), paths.iter().copied());
    Ok(transferred(None, &fs.map_err(|error| error.to_string())?))
}

fn paths(base: &FileSystem, fs: &FileSystem) -> Vec<String> {
    let new = fs.walk("/").filter(|(path, _)| base.get(path).is_none());
    let mut paths: Vec<String> =
        new.map(|(path, node)| if node.is_dir() { path + "/" } else { path }).collect();
    paths.sort_unstable();
    paths
}
