use std::collections::BTreeMap;
use std::rc::Rc;

use crate::history::{HistoryList, PortRange, Text, ports};
use crate::{Config, Env, HealthConfig, History, Image, Platform, RootFs};

/// An image config as it stands at some step. Copies share what is equal, so every step may keep one; the whole file is
/// put together on demand ([`ImageConfig::image`]).
#[derive(Clone, Debug, Default)]
pub struct ImageConfig {
    pub(crate) author: Rc<str>,
    pub(crate) platform: Platform,
    pub(crate) rootfs: Rc<RootFs>,
    pub(crate) user: Rc<str>,
    pub(crate) env: Env,
    /// Variables of the base image that stand there without an equals sign.
    bare: Rc<[String]>,
    pub(crate) entrypoint: Option<Rc<[String]>>,
    pub(crate) cmd: Option<Rc<[String]>>,
    pub(crate) healthcheck: Option<Rc<HealthConfig>>,
    pub(crate) args_escaped: bool,
    pub(crate) workdir: Rc<str>,
    pub(crate) on_build: Rc<Vec<String>>,
    pub(crate) labels: Env,
    pub(crate) volumes: Env,
    /// Ranges of ports as `first-last/protocol`.
    exposed: Env,
    pub(crate) stop_signal: Rc<str>,
    pub(crate) shell: Rc<[String]>,
    history: HistoryList,
}

/// Directories searched for commands when the image says nothing (`util/system`, `DefaultPathEnv`).
pub(crate) const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

impl ImageConfig {
    /// The config of what has none.
    pub(crate) fn unknown() -> Self {
        Self { platform: Platform::unknown(), ..Default::default() }
    }

    /// The config of `FROM scratch` (`emptyImage`); its environment shares the memory of `seed`.
    pub(crate) fn empty(platform: &Platform, seed: &mut Env) -> Self {
        let mut config = Self {
            env: seed.sibling(),
            platform: platform.clone(),
            rootfs: Rc::new(RootFs { kind: "layers".into(), diff_ids: None }),
            workdir: "/".into(),
            ..Default::default()
        };
        config.share_memory();
        config.ensure_path(&platform.os);
        config
    }

    /// Lets the maps that are still empty share the memory of the environment.
    fn share_memory(&mut self) {
        self.labels = self.env.sibling();
        self.volumes = self.env.sibling();
        self.exposed = self.env.sibling();
    }

    /// The config a base image starts with; its environment shares the memory of `seed`.
    pub(crate) fn of(image: &Image, seed: &mut Env) -> Self {
        let mut config = Self {
            env: seed.sibling(),
            author: image.author.as_str().into(),
            platform: image.platform.clone(),
            rootfs: Rc::new(image.rootfs.clone()),
            user: image.config.user.as_str().into(),
            entrypoint: image.config.entrypoint.as_deref().map(Rc::from),
            cmd: image.config.cmd.as_deref().map(Rc::from),
            healthcheck: image.config.healthcheck.clone().map(Rc::new),
            args_escaped: image.config.args_escaped,
            workdir: image.config.working_dir.as_str().into(),
            on_build: Rc::new(image.config.on_build.clone()),
            stop_signal: image.config.stop_signal.as_str().into(),
            shell: image.config.shell.as_slice().into(),
            history: HistoryList::new(image.history.as_slice().into()),
            ..Default::default()
        };
        for entry in &image.config.env {
            let (name, value) = entry.split_once('=').unwrap_or((entry, ""));
            config.env.set(name, value);
        }
        config.share_memory();
        config.bare = image.config.env.iter().filter(|entry| !entry.contains('=')).cloned().collect();
        image.config.labels.iter().for_each(|(name, value)| config.labels.set(name, value));
        image.config.volumes.keys().for_each(|path| config.volumes.set(path, ""));
        image.config.exposed_ports.keys().for_each(|port| config.exposed.set(port, ""));
        config
    }

    /// Sets PATH when the image has none; Windows finds its own.
    pub(crate) fn ensure_path(&mut self, os: &str) {
        if os != "windows" && self.env.get("PATH").is_none() {
            self.env.set("PATH", DEFAULT_PATH);
        }
    }

    pub(crate) fn expose(&mut self, ranges: &[PortRange]) {
        for (first, last, protocol) in ranges {
            self.exposed.set(&format!("{first}-{last}/{protocol}"), "");
        }
    }

    pub(crate) fn add_history(&mut self, text: Text, layer: bool, created: &Rc<str>) {
        self.history.push(text, layer, created.clone());
    }

    /// How many history entries there are.
    pub fn history_len(&self) -> usize {
        self.history.len()
    }

    /// History, oldest first: that of the base image, then the stage's own.
    pub fn history(&self) -> Vec<History> {
        self.history.entries()
    }

    /// True when the root file system of the config holds no layer and no step made one.
    pub(crate) fn is_scratch(&self) -> bool {
        let no_layers = self.rootfs.diff_ids.as_ref().is_none_or(Vec::is_empty);
        no_layers && self.history.entries().iter().all(|entry| entry.empty_layer)
    }

    /// What a container gets.
    pub fn config(&self) -> Config {
        Config {
            user: self.user.to_string(),
            exposed_ports: self.exposed_ports(),
            env: self.env.iter().map(|(name, value)| self.variable(name, value)).collect(),
            entrypoint: self.entrypoint.as_ref().map(|words| words.to_vec()),
            cmd: self.cmd.as_ref().map(|words| words.to_vec()),
            healthcheck: self.healthcheck.as_deref().cloned(),
            args_escaped: self.args_escaped,
            volumes: self.volumes.iter().map(|(path, _)| (path.to_string(), ())).collect(),
            working_dir: self.workdir.to_string(),
            on_build: self.on_build.to_vec(),
            labels: self.labels.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect(),
            stop_signal: self.stop_signal.to_string(),
            shell: self.shell.to_vec(),
        }
    }

    fn variable(&self, name: &str, value: &str) -> String {
        if value.is_empty() && self.bare.iter().any(|bare| bare == name) {
            return name.into();
        }
        format!("{name}={value}")
    }

    /// The whole config file.
    pub fn image(&self) -> Image {
        Image {
            author: self.author.to_string(),
            platform: self.platform.clone(),
            config: self.config(),
            history: self.history(),
            rootfs: (*self.rootfs).clone(),
        }
    }

    fn exposed_ports(&self) -> BTreeMap<String, ()> {
        let mut all = BTreeMap::new();
        for (range, _) in self.exposed.iter() {
            match read_range(range) {
                Some(range) => all.extend(ports(&range).map(|port| (port, ()))),
                None => drop(all.insert(range.to_string(), ())),
            }
        }
        all
    }
}

/// Reads `first-last/protocol`; `None` for the ports of a base image, which stand as they are.
fn read_range(text: &str) -> Option<PortRange> {
    let (range, protocol) = text.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    Some((first.parse().ok()?, last.parse().ok()?, protocol.into()))
}
