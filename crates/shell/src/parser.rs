use drydock_source::Span;

use crate::{Body, Command, CommandKind, Joined, Joiner, List, Pipeline, Problem, Script};

/// Deepest nesting that is read; what lies deeper is not understood.
pub const MAX_DEPTH: usize = 64;

/// Reads a shell text.
pub fn parse(text: &str) -> Script {
    let mut parser = Parser::new(text);
    let body = parser.body(Stop::default());
    Script { body, comments: parser.comments, problems: parser.problems, bashisms: parser.bashisms }
}

/// What ends a body, besides the end of the text.
#[derive(Clone, Copy, Default)]
pub(crate) struct Stop {
    /// A `)`.
    pub(crate) paren: bool,
    /// `;;`, `;&`.
    pub(crate) case: bool,
    /// Any of these words in command position.
    pub(crate) words: &'static [&'static str],
}

pub(crate) struct Parser<'a> {
    pub(crate) text: &'a str,
    /// End of what is read: the text's, or that of a pair of backticks.
    pub(crate) end: usize,
    pub(crate) at: usize,
    pub(crate) depth: usize,
    /// Where the list being read begins.
    list_start: usize,
    /// A line end after which heredoc bodies stand, and where they end.
    pub(crate) heredocs: Option<(usize, usize)>,
    pub(crate) comments: Vec<Span>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) bashisms: Vec<Span>,
}

