use crate::{
    Body, CaseArm, Command, CommandKind, Expansion, Joiner, List, Operator, PartKind, Pipeline, Script,
    Simple, Word,
};

/// A simple command with the place it stands at.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The command with its redirections.
    pub command: &'a Command,
    /// Its assignments and words.
    pub simple: &'a Simple,
    /// Where it stands.
    pub place: Place,
}

/// Where a simple command stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Within `( … )` or one part of a pipe, so that `cd` and assignments do not last.
    pub subshell: bool,
    /// Within `$(…)`, backticks or `<(…)`.
    pub substitution: bool,
    /// Within a branch, a loop or a function, so that it may not run.
    pub conditional: bool,
    /// What joins its pipeline to the one before.
    pub after: Option<Joiner>,
    /// Place in its pipe, from 0.
    pub pipe_index: usize,
    /// Number of commands in its pipe.
    pub pipe_len: usize,
}

impl Script {
    /// All simple commands in the order of the text, those within subshells, substitutions, branches, loops and
    /// functions included.
    pub fn commands(&self) -> Vec<Found<'_>> {
        let mut all = Vec::new();
        body(&self.body, Place::default(), &mut all);
        all
    }

    /// True when nothing in it is left that was not understood.
    pub fn is_understood(&self) -> bool {
        self.problems.is_empty()
    }
}

fn body<'a>(from: &'a Body, place: Place, all: &mut Vec<Found<'a>>) {
    from.lists.iter().for_each(|item| list(item, place, all));
}

fn list<'a>(from: &'a List, place: Place, all: &mut Vec<Found<'a>>) {
    pipeline(&from.first, Place { after: None, ..place }, all);
    for joined in &from.rest {
        pipeline(&joined.pipeline, Place { after: Some(joined.joiner), ..place }, all);
    }
}

fn pipeline<'a>(from: &'a Pipeline, place: Place, all: &mut Vec<Found<'a>>) {
    let pipe_len = from.commands.len();
    for (pipe_index, item) in from.commands.iter().enumerate() {
        let subshell = place.subshell || pipe_len > 1;
        command(item, Place { subshell, pipe_index, pipe_len, ..place }, all);
    }
}

fn command<'a>(from: &'a Command, place: Place, all: &mut Vec<Found<'a>>) {
    let branch = Place { conditional: true, ..place };
    match &from.kind {
        CommandKind::Simple(simple) => {
            all.push(Found { command: from, simple, place });
            simple.assignments.iter().for_each(|assignment| word(&assignment.value, place, all));
            simple.words.iter().for_each(|item| word(item, place, all));
        }
        CommandKind::Subshell(inner) => body(inner, Place { subshell: true, ..place }, all),
        CommandKind::Group(inner) => body(inner, place, all),
        CommandKind::If { arms, otherwise } => {
            for (index, arm) in arms.iter().enumerate() {
                body(&arm.condition, if index == 0 { place } else { branch }, all);
                body(&arm.body, branch, all);
            }
            otherwise.iter().for_each(|inner| body(inner, branch, all));
        }
        CommandKind::While { condition, body: inner, .. } => {
            body(condition, place, all);
            body(inner, branch, all);
        }
        CommandKind::For { words, body: inner, .. } => {
            words.iter().flatten().for_each(|item| word(item, place, all));
            body(inner, branch, all);
        }
        CommandKind::Case { word: subject, arms } => {
            word(subject, place, all);
            arms.iter().for_each(|arm| case_arm(arm, branch, all));
        }
        CommandKind::Function { body: inner, .. } => command(inner, branch, all),
        CommandKind::Unknown(_) => {}
    }
    from.redirects.iter().for_each(|redirect| word(&redirect.target, place, all));
}

fn case_arm<'a>(arm: &'a CaseArm, place: Place, all: &mut Vec<Found<'a>>) {
    arm.patterns.iter().for_each(|pattern| word(pattern, place, all));
    body(&arm.body, place, all);
}

fn word<'a>(from: &'a Word, place: Place, all: &mut Vec<Found<'a>>) {
    for part in &from.parts {
        match &part.kind {
            PartKind::Command(inner) | PartKind::Process(inner) => {
                body(inner, Place { subshell: true, substitution: true, ..place }, all);
            }
            PartKind::Variable(expansion) => {
                expansion.word().into_iter().for_each(|inner| word(inner, place, all));
            }
            PartKind::Literal(_) | PartKind::Arithmetic(_) | PartKind::Unknown(_) => {}
        }
    }
}

impl Expansion {
    /// The word or pattern after its operator.
    pub fn word(&self) -> Option<&Word> {
        match self.operator.as_ref()? {
            Operator::Default { word, .. }
            | Operator::Assign { word, .. }
            | Operator::Error { word, .. }
            | Operator::Alternative { word, .. } => Some(word),
            Operator::RemovePrefix { pattern, .. } | Operator::RemoveSuffix { pattern, .. } => Some(pattern),
            Operator::Length | Operator::Other => None,
        }
    }
}
