use drydock_plan::Config;
use serde::Serialize;

use crate::{Engine, RunRequest};

/// Where a word of a container's command comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// ENTRYPOINT.
    Entrypoint,
    /// CMD.
    Cmd,
    /// Typed after the image.
    Argument,
    /// `--entrypoint`.
    Flag,
    /// The shell that the shell form puts in front.
    Shell,
}

/// A word of a container's command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// The command of a container: ENTRYPOINT, then CMD or what was typed after the image; empty when there is none.
///
/// Docker's rules (`daemon/commit.go`, `merge`, and `daemon/create.go`): arguments take CMD's place; `--entrypoint`
/// takes ENTRYPOINT's and drops CMD; an empty `--entrypoint` drops both. Podman reads `--entrypoint` as a JSON list
/// where it is one.
pub fn command(config: &Config, request: &RunRequest, engine: Engine) -> Vec<Word> {
    let shell = shell_of(config);
    let mut words = match &request.entrypoint {
        Some(given) => flag_words(given, engine),
        None => image_words(entrypoint(config), &shell, Origin::Entrypoint),
    };
    if !request.args.is_empty() {
        words.extend(request.args.iter().map(|text| Word { text: text.clone(), origin: Origin::Argument }));
    } else if request.entrypoint.is_none() {
        words.extend(image_words(config.cmd.as_deref().unwrap_or_default(), &shell, Origin::Cmd));
    }
    words
}

/// ENTRYPOINT; one that is a single empty word stands for none.
fn entrypoint(config: &Config) -> &[String] {
    let words = config.entrypoint.as_deref().unwrap_or_default();
    if words == [""] { &[] } else { words }
}

fn flag_words(given: &str, engine: Engine) -> Vec<Word> {
    let word = |text: String| Word { text, origin: Origin::Flag };
    if engine == Engine::Podman
        && let Some(list) = json_words(given)
    {
        return list.into_iter().map(word).collect();
    }
    (!given.is_empty()).then(|| word(given.to_owned())).into_iter().collect()
}

/// A JSON list of strings.
fn json_words(text: &str) -> Option<Vec<String>> {
    if !text.trim_start().starts_with('[') { None } else { serde_json::from_str(text).ok() }
}

/// The shell of the shell form: SHELL, or `/bin/sh -c`.
pub(crate) fn shell_of(config: &Config) -> Vec<String> {
    match config.shell.is_empty() {
        true => vec!["/bin/sh".into(), "-c".into()],
        false => config.shell.clone(),
    }
}

/// How a command of the image was written, told by what is in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// There is none.
    None,
    /// Shell form: the shell, its flags, one text.
    Shell,
    /// Exec form.
    Exec,
}

/// The form of `words`, given the shell in force.
pub fn form_of(words: &[String], shell: &[String]) -> Form {
    let default = ["/bin/sh", "-c"];
    let is_shell = |shell: &[String]| words.len() == shell.len() + 1 && words.starts_with(shell);
    if words.is_empty() {
        Form::None
    } else if is_shell(shell) || (words.len() == 3 && words.iter().zip(default).all(|(a, b)| a == b)) {
        Form::Shell
    } else {
        Form::Exec
    }
}

fn image_words(words: &[String], shell: &[String], origin: Origin) -> Vec<Word> {
    let form = form_of(words, shell);
    let last = words.len().saturating_sub(1);
    let origin = |place: usize| if form == Form::Shell && place < last { Origin::Shell } else { origin };
    words.iter().enumerate().map(|(place, text)| Word { text: text.clone(), origin: origin(place) }).collect()
}
