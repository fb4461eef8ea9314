//! The commands in the text of a RUN, as hadolint sees them through ShellCheck's reading: also those within branches,
//! loops, functions, subshells and substitutions; variables stay in the words by name.

use std::borrow::Cow;

use drydock_shell::{
    Body, Command, CommandKind, Joiner, List, Part, PartKind, Pipeline, Problem, Quote, Simple, Word,
};
use drydock_source::Span;

use super::step::Arguments;
use super::value::Value;

/// A text of commands.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// The commands, outer ones before those within them.
    pub calls: Vec<Call>,
    /// The first pipe's second command.
    pub pipe: Option<Span>,
    /// False for a list of words, in which nothing may be written as in a shell.
    pub shell: bool,
    /// Where a further command can be put, behind all others.
    pub end: Option<u32>,
    /// True when the text has several lines, as that of a heredoc.
    pub lines: bool,
    /// True when it is commands joined by `&&` alone.
    pub plain: bool,
}

/// A command with its words.
#[derive(Clone, Debug)]
pub struct Call {
    /// What is run: behind `exec`, `command`, `builtin` and `busybox` their argument.
    pub name: String,
    /// Where the name stands.
    pub name_span: Span,
    /// The words behind the first one.
    pub args: Vec<Arg>,
    /// From the first word to the last.
    pub span: Span,
}

/// An argument.
#[derive(Clone, Debug)]
pub struct Arg {
    /// Quotes removed, variables written `${NAME}`.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
}

impl Script {
    /// The commands of `arguments`; none where ShellCheck refuses the text.
    pub(super) fn new(arguments: &Arguments) -> Script {
        let value = &arguments.text;
        let lines = value.text.contains('\n');
        let mut found = Script { shell: !arguments.exec, lines, ..Script::default() };
        let Some(script) = read(&value.text) else { return found };
        let mut walk = Walk { value, found: &mut found, refused: false };
        walk.top(&script.body);
        if walk.refused {
            return Script { shell: found.shell, lines, ..Script::default() };
        }
        let open = script.body.lists.last().is_none_or(|list| list.background);
        if script.problems.is_empty() && script.comments.is_empty() && !open && !arguments.exec {
            let span = script.body.span;
            found.end = Some(value.span(span.start as usize..span.end as usize).end);
            let joined = |list: &List| list.rest.iter().all(|next| next.joiner == Joiner::And);
            found.plain = !lines && matches!(script.body.lists.as_slice(), [list] if joined(list));
        }
        found
    }

    /// True when a command is called `name`.
    pub(super) fn runs(&self, name: &str) -> bool {
        self.calls.iter().any(|call| call.name == name)
    }

    /// How many commands hadolint counts: each twice, with and without its redirections.
    pub(super) fn counted(&self) -> usize {
        2 * self.calls.len()
    }

    /// True when the first command that `is` takes stands before the first one that `other` takes.
    pub(super) fn in_order(&self, is: impl Fn(&Call) -> bool, other: impl Fn(&Call) -> bool) -> bool {
        let first = self.calls.iter().position(is);
        let second = self.calls.iter().position(other);
        matches!((first, second), (Some(first), Some(second)) if first < second)
    }
}

impl Call {
    /// True when it is called `name` and has any one of `args`.
    pub(super) fn has(&self, name: &str, args: &[&str]) -> bool {
        self.name == name && self.args.iter().any(|arg| args.contains(&arg.text.as_str()))
    }

    /// The argument that is exactly one of `texts`.
    pub(super) fn arg(&self, texts: &[&str]) -> Option<&Arg> {
        self.args.iter().find(|arg| texts.contains(&arg.text.as_str()))
    }

    /// How often a flag of that name is given: one letter of `-xyz`, or what follows two dashes.
    pub(super) fn count_flag(&self, name: &str) -> usize {
        self.args.iter().map(|arg| arg.flags().filter(|flag| *flag == name).count()).sum()
    }

