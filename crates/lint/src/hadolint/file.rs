use drydock_source::Span;

use super::commands::Script;
use super::reader::{self, ParseError};
use super::step::{Kind, Step};

/// A Dockerfile as hadolint reads it.
#[derive(Debug)]
pub(super) struct File {
    /// Its text, without a byte order mark and without carriage returns before line breaks.
    pub(super) text: String,
    /// Length of the byte order mark.
    mark: u32,
    /// Offsets in `text` of the line breaks before which a carriage return was left out.
    returns: Vec<u32>,
    /// Instructions and comments in order.
    pub(super) steps: Vec<Step>,
    /// The instructions behind ONBUILD, each at the place of its ONBUILD.
    pub(super) triggers: Vec<Step>,
    /// Where hadolint stops.
    pub(super) error: Option<ParseError>,
}

impl File {
    /// Reads `source`; behind a place that hadolint cannot read it goes on at the next of `starts`.
    pub(super) fn new(source: &str, starts: &[u32]) -> File {
        let (text, mark, returns) = normal(source);
        let starts: Vec<usize> = starts.iter().map(|start| normal_offset(mark, &returns, *start)).collect();
        let (mut steps, error) = reader::read(&text, &starts);
        let mut triggers = Vec::new();
        for step in &mut steps {
            step.script = script(&step.kind);
            if let Kind::Onbuild(kind) = &step.kind {
                let script = script(kind);
                triggers.push(Step { kind: (**kind).clone(), script, line: step.line, span: step.span });
            }
        }
        File { text, mark, returns, steps, triggers, error }
    }

    /// The place in the file as it was given.
    pub(super) fn place(&self, span: Span) -> Span {
        Span { start: self.source_offset(span.start), end: self.source_offset(span.end) }
    }

    fn source_offset(&self, offset: u32) -> u32 {
        offset + self.mark + self.returns.partition_point(|line_break| *line_break < offset) as u32
    }
}

/// The commands of an instruction whose commands rules look at.
fn script(kind: &Kind) -> Option<Script> {
    match kind {
        Kind::Run(run) => Some(Script::new(&run.arguments)),
        Kind::Shell(arguments) => Some(Script::new(arguments)),
        _ => None,
    }
}

/// The text that is read, the length of the mark before it, and where carriage returns were.
fn normal(source: &str) -> (String, u32, Vec<u32>) {
    let rest = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mark = (source.len() - rest.len()) as u32;
    let mut text = String::with_capacity(rest.len());
    let mut returns = Vec::new();
    for (index, line) in rest.split("\r\n").enumerate() {
        if index > 0 {
            returns.push(text.len() as u32);
            text.push('\n');
        }
        text.push_str(line);
    }
    (text, mark, returns)
}

fn normal_offset(mark: u32, returns: &[u32], source: u32) -> usize {
    let unmarked = source.saturating_sub(mark);
    // In the source each line break stands one farther for every carriage return before it, its own included.
    let (mut before, mut end) = (0, returns.len());
    while before < end {
        let middle = (before + end) / 2;
        if returns[middle] + middle as u32 + 1 < unmarked { before = middle + 1 } else { end = middle }
    }
    unmarked.saturating_sub(before as u32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_of_the_file_as_given() {
        let source = "\u{feff}FROM a\r\nRUN b\r\n";
        let start = source.find("RUN").unwrap_or_default() as u32;
        let file = File::new(source, &[3, start]);
        assert_eq!(file.text, "FROM a\nRUN b\n");
        let spans: Vec<&str> = file.steps.iter().map(|step| file.place(step.span).of(source)).collect();
        assert_eq!(spans, ["FROM a", "RUN b"]);
        assert_eq!(normal_offset(file.mark, &file.returns, start), 7);
    }
}
