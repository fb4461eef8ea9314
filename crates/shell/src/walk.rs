use crate::{Body, Command, CommandKind, Part, PartKind, Word};

/// Calls `see` with every command of `body`, outer ones before those within them, those in words included.
pub fn visit_commands<'a>(body: &'a Body, see: &mut dyn FnMut(&'a Command)) {
    Walk { commands: see, words: &mut |_| {} }.body(body);
}

/// Calls `see` with every word of `body`, those within other words included.
pub fn visit_words<'a>(body: &'a Body, see: &mut dyn FnMut(&'a Word)) {
    Walk { commands: &mut |_| {}, words: see }.body(body);
}

/// What stands directly in a command.
#[derive(Clone, Copy, Debug)]
pub enum Held<'a> {
    /// The command that a function is.
    Command(&'a Command),
    /// Commands of a list: a group, a condition, a branch.
    Body(&'a Body),
    /// A word, an assigned value or what a redirection names.
    Word(&'a Word),
}

impl Command {
    /// Calls `see` with what stands directly in this command, in the order of the text, what it is redirected to last.
    pub fn each_held<'a>(&'a self, see: &mut dyn FnMut(Held<'a>)) {
        match &self.kind {
            CommandKind::Simple(simple) => {
                simple.assignments.iter().for_each(|assignment| see(Held::Word(&assignment.value)));
                simple.words.iter().for_each(|word| see(Held::Word(word)));
            }
            CommandKind::Subshell(body) | CommandKind::Group(body) => see(Held::Body(body)),
            CommandKind::If { arms, otherwise } => {
                for arm in arms {
                    see(Held::Body(&arm.condition));
                    see(Held::Body(&arm.body));
                }
                otherwise.iter().for_each(|body| see(Held::Body(body)));
            }
            CommandKind::While { condition, body, .. } => {
                see(Held::Body(condition));
                see(Held::Body(body));
            }
            CommandKind::For { words, body, .. } => {
                words.iter().flatten().for_each(|word| see(Held::Word(word)));
                see(Held::Body(body));
            }
            CommandKind::Case { word, arms } => {
                see(Held::Word(word));
                for arm in arms {
                    arm.patterns.iter().for_each(|pattern| see(Held::Word(pattern)));
                    see(Held::Body(&arm.body));
                }
            }
            CommandKind::Function { body, .. } => see(Held::Command(body)),
            CommandKind::Unknown(_) => {}
        }
        self.redirects.iter().for_each(|redirect| see(Held::Word(&redirect.target)));
    }
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
        command.each_held(&mut |held| match held {
            Held::Command(command) => self.command(command),
            Held::Body(body) => self.body(body),
            Held::Word(word) => self.word(word),
        });
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
