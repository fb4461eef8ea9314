use drydock_plan::Config;

use crate::{Engine, RunRequest};

/// The search path of a container whose image sets none.
pub(crate) const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Stands for the id that an engine gives a container.
pub(crate) const CONTAINER_ID: &str = "<container-id>";

/// The environment of a container, in order.
///
/// Docker (`daemon/oci_linux.go`, `container.CreateDaemonEnvironment`): the default PATH, HOSTNAME, TERM with `-t`;
/// then `-e` and, for names not given there, ENV; runc adds HOME. `-e NAME` without a value takes that of the caller;
/// here the caller has none, so Docker drops the name and Podman leaves the image's.
pub(crate) fn environment(
    config: &Config,
    request: &RunRequest,
    home: &str,
    engine: Engine,
) -> Vec<(String, String)> {
    let mut env = Environment::default();
    env.set("PATH", DEFAULT_PATH);
    let hostname = if request.hostname.is_empty() { CONTAINER_ID } else { &request.hostname };
    env.set("HOSTNAME", hostname);
    if request.tty || engine == Engine::Podman {
        env.set("TERM", "xterm");
    }
    if engine == Engine::Podman {
        env.set("container", "podman");
    }
    let split =
        |entry: &'_ str| entry.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    let given = |name: &str| {
        request.env.iter().any(|entry| entry.split('=').next() == Some(name))
            && (engine == Engine::Docker
                || request.env.iter().filter_map(|entry| split(entry)).any(|(n, _)| n == name))
    };
    for entry in &request.env {
        match split(entry) {
            Some((name, value)) => env.set(&name, &value),
            None if engine == Engine::Docker => env.0.retain(|(name, _)| name != entry),
            None => {}
        }
    }
    for (name, value) in config.env.iter().filter_map(|entry| split(entry)) {
        if !given(&name) {
            env.set(&name, &value);
        }
    }
    if !env.0.iter().any(|(name, _)| name == "HOME") {
        env.set("HOME", if home.is_empty() { "/" } else { home });
    }
    env.0
}

/// Names and values; a name set again keeps its place.
#[derive(Default)]
struct Environment(Vec<(String, String)>);

impl Environment {
    fn set(&mut self, name: &str, value: &str) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some(entry) => entry.1 = value.into(),
            None => self.0.push((name.into(), value.into())),
        }
    }
}
