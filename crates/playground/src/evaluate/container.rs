use drydock_plan::{Config, Input};
use drydock_runtime::{Engine, Form, ImageFiles, Origin, RunRequest, Start, User, Word, join_words};

use super::parts::Parts;
use crate::{Container, Matrix, MatrixCell};

/// What `docker run` makes of the image.
pub(super) fn container(parts: &Parts<'_>) -> Option<Container> {
    let config = parts.plan.image.as_ref()?.config();
    let line = &parts.project.run;
    let request = match RunRequest::parse(line) {
        Ok(request) => request,
        Err(error) => return Some(Container { error: Some(error), ..empty(line, &config) }),
    };
    let start = Start::new(&config, &request, &files(parts), Engine::Docker);
    let argv: Vec<String> = start.argv.iter().map(|word| word.text.clone()).collect();
    Some(Container {
        error: start.failure.map(|failure| failure.text),
        origins: start.argv.iter().map(origin).collect(),
        pid1: join_words(argv.iter().map(String::as_str)),
        env: start.env.iter().map(|(name, value)| format!("{name}={value}")).collect(),
        workdir: start.workdir,
        user: user(&start.user),
        ports: start.ports.iter().map(|port| port.sentence()).collect(),
        argv,
        ..empty(line, &config)
    })
}

fn empty(line: &str, config: &Config) -> Container {
    Container {
        arguments: line.to_owned(),
        error: None,
        argv: Vec::new(),
        origins: Vec::new(),
        pid1: String::new(),
        stop: String::new(),
        env: Vec::new(),
        workdir: String::new(),
        user: String::new(),
        ports: Vec::new(),
        matrix: matrix(config),
    }
}

/// The files of the final image.
fn files(parts: &Parts<'_>) -> ImageFiles {
    let Some(output) = parts.plan.output else { return ImageFiles::unknown() };
    let Some(fs) = parts.solution.file_system(output) else { return ImageFiles::unknown() };
    let result = match output {
        Input::Op { op, .. } => parts.solution.ops.get(op),
        Input::Scratch | Input::Action(_) => None,
    };
    let base = result.and_then(|result| result.base.as_deref());
    ImageFiles {
        fs,
        has_shell: base.map_or(Some(false), |base| base.has_shell),
        tools: base.map(|base| base.tools.clone()),
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
