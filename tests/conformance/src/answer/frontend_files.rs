use drydock_builder::{Context, ContextFile, IgnoreFile, read_ignore, resolve_wildcards};
use serde_json::{Map, Value, json};

use super::trees::Trees;
use crate::Case;
use crate::inputs::{RequestImages, options, strings, text};

pub(super) fn dockerignore(case: &Case) -> Result<Value, String> {
    let ignore = text(&case.request, "ignore_file");
    let paths = strings(&case.request, "paths");
    let mut answer = Map::new();
    match read_ignore(ignore) {
        Ok(lines) => {
            let patterns: Vec<&str> = lines.iter().map(|line| line.pattern.as_str()).collect();
            answer.insert("patterns".into(), json!(patterns));
        }
        Err(error) => return Ok(json!({"error": error.to_string()})),
    }
    let ignore = match IgnoreFile::parse(ignore) {
        Ok(ignore) => ignore,
        Err(error) => {
            answer.insert("error".into(), json!(error.to_string()));
            return Ok(Value::Object(answer));
        }
    };
    let excluded: Map<String, Value> = paths
        .iter()
        .map(|path| {
            let alone = ignore.excluded(path);
            (path.clone(), alone.map_or_else(|error| json!(format!("error: {error}")), Value::Bool))
        })
        .collect();
    answer.insert("excluded".into(), Value::Object(excluded));
    match ignore.filter(tree_of(&paths)?.fs(), None) {
        Ok(filtered) => {
            let sent = filtered.output.walk("/").map(|(path, node)| marked(&path, node.is_dir()));
            answer.insert("sent".into(), json!(sent.collect::<Vec<_>>()));
        }
        Err(error) => {
            answer.insert("walk_error".into(), json!(format!("failed to match excludepatterns: {error}")));
        }
    }
    Ok(Value::Object(answer))
}

fn marked(path: &str, dir: bool) -> String {
    format!("{}{}", path.trim_start_matches('/'), if dir { "/" } else { "" })
}

/// A tree of empty files; a path that ends in a slash is a directory.
fn tree_of(paths: &[String]) -> Result<Context, String> {
    let mut context = Context::new();
    for path in paths {
        let file = if path.ends_with('/') { ContextFile::dir() } else { ContextFile::text("") };
        context.set(path, file).map_err(|error| error.to_string())?;
    }
    Ok(context)
}

pub(super) fn copymatch(case: &Case) -> Result<Value, String> {
    let context = tree_of(&strings(&case.request, "paths"))?;
    let found = resolve_wildcards(context.fs(), text(&case.request, "pattern"), true);
    let relative = |path: &String| match path.strip_prefix('/') {
        Some("") | None => path.clone(),
        Some(relative) => relative.to_owned(),
    };
    Ok(match found {
        Ok(found) => json!({"matches": found.iter().map(relative).collect::<Vec<_>>()}),
        Err(error) => json!({"error": error.to_string()}),
    })
}

pub(super) fn tree(case: &Case) -> Result<Value, String> {
    let mut context = Context::new();
    for (key, content) in case.request.get("files").and_then(Value::as_object).into_iter().flatten() {
        let (path, file) = tree_file(key, content.as_str().unwrap_or_default())?;
        context.set(path, file).map_err(|error| error.to_string())?;
    }
    let options = options(&case.request, case.labs);
    let images = RequestImages::new(&case.request);
    let result = Trees::new(text(&case.request, "dockerfile"), &options, &images, &context)
        .and_then(|trees| trees.run());
    let result = match result {
        Ok(fs) => fs,
        Err(message) => return Ok(json!({"error": {"message": message}})),
    };
    let tree: Map<String, Value> =
        result.walk("/").map(|(path, node)| (path, json!(super::trees::listed(node)))).collect();
    Ok(json!({"tree": tree}))
}

/// `path@0755` sets a mode, `path -> target` makes a symbolic link, a slash at the end a directory.
fn tree_file<'k>(key: &'k str, content: &str) -> Result<(&'k str, ContextFile), String> {
    if let Some((path, target)) = key.split_once(" -> ") {
        return Ok((path, ContextFile::symlink(target)));
    }
    let (path, mode) = match key.rsplit_once('@') {
        Some((path, mode)) => (path, Some(u32::from_str_radix(mode, 8).map_err(|error| error.to_string())?)),
        None => (key, None),
    };
    let file = if path.ends_with('/') { ContextFile::dir() } else { ContextFile::text(content) };
    let mode = mode.unwrap_or(file.mode);
    Ok((path, file.with_mode(mode)))
}
