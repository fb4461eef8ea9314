//! The part of YAML that configuration files use: maps and lists in block and flow form, plain and quoted scalars,
//! comments. Anchors, tags and block scalars are refused.

use drydock_source::Span;

use super::ConfigError;

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
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

impl Node {
    pub(super) fn error(&self, message: impl Into<String>) -> ConfigError {
        ConfigError { span: self.span, message: message.into() }
    }

    /// The pairs of a map, in order; none where there is nothing.
    pub(super) fn map(&self) -> Result<Vec<(String, Node)>, ConfigError> {
        match &self.value {
            Value::Map(pairs) => Ok(pairs.clone()),
            Value::Nothing => Ok(Vec::new()),
            _ => Err(self.error("expected names with values, such as `ignored: [DL3008]`")),
        }
    }

    /// The texts of a list.
    pub(super) fn texts(&self) -> Result<Vec<String>, ConfigError> {
        match &self.value {
            Value::List(items) => items.iter().map(Node::text).collect(),
            Value::Nothing => Ok(Vec::new()),
            _ => Err(self.error("expected a list")),
        }
    }

    pub(super) fn text(&self) -> Result<String, ConfigError> {
        match &self.value {
            Value::Text(text) => Ok(text.clone()),
            Value::Nothing => Ok(String::new()),
            _ => Err(self.error("expected a text")),
        }
    }

    pub(super) fn bool(&self) -> Result<bool, ConfigError> {
        match self.text()?.as_str() {
            "true" | "True" | "TRUE" => Ok(true),
            "false" | "False" | "FALSE" => Ok(false),
            _ => Err(self.error("expected `true` or `false`")),
        }
    }
}

/// A line that holds something, without its indentation and its comment.
#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    indent: usize,
    text: &'a str,
    /// Offset of `text`.
    at: usize,
}

/// How deep values may lie in one another.
const MAX_DEPTH: usize = 16;

pub(super) fn parse(text: &str) -> Result<Node, ConfigError> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = without_comment(line).trim_end();
        let indented = content.trim_start_matches(' ');
        let indent = content.len() - indented.len();
        let marks = indent == 0 && matches!(indented, "---" | "...");
        if !indented.is_empty() && !marks {
            lines.push(Line { indent, text: indented, at: at + indent });
        }
        at += line.len();
    }
    // A flow value may run over several lines; the file is then one value.
    if let Some(first) = lines.first().filter(|line| line.text.starts_with(['{', '['])) {
        return Flow { text, at: first.at }.whole();
    }
    let mut lines = lines.as_slice();
    let Some(indent) = lines.first().map(|line| line.indent) else { return Ok(Node::default()) };
    let node = block(&mut lines, indent, 0)?;
    match lines.first() {
        None => Ok(node),
        Some(line) => {
            Err(line.error("this line stands in no list and under no name: look at its indentation"))
        }
    }
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

impl<'a> Line<'a> {
    fn error(&self, message: &str) -> ConfigError {
        ConfigError { span: Span::new(self.at, self.at + self.text.len()), message: message.to_owned() }
    }

    /// What follows `- `, as a line of its own.
    fn item(&self) -> Option<Line<'a>> {
        let rest = self.text.strip_prefix('-')?;
        let text = rest.trim_start();
        let skipped = self.text.len() - text.len();
        let parted = rest.is_empty() || rest.starts_with([' ', '\t']);
        parted.then_some(Line { indent: self.indent + skipped, text, at: self.at + skipped })
    }

    /// The name before `: `, and what follows as a line of its own.
    fn pair(&self) -> Option<(String, Line<'a>)> {
        let quoted = self.text.starts_with(['"', '\'']);
        let end = if quoted { self.text[1..].find(self.text.chars().next()?)? + 2 } else { 0 };
        let colon = end + self.text[end..].find(':').filter(|at| !quoted || *at == 0)?;
        let rest = &self.text[colon + 1..];
        if !(rest.is_empty() || rest.starts_with([' ', '\t'])) {
            return None;
        }
        let name = self.text[..colon].trim().trim_matches(['"', '\'']).to_owned();
        let text = rest.trim_start();
        let skipped = self.text.len() - text.len();
        Some((name, Line { indent: self.indent, text, at: self.at + skipped }))
    }
}

