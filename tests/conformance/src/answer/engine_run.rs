use drydock_builder::{Behaviour, Ended, Node, Programs};
use drydock_plan::{Config, HealthConfig};
use drydock_playground::{BuildCache, built_image};
use drydock_runtime::{
    Container, Engine, ImageFiles, Order, RunRequest, Signal, health, run as run_container,
};
use serde_json::{Map, Value, json};

use super::engine_cache::project;
use crate::Case;
use crate::inputs::{EngineImages, Situation, strings, text};

/// Seconds that `docker stop` waits in the records.
const GRACE: i64 = 3;
/// Nanoseconds between two checks of a container's health, where the image does not say.
const INTERVAL: i64 = 30_000_000_000;

/// What an engine makes of a built image.
pub(super) fn run(case: &Case) -> Result<Value, String> {
    let situation = Situation::new(&case.request)?;
    let images = EngineImages::new(situation.opt("base"))?;
    let built = built_image(&project(&situation)?, &BuildCache::default(), &images);
    let (config, files) = built.ok_or("the image is not built")?;
    let question = Question { case, config, files, programs: ShowArgs::of(&images)? };
    let mut answer = Map::new();
    question.image(&mut answer);
    if case.expect.get("health").is_some() {
        question.health(&mut answer);
    } else {
        question.container(&mut answer);
    }
    Ok(Value::Object(answer))
}

struct Question<'a> {
    case: &'a Case,
    config: Config,
    files: ImageFiles,
    programs: ShowArgs,
}

/// The program `showargs` of the recorded images, wherever it was copied to: told by its size.
#[derive(Debug)]
struct ShowArgs {
    size: u64,
}

impl ShowArgs {
    fn of(images: &EngineImages) -> Result<Self, String> {
        let base = images.get("base").ok_or("no image called base")?;
        let file = base.files.iter().find(|file| file.path == "/bin/showargs");
        match file.map(|file| &file.kind) {
            Some(drydock_plan::BaseFileKind::File { size, .. }) => Ok(Self { size: *size }),
            _ => Err("base has no showargs".into()),
        }
    }
}

impl Programs for ShowArgs {
    fn behaviour(&self, argv: &[String], node: Option<&Node>, _signal: Option<u8>) -> Option<Behaviour> {
        let is_showargs = node.is_some_and(|node| node.len() == self.size);
        let words = argv.iter().map(|word| format!("[{word}]"));
        is_showargs.then(|| Behaviour::Ends { stdout: words.chain(["\n".to_owned()]).collect(), exit: 0 })
    }
}

