use drydock_runtime::RunRequest;
use drydock_source::Span;
use drydock_syntax::instruction::{CommandLine, Instruction, Kind};

use super::chain;
use super::parts::Parts;
use crate::Container;

/// A command of the image with its instruction.
type Command<'a> = (&'a Instruction, &'a CommandLine);

/// `container` with the places of its words in the Dockerfile. They are apart from the container, which stays the same
/// while they move.
pub(super) fn placed(parts: &Parts<'_>, container: Container) -> Container {
    let entrypoint = (!is_replaced(parts)).then(|| last(parts, entrypoint)).flatten();
    let cmd = last(parts, cmd);
    let mut places = Vec::with_capacity(container.origins.len());
    for (at, origin) in container.origins.iter().enumerate() {
        let before = container.origins.iter().take(at).filter(|other| *other == origin).count();
        places.push(match origin.as_str() {
            "entrypoint" => entrypoint.and_then(|command| word(command, before)),
            "cmd" => cmd.and_then(|command| word(command, before)),
            "shell" => {
                // It stands in front of the command that it runs.
                let runs = container.origins.iter().skip(at).find(|other| *other != origin);
                let command = if runs.is_some_and(|runs| runs == "cmd") { cmd } else { entrypoint };
                command.filter(|(_, line)| line.prepend_shell).map(|(instruction, _)| instruction.span)
            }
            _ => None,
        });
    }
    Container { places, ..container }
}

/// True where `--entrypoint` takes the place of the image's.
fn is_replaced(parts: &Parts<'_>) -> bool {
    RunRequest::parse(&parts.project.run).is_ok_and(|request| request.entrypoint.is_some())
}

fn entrypoint(kind: &Kind) -> Option<&CommandLine> {
    if let Kind::Entrypoint(entrypoint) = kind { Some(&entrypoint.command) } else { None }
}

fn cmd(kind: &Kind) -> Option<&CommandLine> {
    if let Kind::Cmd(cmd) = kind { Some(&cmd.command) } else { None }
}

/// The last command of that kind in the target and the stages it stands on; `None` where it is the base image's.
fn last<'a>(parts: &'a Parts<'_>, of: fn(&Kind) -> Option<&CommandLine>) -> Option<Command<'a>> {
    chain(parts).into_iter().find_map(|stage| {
        let read = parts.file.stages.get(stage.index)?;
        let written = stage.steps.iter().rev().filter_map(|step| read.instructions.get(step.instruction?));
        written.into_iter().find_map(|instruction| Some((instruction, of(&instruction.kind)?)))
    })
}

/// The place of the word at `index` of a command.
fn word((_, line): Command<'_>, index: usize) -> Option<Span> {
    line.words.as_ref()?.get(index).map(|word| word.span)
}

#[cfg(test)]
mod tests {
    use drydock_builder::BuildCache;

    use crate::{Project, evaluate};

    /// What stands in the Dockerfile at the places of the words of the process; `-` where they are not written there.
    fn written(dockerfile: &str, run: &str) -> Vec<String> {
        let project = Project { dockerfile: dockerfile.into(), run: run.into(), ..Project::default() };
        let container = evaluate(&project, &BuildCache::default()).container.unwrap();
        assert_eq!(container.places.len(), container.argv.len());
        let text = |place: &Option<drydock_source::Span>| {
            place.map_or("-".to_owned(), |span| span.of(dockerfile).to_owned())
        };
        container.places.iter().map(text).collect()
    }

    #[test]
    fn words_of_the_process_have_their_places() {
        let exec = "FROM alpine\nENTRYPOINT [\"echo\", \"a\"]\nCMD [\"b\"]\n";
        assert_eq!(written(exec, ""), ["echo", "a", "b"]);
        assert_eq!(written(exec, "x c d"), ["echo", "a", "-", "-"]);
        assert_eq!(written(exec, "--entrypoint ls x"), ["-"]);
        assert_eq!(written("FROM alpine\n", ""), ["-"], "the base image's");
        let shell = "FROM alpine AS a\nCMD echo one\nFROM a\nENV B=1\n";
        assert_eq!(written(shell, ""), ["CMD echo one", "CMD echo one", "echo one"]);
    }
}
