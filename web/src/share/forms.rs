//! The links that stand for one state, the shortest form that loses nothing first.

use drydock_playground::link::{Base, Link};
use drydock_playground::{Example, Project};
use web_sys::window;

use crate::state::Panel;
use crate::texts::share as texts;

/// A link and what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// What it holds.
    pub title: &'static str,
    /// Its fragment, without `#`.
    pub fragment: String,
}

/// What can be shared of `project`, which starts from the example of that name, or from nothing, and of
/// what it is compared with; empty when everything is too much for a link.
pub fn forms(project: &Project, example: &str, panel: Panel, before: Option<&Project>) -> Vec<Form> {
    let panel = if panel == Panel::default() { "" } else { panel.id() };
    let whole = Link::of(project, panel).beside(project, before);
    let without_files = |project: &Project| Project { context: Default::default(), ..project.clone() };
    let (bare, bare_before) = (without_files(project), before.map(without_files));
    let mut forms = Vec::new();
    let mut add = |title, fragment: Option<String>| {
        if let Some(fragment) =
            fragment.filter(|fragment| forms.iter().all(|form: &Form| form.fragment != *fragment))
        {
            forms.push(Form { title, fragment });
        }
    };
    if let Some(start) = Example::find(example) {
        let base = Base::Example(example.to_owned());
        let changes = Link::from_base(base, &start.project(), project, panel).beside(project, before);
        add(texts::AS_CHANGES, changes.encode().ok());
    }
    let packed = whole.encode().ok();
    let readable = packed.is_some().then(|| whole.encode_plain());
    add(texts::EVERYTHING, packed);
    if !project.context.is_empty() {
        add(texts::BARE, Link::of(&bare, panel).beside(&bare, bare_before.as_ref()).encode().ok());
    }
    add(texts::READABLE, readable);
    forms
}

/// The address of this site with `page` (a file name, or nothing) and `fragment` behind it.
pub fn address(page: &str, fragment: &str) -> String {
    let here = window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    let here = here.split(['?', '#']).next().unwrap_or_default();
    match page {
        "" => format!("{here}#{fragment}"),
        page => format!("{}{page}#{fragment}", here.get(..=here.rfind('/').unwrap_or(0)).unwrap_or_default()),
    }
}

/// A link in Markdown.
pub fn markdown_snippet(example: &str, link: &str) -> String {
    let title = if example.is_empty() { texts::DOCKERFILE } else { example };
    format!("[{}]({link})", texts::in_drydock(title))
}

/// A frame with the playground, for a page.
pub fn html_snippet(fragment: &str) -> String {
    let address = address("embed.html?panes=editor,build", fragment);
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"480\" loading=\"lazy\" \
         sandbox=\"allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox\" \
         allow=\"clipboard-write\"></iframe>",
        address.replace('&', "&amp;").replace('"', "&quot;"),
        texts::FRAME
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_are_those_that_differ() {
        let titles = |project: &Project, example: &str| {
            let made = forms(project, example, Panel::default(), None);
            made.iter().map(|form| form.title).collect::<Vec<_>>()
        };
        let mut project = Project { dockerfile: "FROM a\n".into(), ..Project::default() };
        assert_eq!(titles(&project, ""), ["Everything", "Everything, readable"]);
        project.context.set_text("a", "b").unwrap();
        assert_eq!(titles(&project, "python").len(), 4);
        project.dockerfile = "\u{1}".repeat(1_000_000);
        assert!(titles(&project, "").is_empty());
    }
}