/// Reserved words that can only end something.
const CLOSERS: [&str; 8] = ["then", "else", "elif", "fi", "do", "done", "esac", "}"];

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        Parser {
            text,
            end: text.len(),
            at: 0,
            depth: 0,
            list_start: 0,
            heredocs: None,
            comments: Vec::new(),
            problems: Vec::new(),
            bashisms: Vec::new(),
        }
    }

    /// The byte `ahead` of the current one; 0 at the end.
    pub(crate) fn peek_at(&self, ahead: usize) -> u8 {
        let at = self.at + ahead;
        if at < self.end { self.text.as_bytes()[at] } else { 0 }
    }

    pub(crate) fn peek(&self) -> u8 {
        self.peek_at(0)
    }

    pub(crate) fn at_end(&self) -> bool {
        self.at >= self.end
    }

    pub(crate) fn starts_with(&self, text: &str) -> bool {
        self.text.as_bytes()[self.at.min(self.end)..self.end].starts_with(text.as_bytes())
    }

    pub(crate) fn slice(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end).unwrap_or("")
    }

    pub(crate) fn problem(&mut self, start: usize, message: &'static str) -> &'static str {
        self.problems.push(Problem { span: Span::new(start, self.at), message });
        message
    }

    pub(crate) fn bashism(&mut self, start: usize) {
        self.bashisms.push(Span::new(start, self.at));
    }

    /// Moves past a line end and the heredoc bodies that follow it.
    pub(crate) fn newline(&mut self) {
        let end = match self.heredocs {
            Some((line_end, end)) if line_end == self.at => {
                self.heredocs = None;
                end
            }
            _ => self.at + 1,
        };
        self.at = end.min(self.end);
    }

    /// Skips blanks, joined lines and comments, but no line end.
    pub(crate) fn blanks(&mut self) {
        loop {
            match self.peek() {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'\\' if self.peek_at(1) == b'\n' => self.at += 2,
                b'#' => {
                    let rest = &self.text.as_bytes()[self.at..self.end];
                    let length = rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
                    self.comments.push(Span::new(self.at, self.at + length));
                    self.at += length;
                }
                _ => return,
            }
        }
    }

    /// Skips blanks, comments and line ends.
    pub(crate) fn lines(&mut self) {
        loop {
            self.blanks();
            if self.peek() != b'\n' {
                return;
            }
            self.newline();
        }
    }

    /// The unquoted word at the current place when it may be a reserved one.
    pub(crate) fn reserved(&self) -> &'a str {
        let rest = &self.text.as_bytes()[self.at..self.end];
        let length =
            rest.iter().take(9).take_while(|b| b.is_ascii_lowercase() || b"{}![]".contains(b)).count();
        let ends = rest.get(length).is_none_or(|b| b" \t\r\n;&|()<>".contains(b));
        if ends { self.slice(self.at, self.at + length) } else { "" }
    }

    /// Takes the reserved word `word` when it stands here.
    pub(crate) fn take(&mut self, word: &str) -> bool {
        let here = self.reserved() == word;
        if here {
            self.at += word.len();
        }
        here
    }

    /// Reads lists up to what `stop` says, which is left in place.
    pub(crate) fn body(&mut self, stop: Stop) -> Body {
        let mut lists = Vec::new();
        loop {
            self.lines();
            if self.at_end() || self.stops(stop) {
                break;
            }
            self.list_start = self.at;
            let list = self.list();
            lists.push(list);
        }
        let span = match (lists.first(), lists.last()) {
            (Some(first), Some(last)) => first.span.cover(last.span),
            _ => Span::at(self.at),
        };
        Body { lists, span }
    }

    fn stops(&self, stop: Stop) -> bool {
        (stop.paren && self.peek() == b')')
            || (stop.case && self.peek() == b';' && matches!(self.peek_at(1), b';' | b'&'))
            || stop.words.contains(&self.reserved())
    }

    fn list(&mut self) -> List {
        let first = self.pipeline();
        let mut span = first.span;
        let mut rest = Vec::new();
        loop {
            self.blanks();
            let joiner = if self.starts_with("&&") {
                Joiner::And
            } else if self.starts_with("||") {
                Joiner::Or
            } else {
                break;
            };
            let joiner_span = Span::new(self.at, self.at + 2);
            self.at += 2;
            self.lines();
            let pipeline = self.pipeline();
            span = span.cover(pipeline.span);
            rest.push(Joined { joiner, joiner_span, pipeline });
        }
        let background = self.list_end();
        List { first, rest, background, span }
    }

    /// Takes what ends a list; true for `&`.
    fn list_end(&mut self) -> bool {
        match self.peek() {
            b'&' => {
                self.at += 1;
                true
            }
            b';' if !matches!(self.peek_at(1), b';' | b'&') => {
                self.at += 1;
                false
            }
            _ => false,
        }
    }

    fn pipeline(&mut self) -> Pipeline {
        let start = self.at;
        let mut negated = false;
        while self.take("!") {
            negated = !negated;
            self.blanks();
        }
        let mut commands = vec![self.command()];
        loop {
            self.blanks();
            if self.peek() != b'|' || self.peek_at(1) == b'|' {
                break;
            }
            let bar = self.at;
            self.at += 1;
            if self.peek() == b'&' {
                self.at += 1;
                self.bashism(bar);
                if let Some(last) = commands.last_mut() {
                    last.redirects.push(crate::redirect::stderr_to_stdout(bar));
                }
            }
            self.lines();
            commands.push(self.command());
        }
        let end = commands.last().map_or(self.at, |last| last.span.end as usize);
        Pipeline { negated, commands, span: Span::new(start, end) }
    }

    pub(crate) fn command(&mut self) -> Command {
        if self.depth >= MAX_DEPTH {
            let start = self.at;
            self.at = self.end;
            return self.unknown(start, "nests too deeply");
        }
        self.depth += 1;
        let command = self.command_inner();
        self.depth -= 1;
        command
    }

    fn command_inner(&mut self) -> Command {
        let start = self.at;
        let word = self.reserved();
        let kind = match word {
            "if" => self.if_command(),
            "while" | "until" => self.while_command(),
            "for" | "select" => self.for_command(),
            "case" => self.case_command(),
            "function" => self.function_word(),
            "{" => self.group(),
            _ if self.starts_with("((") => self.double_paren(),
            _ if self.peek() == b'(' => self.subshell(),
            // `&>` is a redirection, which may stand before a command.
            _ if self.starts_with("&>") => return self.simple_command(),
            _ if CLOSERS.contains(&word) || b")|&;\0".contains(&self.peek()) => return self.misplaced(),
            _ => return self.simple_command(),
        };
        self.finish(start, kind)
    }

    /// Adds the redirections after a compound command.
    fn finish(&mut self, start: usize, kind: CommandKind) -> Command {
        let mut redirects = Vec::new();
        let mut end = self.at;
        loop {
            self.blanks();
            let Some(redirect) = self.redirect() else { break };
            end = self.at;
            redirects.push(redirect);
        }
        Command { kind, redirects, span: Span::new(start, end) }
    }

    /// A node for a command that is missing, or for a word that has no place here.
    fn misplaced(&mut self) -> Command {
        let start = self.at;
        if self.at_end() || self.peek() == b'\n' {
            return self.unknown(start, "ends where a command is expected");
        }
        // After an operator it is left for whom it may close.
        if start == self.list_start {
            let length = self.reserved().len().max(1);
            self.at = (self.at + length).min(self.end);
        }
        self.unknown(start, "has an unexpected word here")
    }

    pub(crate) fn unknown(&mut self, start: usize, message: &'static str) -> Command {
        self.problem(start, message);
        Command {
            kind: CommandKind::Unknown(message),
            redirects: Vec::new(),
            span: Span::new(start, self.at),
        }
    }
}
