//! What the address of an embedded page asks for.

use crate::state::{Panel, Theme};

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

/// `?panes=`, `?theme=` and `?mode=`. What is not known is ignored, so that a page can be newer than the playground.
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
}

impl Default for Options {
    fn default() -> Self {
        let panels = vec![Panel::Build];
        Self { context: false, editor: true, panels, theme: Theme::Auto, mode: Mode::Edit }
    }
}

impl Options {
    /// Reads the query of an address, with or without `?`.
    pub fn read(query: &str) -> Self {
        let mut options = Self::default();
        for (key, value) in query.trim_start_matches('?').split('&').filter_map(|part| part.split_once('=')) {
            match key {
                "panes" => options.panes(value),
                "theme" => options.theme = theme(value),
                "mode" => {
                    let modes = [Mode::View, Mode::Edit, Mode::Exercise];
                    options.mode = modes.into_iter().find(|mode| mode.name() == value).unwrap_or_default();
                }
                _ => {}
            }
        }
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
}
