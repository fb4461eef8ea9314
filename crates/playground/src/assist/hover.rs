//! What a token means at its place.

mod command;
mod image;
mod operand;
mod variable;

use drydock_builder::BuildCache;
use drydock_source::Span;
use drydock_syntax::{Node, Word, lower, upper};

pub(in crate::assist) use variable::variable_start;

use super::reading::{Reading, with_text};
use super::{Fact, Hover, words};
use crate::Project;

/// What stands at `at` in `text`, the newest text of the Dockerfile of `project`; `None` where nothing is to be said.
pub fn hover(project: &Project, cache: &BuildCache, text: &str, at: u32) -> Option<Hover> {
    let project = with_text(project, text);
    let reading = Reading::new(&project, cache);
    let at = at as usize;
    if let Some(found) = directive(&reading, at) {
        return Some(found);
    }
    let node = reading.node(at)?;
    if let Some(body) = node.heredocs.iter().find(|body| body.span.touches(at)) {
        return variable::hover(&reading, node, at).or_else(|| Some(heredoc(node, body)));
    }
    if is_comment(text, at) {
        return None;
    }
    let inside = |word: &Word| !word.span.is_empty() && word.span.touches(at);
    if inside(&node.keyword) {
        return Some(keyword(&reading, node));
    }
    if let Some(found) = variable::hover(&reading, node, at) {
        return Some(found);
    }
    if let Some(word) = node.flags.iter().find(|word| inside(word)) {
        return flag(&reading, node, word, at);
    }
    continuation(&reading, at).or_else(|| operand::hover(&reading, node, at))
}

/// A hover of `span` without facts.
fn plain(span: Span, title: impl Into<String>, text: impl Into<String>) -> Hover {
    Hover { span, title: title.into(), text: vec![text.into()], facts: Vec::new() }
}

impl Hover {
    /// The same with one more thing that holds; nothing when the value is empty.
    fn fact(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.facts.push(Fact { name: name.into(), value });
        }
        self
    }

    /// The same with one more paragraph; nothing when it is empty.
    fn say(mut self, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.text.push(text);
        }
        self
    }
}

fn directive(reading: &Reading<'_>, at: usize) -> Option<Hover> {
    let directive = reading.tree.directives.iter().find(|directive| directive.span.touches(at))?;
    let text = words::meaning(words::DIRECTIVES, &directive.name)?;
    Some(plain(directive.span, format!("# {}={}", directive.name, directive.value.text), text))
}

/// True when `at` is in a line of its own that is a comment.
fn is_comment(text: &str, at: usize) -> bool {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    text.get(start..).is_some_and(|line| line.trim_start_matches([' ', '\t']).starts_with('#'))
}

fn keyword(reading: &Reading<'_>, node: &Node) -> Hover {
    let name = upper(&node.keyword.text);
    let usage = drydock_syntax::instruction::usage(&name);
    let text = words::meaning(words::INSTRUCTIONS, &name).unwrap_or("No instruction has this name.");
    let hover = plain(node.keyword.span, usage.unwrap_or(&name), text);
    let Some(step) = step(reading, node) else { return hover };
    let kind = match (name.as_str(), step.kind) {
        ("FROM", _) => "",
        (_, drydock_plan::StepKind::Layer) => "makes a layer",
        (_, drydock_plan::StepKind::Config) => "changes the image config only, no layer",
        (_, drydock_plan::StepKind::Build) => "means something to the lines below only, no layer",
    };
    hover.fact("here", kind)
}

/// What the plan makes of `node`.
fn step<'a>(reading: &'a Reading<'_>, node: &Node) -> Option<&'a drydock_plan::Step> {
    let mut steps = reading.plan.stages.iter().flat_map(|stage| &stage.steps);
    steps.find(|step| step.instruction.is_some() && step.span == node.span)
}