impl Question<'_> {
    fn asked(&self) -> RunRequest {
        let run = self.case.request.get("run").unwrap_or(&Value::Null);
        let given = |key: &str| run.get(key).and_then(Value::as_str).map(str::to_owned);
        RunRequest {
            args: strings(run, "args"),
            entrypoint: given("entrypoint"),
            env: strings(run, "env"),
            user: given("user"),
            workdir: given("workdir"),
            init: run.get("init").and_then(Value::as_bool).unwrap_or_default(),
            read_only: run.get("read_only").and_then(Value::as_bool).unwrap_or_default(),
            tty: run.get("tty").and_then(Value::as_bool).unwrap_or_default(),
            hostname: given("hostname").unwrap_or_default(),
            stop_signal: given("stop_signal"),
            tmpfs: strings(run, "tmpfs"),
            stop_timeout: Some(GRACE),
            ..RunRequest::default()
        }
    }

    fn order(&self) -> Result<Order, String> {
        match text(&self.case.request, "signal") {
            "" => Ok(Order::Run),
            "stop" => Ok(Order::Stop),
            "kill" => Ok(Order::Kill(Signal::KILL)),
            other => {
                let name = other.strip_prefix("kill-").unwrap_or(other);
                Signal::parse(name).map(Order::Kill).ok_or(format!("unknown signal {other}"))
            }
        }
    }

    fn run(&self, engine: Engine) -> Container {
        let order = self.order().unwrap_or(Order::Run);
        run_container(&self.config, &self.asked(), &self.files, engine, order, Some(&self.programs))
    }

    /// The image config; of an image whose health is watched only what belongs to that was recorded.
    fn image(&self, answer: &mut Map<String, Value>) {
        let config = &self.config;
        let set = |map: &std::collections::BTreeMap<String, ()>| -> Value {
            map.keys().map(|key| (key.clone(), json!({}))).collect::<Map<_, _>>().into()
        };
        let mut image =
            json!({"Cmd": config.cmd, "Healthcheck": config.healthcheck.as_ref().map(healthcheck)});
        if self.case.expect.get("health").is_none() {
            image["User"] = json!(config.user);
            image["Env"] = json!(config.env);
            image["Entrypoint"] = json!(config.entrypoint);
            image["Volumes"] = set(&config.volumes);
            image["ExposedPorts"] = set(&config.exposed_ports);
            image["WorkingDir"] = json!(config.working_dir);
            image["StopSignal"] = json!(config.stop_signal);
            image["Shell"] = json!(config.shell);
            image["Labels"] = json!(config.labels);
            image["OnBuild"] = json!(config.on_build);
        }
        if let Some(image) = image.as_object_mut() {
            image.retain(|_, value| !(value.is_null() || value == &json!({}) || value == &json!([])));
        }
        answer.insert("image_config".into(), image);
        let ports: Vec<&String> = config.exposed_ports.keys().collect();
        answer.insert("exposed_ports".into(), json!(ports));
    }

    fn container(&self, answer: &mut Map<String, Value>) {
        let docker = self.run(Engine::Docker);
        let podman = self.run(Engine::Podman);
        if !docker.start.argv.is_empty() {
            let argv: Vec<&str> = docker.start.argv.iter().map(|word| word.text.as_str()).collect();
            answer.insert("argv".into(), json!(argv));
        }
        answer.extend(seen(&docker));
        let published = docker.start.ports.iter().filter_map(|port| {
            let published = port.published.as_ref()?;
            let host = published.port.map_or("<port>".to_owned(), |port| port.to_string());
            Some(format!("{}/{} -> {}:{host}", port.container, port.protocol, published.address))
        });
        answer.insert("published".into(), json!(published.collect::<Vec<_>>().join("\n")));
        if !text(&self.case.request, "signal").is_empty() {
            answer.insert("pid1".into(), json!(docker.pid1().join(" ")));
            let at_once = docker.life.as_ref().is_some_and(|life| life.seconds < 1.5);
            let seconds = if at_once { "at once (<1.5)" } else { "grace time (3 s here, 10 s by default)" };
            answer.insert("seconds".into(), json!(seconds));
        }
        if docker.start.failure.is_some() || podman.start.failure.is_some() {
            answer.extend(ran(&docker));
        }
        answer.insert("podman".into(), self.podman(&docker, &podman));
    }

    /// What differs with Podman; where nothing was observed, there is nothing to compare.
    fn podman(&self, docker: &Container, podman: &Container) -> Value {
        match self.case.expect.get("podman") {
            Some(Value::String(told)) if told.starts_with("not observed") => return json!(told),
            _ => {}
        }
        if podman.start.failure.is_some() {
            return Value::Object(ran(podman));
        }
        if docker.start.failure.is_some() {
            let mut theirs = seen(podman);
            theirs.retain(|_, value| value != "");
            theirs.extend(["run_exit", "run_stderr"].map(|key| (key.to_owned(), Value::Null)));
            return Value::Object(theirs);
        }
        let (ours, theirs) = (seen(docker), seen(podman));
        let differs = |key: &&String| {
            let printed = |value: Option<&Value>| {
                // TERM was left out of the comparison.
                value.and_then(Value::as_str).map(|text| text.replace("TERM=xterm\n", ""))
            };
            let (ours, theirs) = (ours.get(*key), theirs.get(*key));
            if ours.is_some_and(Value::is_string) { printed(ours) != printed(theirs) } else { ours != theirs }
        };
        let different: Map<String, Value> = ours
            .keys()
            .filter(differs)
            .map(|key| {
                let value = theirs.get(key).cloned().unwrap_or_default();
                match value.as_str() {
                    Some("") if key == "stderr" => (key.clone(), Value::Null),
                    Some(text) => (key.clone(), json!(text.replace("TERM=xterm\n", ""))),
                    None => (key.clone(), value),
                }
            })
            .collect();
        if different.is_empty() { json!("same") } else { Value::Object(different) }
    }

    fn health(&self, answer: &mut Map<String, Value>) {
        let seconds = self.case.request.pointer("/run/seconds").and_then(Value::as_i64).unwrap_or(5);
        let mut asked = self.asked();
        // The recorded daemon knew no start interval: in the start period it asks as often as later.
        let interval = self.config.healthcheck.as_ref().map_or(0, |check| check.interval);
        asked.health.start_interval = Some(if interval == 0 { INTERVAL } else { interval });
        let timeline = health(&self.config, &asked, &self.files, seconds, Some(&self.programs));
        let state = |status: &str, streak: i64| json!({"status": status, "failing_streak": streak});
        let states: Vec<Value> = match timeline.states.is_empty() {
            true => vec![state("no health", 0)],
            false => timeline.states.iter().map(|at| state(at.status.name(), at.failing_streak)).collect(),
        };
        let log = timeline.last.iter().map(|last| json!({"ExitCode": last.exit, "Output": last.output}));
        answer.insert("last_log".into(), log.collect());
        answer.insert("ps_status".into(), json!(timeline.ps_status()));
        answer.insert("health".into(), json!(states));
    }
}

/// What is seen of a container that ran.
fn seen(container: &Container) -> Map<String, Value> {
    let mut seen = Map::new();
    let life = container.life.as_ref();
    seen.insert("stdout".into(), json!(life.map_or("", |life| life.stdout.as_str())));
    let stderr = life.map_or("", |life| life.stderr.as_str());
    seen.insert("stderr".into(), json!(stderr));
    let ended = life.is_none_or(|life| life.ended != Ended::Running);
    seen.insert("exit".into(), if ended { json!(container.exit()) } else { Value::Null });
    seen
}

/// What the command line printed and ended with.
fn ran(container: &Container) -> Map<String, Value> {
    let failure = container.start.failure.as_ref();
    let mut ran = Map::new();
    ran.insert("run_exit".into(), json!(failure.map_or(0, |failure| failure.exit)));
    ran.insert("run_stderr".into(), json!(failure.map_or("", |failure| failure.text.as_str())));
    ran
}

fn healthcheck(check: &HealthConfig) -> Value {
    let numbers = [
        ("Interval", check.interval),
        ("Timeout", check.timeout),
        ("StartPeriod", check.start_period),
        ("StartInterval", check.start_interval),
        ("Retries", check.retries),
    ];
    let mut map = Map::from_iter([("Test".to_owned(), json!(check.test))]);
    map.extend(numbers.into_iter().filter(|(_, n)| *n != 0).map(|(name, n)| (name.to_owned(), json!(n))));
    Value::Object(map)
}
