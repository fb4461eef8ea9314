//! The part of YAML that configuration files use: maps and lists in block and flow form, plain and quoted scalars, texts
//! in block form, comments. Anchors and tags are refused.

mod flow;

use drydock_source::Span;

use super::ConfigError;
use flow::Flow;

/// A value with its place.
#[derive(Clone, Debug, Default)]
pub(super) struct Node {
    value: Value,
    span: Span,
}

#[derive(Clone, Debug, Default)]
enum Value {
    #[default]
    Nothing,
    /// A text, and whether it stands in quotes.
    Text(String, bool),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// How deep values may lie in one another.
const MAX_DEPTH: usize = 16;

impl Node {
    pub(super) fn error(&self, message: impl Into<String>) -> ConfigError {
        ConfigError { span: self.span, message: message.into() }
    }

    /// The pairs of a map, in order; none where there is nothing.
    pub(super) fn map(&self) -> Result<&[(String, Node)], ConfigError> {
        match &self.value {
            Value::Map(pairs) => Ok(pairs),
            Value::Nothing => Ok(&[]),
            _ => Err(self.error("expected names with values, such as `ignored: [DL3008]`")),
        }
    }

    /// The texts of a list.
    pub(super) fn texts(&self) -> Result<Vec<String>, ConfigError> {
        match &self.value {
            Value::List(items) => items.iter().map(|item| item.text().map(str::to_owned)).collect(),
            Value::Nothing => Ok(Vec::new()),
            _ => Err(self.error("expected a list")),
        }
    }

    pub(super) fn text(&self) -> Result<&str, ConfigError> {
        match &self.value {
            Value::Text(text, _) => Ok(text),
            _ => Err(self.error("expected a text")),
        }
    }

    pub(super) fn bool(&self) -> Result<bool, ConfigError> {
        match &self.value {
            Value::Text(text, false) if matches!(text.as_str(), "true" | "True" | "TRUE") => Ok(true),
            Value::Text(text, false) if matches!(text.as_str(), "false" | "False" | "FALSE") => Ok(false),
            _ => Err(self.error("expected `true` or `false`")),
        }
    }
}

/// Reads a file.
pub(super) fn parse(text: &str) -> Result<Node, ConfigError> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let begins = if at == 0 { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        let content = without_comment(begins).trim_end();
        let start = at + line.len() - begins.len();
        let text = content.trim_start_matches(' ');
        let indent = content.len() - text.len();
        if !text.is_empty() {
            lines.push(Line { indent, text, at: start + indent });
        }
        at += line.len();
    }
    // Directives, and the mark behind which the document begins.
    let mark = lines.iter().position(|line| line.indent == 0 && line.text == "---");
    let before = lines.iter().take_while(|line| line.text.starts_with('%')).count();
    let first = mark.filter(|mark| *mark == before).map_or(0, |mark| mark + 1);
    let end = lines.iter().position(|line| line.indent == 0 && line.text == "...").unwrap_or(lines.len());
    Blocks { text, lines: lines.get(first..end).unwrap_or_default() }.whole()
}

/// The line up to a `#` that begins a comment.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '#' && before.is_whitespace() => return &line[..at],
            None if matches!(c, '"' | '\'') && !before.is_alphanumeric() => quote = Some(c),
            None => {}
        }
        before = c;
    }
    line
}

/// A line that holds something, without its indentation and its comment.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    indent: usize,
    text: &'a str,
    /// Offset of `text`.
    at: usize,
}

impl<'a> Line<'a> {
    fn error(&self, message: &str) -> ConfigError {
        ConfigError { span: Span::new(self.at, self.at + self.text.len()), message: message.to_owned() }
    }

    /// The end of the line from `skipped` bytes on, without white space before it.
    fn behind(&self, skipped: usize) -> Line<'a> {
        let text = self.text.get(skipped..).unwrap_or("").trim_start();
        let skipped = self.text.len() - text.len();
        Line { indent: self.indent + skipped, text, at: self.at + skipped }
    }

    /// What follows `- `, as a line of its own.
    fn item(&self) -> Option<Line<'a>> {
        let rest = self.text.strip_prefix('-')?;
        (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| self.behind(1))
    }

    /// The name before `: `, and what follows as a line of its own.
    fn pair(&self) -> Option<(String, Line<'a>)> {
        let quote = self.text.chars().next().filter(|c| matches!(c, '"' | '\''));
        let end = match quote {
            Some(quote) => self.text[1..].find(quote)? + 2,
            None => 0,
        };
        let colon = end + self.text[end..].find(':').filter(|at| quote.is_none() || *at == 0)?;
        let rest = &self.text[colon + 1..];
        let name = self.text[..colon].trim().trim_matches(['"', '\'']).to_owned();
        (rest.is_empty() || rest.starts_with([' ', '\t'])).then(|| (name, self.behind(colon + 1)))
    }
}

/// What is left of the lines.
struct Blocks<'a, 'l> {
    text: &'a str,
    lines: &'l [Line<'a>],
}

