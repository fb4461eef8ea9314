use crate::{Body, Command, CommandKind, Part, PartKind, Word};

/// Calls `see` with every command of `body`, outer ones before those within them, those in words included.
pub fn visit_commands<'a>(body: &'a Body, see: &mut dyn FnMut(&'a Command)) {
    Walk { commands: see, words: &mut |_| {} }.body(body);
}

/// Calls `see` with every word of `body`, those within other words included.
pub fn visit_words<'a>(body: &'a Body, see: &mut dyn FnMut(&'a Word)) {
    Walk { commands: &mut |_| {}, words: see }.body(body);
}

struct Walk<'a, 'f> {
    commands: &'f mut dyn FnMut(&'a Command),
    words: &'f mut dyn FnMut(&'a Word),
}

impl<'a> Walk<'a, '_> {
    fn body(&mut self, body: &'a Body) {
        for list in &body.lists {
            let joined = list.rest.iter().map(|joined| &joined.pipeline);
            for pipeline in std::iter::once(&list.first).chain(joined) {
                pipeline.commands.iter().for_each(|command| self.command(command));
            }
        }
    }

    fn command(&mut self, command: &'a Command) {
        (self.commands)(command);
        match &command.kind {
            CommandKind::Simple(simple) => {
                simple.assignments.iter().for_each(|assignment| self.word(&assignment.value));
                simple.words.iter().for_each(|word| self.word(word));
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
                    arm.patterns.iter().for_each(|pattern| self.word(pattern));
                    self.body(&arm.body);
                }
            }
            CommandKind::Function { body, .. } => self.command(body),
            CommandKind::Unknown(_) => {}
        }
        command.redirects.iter().for_each(|redirect| self.word(&redirect.target));
    }

    fn word(&mut self, word: &'a Word) {
        (self.words)(word);
        word.parts.iter().for_each(|part| self.part(part));
    }

    fn part(&mut self, part: &'a Part) {
        match &part.kind {
            PartKind::Command(body) | PartKind::Process(body) => self.body(body),
            PartKind::Variable(expansion) => expansion.word().into_iter().for_each(|word| self.word(word)),
            PartKind::Literal(_) | PartKind::Arithmetic(_) | PartKind::Unknown(_) => {}
        }
    }
}