fn heredoc(node: &Node, body: &drydock_syntax::Heredoc) -> Hover {
    let name = upper(&node.keyword.text);
    let text = match (name.as_str(), body.expand) {
        ("RUN", _) => {
            "A heredoc: these lines, up to the delimiter, are the script that RUN gives to the shell, or the input of its command."
        }
        (_, true) => "A heredoc: these lines are the content of the file. Variables in them are replaced.",
        (_, false) => "A heredoc: these lines are the content of the file, as they stand.",
    };
    plain(body.span, format!("<<{}", body.name), text)
}

fn flag(reading: &Reading<'_>, node: &Node, word: &Word, at: usize) -> Option<Hover> {
    let source = word.span.of(reading.text());
    let start = word.span.start as usize;
    let equals = source.find('=').unwrap_or(source.len());
    let flag = source.get(..equals)?.to_owned();
    let instruction = upper(&node.keyword.text);
    let text = words::meaning(words::FLAGS, &format!("{instruction} {flag}"));
    let name = Span::new(start, start + equals);
    if at <= start + equals {
        let known = text.map(|text| plain(name, &flag, text));
        return known
            .or_else(|| Some(plain(name, &flag, format!("{instruction} has no flag of this name."))));
    }
    let value = Span::new(start + equals + 1, word.span.end as usize);
    match lower(&flag).as_str() {
        "--mount" => mount(reading, node, value, at),
        "--from" => Some(image::source(reading, node, value)),
        "--platform" => Some(image::platform(reading, node, value)),
        "--network" => {
            let value_text = value.of(reading.text());
            Some(plain(value, value_text, words::meaning(words::NETWORKS, value_text)?))
        }
        _ => Some(plain(value, word.span.of(reading.text()), text?)),
    }
}

/// One option of a mount.
fn mount(reading: &Reading<'_>, node: &Node, value: Span, at: usize) -> Option<Hover> {
    let text = reading.text();
    let source = value.of(text);
    let mut start = value.start as usize;
    let field = source.split(',').find_map(|field| {
        let span = Span::new(start, start + field.len());
        start += field.len() + 1;
        span.touches(at).then_some(span)
    })?;
    let (key, given) = field.of(text).split_once('=').unwrap_or((field.of(text), ""));
    let key = lower(key.trim_start_matches('"'));
    let key = words::meaning(words::MOUNT_ALIASES, &key).unwrap_or(&key);
    let behind = field.start as usize + field.of(text).find('=').map_or(usize::MAX / 2, |at| at + 1);
    if key == "from" && at >= behind {
        return Some(image::source(reading, node, Span::new(behind, field.end as usize)));
    }
    let about = match key {
        "type" => words::meaning(words::MOUNTS, given).or(words::meaning(words::MOUNT_OPTIONS, key)),
        "sharing" => words::meaning(words::SHARING, given).or(words::meaning(words::MOUNT_OPTIONS, key)),
        _ => words::meaning(words::MOUNT_OPTIONS, key),
    };
    Some(plain(field, field.of(text), about.unwrap_or("No mount has an option of this name.")))
}

/// The character that joins two lines.
fn continuation(reading: &Reading<'_>, at: usize) -> Option<Hover> {
    let text = reading.text();
    let escape = reading.tree.escape;
    let starts = [at, at.saturating_sub(1)];
    let start =
        starts.into_iter().find(|start| text.get(*start..).is_some_and(|rest| rest.starts_with(escape)))?;
    let rest = text.get(start + escape.len_utf8()..)?;
    let line = rest.lines().next().unwrap_or_default();
    line.trim_matches([' ', '\t']).is_empty().then(|| {
        let says = "At the end of a line: the instruction goes on in the next one. Comment lines in between are left out.";
        plain(Span::new(start, start + escape.len_utf8()), escape.to_string(), says)
    })
}

/// Words as a list in JSON, as the exec form has it.
fn json<T: AsRef<str>>(words: &[T]) -> String {
    let quoted = words.iter().map(|word| serde_json::Value::from(word.as_ref()).to_string());
    format!("[{}]", quoted.collect::<Vec<_>>().join(", "))
}