impl<'a> Blocks<'a, '_> {
    fn whole(mut self) -> Result<Node, ConfigError> {
        let Some(&first) = self.lines.first() else { return Ok(Node::default()) };
        let node = if first.text.starts_with(['{', '[']) {
            self.lines = &self.lines[1..];
            self.flow(first)?
        } else {
            self.block(first.indent, None, 0)?
        };
        match self.lines.first() {
            None => Ok(node),
            Some(line) if line.text == "---" => Err(line.error("a second document is not read")),
            Some(line) => {
                Err(line.error("this line stands in no list and under no name: look at its indentation"))
            }
        }
    }

    /// The next line at this indentation.
    fn next(&mut self, indent: usize) -> Option<Line<'a>> {
        let (line, rest) = self.lines.split_first()?;
        (line.indent == indent && line.text != "---").then(|| {
            self.lines = rest;
            *line
        })
    }

    /// The list or map whose lines have this indentation; its first line may be the end of one already taken.
    fn block(&mut self, indent: usize, first: Option<Line<'a>>, depth: usize) -> Result<Node, ConfigError> {
        let Some(start) = first.or(self.lines.first().copied()) else { return Ok(Node::default()) };
        if depth > MAX_DEPTH {
            return Err(start.error("nests too deeply"));
        }
        let (mut items, mut pairs): (Vec<Node>, Vec<(String, Node)>) = (Vec::new(), Vec::new());
        let mut line = first.or_else(|| self.next(indent));
        while let Some(here) = line {
            if let Some(item) = here.item() {
                let nested = item.item().is_some() || item.pair().is_some();
                items.push(match nested {
                    true => self.block(item.indent, Some(item), depth + 1)?,
                    false => self.value(item, indent, depth)?,
                });
            } else {
                let Some((name, rest)) = here.pair() else {
                    return Err(here.error("expected a name with a colon behind it"));
                };
                if pairs.iter().any(|(other, _)| *other == name) {
                    return Err(here.error("this name stands here a second time"));
                }
                pairs.push((name, self.pair_value(rest, indent, depth)?));
            }
            let in_list = !items.is_empty();
            let goes_on = self.lines.first().is_some_and(|next| next.item().is_some() == in_list);
            line = if goes_on { self.next(indent) } else { None };
        }
        let value = if items.is_empty() { Value::Map(pairs) } else { Value::List(items) };
        Ok(Node { value, span: Span::new(start.at, start.at + start.text.len()) })
    }

    /// The value of a name; a list may stand as far left as the name.
    fn pair_value(&mut self, rest: Line<'a>, indent: usize, depth: usize) -> Result<Node, ConfigError> {
        let below = self.lines.first().is_some_and(|next| next.indent == indent && next.item().is_some());
        match below && rest.text.is_empty() {
            true => self.block(indent, None, depth + 1),
            false => self.value(rest, indent, depth),
        }
    }

    /// What `line` holds, or where it is empty what stands below it, farther right than `indent`.
    fn value(&mut self, line: Line<'a>, indent: usize, depth: usize) -> Result<Node, ConfigError> {
        if line.text.is_empty() {
            return match self.lines.first().copied().filter(|next| next.indent > indent) {
                Some(next) if next.item().is_some() || next.pair().is_some() => {
                    self.block(next.indent, None, depth + 1)
                }
                Some(next) => {
                    self.lines = &self.lines[1..];
                    self.value(next, indent, depth)
                }
                None => Ok(Node { span: Span::at(line.at), ..Node::default() }),
            };
        }
        if line.text.starts_with(['|', '>']) {
            return Ok(self.block_text(line, indent));
        }
        if line.text.starts_with(['{', '[']) {
            return self.flow(line);
        }
        if line.text.starts_with(['&', '*', '!', '%', '@', '`']) {
            return Err(line.error("this form of YAML is not read here; put the text into quotes"));
        }
        scalar(line)
    }

    /// Lines farther right than `indent`, which are a text.
    fn block_text(&mut self, line: Line<'a>, indent: usize) -> Node {
        let length = self.lines.iter().take_while(|next| next.indent > indent).count();
        let (text, rest) = self.lines.split_at(length);
        self.lines = rest;
        let text: Vec<&str> = text.iter().map(|line| line.text).collect();
        let span = Span::new(line.at, line.at + line.text.len());
        Node { value: Value::Text(text.join("\n"), true), span }
    }

    /// A value in flow form, which may go on over several lines.
    fn flow(&mut self, line: Line<'a>) -> Result<Node, ConfigError> {
        let mut flow = Flow { text: self.text, at: line.at };
        let node = flow.value(0)?;
        let end = flow.end()?;
        let within = self.lines.iter().take_while(|line| line.at < end).count();
        self.lines = &self.lines[within..];
        Ok(node)
    }
}

fn scalar(line: Line<'_>) -> Result<Node, ConfigError> {
    let span = Span::new(line.at, line.at + line.text.len());
    let quote = line.text.chars().next().filter(|c| matches!(c, '"' | '\''));
    let (text, quoted) = match quote {
        Some(quote) => match line.text[1..].strip_suffix(quote) {
            Some(inner) => (unquoted(inner, quote), true),
            None => return Err(line.error("this quote has no end")),
        },
        None if line.pair().is_some() => return Err(line.error("expected a single value")),
        None => (line.text.to_owned(), false),
    };
    let nothing = !quoted && matches!(text.as_str(), "~" | "null");
    Ok(Node { value: if nothing { Value::Nothing } else { Value::Text(text, quoted) }, span })
}

/// The text between quotes.
fn unquoted(text: &str, quote: char) -> String {
    match quote {
        '"' => text.replace("\\\"", "\"").replace("\\\\", "\\"),
        _ => text.replace("''", "'"),
    }
}