    /// True when one of the flags is given.
    pub(super) fn has_flag(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.count_flag(name) > 0)
    }

    /// The argument behind each flag called `name`.
    pub(super) fn values_of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Arg> {
        let pairs = self.args.iter().zip(self.args.iter().skip(1));
        pairs.filter(move |(flag, _)| flag.flags().any(|flag| flag == name)).map(|(_, value)| value)
    }

    /// Arguments that are no flags.
    pub(super) fn operands(&self) -> impl Iterator<Item = &Arg> {
        self.operands_without(&[])
    }

    /// Arguments that are neither flags nor stand behind one of the flags `valued` that has no `=` in it.
    pub(super) fn operands_without<'a>(&'a self, valued: &'a [&str]) -> impl Iterator<Item = &'a Arg> {
        let takes = |arg: &Arg| !arg.text.contains('=') && arg.flags().any(|flag| valued.contains(&flag));
        let before = std::iter::once(None).chain(self.args.iter().map(Some));
        let pairs = before.zip(&self.args);
        pairs
            .filter(move |(before, arg)| arg.flags().next().is_none() && !before.is_some_and(takes))
            .map(|(_, arg)| arg)
    }
}

impl Arg {
    /// The flags in it.
    fn flags(&self) -> impl Iterator<Item = &str> {
        let text = self.text.as_str();
        let long = text.strip_prefix("--").filter(|rest| !rest.is_empty());
        let long = long.map(|rest| rest.split('=').next().unwrap_or(rest));
        let letters = if text.starts_with("--") { "" } else { text.strip_prefix('-').unwrap_or("") };
        let letter = letters.char_indices().map(|(at, c)| &letters[at..at + c.len_utf8()]);
        long.into_iter().chain(letter)
    }
}

/// The text as ShellCheck reads it: up to a word or a parenthesis that closes nothing, and not at all when something
/// stays open.
fn read(text: &str) -> Option<drydock_shell::Script> {
    // It stops at a carriage return that no line break follows.
    if text.contains('\r') {
        return None;
    }
    let text = &without_prefixes(text);
    let script = drydock_shell::parse(text);
    let Some(first) =
        script.problems.iter().filter(|one| is_refused(one, text)).min_by_key(|one| one.span.start)
    else {
        return Some(script);
    };
    let start = first.span.start as usize;
    let ends: Vec<usize> = match first.message {
        "has an unexpected word here" | "has an unexpected character here" => vec![start],
        "has a parenthesis where none is expected" => {
            text.match_indices('(').map(|(at, _)| at).filter(|at| *at >= start).take(MAX_TRIES).collect()
        }
        _ => return None,
    };
    ends.into_iter().find_map(|end| {
        let before = text.get(..end)?;
        let mut script = drydock_shell::parse(before);
        let read = !script.problems.iter().any(|problem| is_refused(problem, before));
        // What is cut off makes it a text to which nothing can be added.
        script.problems.push(first.clone());
        read.then_some(script)
    })
}

/// The text with blanks in the place of each `time` before a construct and of each `!` within a pipe: they may stand
/// there in bash, and our reading takes them for commands.
fn without_prefixes(text: &str) -> Cow<'_, str> {
    const CONSTRUCTS: [&str; 7] = ["if ", "for ", "while ", "until ", "case ", "{ ", "("];
    let mut found = Cow::Borrowed(text);
    let mut blank = |from: usize, to: usize| found.to_mut().replace_range(from..to, &" ".repeat(to - from));
    for (at, word) in text.match_indices("time ") {
        let rest = text[at + word.len()..].trim_start();
        let rest = rest.strip_prefix("-p ").unwrap_or(rest).trim_start();
        let alone = !text[..at].ends_with(|c: char| c.is_alphanumeric() || "_-./".contains(c));
        if alone && CONSTRUCTS.iter().any(|construct| rest.starts_with(construct)) {
            blank(at, text.len() - rest.len());
        }
    }
    for (at, mark) in text.match_indices(" ! ") {
        if text[..at].trim_end().ends_with('|') && !text[..at].trim_end().ends_with("||") {
            blank(at, at + mark.len());
        }
    }
    found
}

/// How many parentheses are tried, of which some may be quoted.
const MAX_TRIES: usize = 8;

