//! The forms in which instructions take their arguments at the first level (`parser/line_parsers.go`).

use std::ops::Range;

use crate::json::{self, NotList};
use crate::lines::{Joined, View};
use crate::problem::Problem;
use crate::{Word, split, text};

/// How an instruction takes its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Words between blanks.
    Words,
    /// A JSON list of texts, or else the whole text.
    JsonOrText,
    /// A JSON list of texts, or else words between blanks.
    JsonOrWords,
    /// Names with values, `name=value …` or `name value`.
    Pairs,
    /// Names, each with or without a value.
    Names,
    /// The whole text.
    Text,
    /// Another instruction.
    Instruction,
    /// A word, then a JSON list of texts or else the whole text.
    Healthcheck,
}

/// One joined line on its way into a node.
pub(crate) struct Line<'a> {
    pub joined: &'a Joined,
    pub view: &'a View<'a>,
    pub escape: u8,
}

/// The arguments of one instruction.
#[derive(Default)]
pub(crate) struct Args {
    pub words: Vec<Word>,
    pub json: bool,
}

impl Line<'_> {
    pub fn bytes(&self) -> &[u8] {
        &self.joined.bytes
    }

    pub fn text(&self, range: Range<usize>) -> String {
        text::lossy(&self.joined.bytes[range]).into_owned()
    }

    /// The text at `range` of the joined line with its place in the source.
    pub fn word(&self, range: Range<usize>) -> Word {
        Word { text: self.text(range.clone()), span: self.span(range) }
    }

    pub fn span(&self, range: Range<usize>) -> drydock_source::Span {
        self.view.span(self.joined.source(range))
    }

    /// The pieces of the text from `from` on, as [`crate::Node::pieces`] has them.
    pub fn pieces(&self, from: usize) -> Vec<(u32, u32)> {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let shown = |at: usize| match self.view.invalid {
            [] => at - from,
            _ => text::lossy(&self.bytes()[from..at]).len(),
        };
        let first = (0, self.joined.source(from..from + usize::from(from < self.bytes().len())).start);
        let later = self.joined.pieces.iter().filter(|(at, _)| *at > from);
        let later = later.map(|(at, source)| (shown(*at), *source));
        let all = std::iter::once(first).chain(later);
        all.map(|(at, source)| (offset(at), offset(self.view.at(source)))).collect()
    }

    /// Reads `args` in `form`; `keyword` is the instruction's name for errors.
    pub fn args(&self, form: Form, keyword: &'static str, args: Range<usize>) -> Result<Args, Problem> {
        let words = |ranges: Vec<Range<usize>>| {
            Ok(Args { words: ranges.into_iter().map(|range| self.word(range)).collect(), json: false })
        };
        let whole = |args: Range<usize>| words(if args.is_empty() { vec![] } else { vec![args] });
        match form {
            Form::Words if args.is_empty() => Ok(Args::default()),
            Form::Words => words(split::blanks(self.bytes(), args)),
            Form::Names => words(split::words(self.bytes(), args, self.escape)),
            Form::Text => whole(args),
            Form::JsonOrText => self.json(args.clone())?.map_or_else(|| whole(args), Ok),
            Form::JsonOrWords => match self.json(args.clone())? {
                Some(list) => Ok(list),
                None => self.args(Form::Words, keyword, args),
            },
            Form::Pairs => self.pairs(keyword, args),
            Form::Healthcheck => self.healthcheck(args),
            Form::Instruction => Ok(Args::default()),
        }
    }

    /// The JSON list at `args`; `None` when it is none, an error when it holds something else than texts.
    fn json(&self, args: Range<usize>) -> Result<Option<Args>, Problem> {
        let start = args.start + text::leading_space(&self.bytes()[args.clone()]);
        if self.bytes()[start..args.end].first() != Some(&b'[') {
            return Ok(None);
        }
        let raw = &self.bytes()[start..args.end];
        match json::string_list(&text::lossy(raw)) {
            Err(NotList::NotJson) => Ok(None),
            Err(NotList::NotStrings) => Err(not_strings(self.span(start..args.end))),
            Ok(list) => {
                // Places are in the decoded text, which only differs where the file is not UTF-8.
                let clamp = |at: usize| (start + at).min(args.end);
                let words = list.into_iter().map(|(text, place)| {
                    let span = self.span(clamp(place.start)..clamp(place.end));
                    Word { text, span }
                });
                Ok(Some(Args { words: words.collect(), json: true }))
            }
        }
    }

    fn pairs(&self, keyword: &'static str, args: Range<usize>) -> Result<Args, Problem> {
        let bytes = self.bytes();
        let equals = |word: &Range<usize>| bytes[word.clone()].iter().position(|b| *b == b'=');
        let all = split::words(bytes, args.clone(), self.escape);
        let Some(first) = all.first() else { return Ok(Args::default()) };
        if equals(first).is_none() {
            return self.old_pair(keyword, args);
        }
        let mut words = Vec::with_capacity(3 * all.len());
        for word in &all {
            let Some(at) = equals(word).map(|at| word.start + at) else {
                return Err(no_equals(&self.word(word.clone()), keyword));
            };
            words.extend([word.start..at, at + 1..word.end, at..at + 1].map(|range| self.word(range)));
        }
        Ok(Args { words, json: false })
    }

    /// `ENV name value`.
    fn old_pair(&self, keyword: &'static str, args: Range<usize>) -> Result<Args, Problem> {
        let bytes = self.bytes();
        let Some(len) = bytes[args.clone()].iter().position(|b| text::is_blank(*b)) else {
            return Err(one_word(&self.word(args), keyword));
        };
        let end = args.start + len;
        let value = split::skip_blanks(bytes, end..args.end);
        let words = [args.start..end, value..args.end, end..end].map(|range| self.word(range));
        Ok(Args { words: words.into(), json: false })
    }

    /// White space is looked for byte by byte here, as in BuildKit.
    fn healthcheck(&self, args: Range<usize>) -> Result<Args, Problem> {
        let bytes = &self.bytes()[args.clone()];
        let len = bytes.iter().position(|b| split::byte_is_space(*b)).unwrap_or(bytes.len());
        if len == 0 {
            return Ok(Args::default());
        }
        let skip = bytes[len..].iter().position(|b| !split::byte_is_space(*b)).unwrap_or(bytes.len() - len);
        let mut rest = self.args(Form::JsonOrText, "HEALTHCHECK", args.start + len + skip..args.end)?;
        rest.words.insert(0, self.word(args.start..args.start + len));
        Ok(rest)
    }
}

fn not_strings(span: drydock_source::Span) -> Problem {
    let message = "when using JSON array syntax, arrays must be comprised of strings only";
    Problem::new("JsonNotStrings", span, message)
        .because("The text is a JSON list, so it is read as the exec form, and each of its members has to be a text.")
        .help("Put every member in double quotes, such as [\"sleep\", \"10\"].")
}

fn no_equals(word: &Word, keyword: &str) -> Problem {
    let quoted = text::quote(&word.text);
    let message = format!("Syntax error - can't find = in {quoted}. Must be of the form: name=value");
    Problem::new("MissingEquals", word.span, message)
        .because(format!(
            "The first word has an equals sign, so {keyword} takes every word for a name=value of its own."
        ))
        .help(format!("Put a value with spaces in double quotes: {keyword} NAME=\"two words\"."))
}

fn one_word(word: &Word, keyword: &str) -> Problem {
    Problem::new("MissingValue", word.span, format!("{keyword} must have two arguments"))
        .because(format!("{keyword} sets a name to a value, and only the name is here."))
        .help(format!(
            "Write {keyword} {}=value; for an empty value {keyword} {}=\"\".",
            word.text, word.text
        ))
}
