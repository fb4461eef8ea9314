use drydock_builder::{BuildCache, Hasher};
use drydock_lint::Ran;
use drydock_plan::{Config, Input};
use drydock_runtime::{
    Engine, Form, HealthCheck, ImageFiles, Order, Origin, RunRequest, User, Word, differences, health,
    join_words, run,
};

use super::parts::Parts;
use crate::{Container, HealthReport, Matrix, MatrixCell};

/// Longest time that a container's health is followed, in seconds.
const HEALTH_SECONDS: i64 = 600;

/// What `docker run` makes of the image. Worked out again only when the image or the arguments change.
pub(super) fn container(parts: &Parts<'_>, cache: &BuildCache) -> Option<Container> {
    let (config, files) = image(parts)?;
    let line = &parts.project.run;
    let mut key = Hasher::new();
    key.write_str(line);
    key.write_str(&format!("{config:?}"));
    key.write_digest(files.fs.root().digest());
    key.write_str(files.base.as_ref().map_or("", |base| &base.digest));
    key.write_u64(files.more_commands.into());
    Some(cache.remember(key.finish(), || started(&config, &files, line)))
}

/// What rules are told of the container: less than [`container`] works out. `None` where the image is run in another way
/// than plainly.
pub(super) fn ran(parts: &Parts<'_>) -> Option<Ran> {
    let request = parts.plain_run()?;
    let (config, files) = image(parts)?;
    let started = run(&config, &request, &files, Engine::Docker, Order::Run, None);
    let stopped = run(&config, &request, &files, Engine::Docker, Order::Stop, None);
    let last = health_report(&config, &request, &files).and_then(|health| health.last);
    Some(Ran {
        failure: started.start.failure.map(|failure| failure.text),
        pid1: join_words(stopped.pid1().iter().map(String::as_str)),
        stop_seconds: stopped.stop().map_or(0.0, |stop| stop.seconds),
        health: last.map(|last| (last.exit, last.output)),
    })
}

fn started(config: &Config, files: &ImageFiles, line: &str) -> Container {
    let empty = Container { arguments: line.to_owned(), matrix: matrix(config), ..Container::default() };
    let request = match RunRequest::parse(line) {
        Ok(request) => request,
        Err(error) => {
            let text = format!("docker: {error}\n\nRun 'docker run --help' for more information");
            return Container { error: Some(text), exit: Some(125), ..empty };
        }
    };
    let ran = run(config, &request, files, Engine::Docker, Order::Run, None);
    let stopped = run(config, &request, files, Engine::Docker, Order::Stop, None);
    let stop = stopped.stop();
    let life = ran.life.as_ref();
    Container {
        error: ran.start.failure.as_ref().map(|failure| failure.text.clone()),
        exit: ran.exit(),
        stdout: life.map(|life| life.stdout.clone()).unwrap_or_default(),
        stderr: life.map(|life| life.stderr.clone()).unwrap_or_default(),
        pid1: join_words(stopped.pid1().iter().map(String::as_str)),
        stop_signal: stopped.start.stop_signal.to_string(),
        stop_exit: stop.as_ref().and_then(|stop| stop.exit),
        stop_seconds: stop.as_ref().map_or(0.0, |stop| stop.seconds),
        stop: stop.map(|stop| stop.sentence).unwrap_or_default(),
        health: health_report(config, &request, files),
        podman: differences(config, &request, files),
        notes: life.map(|life| life.notes.clone()).unwrap_or_default(),
        argv: ran.start.argv.iter().map(|word| word.text.clone()).collect(),
        origins: ran.start.argv.iter().map(origin).collect(),
        env: ran.start.env.iter().map(|(name, value)| format!("{name}={value}")).collect(),
        ports: ran.start.ports.iter().map(|port| port.sentence()).collect(),
        user: user(&ran.start.user),
        workdir: ran.start.workdir,
        ..empty
    }
}

/// Config and files of the image that the build makes; `None` where it makes none.
pub(super) fn image(parts: &Parts<'_>) -> Option<(Config, ImageFiles)> {
    Some((parts.plan.image.as_ref()?.config(), files(parts)))
}

fn health_report(config: &Config, request: &RunRequest, files: &ImageFiles) -> Option<HealthReport> {
    let check = HealthCheck::of(config, request)?;
    let round = check.interval.saturating_add(check.timeout);
    let rounds = round.saturating_mul(check.retries.saturating_add(1));
    let nanoseconds = check.start_period.saturating_add(rounds);
    let seconds = (nanoseconds / 1_000_000_000 + 1).clamp(1, HEALTH_SECONDS);
    let timeline = health(config, request, files, seconds, None);
    Some(HealthReport {
        check,
        status: timeline.ps_status(),
        states: timeline.states,
        last: timeline.last,
        assumed: timeline.assumed,
    })
}

/// The files of the final image.
fn files(parts: &Parts<'_>) -> ImageFiles {
    let Some(output) = parts.plan.output else { return ImageFiles::unknown() };
    let Some(fs) = parts.solution.file_system(output) else { return ImageFiles::unknown() };
    let result = match output {
        Input::Op { op, .. } => parts.solution.ops.get(op),
        Input::Scratch | Input::Action(_) => None,
    };
    ImageFiles {
        fs,
        base: result.and_then(|result| result.base.clone()),
        more_commands: result
            .and_then(|result| result.record.as_ref())
            .is_some_and(|record| record.more_commands),
    }
}

fn user(user: &User) -> String {
    let id = format!("{}:{}", user.uid, user.gid);
    if user.name.is_empty() { id } else { format!("{} ({id})", user.name) }
}

fn origin(word: &Word) -> String {
    match word.origin {
        Origin::Entrypoint | Origin::Flag => "entrypoint",
        Origin::Cmd => "cmd",
        Origin::Argument => "argument",
        Origin::Shell => "shell",
    }
    .into()
}

/// ENTRYPOINT × CMD for the words of this image.
fn matrix(config: &Config) -> Matrix {
    let table = drydock_runtime::matrix(config);
    let title = |keyword: &str, words: &[String], form: Form| match form {
        Form::None => format!("no {keyword}"),
        Form::Shell => format!("{keyword} {}", join_words(words.iter().map(String::as_str))),
        Form::Exec => format!("{keyword} {}", serde_json::to_string(words).unwrap_or_default()),
    };
    let first = table.cells.first().map(Vec::as_slice).unwrap_or_default();
    let columns = first.iter().map(|cell| title("ENTRYPOINT", &table.entrypoint, cell.entrypoint)).collect();
    let rows =
        table.cells.iter().filter_map(|row| Some(title("CMD", &table.cmd, row.first()?.cmd))).collect();
    let cell = |cell: &drydock_runtime::MatrixCell| MatrixCell {
        argv: cell.argv.iter().map(|word| word.text.clone()).collect(),
        note: cell.note.to_owned(),
        here: cell.here,
    };
    let cells = table.cells.iter().map(|row| row.iter().map(cell).collect()).collect();
    Matrix { rows, columns, cells }
}
