use std::collections::BTreeMap;

use serde::Serialize;

use crate::Platform;

/// The image config file that a build writes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Image {
    /// MAINTAINER.
    pub author: String,
    /// Target platform.
    pub platform: Platform,
    /// What a container gets.
    pub config: Config,
    /// One entry a step, of the base image first.
    pub history: Vec<History>,
    /// Layers.
    pub rootfs: RootFs,
}

/// Layers of an image.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RootFs {
    /// `layers`.
    pub kind: String,
    /// Digests of the layers; `None` where the config has a null.
    pub diff_ids: Option<Vec<String>>,
}

/// What a container gets from its image (`config` of the image config file).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Config {
    /// USER.
    pub user: String,
    /// EXPOSE, as `port/protocol`.
    pub exposed_ports: BTreeMap<String, ()>,
    /// ENV, as `NAME=value`, in order.
    pub env: Vec<String>,
    /// ENTRYPOINT; `None` when there is none.
    pub entrypoint: Option<Vec<String>>,
    /// CMD; `None` when there is none.
    pub cmd: Option<Vec<String>>,
    /// HEALTHCHECK.
    pub healthcheck: Option<HealthConfig>,
    /// True when CMD came from a Windows shell form.
    pub args_escaped: bool,
    /// VOLUME.
    pub volumes: BTreeMap<String, ()>,
    /// WORKDIR.
    pub working_dir: String,
    /// ONBUILD, in order.
    pub on_build: Vec<String>,
    /// LABEL.
    pub labels: BTreeMap<String, String>,
    /// STOPSIGNAL.
    pub stop_signal: String,
    /// SHELL.
    pub shell: Vec<String>,
}

/// HEALTHCHECK as the config keeps it; durations in nanoseconds, 0 means the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HealthConfig {
    /// `["NONE"]`, `["CMD", …]` or `["CMD-SHELL", text]`.
    pub test: Vec<String>,
    /// Time between checks.
    pub interval: i64,
    /// Time a check may take.
    pub timeout: i64,
    /// Time in which failures do not count.
    pub start_period: i64,
    /// Time between checks in the start period.
    pub start_interval: i64,
    /// Failures until unhealthy.
    pub retries: i64,
}

/// One line of `docker history`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct History {
    /// Creation time as text, or empty.
    pub created: String,
    /// What made it, as `docker history --no-trunc` shows it.
    pub created_by: String,
    /// MAINTAINER at that time, or empty.
    pub author: String,
    /// `buildkit.dockerfile.v0` for our steps.
    pub comment: String,
    /// True when no layer belongs to it.
    pub empty_layer: bool,
}
