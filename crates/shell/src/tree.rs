use std::borrow::Cow;

use drydock_source::Span;

/// A whole text as read by [`crate::parse`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    /// Its commands.
    pub body: Body,
    /// Comments, the `#` included.
    pub comments: Vec<Span>,
    /// What a shell would refuse, or what is not understood.
    pub problems: Vec<Problem>,
    /// Constructs that bash has and POSIX does not.
    pub bashisms: Vec<Span>,
}

/// A place that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What is wrong, as the end of "the shell text …".
    pub message: &'static str,
}

/// Commands one after the other: a whole text, or what stands within `( )`, `{ }`, `$( )`, `then … fi`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// The lists, in order.
    pub lists: Vec<List>,
    /// From the first to the last.
    pub span: Span,
}

/// Pipelines joined by `&&` and `||`, up to a `;`, `&` or line end.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// The first pipeline.
    pub first: Pipeline,
    /// The others, each with what joins it to those before.
    pub rest: Vec<Joined>,
    /// True when `&` ends it.
    pub background: bool,
    /// Without what ends it.
    pub span: Span,
}

/// A pipeline after `&&` or `||`.
#[derive(Clone, Debug, PartialEq)]
pub struct Joined {
    /// Which of the two.
    pub joiner: Joiner,
    /// Where it stands.
    pub joiner_span: Span,
    /// What follows it.
    pub pipeline: Pipeline,
}

/// What joins two pipelines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joiner {
    /// `&&`.
    And,
    /// `||`.
    Or,
}

/// Commands joined by `|`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pipeline {
    /// True after an odd number of `!`.
    pub negated: bool,
    /// At least one.
    pub commands: Vec<Command>,
    /// All of it.
    pub span: Span,
}

/// One command with its redirections.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    /// What it is.
    pub kind: CommandKind,
    /// In the order written.
    pub redirects: Vec<Redirect>,
    /// All of it.
    pub span: Span,
}

/// The kinds of command.
#[derive(Clone, Debug, PartialEq)]
pub enum CommandKind {
    /// Assignments and words.
    Simple(Simple),
    /// `( … )`.
    Subshell(Body),
    /// `{ …; }`.
    Group(Body),
    /// `if … then … elif … else … fi`.
    If {
        /// Conditions with what they lead to.
        arms: Vec<IfArm>,
        /// After `else`.
        otherwise: Option<Body>,
    },
    /// `while … do … done`, or `until`.
    While {
        /// True for `until`.
        until: bool,
        /// Between `while` and `do`.
        condition: Body,
        /// Between `do` and `done`.
        body: Body,
    },
    /// `for NAME in WORDS; do … done`.
    For {
        /// The variable.
        name: String,
        /// Words after `in`; `None` stands for `"$@"`.
        words: Option<Vec<Word>>,
        /// Between `do` and `done`.
        body: Body,
    },
    /// `case WORD in … esac`.
    Case {
        /// What is matched.
        word: Word,
        /// The arms, in order.
        arms: Vec<CaseArm>,
    },
    /// `NAME() command`.
    Function {
        /// The name.
        name: String,
        /// What runs when it is called.
        body: Box<Command>,
    },
    /// Text that is not understood; the reason as in [`Problem::message`].
    Unknown(&'static str),
}

/// A condition of `if` with what it leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct IfArm {
    /// Between `if` or `elif` and `then`.
    pub condition: Body,
    /// After `then`.
    pub body: Body,
}

/// An arm of `case`.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseArm {
    /// Patterns, joined by `|`.
    pub patterns: Vec<Word>,
    /// What runs.
    pub body: Body,
}

/// Assignments and words: `A=1 make all`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Simple {
    /// Those before the first word.
    pub assignments: Vec<Assignment>,
    /// The command's name and its arguments.
    pub words: Vec<Word>,
}

/// `NAME=value`.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// The variable.
    pub name: String,
    /// True for `+=`.
    pub append: bool,
    /// The value; a word without parts when empty.
    pub value: Word,
    /// All of it.
    pub span: Span,
}

/// One word: pieces that stand side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Word {
    /// The pieces, in order.
    pub parts: Vec<Part>,
    /// All of it, quotes included.
    pub span: Span,
}

