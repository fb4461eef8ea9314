use crate::flags::{Given, read_flags};
use crate::words::split_words;

/// Whose way of running a container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// Docker Engine.
    #[default]
    Docker,
    /// Podman.
    Podman,
}

/// What `docker run` is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunRequest {
    /// Name of the image as typed; empty when none is.
    pub image: String,
    /// What stands after the image.
    pub args: Vec<String>,
    /// `--entrypoint`; an empty one takes the image's away.
    pub entrypoint: Option<String>,
    /// `-e`, in order: `NAME=value`, or `NAME` for one of the caller's own.
    pub env: Vec<String>,
    /// `-u`.
    pub user: Option<String>,
    /// `--group-add`.
    pub group_add: Vec<String>,
    /// `-w`.
    pub workdir: Option<String>,
    /// `--name`.
    pub name: String,
    /// `-h`.
    pub hostname: String,
    /// `-p`.
    pub publish: Vec<String>,
    /// `-P`.
    pub publish_all: bool,
    /// `--expose`.
    pub expose: Vec<String>,
    /// `--network`.
    pub network: String,
    /// `-t`.
    pub tty: bool,
    /// `-i`.
    pub interactive: bool,
    /// `-d`.
    pub detach: bool,
    /// `--rm`.
    pub remove: bool,
    /// `--init`.
    pub init: bool,
    /// `--read-only`.
    pub read_only: bool,
    /// `--tmpfs`: paths.
    pub tmpfs: Vec<String>,
    /// `-v` and `--mount`: paths in the container, with what is mounted.
    pub volumes: Vec<VolumeMount>,
    /// `--stop-signal`.
    pub stop_signal: Option<String>,
    /// `--stop-timeout`, in seconds.
    pub stop_timeout: Option<i64>,
    /// `--health-*`.
    pub health: HealthFlags,
    /// Flags that are read and change nothing that is shown here, such as `--memory`.
    pub others: Vec<String>,
}

/// A `-v` or `--mount`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VolumeMount {
    /// Host path or volume name; empty for an anonymous volume.
    pub source: String,
    /// Path in the container.
    pub target: String,
    /// True with `ro`.
    pub read_only: bool,
}

/// What `--health-*` and `--no-healthcheck` change; durations in nanoseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HealthFlags {
    /// `--no-healthcheck`.
    pub none: bool,
    /// `--health-cmd`.
    pub cmd: Option<String>,
    /// `--health-interval`.
    pub interval: Option<i64>,
    /// `--health-timeout`.
    pub timeout: Option<i64>,
    /// `--health-start-period`.
    pub start_period: Option<i64>,
    /// `--health-start-interval`.
    pub start_interval: Option<i64>,
    /// `--health-retries`.
    pub retries: Option<i64>,
}

impl RunRequest {
    /// Reads what stands after `docker run` on a command line: flags, image, arguments. An empty line asks for the
    /// image as it is.
    ///
    /// # Errors
    /// In Docker's words, without the usage text that follows them.
    pub fn parse(line: &str) -> Result<Self, String> {
        let words = split_words(line)?;
        // A whole command pasted is as good as its end.
        let words = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["docker" | "podman", "run", ..] => words.get(2..).unwrap_or_default(),
            ["docker" | "podman", "container", "run", ..] => words.get(3..).unwrap_or_default(),
            _ => &words,
        };
        let (given, rest) = read_flags(words)?;
        let mut request = RunRequest::default();
        for flag in given {
            request.set(flag)?;
        }
        if let Some((image, args)) = rest.split_first() {
            request.image = image.clone();
            request.args = args.to_vec();
        }
        Ok(request)
    }

    fn set(&mut self, flag: Given) -> Result<(), String> {
        let Given { name, value } = flag;
        let on = value == "true";
        match name {
            "entrypoint" => self.entrypoint = Some(value),
            "env" => self.env.push(env_value(value)?),
            "user" => self.user = Some(value),
            "group-add" => self.group_add.push(value),
            "workdir" => self.workdir = Some(value),
            "name" => self.name = value,
            "hostname" => self.hostname = value,
            "publish" => self.publish.push(value),
            "publish-all" => self.publish_all = on,
            "expose" => self.expose.push(value),
            "network" | "net" => self.network = value,
            "tty" => self.tty = on,
            "interactive" => self.interactive = on,
            "detach" => self.detach = on,
            "rm" => self.remove = on,
            "init" => self.init = on,
            "read-only" => self.read_only = on,
            "tmpfs" => self.tmpfs.push(value.split(':').next().unwrap_or_default().into()),
            "volume" => self.volumes.push(volume(&value)),
            "mount" => self.volumes.extend(mount(&value)),
            "stop-signal" => self.stop_signal = Some(value),
            "stop-timeout" => self.stop_timeout = Some(number(name, &value)?),
            _ if name.starts_with("health-") || name == "no-healthcheck" => {
                return self.set_health(name, value);
            }
            _ => self.others.push(format!("--{name}")),
        }
        Ok(())
    }

    fn set_health(&mut self, name: &str, value: String) -> Result<(), String> {
        let health = &mut self.health;
        let time = || crate::duration::parse(&value).map_err(|error| invalid(name, &value, &error));
        match name {
            "no-healthcheck" => health.none = value == "true",
            "health-cmd" => health.cmd = Some(value),
            "health-interval" => health.interval = Some(time()?),
            "health-timeout" => health.timeout = Some(time()?),
            "health-start-period" => health.start_period = Some(time()?),
            "health-start-interval" => health.start_interval = Some(time()?),
            _ => health.retries = Some(number(name, &value)?),
        }
        Ok(())
    }
}

