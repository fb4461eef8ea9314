use drydock_source::Span;

use crate::parser::{Parser, Stop};
use crate::{Assignment, Body, CaseArm, Command, CommandKind, IfArm, Part, PartKind, Quote, Simple, Word};

const ARM_END: &[&str] = &["elif", "else", "fi"];

impl Parser<'_> {
    /// Takes `word` after blank lines, or notes that it is missing.
    fn expect(&mut self, word: &'static str, start: usize, message: &'static str) -> Result<(), CommandKind> {
        self.lines();
        if self.take(word) {
            return Ok(());
        }
        self.problem(start, message);
        Err(CommandKind::Unknown(message))
    }

    pub(crate) fn if_command(&mut self) -> CommandKind {
        self.if_parts().unwrap_or_else(|unknown| unknown)
    }

    fn if_parts(&mut self) -> Result<CommandKind, CommandKind> {
        const MESSAGE: &str = "has an `if` without its `then` or `fi`";
        let start = self.at;
        let mut arms = Vec::new();
        let mut otherwise = None;
        self.at += "if".len();
        loop {
            let condition = self.body(Stop { words: &["then"], ..Stop::default() });
            self.expect("then", start, MESSAGE)?;
            let body = self.body(Stop { words: ARM_END, ..Stop::default() });
            arms.push(IfArm { condition, body });
            if !self.take("elif") {
                break;
            }
        }
        if self.take("else") {
            otherwise = Some(self.body(Stop { words: &["fi"], ..Stop::default() }));
        }
        self.expect("fi", start, MESSAGE)?;
        Ok(CommandKind::If { arms, otherwise })
    }

    pub(crate) fn while_command(&mut self) -> CommandKind {
        let start = self.at;
        let until = self.reserved() == "until";
        self.at += "while".len();
        let condition = self.body(Stop { words: &["do"], ..Stop::default() });
        match self.do_done(start) {
            Ok(body) => CommandKind::While { until, condition, body },
            Err(unknown) => unknown,
        }
    }

    fn do_done(&mut self, start: usize) -> Result<Body, CommandKind> {
        const MESSAGE: &str = "has a loop without its `do` or `done`";
        self.expect("do", start, MESSAGE)?;
        let body = self.body(Stop { words: &["done"], ..Stop::default() });
        self.expect("done", start, MESSAGE)?;
        Ok(body)
    }

    pub(crate) fn for_command(&mut self) -> CommandKind {
        let start = self.at;
        let select = self.reserved() == "select";
        self.at += self.reserved().len();
        self.blanks();
        let name = self.name();
        if name.is_empty() || select {
            // bash's `for ((…))` and `select`: read to the end of the loop, but not understood.
            self.skip_to_do();
            self.bashism(start);
            let message = self.problem(start, "has a kind of loop that is not understood");
            let _ = self.do_done(start);
            return CommandKind::Unknown(message);
        }
        self.lines();
        let words = self.take("in").then(|| self.words());
        self.blanks();
        if self.peek() == b';' {
            self.at += 1;
        }
        match self.do_done(start) {
            Ok(body) => CommandKind::For { name, words, body },
            Err(unknown) => unknown,
        }
    }

    fn skip_to_do(&mut self) {
        while !self.at_end() && self.peek() != b'\n' && self.reserved() != "do" {
            self.at += 1;
            while !self.text.is_char_boundary(self.at) {
                self.at += 1;
            }
        }
    }

    /// Words up to what ends a command.
    pub(crate) fn words(&mut self) -> Vec<Word> {
        let mut words = Vec::new();
        loop {
            self.blanks();
            match self.word() {
                Some(word) => words.push(word),
                None => return words,
            }
        }
    }

    /// A variable's name at the current place, or `""`.
    pub(crate) fn name(&mut self) -> String {
        let rest = &self.text.as_bytes()[self.at..self.end];
        let length = if rest.first().is_some_and(u8::is_ascii_digit) {
            0
        } else {
            rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count()
        };
        let name = self.slice(self.at, self.at + length).to_owned();
        self.at += length;
        name
    }

    pub(crate) fn case_command(&mut self) -> CommandKind {
        self.case_parts().unwrap_or_else(|unknown| unknown)
    }

    fn case_parts(&mut self) -> Result<CommandKind, CommandKind> {
        const MESSAGE: &str = "has a `case` without its `in` or `esac`";
        let start = self.at;
        self.at += "case".len();
        self.blanks();
        let word = self.word().unwrap_or_default();
        self.expect("in", start, MESSAGE)?;
        let mut arms = Vec::new();
        loop {
            self.lines();
            if self.take("esac") {
                return Ok(CommandKind::Case { word, arms });
            }
            let Some(arm) = self.case_arm() else {
                self.problem(start, MESSAGE);
                return Err(CommandKind::Unknown(MESSAGE));
            };
            arms.push(arm);
        }
    }

    fn case_arm(&mut self) -> Option<CaseArm> {
        if self.peek() == b'(' {
            self.at += 1;
        }
        let mut patterns = Vec::new();
        loop {
            self.blanks();
            patterns.push(self.word()?);
            self.blanks();
            match self.peek() {
                b'|' => self.at += 1,
                b')' => break,
                _ => return None,
            }
        }
        self.at += 1;
        let body = self.body(Stop { case: true, words: &["esac"], ..Stop::default() });
        if self.starts_with(";;") {
            self.at += 2;
        } else if self.starts_with(";&") {
            return None;
        }
        Some(CaseArm { patterns, body })
    }

    pub(crate) fn group(&mut self) -> CommandKind {
        let start = self.at;
        self.at += 1;
        let body = self.body(Stop { words: &["}"], ..Stop::default() });
        match self.expect("}", start, "has a `{` without its `}`") {
            Ok(()) => CommandKind::Group(body),
            Err(unknown) => unknown,
        }
    }

    pub(crate) fn subshell(&mut self) -> CommandKind {
        let start = self.at;
        self.at += 1;
        let body = self.body(Stop { paren: true, ..Stop::default() });
        if self.peek() == b')' {
            self.at += 1;
            return CommandKind::Subshell(body);
        }
        CommandKind::Unknown(self.problem(start, "has a `(` without its `)`"))
    }

    /// `((…))` counts in bash and is a subshell in a subshell elsewhere.
    pub(crate) fn double_paren(&mut self) -> CommandKind {
        let start = self.at;
        match self.arithmetic_end(start + 2) {
            Some(end) => {
                self.at = end + 2;
                self.bashism(start);
                CommandKind::Unknown(self.problem(start, "counts with `((…))`, which is not understood"))
            }
            None => self.subshell(),
        }
    }

    pub(crate) fn function_word(&mut self) -> CommandKind {
        let start = self.at;
        self.at += "function".len();
        self.bashism(start);
        self.blanks();
        let name = self.word().and_then(|word| word.literal().map(|name| name.into_owned()));
        self.blanks();
        if self.peek() == b'(' {
            self.empty_parens();
        }
        self.lines();
        let body = Box::new(self.command());
        match name {
            Some(name) => CommandKind::Function { name, body },
            None => CommandKind::Unknown(self.problem(start, "has a function without a name")),
        }
    }

    fn empty_parens(&mut self) -> bool {
        let start = self.at;
        if self.peek() == b'(' {
            self.at += 1;
            self.blanks();
            if self.peek() == b')' {
                self.at += 1;
                return true;
            }
        }
        self.at = start;
        false
    }

    pub(crate) fn simple_command(&mut self) -> Command {
        let start = self.at;
        let mut simple = Simple::default();
        let mut redirects = Vec::new();
        let mut end = start;
        loop {
            self.blanks();
            if let Some(redirect) = self.redirect() {
                redirects.push(redirect);
            } else if let Some(assignment) = self.assignment(&simple) {
                simple.assignments.push(assignment);
            } else if let Some(word) = self.word() {
                simple.words.push(word);
                if simple.words.len() == 1 && simple.words[0].is("[[") {
                    self.bash_test(&mut simple);
                }
            } else {
                break;
            }
            end = self.at;
        }
        if self.peek() == b'(' {
            return self.function_or_unknown(start, &simple, &redirects);
        }
        if end == start {
            self.at = (self.at + 1).min(self.end);
            return self.unknown(start, "has an unexpected character here");
        }
        Command { kind: CommandKind::Simple(simple), redirects, span: Span::new(start, end) }
    }

    fn function_or_unknown(
        &mut self,
        start: usize,
        simple: &Simple,
        redirects: &[crate::Redirect],
    ) -> Command {
        let name = match simple.words.as_slice() {
            [name] if simple.assignments.is_empty() && redirects.is_empty() => name.literal(),
            _ => None,
        };
        if let Some(name) = name.filter(|_| self.empty_parens()) {
            let name = name.into_owned();
            self.lines();
            let body = Box::new(self.command());
            let span = Span::new(start, self.at);
            return Command { kind: CommandKind::Function { name, body }, redirects: Vec::new(), span };
        }
        // Read on behind the parenthesis, so that what follows keeps its place.
        self.subshell();
        self.unknown(start, "has a parenthesis where none is expected")
    }

    /// `NAME=value` or `NAME+=value` before the first word.
    fn assignment(&mut self, simple: &Simple) -> Option<Assignment> {
        if !simple.words.is_empty() {
            return None;
        }
        let start = self.at;
        let name = self.name();
        let append = self.starts_with("+=");
        if name.is_empty() || !(append || self.peek() == b'=') {
            self.at = start;
            return None;
        }
        self.at += if append { 2 } else { 1 };
        if append {
            self.bashism(start);
        }
        let value_at = self.at;
        let value = if self.peek() == b'(' {
            self.subshell();
            self.bashism(start);
            let kind = PartKind::Unknown(self.problem(start, "has an array, which is not understood"));
            let span = Span::new(value_at, self.at);
            Word { parts: vec![Part { kind, quote: Quote::None, span }], span }
        } else {
            self.word().unwrap_or(Word { parts: Vec::new(), span: Span::at(value_at) })
        };
        Some(Assignment { name, append, value, span: Span::new(start, self.at) })
    }

    /// The words of bash's `[[ … ]]`, where `&&`, `||`, `<`, `>` and parentheses are words as well.
    fn bash_test(&mut self, simple: &mut Simple) {
        let start = simple.words[0].span.start as usize;
        loop {
            self.blanks();
            let at = self.at;
            if let Some(word) = self.word() {
                let last = word.is("]]");
                simple.words.push(word);
                if last {
                    self.bashism(start);
                    return;
                }
                continue;
            }
            let length = match self.peek() {
                b'&' | b'|' if self.peek() == self.peek_at(1) => 2,
                b'<' | b'>' | b'(' | b')' | b'|' => 1,
                _ => {
                    self.problem(start, "has a `[[` without its `]]`");
                    return;
                }
            };
            self.at += length;
            let span = Span::new(at, self.at);
            let kind = PartKind::Literal(self.slice(at, self.at).to_owned());
            simple.words.push(Word { parts: vec![Part { kind, quote: Quote::None, span }], span });
        }
    }
}
