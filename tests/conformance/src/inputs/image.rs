use std::collections::BTreeMap;
use std::rc::Rc;

use drydock_plan::{
    BaseFile, BaseFileKind, BaseImage, BaseLayer, Config, HealthConfig, History, Image, Images,
};
use drydock_plan::{Platform, RootFs};
use serde_json::{Value, json};

use super::request::{strings, text};

const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Decodes an image config as registries keep it. What it leaves out comes from `platform`; without a `rootfs` it has
/// one layer. The error is the decoder's.
pub fn image_of(value: &Value, platform: &Platform) -> Result<Image, String> {
    let config = value.get("config").unwrap_or(&Value::Null);
    if !(config.is_object() || config.is_null()) {
        return Err(format!(
            "failed to parse image config: json: cannot unmarshal {} into Go struct field DockerOCIImage.config of \
             type v1.DockerOCIImageConfig",
            json_kind(config)
        ));
    }
    let given = |key: &str, missing: &str| match text(value, key) {
        "" => missing.to_owned(),
        given => given.to_owned(),
    };
    let variant = if value.get("architecture").is_some() { "" } else { platform.variant.as_str() };
    Ok(Image {
        author: text(value, "author").to_owned(),
        platform: Platform {
            os: given("os", &platform.os),
            architecture: given("architecture", &platform.architecture),
            variant: given("variant", variant),
            os_version: given("os.version", &platform.os_version),
        },
        config: config_of(config),
        history: value
            .get("history")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(history_of)
            .collect(),
        rootfs: rootfs_of(value.get("rootfs")),
    })
}

fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::Null => "null",
    }
}

fn rootfs_of(value: Option<&Value>) -> RootFs {
    let one_layer = json!({"type": "layers", "diff_ids": [format!("sha256:{}", "0".repeat(64))]});
    let value = value.unwrap_or(&one_layer);
    RootFs {
        kind: text(value, "type").to_owned(),
        diff_ids: value.get("diff_ids").filter(|ids| ids.is_array()).map(|_| strings(value, "diff_ids")),
    }
}

fn history_of(value: &Value) -> History {
    History {
        created: text(value, "created").to_owned(),
        created_by: text(value, "created_by").to_owned(),
        author: text(value, "author").to_owned(),
        comment: text(value, "comment").to_owned(),
        empty_layer: value.get("empty_layer").and_then(Value::as_bool).unwrap_or_default(),
    }
}

fn config_of(value: &Value) -> Config {
    let list = |key: &str| value.get(key).filter(|list| list.is_array()).map(|_| strings(value, key));
    let set = |key: &str| -> BTreeMap<String, ()> {
        let map = value.get(key).and_then(Value::as_object);
        map.into_iter().flatten().map(|(name, _)| (name.clone(), ())).collect()
    };
    Config {
        user: text(value, "User").to_owned(),
        exposed_ports: set("ExposedPorts"),
        env: strings(value, "Env"),
        entrypoint: list("Entrypoint"),
        cmd: list("Cmd"),
        healthcheck: value.get("Healthcheck").filter(|check| check.is_object()).map(health_of),
        args_escaped: value.get("ArgsEscaped").and_then(Value::as_bool).unwrap_or_default(),
        volumes: set("Volumes"),
        working_dir: text(value, "WorkingDir").to_owned(),
        on_build: strings(value, "OnBuild"),
        labels: super::pairs(value, "Labels").into_iter().collect(),
        stop_signal: text(value, "StopSignal").to_owned(),
        shell: strings(value, "Shell"),
    }
}

fn health_of(value: &Value) -> HealthConfig {
    let number = |key: &str| value.get(key).and_then(Value::as_i64).unwrap_or_default();
    HealthConfig {
        test: strings(value, "Test"),
        interval: number("Interval"),
        timeout: number("Timeout"),
        start_period: number("StartPeriod"),
        start_interval: number("StartInterval"),
        retries: number("Retries"),
    }
}

/// The registry of a frontend request: what `base_images` says, and for every other reference an image of the asked
/// platform with one layer, the usual PATH and the command `["bash"]`.
#[derive(Clone, Debug)]
pub struct RequestImages {
    known: BTreeMap<String, Value>,
}

impl RequestImages {
    /// The images of `request`.
    pub fn new(request: &Value) -> Self {
        let map = request.get("base_images").and_then(Value::as_object);
        let known = map.into_iter().flatten().map(|(name, value)| (canonical(name), value.clone()));
        Self { known: known.collect() }
    }
}

impl Images for RequestImages {
    fn image(&self, reference: &str, platform: &Platform) -> Result<Rc<BaseImage>, String> {
        let usual = json!({"config": {"Env": [PATH], "Cmd": ["bash"]}});
        let value = self.known.get(&canonical(reference)).unwrap_or(&usual);
        if let Some(error) = value.get("_error").and_then(Value::as_str) {
            return Err(error.to_owned());
        }
        Ok(Rc::new(BaseImage {
            image: Rc::new(image_of(value, platform)?),
            digest: text(value, "_digest").to_owned(),
            has_shell: Some(true),
            ..BaseImage::default()
        }))
    }
}

/// `debian` → `docker.io/library/debian:latest`; what is already canonical stays.
fn canonical(reference: &str) -> String {
    let (name, tag) = match (reference.split_once('@'), reference.rfind('/'), reference.rfind(':')) {
        (Some((name, digest)), ..) => (name, format!("@{digest}")),
        (None, slash, Some(colon)) if slash.is_none_or(|slash| slash < colon) => {
            (&reference[..colon], reference[colon..].to_owned())
        }
        _ => (reference, ":latest".to_owned()),
    };
    match name.split_once('/') {
        None => format!("docker.io/library/{name}{tag}"),
        Some((host, _)) if host.contains(['.', ':']) || host == "localhost" => format!("{name}{tag}"),
        Some(_) => format!("docker.io/{name}{tag}"),
    }
}

