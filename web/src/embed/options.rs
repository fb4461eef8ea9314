//! What the address of an embedded page asks for.

use std::rc::Rc;

use drydock_playground::MAX_GOALS;
use drydock_playground::link::percent_decode;

use crate::state::{Panel, Theme};

/// A goal that the page around asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// As the evaluator reads it.
    pub goal: String,
    /// What the reader is told of it; empty for what the evaluator says.
    pub label: String,
}

impl Asked {
    /// `GOAL` or `GOAL | LABEL`, as a form writes them into an address.
    fn read(value: &str) -> Option<Self> {
        let text = percent_decode(&value.replace('+', " "))?;
        let (goal, label) = text.split_once('|').unwrap_or((&text, ""));
        let asked = Self { goal: goal.trim().to_owned(), label: label.trim().to_owned() };
        (!asked.goal.is_empty()).then_some(asked)
    }
}

/// What a reader may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Read and look.
    View,
    /// Change everything.
    #[default]
    Edit,
    /// Change everything; the page round it judges, so nothing leads away from it.
    Exercise,
}

impl Mode {
    /// Its name in addresses and messages.
    pub fn name(self) -> &'static str {
        match self {
            Mode::View => "view",
            Mode::Edit => "edit",
            Mode::Exercise => "exercise",
        }
    }
}

/// `?panes=`, `?theme=`, `?mode=`, and `?goal=` for each goal. What is not known is ignored, so that a page can be newer than the playground.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// True with the tree of context files.
    pub context: bool,
    /// True with the editor.
    pub editor: bool,
    /// The panels to choose from.
    pub panels: Vec<Panel>,
    /// Colours.
    pub theme: Theme,
    /// What a reader may do.
    pub mode: Mode,
    /// The goals of an exercise, in order.
    pub goals: Rc<Vec<Asked>>,
}

impl Default for Options {
    fn default() -> Self {
        let panels = vec![Panel::Build];
        Self {
            context: false,
            editor: true,
            panels,
            theme: Theme::Auto,
            mode: Mode::Edit,
            goals: Rc::default(),
        }
    }
}

impl Options {
    /// Reads the query of an address, with or without `?`.
    pub fn read(query: &str) -> Self {
        let mut options = Self::default();
        let mut goals = Vec::new();
        for (key, value) in query.trim_start_matches('?').split('&').filter_map(|part| part.split_once('=')) {
            match key {
                "panes" => options.panes(value),
                "theme" => options.theme = theme(value),
                "mode" => {
                    let modes = [Mode::View, Mode::Edit, Mode::Exercise];
                    options.mode = modes.into_iter().find(|mode| mode.name() == value).unwrap_or_default();
                }
                "goal" => goals.extend(Asked::read(value).filter(|_| goals.len() < MAX_GOALS)),
                _ => {}
            }
        }
        options.goals = Rc::new(goals);
        options
    }

    /// Names with commas between them; when none of them is known, everything stays as it is by default.
    fn panes(&mut self, value: &str) {
        let value = value.replace("%2C", ",").replace("%2c", ",");
        let names: Vec<&str> = value.split(',').collect();
        let panel = |name: &&str| Panel::ALL.into_iter().find(|panel| panel.id() == *name);
        let panels: Vec<Panel> = names.iter().filter_map(panel).collect();
        let (context, editor) = (names.contains(&"context"), names.contains(&"editor"));
        if context || editor || !panels.is_empty() {
            (self.context, self.editor, self.panels) = (context, editor, panels);
        }
    }
}

/// A theme by its name.
pub fn theme(name: &str) -> Theme {
    match name {
        "light" => Theme::Light,
        "dark" => Theme::Dark,
        _ => Theme::Auto,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_knows() {
        assert_eq!(Options::read(""), Options::default());
        let options = Options::read("?panes=context%2Ceditor,run,later&theme=dark&mode=exercise&later=1&x");
        assert!(options.context && options.editor);
        assert_eq!((options.panels.as_slice(), options.theme), (&[Panel::Run][..], Theme::Dark));
        assert_eq!(options.mode, Mode::Exercise);
        assert_eq!(Options::read("panes=later&theme=later&mode=later"), Options::default());
        assert!(!Options::read("panes=build").editor);
    }

    #[test]
    fn goals_come_in_order_with_and_without_words_of_their_own() {
        let options =
            Options::read("?goal=builds&goal=under%3A+100MB+%7C+Below+100+MB&goal=&goal=%ff&goal=+%7C+a");
        let asked = |goal: &str, label: &str| Asked { goal: goal.into(), label: label.into() };
        assert_eq!(*options.goals, [asked("builds", ""), asked("under: 100MB", "Below 100 MB")]);
        assert_eq!(Options::read(&"goal=builds&".repeat(100)).goals.len(), MAX_GOALS);
    }
}