fn invalid(name: &str, value: &str, error: &str) -> String {
    format!("invalid argument \"{value}\" for \"--{name}\" flag: {error}")
}

fn number(name: &str, value: &str) -> Result<i64, String> {
    let error = || format!("strconv.ParseInt: parsing \"{value}\": invalid syntax");
    value.parse().map_err(|_| invalid(name, value, &error()))
}

fn env_value(value: String) -> Result<String, String> {
    if value.is_empty() || value.starts_with('=') {
        let shown = "-e, --env";
        return Err(format!(
            "invalid argument \"{value}\" for \"{shown}\" flag: invalid environment variable: {value}"
        ));
    }
    Ok(value)
}

/// `[SOURCE:]TARGET[:OPTIONS]`.
fn volume(value: &str) -> VolumeMount {
    let parts: Vec<&str> = value.split(':').collect();
    let read_only = |options: &str| options.split(',').any(|option| option == "ro" || option == "readonly");
    match parts.as_slice() {
        [target] => VolumeMount { target: (*target).into(), ..VolumeMount::default() },
        [source, target] => {
            VolumeMount { source: (*source).into(), target: (*target).into(), read_only: false }
        }
        [source, target, options, ..] => {
            VolumeMount { source: (*source).into(), target: (*target).into(), read_only: read_only(options) }
        }
        [] => VolumeMount::default(),
    }
}

/// `type=…,source=…,target=…[,readonly]`.
fn mount(value: &str) -> Option<VolumeMount> {
    let mut mount = VolumeMount::default();
    for field in value.split(',') {
        match field.split_once('=') {
            Some(("source" | "src", source)) => mount.source = source.into(),
            Some(("target" | "dst" | "destination", target)) => mount.target = target.into(),
            Some(("readonly" | "ro", "true" | "1")) | None if !field.is_empty() => {
                mount.read_only |= field.starts_with("readonly") || field.starts_with("ro");
            }
            _ => {}
        }
    }
    (!mount.target.is_empty()).then_some(mount)
}

#[cfg(test)]
mod tests {
    use super::RunRequest;

    fn parse(line: &str) -> RunRequest {
        RunRequest::parse(line).expect("a request")
    }

    #[test]
    fn flags_end_at_the_image() {
        let request = parse("--rm -it -p8080:80 -e A=1 --env B --user=1000:1000 app -e x --rm");
        assert!(request.remove && request.tty && request.interactive);
        assert_eq!(request.publish, ["8080:80"]);
        assert_eq!(request.env, ["A=1", "B"]);
        assert_eq!(request.user.as_deref(), Some("1000:1000"));
        assert_eq!(request.image, "app");
        assert_eq!(request.args, ["-e", "x", "--rm"]);
    }

    #[test]
    fn a_pasted_command_is_read_too() {
        let request = parse("docker run --entrypoint '' app sh -c 'echo a b'");
        assert_eq!(request.entrypoint.as_deref(), Some(""));
        assert_eq!(request.args, ["sh", "-c", "echo a b"]);
        assert_eq!(parse(""), RunRequest::default());
    }

    #[test]
    fn what_docker_refuses_is_refused_in_its_words() {
        let error = |line: &str| RunRequest::parse(line).expect_err("an error");
        assert_eq!(error("--nope app"), "unknown flag: --nope");
        assert_eq!(error("-itZ app"), "unknown shorthand flag: 'Z' in -itZ");
        assert_eq!(error("--user"), "flag needs an argument: --user");
        assert_eq!(error("-e"), "flag needs an argument: 'e' in -e");
        assert!(error("--rm=maybe app").contains("strconv.ParseBool"));
        assert_eq!(error("app 'x"), "unterminated quoted string");
    }

    #[test]
    fn mounts_are_taken_apart() {
        let request =
            parse("-v data:/data:ro -v /src --mount type=bind,src=.,dst=/app --tmpfs /tmp:size=1m app");
        let targets: Vec<_> = request.volumes.iter().map(|volume| volume.target.as_str()).collect();
        assert_eq!(targets, ["/data", "/src", "/app"]);
        assert!(request.volumes[0].read_only && !request.volumes[2].read_only);
        assert_eq!(request.tmpfs, ["/tmp"]);
    }
}