/// A piece of a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// How it is quoted.
    pub quote: Quote,
    /// Where it stands, the quotes left out.
    pub span: Span,
}

/// How a piece of a word is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quote {
    /// Not at all.
    None,
    /// `'…'` or `$'…'`.
    Single,
    /// `"…"`.
    Double,
    /// `\x`.
    Backslash,
}

/// The kinds of piece.
#[derive(Clone, Debug, PartialEq)]
pub enum PartKind {
    /// Plain text, quotes and backslashes removed.
    Literal(String),
    /// `$NAME` or `${…}`.
    Variable(Expansion),
    /// `$(…)` or a pair of backticks.
    Command(Body),
    /// `$((…))`: the text between.
    Arithmetic(String),
    /// `<(…)` or `>(…)`.
    Process(Body),
    /// Not understood.
    Unknown(&'static str),
}

/// `$NAME` or `${NAME…}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expansion {
    /// The variable, or one of `@*#?-$!` and digits.
    pub name: String,
    /// What is done with its value.
    pub operator: Option<Operator>,
    /// True when written with braces.
    pub braces: bool,
}

/// What `${NAME…}` does with a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Operator {
    /// `${#NAME}`.
    Length,
    /// `-` and `:-`.
    Default {
        /// True with the colon: an empty value counts as unset.
        colon: bool,
        /// What stands in.
        word: Word,
    },
    /// `=` and `:=`.
    Assign {
        /// True with the colon.
        colon: bool,
        /// What is assigned.
        word: Word,
    },
    /// `?` and `:?`.
    Error {
        /// True with the colon.
        colon: bool,
        /// The message.
        word: Word,
    },
    /// `+` and `:+`.
    Alternative {
        /// True with the colon.
        colon: bool,
        /// What stands in.
        word: Word,
    },
    /// `#` and `##`.
    RemovePrefix {
        /// True when doubled.
        longest: bool,
        /// The pattern.
        pattern: Word,
    },
    /// `%` and `%%`.
    RemoveSuffix {
        /// True when doubled.
        longest: bool,
        /// The pattern.
        pattern: Word,
    },
    /// One of bash's own, not taken apart.
    Other,
}

/// A redirection.
#[derive(Clone, Debug, PartialEq)]
pub struct Redirect {
    /// The number before the operator.
    pub fd: Option<u32>,
    /// The operator.
    pub op: RedirectOp,
    /// File, descriptor or `-`; for a heredoc its content.
    pub target: Word,
    /// Operator and target (for a heredoc the delimiter).
    pub span: Span,
}

/// The redirection operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectOp {
    /// `<`.
    Read,
    /// `>`.
    Write,
    /// `>>`.
    Append,
    /// `>|`.
    Clobber,
    /// `<>`.
    ReadWrite,
    /// `<&`.
    DupIn,
    /// `>&`.
    DupOut,
    /// `&>`.
    Both,
    /// `&>>`.
    BothAppend,
    /// `<<` and `<<-`.
    Heredoc,
    /// `<<<`.
    HereString,
}

impl Word {
    /// The text when it is known without running anything: quotes removed, nothing to expand but globs and tildes.
    pub fn literal(&self) -> Option<Cow<'_, str>> {
        if let [Part { kind: PartKind::Literal(text), .. }] = self.parts.as_slice() {
            return Some(Cow::Borrowed(text));
        }
        let mut all = String::new();
        for part in &self.parts {
            let PartKind::Literal(text) = &part.kind else { return None };
            all.push_str(text);
        }
        Some(Cow::Owned(all))
    }

    /// True when it is exactly `text` in effect.
    pub fn is(&self, text: &str) -> bool {
        self.literal().is_some_and(|literal| literal == text)
    }

    /// True when a part outside quotes holds a glob character.
    pub fn has_glob(&self) -> bool {
        self.parts.iter().any(|part| match &part.kind {
            PartKind::Literal(text) => part.quote == Quote::None && text.contains(['*', '?', '[']),
            _ => false,
        })
    }

    /// True when something outside quotes is split into several words or none.
    pub fn may_split(&self) -> bool {
        self.parts.iter().any(|part| match part.kind {
            PartKind::Variable(_) | PartKind::Command(_) | PartKind::Unknown(_) => part.quote == Quote::None,
            _ => false,
        })
    }
}
