//! What outlives the page: the address, drafts, the builds of the cache, the theme. Storage may be blocked or full;
//! then the page works without it.

use drydock_playground::link::{self, Base, Link};
use drydock_playground::{Example, Project};
use web_sys::{Storage, window};

use crate::sheet::Sheet;
use crate::state::{Asked, BUILDS, Opened, Panel, State, Theme, keeps};

const DRAFTS: &str = "drydock/drafts";
const BUILT: &str = "drydock/builds";
const THEME: &str = "drydock/theme";
const PANELS: &str = "drydock/panels";
/// How many drafts are kept.
const MAX_DRAFTS: usize = 10;
/// The longest address; browsers take 2 MB.
const MAX_ADDRESS: usize = 1_000_000;
/// The example a first visit opens; `web/index.html` names it for the shell.
const FIRST: &str = "node-multi";

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Stores `value`; false where that cannot be done.
fn set(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

fn lines(key: &str) -> Vec<String> {
    get(key).unwrap_or_default().lines().map(str::to_owned).collect()
}

/// The fragment that stands for the state; `None` when there is too much to keep.
pub fn fragment(state: &State) -> Option<String> {
    if !keeps(&state.project) {
        return None;
    }
    let panel = if state.panel == Panel::default() { "" } else { state.panel.id() };
    let whole = Link::of(&state.project, panel).encode().ok()?;
    // Of an example only what differs from it, as long as that is less.
    let changed = Example::find(&state.example).and_then(|example| {
        let base = Base::Example(state.example.clone());
        Link::from_base(base, &example.project(), &state.project, panel).encode().ok()
    });
    Some(changed.filter(|changed| changed.len() < whole.len()).unwrap_or(whole))
}

/// The fragment of what the page shows: that of a rule or a misconception where one is open, else that of the state.
pub fn shown(state: &State) -> Option<String> {
    if let Some(Sheet::Rules(code)) = state.sheet.as_ref().filter(|_| !state.is_offered())
        && !code.is_empty()
    {
        return Some(link::rule(code));
    }
    let Some(guide) = &state.guide else { return fragment(state) };
    let text = &guide.text;
    let panel = if text.panel == state.panel.id() { "" } else { state.panel.id() };
    let base = Base::Gallery(text.line.name.clone());
    Link::from_base(base, &guide.before, &state.project, panel).encode().ok()
}

/// The fragment of the address, without `#`.
pub fn address() -> String {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Writes `fragment` into the address, without an entry in the history; one that is too long leaves it empty, so that
/// the draft counts.
pub fn set_address(fragment: &str) {
    let fragment = if fragment.len() > MAX_ADDRESS { "" } else { fragment };
    let Some(window) = window() else { return };
    if address() == fragment {
        return;
    }
    if let Ok(history) = window.history() {
        // Refused in some embedded pages; the address then stays as it was.
        let _ =
            history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&format!("#{fragment}")));
    }
}

/// What an address asks for.
pub enum Found {
    /// A project.
    Project(Box<Opened>),
    /// A misconception, which the evaluator tells.
    Misconception(Asked),
    /// The page of a rule, beside what is worked on.
    Rule(String),
}

/// What `fragment` asks for; `None` when it is empty.
///
/// # Errors
/// What to tell a person whose link cannot be opened.
pub fn look(fragment: &str) -> Result<Option<Found>, String> {
    let Some(link) = link::decode(fragment).map_err(|error| error.to_string())? else { return Ok(None) };
    let start = match &link.base {
        Base::Blank => Opened { project: Project::default(), example: String::new(), panel: None },
        Base::Example(name) => example(name).ok_or_else(|| format!("There is no example named {name}"))?,
        Base::Gallery(name) => {
            let mut asked = Asked::of(name);
            asked.link = Some(Box::new(link));
            return Ok(Some(Found::Misconception(asked)));
        }
        Base::Rule(code) => return Ok(Some(Found::Rule(code.clone()))),
    };
    let Opened { project, example, panel } = start;
    let project = link.project(project);
    let panel = panel_of(&link.panel).or(panel);
    Ok(Some(Found::Project(Box::new(Opened { project, example, panel }))))
}

/// The project that `fragment` holds; `None` when it holds none.
///
/// # Errors
/// As [`look`].
pub fn open(fragment: &str) -> Result<Option<Opened>, String> {
    Ok(look(fragment)?.and_then(|found| match found {
        Found::Project(opened) => Some(*opened),
        _ => None,
    }))
}

fn panel_of(id: &str) -> Option<Panel> {
    (!id.is_empty()).then(|| Panel::of(id))
}

/// The example `name`.
pub fn example(name: &str) -> Option<Opened> {
    let project = Example::find(name)?.project();
    Some(Opened { project, example: name.to_owned(), panel: None })
}

/// What a first visit opens.
pub fn first() -> Opened {
    let empty = || Opened { project: Project::default(), example: String::new(), panel: None };
    example(FIRST).unwrap_or_else(empty)
}

/// The drafts, newest first, as fragments.
pub fn drafts() -> Vec<String> {
    lines(DRAFTS)
}

/// Keeps `fragment` as the newest draft, in place of `previous`, what this page kept last. False where nothing can be
/// stored.
pub fn keep_draft(fragment: &str, previous: &str) -> bool {
    let mut kept = drafts();
    kept.retain(|draft| draft != previous && draft != fragment);
    kept.insert(0, fragment.to_owned());
    kept.truncate(MAX_DRAFTS);
    // A full store takes the newest alone.
    set(DRAFTS, &kept.join("\n")) || set(DRAFTS, fragment)
}

/// The builds of the cache, oldest first.
pub fn builds() -> Vec<Project> {
    let read = |line: &String| Some(link::decode(line).ok()??.project(Project::default()));
    lines(BUILT).iter().filter_map(read).collect()
}

/// Keeps the builds of the cache; the oldest go where the store is full.
pub fn keep_builds(state: &State) {
    let kept = state.builds.iter().filter(|project| keeps(project));
    let lines: Vec<String> = kept.filter_map(|project| Link::of(project, "").encode().ok()).collect();
    for drop in 0..BUILDS.min(lines.len()) {
        if lines.get(drop..).is_some_and(|kept| set(BUILT, &kept.join("\n"))) {
            return;
        }
    }
    set(BUILT, "");
}

/// The width of the panels that was chosen, in CSS pixels.
pub fn panel_width() -> Option<f64> {
    get(PANELS)?.parse::<u32>().ok().map(f64::from)
}

/// Keeps the width of the panels.
pub fn set_panel_width(width: f64) {
    set(PANELS, &format!("{width:.0}"));
}

/// The theme that was chosen.
pub fn theme() -> Theme {
    match get(THEME).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::Auto,
    }
}

/// Keeps the theme and gives it to the page.
pub fn set_theme(theme: Theme) {
    if self::theme() != theme {
        set(THEME, theme_name(theme));
    }
    show_theme(theme);
}

fn theme_name(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => "auto",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

/// Gives the theme to the page.
pub fn show_theme(theme: Theme) {
    if let Some(root) =
        window().and_then(|window| window.document()).and_then(|document| document.document_element())
    {
        // Setting an attribute of an element that is there cannot fail.
        let _ = root.set_attribute("data-theme", theme_name(theme));
    }
}

#[cfg(test)]
mod tests {
    use super::FIRST;

    #[test]
    fn the_shell_shows_the_same_example_first() {
        let meta = format!("<meta name=\"drydock-first\" content=\"{FIRST}\">");
        assert!(include_str!("../index.html").contains(&meta));
    }
}