/// False for what ShellCheck reads and our reading does not take apart.
fn is_refused(problem: &Problem, text: &str) -> bool {
    let whole = problem.span.of(text);
    match problem.message {
        "nests too deeply" | "has backslashes within backticks" => false,
        "has a `${…}` that is not understood" => !whole.ends_with('}'),
        "has a `$'…'` that is not understood" => !whole.ends_with('\''),
        message => !message.ends_with("not understood"),
    }
}

struct Walk<'a> {
    value: &'a Value,
    found: &'a mut Script,
    /// True when ShellCheck refuses what was met.
    refused: bool,
}

impl Walk<'_> {
    fn place(&self, span: Span) -> Span {
        self.value.span(span.start as usize..span.end as usize)
    }

    /// The lists of a whole text: ShellCheck stops where one follows another with nothing in between.
    fn top(&mut self, body: &Body) {
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
            CommandKind::Subshell(body) | CommandKind::Group(body) => self.body(body),
            CommandKind::If { arms, otherwise } => {
                for arm in arms {
                    self.body(&arm.condition);
                    self.body(&arm.body);
                }
                otherwise.iter().for_each(|body| self.body(body));
            }
            CommandKind::While { condition, body, .. } => {
                self.body(condition);
                self.body(body);
            }
            CommandKind::For { words, body, .. } => {
                words.iter().flatten().for_each(|word| self.word(word));
                self.body(body);
            }
            CommandKind::Case { word, arms } => {
                self.word(word);
                for arm in arms {
                    arm.patterns.iter().for_each(|word| self.word(word));
                    self.body(&arm.body);
                }
            }
            CommandKind::Function { body, .. } => self.command(body),
            CommandKind::Unknown(_) => self.loop_of_bash(command.span),
        }
        command.redirects.iter().for_each(|redirect| self.word(&redirect.target));
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
        let script = drydock_shell::parse(&value.text);
        let mut found = Script::default();
        let mut walk = Walk { value, found: &mut found, refused: false };
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

    /// Commands in the text of `$((…))`; where they stand is not kept.
    fn arithmetic(&mut self, text: &str) {
        if !text.contains("$(") && !text.contains('`') {
            return;
        }
        let mut value = Value::default();
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
        self.refused |= raw.starts_with('{') && braces(raw).is_none_or(|(start, _)| start > 0);
        let Some(name) = name(first) else { return };
        let called = effective(&name, rest);
        let (name, name_span) = match called {
            None => (Some(name), first.span),
            Some(word) => (self::name(word), word.span),
        };
        let args: Vec<Arg> = rest.iter().map(|word| self.arg(word)).collect();
        let span = first.span.cover(words.last().unwrap_or(first).span);
        let Some(name) = name else { return };
        let timed = raw == "time";
        let (name_span, span) = (self.place(name_span), self.place(span));
        self.found.calls.push(Call { name, name_span, args, span });
        if timed {
            let set = |word: &&Word| {
                let raw = word.span.of(&self.value.text);
                raw.split_once('=').is_some_and(|(name, _)| is_name(name))
            };
            let flags = rest.iter().take_while(|word| starts_with_dash(word)).count();
            let set = rest[flags..].iter().take_while(set).count();
            self.simple(&rest[flags + set..]);
        }
    }

    fn arg(&self, word: &Word) -> Arg {
        Arg { text: text(word, &self.value.text), span: self.place(word.span) }
    }
}

/// True for the name of a variable.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn starts_with_dash(word: &Word) -> bool {
    matches!(word.parts.first().map(|part| &part.kind), Some(PartKind::Literal(text)) if text.starts_with('-'))
}

/// The name of a command, when it is known without running anything.
fn name(word: &Word) -> Option<String> {
    let open = |part: &Part| match &part.kind {
        PartKind::Literal(text) => {
            part.quote == Quote::None && (text.contains(['*', '?']) || braces(text).is_some())
        }
        _ => false,
    };
    let name = word.literal()?;
    (!word.parts.iter().any(open)).then(|| name.into_owned())
}

