//! The JSON forms: `docker image inspect`, Podman's, and the image config of OCI.

use std::collections::BTreeMap;

use drydock_plan::{Config, HealthConfig};
use serde_json::{Map, Value, json};

use super::history::entry;
use super::{DescribeError, HELP, ImageDescription};

/// The values that `text` begins with, those of an array one by one, and how many bytes they take.
pub(super) fn values(text: &str, line: usize) -> Result<(Vec<Value>, usize), DescribeError> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = match stream.next() {
        Some(Ok(value)) => value,
        Some(Err(error)) => {
            let line = line + error.line().saturating_sub(1);
            return Err(match error.is_eof() {
                true => DescribeError::new(
                    "the JSON ends too early",
                    "Paste all of it, up to its last bracket.",
                    line,
                ),
                false => DescribeError::new(
                    "this is no JSON here",
                    "Paste the output as it is, from its first bracket to its last.",
                    line,
                ),
            });
        }
        None => return Ok((Vec::new(), text.len())),
    };
    let length = stream.byte_offset();
    Ok(match value {
        Value::Array(values) => (values, length),
        value => (vec![value], length),
    })
}

/// Takes over what one object says.
pub(super) fn read(
    value: &Value,
    description: &mut ImageDescription,
    line: usize,
) -> Result<(), DescribeError> {
    let Some(object) = value.as_object() else {
        return Err(DescribeError::new("this JSON describes no image", HELP, line));
    };
    if object.contains_key("State") || object.contains_key("HostConfig") {
        let help = "Run `docker image inspect IMAGE` with the name that FROM has.";
        return Err(DescribeError::new("this describes a container, not an image", help, line));
    }
    if object.contains_key("manifests") || object.contains_key("schemaVersion") {
        return Err(DescribeError::new(
            "this is a manifest, which tells neither config nor sizes on disk",
            HELP,
            line,
        ));
    }
    let Some(config) = field(object, &["Config", "config"]).filter(|config| config.is_object()) else {
        return Err(DescribeError::new("this JSON has no `Config`, so it describes no image", HELP, line));
    };
    // Of several images the first counts.
    if description.config.is_some() {
        description.notes.push("there is more than one image here; the first counts".into());
        return Ok(());
    }
    description.config = Some(self::config(config));
    description.names = strings(object, &["RepoTags"]).unwrap_or_default();
    description.platform = platform(object);
    read_size(object, description);
    let history = field(object, &["History", "history"]).and_then(Value::as_array);
    description.layers.extend(history.into_iter().flatten().filter_map(entry));
    Ok(())
}

fn read_size(object: &Map<String, Value>, description: &mut ImageDescription) {
    let Some(size) = object.get("Size").and_then(Value::as_u64).filter(|size| *size > 0) else { return };
    // Only the containerd image store has a descriptor to show.
    if object.get("Descriptor").is_some_and(Value::is_object) {
        let note =
            "the size is that of the containerd image store, which counts compressed data as well or instead";
        description.notes.push(note.into());
        description.size = Some((size / 10 * 7, size, size / 2 * 7));
    } else {
        description.size = Some((size, size, size));
    }
}

fn platform(object: &Map<String, Value>) -> String {
    let part = |names: &[&str]| field(object, names).and_then(Value::as_str).unwrap_or_default().to_owned();
    let parts = [part(&["Os", "os"]), part(&["Architecture", "architecture"]), part(&["Variant", "variant"])];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

fn field<'v>(object: &'v Map<String, Value>, names: &[&str]) -> Option<&'v Value> {
    names.iter().find_map(|name| object.get(*name)).filter(|value| !value.is_null())
}

fn strings(object: &Map<String, Value>, names: &[&str]) -> Option<Vec<String>> {
    let strings =
        |items: &Vec<Value>| items.iter().filter_map(|item| Some(item.as_str()?.to_owned())).collect();
    match field(object, names)? {
        Value::Array(items) => Some(strings(items)),
        Value::String(one) => Some(vec![one.clone()]),
        _ => None,
    }
}

