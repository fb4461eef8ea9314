use drydock_plan::Config;
use serde::Serialize;

use crate::command::{form_of, shell_of};
use crate::words::{join_words, split_words};
use crate::{Engine, Form, RunRequest, Word, command};

/// One cell of the ENTRYPOINT × CMD table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MatrixCell {
    /// How ENTRYPOINT is written here.
    pub entrypoint: Form,
    /// How CMD is written here.
    pub cmd: Form,
    /// The process it makes; empty when there is none.
    pub argv: Vec<Word>,
    /// What is to be said of it, or empty.
    pub note: &'static str,
    /// True for the image as it stands.
    pub here: bool,
}

/// ENTRYPOINT × CMD for the words of one image: what each way of writing them makes of a plain `docker run`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// The words that stand as ENTRYPOINT in all cells that have one.
    pub entrypoint: Vec<String>,
    /// The words that stand as CMD in all cells that have one.
    pub cmd: Vec<String>,
    /// Cells: for each form of CMD, each form of ENTRYPOINT, in the order none, shell, exec.
    pub cells: Vec<Vec<MatrixCell>>,
}

const FORMS: [Form; 3] = [Form::None, Form::Shell, Form::Exec];

/// The table for `config`. An image with only one of the two lends its first word to ENTRYPOINT and the rest to CMD;
/// one with neither gets words that say what they are.
pub fn matrix(config: &Config) -> Matrix {
    let shell = shell_of(config);
    let own = |words: &Option<Vec<String>>| words.clone().unwrap_or_default();
    let (own_entrypoint, own_cmd) = (own(&config.entrypoint), own(&config.cmd));
    let (entrypoint, cmd) = plain_words(&own_entrypoint, &own_cmd, &shell);
    let here = (form_of(&own_cmd, &shell), form_of(&own_entrypoint, &shell));
    let cell = |cmd_form: Form, entrypoint_form: Form| {
        let image = match here == (cmd_form, entrypoint_form) {
            true => config.clone(),
            false => Config {
                entrypoint: written(&entrypoint, entrypoint_form, &shell),
                cmd: written(&cmd, cmd_form, &shell),
                shell: config.shell.clone(),
                ..Config::default()
            },
        };
        MatrixCell {
            entrypoint: entrypoint_form,
            cmd: cmd_form,
            argv: command(&image, &RunRequest::default(), Engine::Docker),
            note: note(entrypoint_form, cmd_form),
            here: here == (cmd_form, entrypoint_form),
        }
    };
    let row = |cmd_form: Form| FORMS.iter().map(|form| cell(cmd_form, *form)).collect();
    Matrix { cells: FORMS.iter().map(|form| row(*form)).collect(), entrypoint, cmd }
}

/// The words of both without the shell of the shell form.
fn plain_words(entrypoint: &[String], cmd: &[String], shell: &[String]) -> (Vec<String>, Vec<String>) {
    let plain = |words: &[String]| match form_of(words, shell) {
        Form::Shell => {
            let text = words.last().cloned().unwrap_or_default();
            // Text that only a shell understands stays one word.
            let simple = !text.contains(['|', '&', ';', '<', '>', '$', '`', '(', ')', '*', '?', '\n']);
            split_words(&text).ok().filter(|_| simple).unwrap_or_else(|| vec![text])
        }
        _ => words.to_vec(),
    };
    let (mut entrypoint, mut cmd) = (plain(entrypoint), plain(cmd));
    match (entrypoint.is_empty(), cmd.is_empty()) {
        (true, true) => {
            entrypoint = vec!["entrypoint".into()];
            cmd = vec!["cmd".into()];
        }
        (true, false) => {
            if cmd.len() > 1 {
                entrypoint = vec![cmd.remove(0)];
            } else {
                entrypoint = vec!["entrypoint".into()];
            }
        }
        (false, true) => {
            cmd = if entrypoint.len() > 1 { entrypoint.split_off(1) } else { vec!["cmd".into()] };
        }
        (false, false) => {}
    }
    (entrypoint, cmd)
}

fn written(words: &[String], form: Form, shell: &[String]) -> Option<Vec<String>> {
    match form {
        Form::None => None,
        Form::Exec => Some(words.to_vec()),
        Form::Shell => {
            let text = match words {
                [one] => one.clone(),
                many => join_words(many.iter().map(String::as_str)),
            };
            Some(shell.iter().cloned().chain([text]).collect())
        }
    }
}

fn note(entrypoint: Form, cmd: Form) -> &'static str {
    match (entrypoint, cmd) {
        (Form::None, Form::None) => "docker run refuses: no command specified",
        (Form::Shell, Form::None) => "the shell starts it; arguments would land in its $0, $1",
        (Form::Shell, _) => "the words of CMD land in the shell's $0, $1 and are ignored",
        (Form::Exec, Form::Shell) => "the shell and -c become plain arguments of ENTRYPOINT",
        (Form::Exec, Form::Exec) => "CMD is the default arguments",
        (Form::None, Form::Shell) => "the shell starts it",
        (Form::Exec, Form::None) | (Form::None, Form::Exec) => "",
    }
}