/// The word that names what `name` runs, when it is a command that runs another.
fn effective<'a>(name: &str, args: &'a [Word]) -> Option<&'a Word> {
    match name {
        "busybox" | "builtin" | "command" | "run" => args.first().filter(|word| !starts_with_dash(word)),
        "exec" => {
            let mut args = args.iter();
            loop {
                let word = args.next()?;
                match self::name(word).as_deref() {
                    Some("-a") => drop(args.next()),
                    Some("--") => return args.next(),
                    Some(flag) if flag.starts_with('-') => {}
                    _ => return Some(word),
                }
            }
        }
        _ => None,
    }
}

/// The word without quotes. Substitutions stand as hadolint writes them, `${…}`; what expands to several words is left
/// out.
fn text(word: &Word, source: &str) -> String {
    let mut all = String::new();
    for part in &word.parts {
        let raw = part.span.of(source);
        match &part.kind {
            PartKind::Literal(_) if raw.starts_with("$'") => {
                all.push_str(raw.trim_start_matches("$'").trim_end_matches('\''));
            }
            PartKind::Literal(text) if part.quote == Quote::None => push_bare(text, &mut all),
            PartKind::Literal(text) => all.push_str(text),
            PartKind::Variable(_) => {
                let inner = raw.trim_start_matches('$').trim_start_matches('{').trim_end_matches('}');
                all.extend(["${", &inner.replace(['"', '\''], ""), "}"]);
            }
            PartKind::Command(_) if raw.starts_with('`') => all.push_str("${VAR}"),
            PartKind::Command(body) => {
                all.push_str("${");
                body.lists.iter().for_each(|list| push_command(list, source, &mut all));
                all.push('}');
            }
            PartKind::Arithmetic(_) => all.push_str("${VAR}"),
            PartKind::Process(_) | PartKind::Unknown(_) => {}
        }
    }
    all
}

/// The words of a list that is one plain command, with nothing between them.
fn push_command(list: &List, source: &str, all: &mut String) {
    let [command] = list.first.commands.as_slice() else { return };
    if let CommandKind::Simple(simple) = &command.kind
        && list.rest.is_empty()
    {
        simple.words.iter().for_each(|word| all.push_str(&text(word, source)));
    }
}

/// Text outside quotes, without `{a,b}` and `{1..3}`.
fn push_bare(text: &str, all: &mut String) {
    let mut rest = text;
    while let Some((start, end)) = braces(rest) {
        all.push_str(&rest[..start]);
        rest = &rest[end..];
    }
    all.push_str(rest);
}

/// The first pair of braces that stands for several words.
fn braces(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(start) = text[from..].find('{').map(|at| from + at) {
        let mut depth = 0;
        let (mut several, mut end) = (false, None);
        for (at, c) in text[start..].char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 1 => {
                    end = Some(start + at + 1);
                    break;
                }
                '}' => depth -= 1,
                ',' if depth == 1 => several = true,
                _ => {}
            }
        }
        let end = end?;
        if several || text[start..end].contains("..") {
            return Some((start, end));
        }
        from = start + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(source: &str) -> Vec<String> {
        let mut text = Value::default();
        text.push(source, 0);
        let script = Script::new(&Arguments { text, exec: false });
        let call = |call: &Call| {
            let args: Vec<&str> = call.args.iter().map(|arg| arg.text.as_str()).collect();
            format!("{} {}", call.name, args.join(" ")).trim().to_owned()
        };
        script.calls.iter().map(call).collect()
    }

    #[test]
    fn commands_are_found_wherever_they_stand() {
        let cases: [(&str, &[&str]); 9] = [
            ("a && (b; c) | d", &["a", "b", "c", "d"]),
            ("if a; then b $(c x); fi", &["a", "b ${cx}", "c x"]),
            ("time -p free -m", &["time -p free -m", "free -m"]),
            ("exec -a x apt install \"$P\"", &["apt -a x apt install ${P}"]),
            ("command apt update", &["apt apt update"]),
            ("a {b,c}d ${V:-1} `e` $((1 + $(f)))", &["a d ${V:-1} ${VAR} ${VAR}", "e", "f"]),
            ("$X y; *z", &[]),
            ("a &&", &[]),
            ("x=(1 2); b", &["b"]),
        ];
        for (text, expected) in cases {
            assert_eq!(calls(text), expected, "{text}");
        }
    }
}