fn config(value: &Value) -> Config {
    let empty = Map::new();
    let object = value.as_object().unwrap_or(&empty);
    let text = |name: &str| object.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let list = |name: &str| strings(object, &[name]);
    let set = |name: &str| match object.get(name) {
        Some(Value::Object(set)) => set.keys().map(|key| (key.clone(), ())).collect(),
        _ => list(name).unwrap_or_default().into_iter().map(|key| (key, ())).collect::<BTreeMap<_, _>>(),
    };
    let labels = object.get("Labels").and_then(Value::as_object);
    let labels = labels
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
    Config {
        user: text("User"),
        exposed_ports: set("ExposedPorts"),
        env: list("Env").unwrap_or_default(),
        entrypoint: list("Entrypoint"),
        cmd: list("Cmd"),
        healthcheck: object.get("Healthcheck").and_then(Value::as_object).map(health),
        args_escaped: object.get("ArgsEscaped").and_then(Value::as_bool).unwrap_or_default(),
        volumes: set("Volumes"),
        working_dir: text("WorkingDir"),
        on_build: list("OnBuild").unwrap_or_default(),
        labels: labels.collect(),
        stop_signal: text("StopSignal"),
        shell: list("Shell").unwrap_or_default(),
    }
}

fn health(object: &Map<String, Value>) -> HealthConfig {
    let number = |name: &str| object.get(name).and_then(Value::as_i64).unwrap_or_default();
    HealthConfig {
        test: strings(object, &["Test"]).unwrap_or_default(),
        interval: number("Interval"),
        timeout: number("Timeout"),
        start_period: number("StartPeriod"),
        start_interval: number("StartInterval"),
        retries: number("Retries"),
    }
}

/// The short form of a description.
pub(super) fn write(description: &ImageDescription) -> String {
    let mut object = Map::new();
    if !description.names.is_empty() {
        object.insert("RepoTags".into(), json!(description.names));
    }
    let mut platform = description.platform.split('/');
    for name in ["Os", "Architecture", "Variant"] {
        if let Some(part) = platform.next().filter(|part| !part.is_empty()) {
            object.insert(name.into(), json!(part));
        }
    }
    if let Some((low, likely, high)) = description.size {
        object.insert("Size".into(), json!(likely));
        if low != high {
            object.insert("Descriptor".into(), json!({}));
        }
    }
    let layers = description.layers.iter();
    let history: Vec<Value> =
        layers.map(|layer| json!({ "CreatedBy": layer.created_by, "Size": layer.size })).collect();
    match &description.config {
        Some(config) => {
            object.insert("Config".into(), write_config(config));
            if !history.is_empty() {
                object.insert("History".into(), Value::Array(history));
            }
            Value::Object(object).to_string()
        }
        // Lines of a history, as they were pasted: the newest first.
        None => history.iter().rev().map(|line| format!("{line}\n")).collect(),
    }
}

fn write_config(config: &Config) -> Value {
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Object(map) => map.is_empty(),
            Value::Bool(flag) => !flag,
            Value::Array(list) => list.is_empty() && !matches!(name, "Cmd" | "Entrypoint"),
            Value::Number(_) => false,
        };
        if !empty {
            object.insert(name.into(), value);
        }
    };
    put("User", json!(config.user));
    put("ExposedPorts", json!(config.exposed_ports.keys().collect::<Vec<_>>()));
    put("Env", json!(config.env));
    put("Entrypoint", json!(config.entrypoint));
    put("Cmd", json!(config.cmd));
    put("ArgsEscaped", json!(config.args_escaped));
    put("Volumes", json!(config.volumes.keys().collect::<Vec<_>>()));
    put("WorkingDir", json!(config.working_dir));
    put("OnBuild", json!(config.on_build));
    put("Labels", json!(config.labels));
    put("StopSignal", json!(config.stop_signal));
    put("Shell", json!(config.shell));
    put(
        "Healthcheck",
        config.healthcheck.as_ref().map_or(Value::Null, |health| {
            json!({
                "Test": health.test, "Interval": health.interval, "Timeout": health.timeout,
                "StartPeriod": health.start_period, "StartInterval": health.start_interval, "Retries": health.retries,
            })
        }),
    );
    Value::Object(object)
}