/// The list or map whose lines have this indentation.
fn block(lines: &mut &[Line<'_>], indent: usize, depth: usize) -> Result<Node, ConfigError> {
    let Some(&first) = lines.first() else { return Ok(Node::default()) };
    if depth > MAX_DEPTH {
        return Err(first.error("nests too deeply"));
    }
    let mut node = Node { span: Span::new(first.at, first.at + first.text.len()), ..Node::default() };
    let (mut items, mut pairs) = (Vec::new(), Vec::new());
    while let Some(&line) = lines.first().filter(|line| line.indent == indent) {
        let list = line.item();
        if (list.is_some() && !pairs.is_empty()) || (list.is_none() && !items.is_empty()) {
            break;
        }
        *lines = &lines[1..];
        if let Some(item) = list {
            items.push(value(lines, item, indent, depth)?);
            continue;
        }
        let Some((name, rest)) = line.pair() else {
            return Err(line.error("expected a name with a colon behind it"));
        };
        // A list may stand as far left as the name it belongs to.
        let below = lines.first().is_some_and(|next| next.indent == indent && next.item().is_some());
        let value = match below && rest.text.is_empty() {
            true => block(lines, indent, depth + 1)?,
            false => value(lines, rest, indent, depth)?,
        };
        pairs.push((name, value));
    }
    node.value = if items.is_empty() { Value::Map(pairs) } else { Value::List(items) };
    Ok(node)
}

/// What `line` holds, or where it is empty the block below it that stands farther right than `indent`.
fn value(lines: &mut &[Line<'_>], line: Line<'_>, indent: usize, depth: usize) -> Result<Node, ConfigError> {
    if line.text.is_empty() {
        return match lines.first().filter(|next| next.indent > indent) {
            Some(next) => block(lines, next.indent, depth + 1),
            None => Ok(Node { span: Span::at(line.at), ..Node::default() }),
        };
    }
    if line.text.starts_with(['&', '*', '!', '|', '>', '%', '@', '`']) && !line.text.starts_with("*.") {
        return Err(line.error("this form of YAML is not read here; put the text into quotes"));
    }
    if line.text.starts_with(['{', '[']) {
        let mut node = Flow { text: line.text, at: 0 }.whole().map_err(|error| shifted(error, line.at))?;
        node.shift(line.at);
        return Ok(node);
    }
    let span = Span::new(line.at, line.at + line.text.len());
    if line.pair().is_some() {
        return Err(line.error("expected a single value"));
    }
    let text = match line.text.chars().next() {
        Some(quote @ ('"' | '\'')) => match line.text[1..].strip_suffix(quote) {
            Some(inner) => inner.to_owned(),
            None => return Err(line.error("this quote has no end")),
        },
        _ => line.text.to_owned(),
    };
    Ok(Node { value: Value::Text(text), span })
}

fn shifted(error: ConfigError, by: usize) -> ConfigError {
    let by = by as u32;
    ConfigError { span: Span { start: error.span.start + by, end: error.span.end + by }, ..error }
}

impl Node {
    fn shift(&mut self, by: usize) {
        self.span = Span { start: self.span.start + by as u32, end: self.span.end + by as u32 };
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.shift(by)),
            Value::Map(pairs) => pairs.iter_mut().for_each(|(_, item)| item.shift(by)),
            Value::Text(_) | Value::Nothing => {}
        }
    }
}

/// `[a, b]` and `{a: b}`, which JSON is a part of.
struct Flow<'a> {
    text: &'a str,
    at: usize,
}

impl Flow<'_> {
    fn whole(mut self) -> Result<Node, ConfigError> {
        let node = self.value(0)?;
        self.blanks();
        if self.peek().is_some() { Err(self.error("expected nothing more here")) } else { Ok(node) }
    }

    fn error(&self, message: &str) -> ConfigError {
        ConfigError { span: Span::at(self.at.min(self.text.len())), message: message.to_owned() }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn blanks(&mut self) {
        while let Some(c) = self.peek().filter(|c| c.is_whitespace()) {
            self.at += c.len_utf8();
        }
    }

    fn takes(&mut self, c: char) -> bool {
        self.blanks();
        let here = self.peek() == Some(c);
        self.at += if here { c.len_utf8() } else { 0 };
        here
    }

    fn value(&mut self, depth: usize) -> Result<Node, ConfigError> {
        self.blanks();
        let start = self.at;
        if depth > MAX_DEPTH {
            return Err(self.error("nests too deeply"));
        }
        let value = match self.peek() {
            Some('[') => self.list(depth)?,
            Some('{') => self.map(depth)?,
            _ => match self.scalar()? {
                text if text.is_empty() && self.at == start => Value::Nothing,
                text => Value::Text(text),
            },
        };
        Ok(Node { value, span: Span::new(start, self.at) })
    }

    fn list(&mut self, depth: usize) -> Result<Value, ConfigError> {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        loop {
            if self.takes(']') {
                return Ok(Value::List(items));
            }
            items.push(self.value(depth + 1)?);
            if !self.takes(',') && self.peek() != Some(']') {
                self.at = start;
                return Err(self.error("this `[` has no `]`"));
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value, ConfigError> {
        let start = self.at;
        self.at += 1;
        let mut pairs = Vec::new();
        loop {
            if self.takes('}') {
                return Ok(Value::Map(pairs));
            }
            self.blanks();
            let name = self.scalar()?;
            if !self.takes(':') {
                return Err(self.error("expected a colon and a value"));
            }
            pairs.push((name, self.value(depth + 1)?));
            if !self.takes(',') && self.peek() != Some('}') {
                self.at = start;
                return Err(self.error("this `{` has no `}`"));
            }
        }
    }

    fn scalar(&mut self) -> Result<String, ConfigError> {
        let rest = self.text.get(self.at..).unwrap_or("");
        if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
            let Some(length) = rest[1..].find(quote) else { return Err(self.error("this quote has no end")) };
            self.at += length + 2;
            return Ok(rest[1..1 + length].to_owned());
        }
        let ends = |(at, c): (usize, char)| {
            ",]}\n".contains(c) || (c == ':' && rest[at + 1..].starts_with([' ', '\n']))
        };
        let length = rest.char_indices().find(|one| ends(*one)).map_or(rest.len(), |(at, _)| at);
        self.at += length;
        Ok(rest[..length].trim().to_owned())
    }
}
