//! What instructions are given besides flags and variables.

use drydock_builder::progress::human_size;
use drydock_source::Span;
use drydock_syntax::{Node, Word, upper};

use super::{Hover, command, image, plain, step};
use crate::assist::complete::count;
use crate::assist::reading::Reading;
use crate::assist::words;

/// What the word at `at` is to its instruction.
pub(super) fn hover(reading: &Reading<'_>, node: &Node, at: usize) -> Option<Hover> {
    let name = upper(&node.keyword.text);
    let index = node.args.iter().position(|word| !word.span.is_empty() && word.span.touches(at));
    let word = index.and_then(|index| node.args.get(index));
    match name.as_str() {
        "FROM" => match index? {
            0 => Some(image::base(reading, node, word?.span)),
            1 => Some(plain(word?.span, "AS", "What follows is the name of the stage.")),
            _ => Some(image::name(reading, node, word?.span)),
        },
        "HEALTHCHECK" if index == Some(0) => health(word?),
        "RUN" | "CMD" | "ENTRYPOINT" | "SHELL" | "HEALTHCHECK" => command::hover(reading, node, at),
        "COPY" | "ADD" => copied(reading, node, index?),
        "ENV" | "LABEL" => pair(reading, node, index?, name == "ENV"),
        "ARG" => argument(reading, word?),
        _ => setting(reading, node, word?, &name),
    }
}

fn health(word: &Word) -> Option<Hover> {
    let says = match upper(&word.text).as_str() {
        "NONE" => "Switches off the check of the base image.",
        "CMD" => "What follows is the check: exit code 0 is healthy, 1 is not.",
        _ => return None,
    };
    Some(plain(word.span, &word.text, says))
}

/// A source or the destination of COPY or ADD.
fn copied(reading: &Reading<'_>, node: &Node, index: usize) -> Option<Hover> {
    let word = node.args.get(index)?;
    let written = word.span.of(reading.text());
    if index + 1 == node.args.len() {
        return Some(destination(reading, node, word));
    }
    if written.starts_with("<<") {
        return Some(plain(
            word.span,
            written,
            "A heredoc: the lines below, up to this delimiter, are a file of this name.",
        ));
    }
    let evaluation = crate::evaluate(reading.project, reading.cache);
    let line = node.lines.first;
    let crosses = evaluation.graph.edges.iter().flat_map(|edge| &edge.crosses);
    let cross = crosses.filter(|cross| cross.line == line).find(|cross| same_path(&cross.path, written));
    let from = node.flags.iter().find_map(|flag| flag.text.strip_prefix("--from="));
    let says = match from {
        Some(from) => format!("A path in `{from}`."),
        None => "A path of the build context; `.dockerignore` may hide files of it.".into(),
    };
    let hover = plain(word.span, written, says);
    Some(match cross {
        Some(cross) => {
            let count = count(cross.files as u64, "file");
            let size = cross.size.as_ref().map(|size| human_size(size.likely)).unwrap_or_default();
            hover.fact("copies", count).fact("bytes", size).fact("to", &cross.dest)
        }
        None => hover,
    })
}

fn same_path(path: &str, written: &str) -> bool {
    let bare = |path: &str| {
        let path = path.trim_matches(['"', '\'', '/']);
        path.trim_start_matches("./").trim_end_matches("/.").to_owned()
    };
    bare(path) == bare(written)
        || (matches!(bare(path).as_str(), "" | ".") && matches!(bare(written).as_str(), "" | "."))
}

fn destination(reading: &Reading<'_>, node: &Node, word: &Word) -> Hover {
    let written = word.span.of(reading.text());
    let state = step(reading, node).map(|step| step.state.workdir.to_string());
    let workdir = state.unwrap_or_else(|| "/".into());
    let slash = if word.text.ends_with('/') || matches!(word.text.as_str(), "." | "..") {
        "The destination is a directory, made where it is missing."
    } else {
        "The destination. A single file gets this name, unless a directory is there already; with a `/` at the end it is a directory."
    };
    let hover = plain(word.span, written, slash);
    if word.text.starts_with('/') { hover } else { hover.fact("counted from", workdir) }
}

