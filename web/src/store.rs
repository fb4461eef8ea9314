//! What outlives the page: the address, drafts, the builds of the cache, the theme. Storage may be blocked or full;
//! then the page works without it.

use drydock_playground::link::{self, Base, Link};
use drydock_playground::{Example, Project};
use web_sys::{Storage, window};

use crate::same::Same;
use crate::sheet::Sheet;
use crate::state::{Asked, BUILDS, Opened, Panel, State, Theme, keeps};

const DRAFTS: &str = "drydock/drafts";
const BUILT: &str = "drydock/builds";
const THEME: &str = "drydock/theme";
const PANELS: &str = "drydock/panels";
/// How many versions of drafts are kept, of all and of the same work, and how many bytes of them; browsers store 5 MB.
const MAX_DRAFTS: usize = 20;
const MAX_VERSIONS: usize = 8;
const MAX_DRAFT_BYTES: usize = 2_000_000;
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
    let before = state.before.as_deref().filter(|before| keeps(before));
    let whole = Link::of(&state.project, panel).beside(&state.project, before).encode().ok()?;
    // Of an example only what differs from it, as long as that is less.
    let changed = Example::find(&state.example).and_then(|example| {
        let base = Base::Example(state.example.clone());
        let link = Link::from_base(base, &example.project(), &state.project, panel);
        link.beside(&state.project, before).encode().ok()
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
        Base::Blank => {
            Opened { project: Project::default(), example: String::new(), panel: None, before: None }
        }
        Base::Example(name) => example(name).ok_or_else(|| format!("There is no example named {name}"))?,
        Base::Gallery(name) => {
            let mut asked = Asked::of(name);
            asked.link = Some(Box::new(link));
            return Ok(Some(Found::Misconception(asked)));
        }
        Base::Rule(code) => return Ok(Some(Found::Rule(code.clone()))),
    };
    let Opened { project, example, panel, .. } = start;
    let project = link.project(project);
    let before = link.before(&project).map(Same::new);
    let panel = panel_of(&link.panel).or(panel);
    Ok(Some(Found::Project(Box::new(Opened { project, example, panel, before }))))
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
    Some(Opened { project, example: name.to_owned(), panel: None, before: None })
}

/// What a first visit opens.
pub fn first() -> Opened {
    let empty = || Opened { project: Project::default(), example: String::new(), panel: None, before: None };
    example(FIRST).unwrap_or_else(empty)
}

/// A version of somebody's work.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// What it holds, as a link does.
    pub fragment: String,
    /// When it was kept, in milliseconds since 1970; 0 where nobody knows.
    pub kept: f64,
    /// When the work that it is a version of was begun; tells works apart.
    pub work: f64,
}

impl Draft {
    fn read(line: &str) -> Self {
        let mut parts = line.split('\t');
        let fragment = parts.next().unwrap_or_default().to_owned();
        let mut time = || parts.next().and_then(|time| time.parse().ok()).unwrap_or(0.0);
        Self { fragment, kept: time(), work: time() }
    }

    fn line(&self) -> String {
        format!("{}\t{}\t{}", self.fragment, self.kept, self.work)
    }
}

/// The drafts, newest first.
pub fn drafts() -> Vec<Draft> {
    lines(DRAFTS).iter().map(|line| Draft::read(line)).collect()
}

/// Keeps `draft` as the newest version, in place of `former`, which it goes on from. False where nothing can be stored.
pub fn keep_draft(draft: Draft, former: &str) -> bool {
    let line = draft.line();
    let lines: Vec<String> = versions(drafts(), draft, former).iter().map(Draft::line).collect();
    // A full store takes the newest alone.
    set(DRAFTS, &lines.join("\n")) || set(DRAFTS, &line)
}

/// `drafts` with the newest among them; the oldest go where there are too many, of all or of the same work, or they are
/// too large.
fn versions(mut drafts: Vec<Draft>, newest: Draft, former: &str) -> Vec<Draft> {
    drafts.retain(|draft| draft.fragment != former && draft.fragment != newest.fragment);
    let mut same = 1;
    drafts.retain(|draft| {
        same += usize::from(draft.work == newest.work);
        draft.work != newest.work || same <= MAX_VERSIONS
    });
    drafts.insert(0, newest);
    let mut bytes = 0;
    let fits = |draft: &&Draft| {
        bytes += draft.fragment.len();
        bytes <= MAX_DRAFT_BYTES
    };
    let count = drafts.iter().take_while(fits).count();
    drafts.truncate(count.clamp(1, MAX_DRAFTS));
    drafts
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
    use super::*;

    #[test]
    fn the_shell_shows_the_same_example_first() {
        let meta = format!("<meta name=\"drydock-first\" content=\"{FIRST}\">");
        assert!(include_str!("../index.html").contains(&meta));
    }

    fn draft(fragment: &str, kept: f64) -> Draft {
        Draft { fragment: fragment.into(), kept, work: kept }
    }

    fn names(drafts: &[Draft]) -> Vec<&str> {
        drafts.iter().map(|draft| draft.fragment.as_str()).collect()
    }

    #[test]
    fn a_draft_is_a_line() {
        let one = draft("v1/dabc", 1_764_561_600_000.0);
        assert_eq!(Draft::read(&one.line()), one);
        assert_eq!(Draft::read("v1/dabc"), draft("v1/dabc", 0.0), "as earlier versions of the page kept it");
    }

    #[test]
    fn versions_are_kept_newest_first_and_within_bounds() {
        let kept = versions(vec![draft("b", 2.0), draft("a", 1.0)], draft("c", 3.0), "b");
        assert_eq!(names(&kept), ["c", "a"], "what it goes on from gives way");
        let kept = versions(kept, draft("a", 4.0), "");
        assert_eq!(names(&kept), ["a", "c"], "the same again is no other version");
        let same = |at: u32| Draft { work: 7.0, ..draft(&at.to_string(), 1.0) };
        let kept = versions((0..30).map(same).chain([draft("other", 1.0)]).collect(), same(99), "");
        assert_eq!(kept.len(), MAX_VERSIONS + 1, "other work is not crowded out");
        let many = (0..50).map(|at| draft(&at.to_string(), f64::from(at) + 10.0)).collect();
        assert_eq!(versions(many, draft("new", 2.0), "").len(), MAX_DRAFTS);
        let large = "x".repeat(MAX_DRAFT_BYTES - 1);
        let kept = versions(vec![draft("ab", 1.0), draft("c", 1.0)], draft(&large, 2.0), "");
        assert_eq!(names(&kept), [large.as_str()], "the oldest go");
        let larger = "x".repeat(MAX_DRAFT_BYTES + 1);
        assert_eq!(versions(Vec::new(), draft(&larger, 2.0), "").len(), 1, "the newest stays");
    }
}
