//! Commands in the order of the text.

use drydock_shell::{Body, Command, CommandKind, Held, List, PartKind, Pipeline, Simple, Word};
use drydock_source::Span;

use super::read::is_refused;
use super::{Arg, Call, Script, words};
use crate::hadolint::value::Value;

/// One way through a tree.
pub(super) struct Walk<'a> {
    value: &'a Value,
    found: &'a mut Script,
    /// True when ShellCheck refuses what was met.
    pub(super) refused: bool,
    /// How many texts stand around this one that were read on their own.
    depth: usize,
}

/// How deep texts within texts are read on their own.
const MAX_DEPTH: usize = 8;

impl<'a> Walk<'a> {
    /// What stands in `value` is put into `found`.
    pub(super) fn new(value: &'a Value, found: &'a mut Script) -> Self {
        Walk { value, found, refused: false, depth: 0 }
    }

    fn place(&self, span: Span) -> Span {
        self.value.span(span.start as usize..span.end as usize)
    }

    /// The lists of a whole text: ShellCheck stops where one follows another with nothing in between.
    pub(super) fn top(&mut self, body: &Body) {
        for (index, list) in body.lists.iter().enumerate() {
            if index > 0 && self.touch(&body.lists[index - 1], list) {
                return;
            }
            self.list(list);
        }
    }

    fn body(&mut self, body: &Body) {
        self.refused |= body.lists.windows(2).any(|two| self.touch(&two[0], &two[1]));
        body.lists.iter().for_each(|list| self.list(list));
    }

    /// True when nothing parts two lists.
    fn touch(&self, before: &List, list: &List) -> bool {
        let between = Span { start: before.span.end, end: list.span.start };
        !between.of(&self.value.text).contains([';', '&', '\n'])
    }

    fn list(&mut self, list: &List) {
        self.pipeline(&list.first);
        list.rest.iter().for_each(|joined| self.pipeline(&joined.pipeline));
    }

    fn pipeline(&mut self, pipeline: &Pipeline) {
        if let [_, second, ..] = pipeline.commands.as_slice()
            && self.found.pipe.is_none()
        {
            self.found.pipe = Some(self.place(second.span));
        }
        pipeline.commands.iter().for_each(|command| self.command(command));
    }

    fn command(&mut self, command: &Command) {
        match &command.kind {
            CommandKind::Simple(simple) => {
                // ShellCheck takes no redirection within a condition.
                let end = simple.words.last().map_or(0, |word| word.span.start);
                let within = command.redirects.iter().any(|redirect| redirect.span.start < end);
                self.refused |= within && simple.words.first().is_some_and(|first| first.is("["));
                self.simple(&simple.words);
                command.redirects.iter().for_each(|redirect| self.word(&redirect.target));
                self.words(simple);
                return;
            }
            CommandKind::Unknown(_) => self.unknown(command.span),
            _ => {}
        }
        command.each_held(&mut |held| match held {
            Held::Command(command) => self.command(command),
            Held::Body(body) => self.body(body),
            Held::Word(word) => self.word(word),
        });
    }

    /// What our reading does not take apart.
    fn unknown(&mut self, span: Span) {
        let text = span.of(&self.value.text);
        match text.strip_prefix("((").and_then(|rest| rest.strip_suffix("))")) {
            Some(inner) if words::is_arithmetic(inner) => self.arithmetic(inner),
            Some(_) => {
                let inner = span.start as usize + 2..span.end as usize - 2;
                self.within(&self.value.part(inner), 0);
            }
            None => self.loop_of_bash(span),
        }
    }

    /// The body of `for ((…))` and `select`, which our reading does not take apart.
    fn loop_of_bash(&mut self, span: Span) {
        let text = span.of(&self.value.text);
        let Some(end) = text.rfind("done").filter(|_| text.starts_with("for") || text.starts_with("select"))
        else {
            return;
        };
        let start = ["do ", "do\n", "do\t"].iter().filter_map(|word| text.find(word)).min();
        let Some(start) = start.map(|start| start + "do ".len()).filter(|start| *start <= end) else {
            return;
        };
        let base = span.start as usize;
        self.within(&self.value.part(base + start..base + end), 0);
    }

    /// Commands of a text within this one, of which the first `skip` are left out.
    fn within(&mut self, value: &Value, skip: usize) {
        if self.depth >= MAX_DEPTH {
            return;
        }
        let script = drydock_shell::parse(&value.text);
        let mut found = Script::default();
        let mut walk = Walk { depth: self.depth + 1, ..Walk::new(value, &mut found) };
        walk.body(&script.body);
        self.refused |=
            walk.refused || script.problems.iter().any(|problem| is_refused(problem, &value.text));
        self.found.calls.extend(found.calls.into_iter().skip(skip));
        self.found.pipe = self.found.pipe.or(found.pipe);
    }

    fn words(&mut self, simple: &Simple) {
        simple.assignments.iter().for_each(|assignment| self.word(&assignment.value));
        simple.words.iter().for_each(|word| self.word(word));
    }

    /// The commands within a word.
    fn word(&mut self, word: &Word) {
        for part in &word.parts {
            match &part.kind {
                PartKind::Command(body) | PartKind::Process(body) => self.body(body),
                PartKind::Variable(expansion) => {
                    expansion.word().into_iter().for_each(|word| self.word(word));
                }
                PartKind::Arithmetic(text) => self.arithmetic(text),
                PartKind::Literal(_) | PartKind::Unknown(_) => {}
            }
        }
    }

    /// Commands in the text of `$((…))`, or that are it; where they stand is not kept.
    fn arithmetic(&mut self, text: &str) {
        let mut value = Value::default();
        if !words::is_arithmetic(text) {
            value.push(text, 0);
            return self.within(&value, 0);
        }
        if !text.contains("$(") && !text.contains('`') {
            return;
        }
        value.push(&format!(": \"{text}\""), 0);
        self.within(&value, 1);
    }

    fn simple(&mut self, words: &[Word]) {
        let Some((first, rest)) = words.split_first() else { return };
        let raw = first.span.of(&self.value.text);
        if matches!(raw, "[" | "[[") {
            // A condition is no command; one without its end stops ShellCheck, as does a brace that opens a group.
            self.refused |= raw == "[" && !words.last().is_some_and(|last| last.is("]"));
            return;
        }
        self.refused |= raw.starts_with('{') && !words::begins_with_braces(raw);
        let Some(name) = words::name(first) else { return };
        let called = words::effective(&name, rest);
        let (name, name_span) = match called {
            None => (Some(name), first.span),
            Some(word) => (words::name(word), word.span),
        };
        let args: Vec<Arg> = rest.iter().map(|word| self.arg(word)).collect();
        let span = first.span.cover(words.last().unwrap_or(first).span);
        let Some(name) = name else { return };
        // `builtin` hands on what is special to the words behind it.
        let timed = raw == "time" || (raw == "builtin" && rest.first().is_some_and(|word| word.is("time")));
        let (name_span, span) = (self.place(name_span), self.place(span));
        self.found.calls.push(Call { name, name_span, args, span });
        if timed {
            let set = |word: &&Word| {
                let raw = word.span.of(&self.value.text);
                raw.split_once('=').is_some_and(|(name, _)| words::is_name(name))
            };
            let flags = rest.iter().take_while(|word| words::starts_with_dash(word)).count();
            let set = rest[flags..].iter().take_while(set).count();
            self.simple(&rest[flags + set..]);
        }
    }

    fn arg(&self, word: &Word) -> Arg {
        Arg { text: words::text(word, &self.value.text), span: self.place(word.span) }
    }
}