/// A name or a value of ENV or LABEL; arguments come in threes.
fn pair(reading: &Reading<'_>, node: &Node, index: usize, env: bool) -> Option<Hover> {
    let three = node.args.chunks(3).nth(index / 3)?;
    let (name, value) = (three.first()?, three.get(1)?);
    let span = if value.span.is_empty() { name.span } else { name.span.cover(value.span) };
    if !env {
        return Some(plain(span, span.of(reading.text()), "A name and a value in the image config."));
    }
    let says = words::meaning(words::VARIABLES, &name.text);
    let hover =
        plain(span, &name.text, says.unwrap_or("A variable of the steps that follow and of the container."));
    let state = step(reading, node).map(|step| &step.state);
    Some(match state.and_then(|state| state.env.get(&name.text)) {
        Some("") => hover.fact("value", "nothing: it is empty"),
        Some(value) => hover.fact("value", value),
        None => hover,
    })
}

fn argument(reading: &Reading<'_>, word: &Word) -> Option<Hover> {
    let name = word.text.split('=').next()?;
    let at = word.span.start as usize;
    let predefined = words::meaning(words::PREDEFINED, name);
    let proxy = words::PROXIES.iter().any(|proxy| proxy.eq_ignore_ascii_case(name));
    let says = match (predefined, proxy) {
        (Some(says), _) => says,
        (_, true) => {
            "A predefined argument: RUN has it without a declaration, and it is no part of the cache key until it is declared."
        }
        _ => words::meaning(words::VARIABLES, name)
            .unwrap_or("A build argument: `docker build --build-arg` sets it."),
    };
    let span = Span::new(at, word.span.end as usize);
    let value = match reading.stage_at(at) {
        None => reading.plan.globals.get(name).map(str::to_owned),
        Some(_) => {
            let steps = reading.plan.stages.iter().flat_map(|stage| &stage.steps);
            let step = steps.filter(|step| step.instruction.is_some()).find(|step| step.span.touches(at));
            step.and_then(|step| step.state.args.get(name)).map(str::to_owned)
        }
    };
    let hover = plain(span, name, says);
    Some(match value {
        Some(value) if value.is_empty() => hover.fact("value", "nothing: it is empty"),
        Some(value) => hover.fact("value", value),
        None => hover.fact("value", "none, unless --build-arg gives one"),
    })
}

/// The word of an instruction that sets one thing.
fn setting(reading: &Reading<'_>, node: &Node, word: &Word, name: &str) -> Option<Hover> {
    let state = step(reading, node).map(|step| &step.state);
    let hover = |says: &str| plain(word.span, word.span.of(reading.text()), says);
    Some(match name {
        "WORKDIR" => {
            let after = state.map(|state| state.workdir.to_string()).unwrap_or_default();
            hover("The directory of what follows.").fact("from here on", after)
        }
        "USER" => hover(
            "Who runs what follows: a name or a number, and after a colon a group. A name has to be in /etc/passwd of the image.",
        ),
        "EXPOSE" => hover(
            "A port that the program listens on, tcp unless `/udp` follows. Only `docker run -p` or `-P` opens it.",
        ),
        "STOPSIGNAL" => {
            let signal = words::SIGNALS.iter().find(|(known, _)| {
                let bare = |name: &str| upper(name).trim_start_matches("SIG").to_owned();
                bare(known) == bare(&word.text)
            });
            hover(signal.map_or("The signal that `docker stop` sends first.", |(_, says)| says))
        }
        "VOLUME" => hover(
            "Each container gets storage of its own at this path, filled with what the image has there.",
        ),
        _ => return None,
    })
}