/// The images that the engine cases call by name: `base` and its variants, as `base.json` describes them.
#[derive(Clone, Debug)]
pub struct EngineImages {
    described: Value,
    /// Which variant stands for `base` (`opts.base`); empty for `base` itself.
    base: String,
}

impl EngineImages {
    /// Reads the description; `base` says which variant stands for `base`, empty for itself.
    pub fn new(base: &str) -> Result<Self, String> {
        let described = serde_json::from_str(include_str!("../../cases/engine/base.json"));
        Ok(Self {
            described: described.map_err(|error| format!("base.json: {error}"))?,
            base: base.to_owned(),
        })
    }

    /// Text of a file of `base` whose content matters, by absolute path.
    pub fn file_text(&self, name: &str, path: &str) -> Option<String> {
        match path {
            "/etc/passwd" => Some(text(&self.described, "passwd").to_owned()),
            "/etc/group" => Some(text(&self.described, "group").to_owned()),
            "/srv/base.txt" => Some("base\n".to_owned()),
            "/etc/motd" if self.variant(name) == "base2" => Some("welcome to v2\n".to_owned()),
            "/etc/motd" => Some("welcome\n".to_owned()),
            _ => None,
        }
    }

    fn variant<'a>(&'a self, name: &'a str) -> &'a str {
        if name == "base" && !self.base.is_empty() { &self.base } else { name }
    }

    /// The image called `name`; `None` when no such image is described.
    pub fn get(&self, name: &str) -> Option<BaseImage> {
        let name = self.variant(name);
        let variant = match name {
            "base" => None,
            _ => Some(self.described.pointer(&format!("/variants/{name}"))?),
        };
        let mut image =
            image_of(&json!({"config": self.described.get("config")}), &Platform::default()).ok()?;
        match variant {
            Some(Value::Object(_)) => merge(&mut image.config, variant.unwrap_or(&Value::Null)),
            Some(_) if name == "nocmd" => image.config.cmd = None,
            _ => {}
        }
        let files = self.files(name);
        let size =
            files.iter().map(|file| if let BaseFileKind::File { size, .. } = file.kind { size } else { 0 });
        let size = size.sum();
        let layer = BaseLayer {
            size: (size, size, size),
            compressed: (size / 2, size / 2, size / 2),
            created_by: String::new(),
        };
        Some(BaseImage {
            image: Rc::new(image),
            digest: format!("sha256:{:0>64}", name.len()),
            layers: vec![layer],
            size: Some((size, size, size)),
            files: Rc::new(files),
            complete: true,
            tools: Rc::new(strings(self.described.get("applet_links").unwrap_or(&Value::Null), "names")),
            package_manager: "none".to_owned(),
            has_shell: Some(true),
            reference: String::new(),
            said: 0,
            source: "base.json".to_owned(),
        })
    }

    fn files(&self, name: &str) -> Vec<BaseFile> {
        let entries = self.described.get("files").and_then(Value::as_array).into_iter().flatten();
        let mut files: Vec<BaseFile> = entries
            .map(|entry| {
                let path = text(entry, "path");
                let content = self.file_text(name, path);
                let size = entry.get("size").and_then(Value::as_u64).unwrap_or_default();
                let kind = match text(entry, "type") {
                    "dir" => BaseFileKind::Dir,
                    "symlink" => BaseFileKind::Link(text(entry, "link").to_owned()),
                    _ => BaseFileKind::File {
                        size: content.as_ref().map_or(size, |content| content.len() as u64),
                        text: content.map(Rc::from),
                    },
                };
                base_file(path, kind, u32::from_str_radix(text(entry, "mode"), 8).unwrap_or(0o644))
            })
            .collect();
        let applets = self.described.get("applet_links").unwrap_or(&Value::Null);
        files.extend(
            strings(applets, "names").iter().map(|name| {
                base_file(&format!("/bin/{name}"), BaseFileKind::Link("busybox".to_owned()), 0o777)
            }),
        );
        files.sort_by(|left, right| left.path.cmp(&right.path));
        files
    }
}

fn base_file(path: &str, kind: BaseFileKind, mode: u32) -> BaseFile {
    // The description leaves owners out; this one shows in what was recorded of layers.
    let owner = if path == "/home/app" { 1000 } else { 0 };
    BaseFile { path: path.to_owned(), kind, mode, uid: owner, gid: owner }
}

fn merge(config: &mut Config, variant: &Value) {
    let given = config_of(variant);
    config.env.extend(strings(variant, "Env+"));
    config.entrypoint = given.entrypoint.or(config.entrypoint.take());
    config.cmd = given.cmd.or(config.cmd.take());
    config.shell = given.shell;
    config.on_build = given.on_build;
    config.user = given.user;
    if !given.working_dir.is_empty() {
        config.working_dir = given.working_dir;
    }
}

/// What the registry of the recorded engine said, which had no network.
fn offline(reference: &str) -> String {
    let path = reference.strip_prefix("docker.io/").unwrap_or(reference);
    let (name, tag) = path.split_once([':', '@']).unwrap_or((path, "latest"));
    format!(
        "failed to resolve source metadata for {reference}: failed to do request: Head \
         \"https://<registry>/v2/{name}/manifests/{tag}\": dial tcp: lookup <registry>: no such host"
    )
}

impl Images for EngineImages {
    fn image(&self, reference: &str, _platform: &Platform) -> Result<Rc<BaseImage>, String> {
        let name = reference.rsplit('/').next().unwrap_or_default();
        let name = name.split(['@', ':']).next().unwrap_or_default();
        self.get(name).map(Rc::new).ok_or_else(|| offline(reference))
    }
}
