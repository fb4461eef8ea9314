//! What the page shows and how each action changes it. Pure: the evaluator and storage follow it.

mod guide;

use std::rc::Rc;

use drydock_builder::{Context, ContextFile, ContextFileKind};
use drydock_playground::{Evaluation, MisconceptionText, Patch, Project};
use drydock_source::{Fix, Span};
use yew::Reducible;

use crate::cause::step_at;
use crate::elsewhere::Place;
use crate::evaluator::Work;
use crate::same::Same;
use crate::sheet::Sheet;
pub use guide::{Asked, Guide};

/// How many builds the page remembers over a reload.
pub const BUILDS: usize = 12;
/// The largest project that links, drafts and the remembered builds keep, in bytes.
const MAX_KEPT: u64 = 2_000_000;
/// How many orders wait for the editor at most.
const ORDERS: usize = 16;

/// One way to look at the evaluation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Panel {
    /// Steps, verdicts, sizes, times.
    #[default]
    Build,
    /// The graph.
    Stages,
    /// What each step changes.
    Files,
    /// Variables, directory, user per line.
    State,
    /// The container.
    Run,
    /// Config and history.
    Image,
    /// Where Podman does otherwise.
    Engines,
    /// Another state beside this one.
    Compare,
    /// Findings.
    Problems,
}

impl Panel {
    /// All, in the order of the tabs.
    pub const ALL: [Panel; 9] = [
        Panel::Build,
        Panel::Stages,
        Panel::Files,
        Panel::State,
        Panel::Run,
        Panel::Image,
        Panel::Engines,
        Panel::Problems,
        Panel::Compare,
    ];

    /// Its name in links and ids.
    pub fn id(self) -> &'static str {
        match self {
            Panel::Build => "build",
            Panel::Stages => "stages",
            Panel::Files => "files",
            Panel::State => "state",
            Panel::Run => "run",
            Panel::Image => "image",
            Panel::Engines => "engines",
            Panel::Compare => "compare",
            Panel::Problems => "problems",
        }
    }

    /// Its title on the tab.
    pub fn title(self) -> &'static str {
        match self {
            Panel::Build => "Build",
            Panel::Stages => "Stages",
            Panel::Files => "Files",
            Panel::State => "State",
            Panel::Run => "Run",
            Panel::Image => "Image",
            Panel::Engines => "Podman",
            Panel::Compare => "Compare",
            Panel::Problems => "Problems",
        }
    }

    /// The panel of that id; the first for an id that nobody knows.
    pub fn of(id: &str) -> Panel {
        Panel::named(id).unwrap_or_default()
    }

    /// The panel of that id.
    pub fn named(id: &str) -> Option<Panel> {
        Panel::ALL.into_iter().find(|panel| panel.id() == id)
    }
}

/// The part of the page that a phone shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The build context.
    Context,
    /// The editor.
    #[default]
    Editor,
    /// The panel.
    Panel,
}

/// Colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What the editor is told to do; it runs each order once.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// Take the texts of the project.
    Load,
    /// A file has another path.
    Rename(String, String),
    /// A file is gone.
    Forget(String),
    /// Select this in the Dockerfile and take the focus.
    Select(Span),
}

/// A line above the workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// What happened.
    pub text: String,
    /// True when something went wrong.
    pub error: bool,
    /// Title of a button and what it does.
    pub action: Option<(String, Box<Action>)>,
}

/// A project to work on.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The project.
    pub project: Project,
    /// Name of the example it is, or empty.
    pub example: String,
    /// The panel to show, when the source says so.
    pub panel: Option<Panel>,
    /// What stands beside it; `None` leaves what does.
    pub before: Option<Same<Project>>,
}

/// What is known, and of what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evaluated {
    /// What was evaluated. What is shown beside texts belongs to these: the reader's may be newer.
    pub work: Work,
    /// What is known of it.
    pub evaluation: Same<Evaluation>,
    /// Milliseconds it took.
    pub took: f64,
    /// Bytes of memory that the evaluator has.
    pub memory: f64,
    /// False until something was evaluated at all.
    pub ready: bool,
}

/// Everything that can happen: what a person does, and what the evaluator says.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The evaluator knows something new.
    Evaluated(Evaluated),
    /// The evaluator failed, with a word why, and the builds that it failed at.
    Failed(String, Vec<Same<Project>>),
    /// Evaluates once more.
    Again,
    /// Types in the editor: the file at the path has a new text.
    Edit(String, String),
    /// Moves the caret in the Dockerfile, to a byte offset; `None` in other files.
    Caret(Option<u32>),
    /// Points the mouse at a byte of the Dockerfile in the editor; `None` at none.
    Point(Option<u32>),
    /// Points at something that stands for places of the Dockerfile.
    Light(Vec<Span>),
    /// Goes to a place of the Dockerfile.
    Go(Span),
    /// Shows a file in the editor.
    Open(String),
    /// Closes a file's tab.
    Close(String),
    /// Adds files to the context.
    Add(Vec<(String, ContextFile)>),
    /// Takes a folder as the context, in place of the one that is there.
    Folder(Same<Context>),
    /// A file of which only the size was known holds this, and did so all along; it is shown then.
    Learn(String, ContextFile),
    /// Gives a file of the context other permission bits.
    Chmod(String, u32),
    /// Moves a file of the context.
    Rename(String, String),
    /// Deletes a file of the context.
    Delete(String),
    /// Applies a fix to the Dockerfile.
    Fix(Fix),
    /// All safe fixes: the project they are of, what they change, and what is said of it.
    FixAll(Same<Project>, Box<Patch>, String),
    /// Puts a project in place of this one, as a change of it.
    Swap(Same<Project>),
    /// The Dockerfile, when it was the first of these, becomes the second, which is tidy.
    Formatted(String, String),
    /// The Dockerfile, when it was the first of these, becomes the second: something is stated about a step.
    Stated(String, String),
    /// Describes the image of that name by hand, or forgets what was said of it.
    Describe(String, Option<String>),
    /// Keeps a project beside the one that is worked on, or forgets it.
    Before(Option<Same<Project>>),
    /// Chooses the target stage by name; empty for the last.
    Target(String),
    /// Sets the build arguments.
    BuildArgs(Vec<(String, String)>),
    /// Chooses the target platform; empty for the default.
    Platform(String),
    /// Builds without the cache, or with it.
    NoCache(bool),
    /// The stages that are built without the cache.
    NoCacheFilter(Vec<String>),
    /// Asks the registry for base images that are there already, or not.
    Pull(bool),
    /// Sets what follows `docker run`.
    Run(String),
    /// Builds.
    Build,
    /// Empties the build cache.
    Prune,
    /// Opens a project in place of this one.
    Load(Box<Opened>),
    /// Opens something to try out, with a line that leads back to what is worked on.
    Try(Box<Opened>, String),
    /// Lays something over the page, or takes it away.
    Sheet(Option<Sheet>),
    /// Asks for a misconception.
    Ask(Asked),
    /// The misconception that was asked for; `None` when there is none.
    Guide(Option<Box<MisconceptionText>>),
    /// Makes the change of the misconception.
    GuideChange,
    /// Begins the misconception again.
    GuideAgain,
    /// Ends the misconception; true stays with its project.
    GuideEnd(bool),
    /// Shows a panel.
    Show(Panel),
    /// Shows a part of the page, on a phone.
    Pane(Pane),
    /// Chooses colours.
    Theme(Theme),
    /// Reads what lies elsewhere.
    Read(Place),
    /// Puts a line above the workspace, or takes it away.
    Notice(Option<Notice>),
    /// Says something to screen readers and in the status line.
    Say(&'static str),
}

/// What the page shows.
#[derive(Clone)]
pub struct State {
    /// What is worked on.
    pub project: Same<Project>,
    /// What was opened last, as it was.
    pub opened: Same<Project>,
    /// Name of the example it is, or empty.
    pub example: String,
    /// What it is compared with.
    pub before: Option<Same<Project>>,
    /// The builds the cache is made of, oldest first, at most [`BUILDS`]. The cache itself is the evaluator's.
    pub builds: Vec<Same<Project>>,
    /// What is known.
    pub evaluated: Evaluated,
    /// True when the evaluator failed at what is shown.
    pub failed: bool,
    /// Path of the file in the editor.
    pub open: String,
    /// Context files with a tab of their own.
    pub tabs: Vec<String>,
    /// Orders to the editor, with their numbers.
    pub orders: Vec<(u32, Order)>,
    /// The panel.
    pub panel: Panel,
    /// The part of the page that a phone shows.
    pub pane: Pane,
    /// Colours.
    pub theme: Theme,
    /// Where the caret stands in the Dockerfile.
    pub caret: Option<u32>,
    /// Where the mouse points in the Dockerfile.
    pub pointed: Option<u32>,
    /// What is lit in the Dockerfile.
    pub light: Vec<Span>,
    /// The line above the workspace.
    pub notice: Option<Notice>,
    /// What lies over the page.
    pub sheet: Option<Sheet>,
    /// The misconception that is asked for.
    pub asked: Option<Asked>,
    /// The misconception that is shown.
    pub guide: Option<Guide>,
    /// What of elsewhere is to be read, and how often something was.
    pub reading: Option<(Place, u32)>,
    /// What was said last, and how often something was said.
    pub said: (&'static str, u32),
}

impl State {
    /// The page with `opened` on it.
    pub fn new(opened: Opened) -> Self {
        let mut state = Self {
            project: Same::new(Project::default()),
            opened: Same::new(Project::default()),
            example: String::new(),
            before: None,
            builds: Vec::new(),
            evaluated: Evaluated::default(),
            failed: false,
            open: String::new(),
            tabs: Vec::new(),
            orders: Vec::new(),
            panel: Panel::default(),
            pane: Pane::default(),
            theme: Theme::default(),
            caret: None,
            pointed: None,
            light: Vec::new(),
            notice: None,
            sheet: None,
            asked: None,
            guide: None,
            reading: None,
            said: ("", 0),
        };
        state.load(opened);
        state
    }

    /// What there is to evaluate.
    pub fn work(&self) -> Work {
        Work { project: self.project.clone(), builds: self.builds.clone() }
    }

    /// True while something is shown that is not evaluated yet.
    pub fn is_busy(&self) -> bool {
        !self.failed && self.evaluated.work != self.work()
    }

    /// The byte of the Dockerfile that a reader looks at: where the mouse points, else the caret.
    pub fn looked_at(&self) -> Option<u32> {
        self.pointed.or(self.caret)
    }

    /// Stage and step that the caret stands in, of what is evaluated, for a panel that is about one step; `None` for others.
    pub fn here(&self) -> Option<(usize, usize)> {
        let caret = self.caret.filter(|_| self.panel == Panel::Files)?;
        step_at(&self.evaluated.evaluation, caret)
    }

    /// The same with `builds` made before, oldest first.
    pub fn with_builds(mut self, builds: Vec<Project>) -> Self {
        for project in builds {
            self.store_build(Same::new(project));
        }
        self
    }

    /// The same with `text` typed into the Dockerfile, where there is one.
    pub fn with_typed(mut self, text: Option<String>) -> Self {
        if let Some(text) = text {
            let path = self.project.dockerfile_path.clone();
            self.edit(&path, text);
        }
        self
    }

    /// The tabs of the editor: Dockerfile, ignore file, and what was opened.
    pub fn editor_tabs(&self) -> Vec<String> {
        let mut tabs = vec![self.project.dockerfile_path.clone()];
        if self.project.context.get(".dockerignore").is_some() {
            tabs.push(".dockerignore".to_owned());
        }
        tabs.extend(self.tabs.iter().filter(|path| !tabs.contains(path)).cloned().collect::<Vec<_>>());
        tabs
    }

    /// True while what the address holds is not opened: the reader did not answer whether something is to be read from
    /// elsewhere, or a misconception is not told yet.
    pub fn is_offered(&self) -> bool {
        if self.asked.is_some() {
            return true;
        }
        let action = self.notice.as_ref().and_then(|notice| notice.action.as_ref());
        action.is_some_and(|(_, action)| matches!(**action, Action::Read(_)))
    }

    /// True when something was changed since it was opened.
    pub fn is_edited(&self) -> bool {
        self.opened != self.project
    }

    /// True when what is shown is what was built last.
    pub fn is_built(&self) -> bool {
        self.builds.last().is_some_and(|build| **build == *self.project)
    }

    /// The text of the file at `path`; `None` when there is none, or it is no text.
    pub fn text(&self, path: &str) -> Option<&str> {
        if path == self.project.dockerfile_path {
            return Some(&self.project.dockerfile);
        }
        self.project.context.text(path)
    }

    fn order(&mut self, order: Order) {
        let number = self.orders.last().map_or(0, |(number, _)| *number) + 1;
        self.orders.push((number, order));
        let old = self.orders.len().saturating_sub(ORDERS);
        self.orders.drain(..old);
    }

    fn say(&mut self, text: &'static str) {
        self.said = (text, self.said.1.wrapping_add(1));
    }

    fn fail(&mut self, text: String) {
        self.notice = Some(Notice { text, error: true, action: None });
    }

    fn change(&mut self, change: impl FnOnce(&mut Project)) {
        let mut project = (*self.project).clone();
        change(&mut project);
        self.project = Same::new(project);
        self.failed = false;
    }

    fn load(&mut self, opened: Opened) {
        let Opened { project, example, panel, before } = opened;
        self.open = project.dockerfile_path.clone();
        self.project = Same::new(project);
        self.failed = false;
        self.opened = self.project.clone();
        self.example = example;
        self.before = before.or(self.before.take());
        self.panel = panel.unwrap_or(self.panel);
        self.tabs.clear();
        self.caret = None;
        self.pointed = None;
        self.light.clear();
        self.order(Order::Load);
    }

    fn store_build(&mut self, project: Same<Project>) {
        self.builds.retain(|old| **old != *project);
        self.builds.push(project);
        let old = self.builds.len().saturating_sub(BUILDS);
        self.builds.drain(..old);
    }

    fn edit(&mut self, path: &str, text: String) {
        if self.text(path) == Some(&text) {
            return;
        }
        if path == self.project.dockerfile_path {
            self.change(|project| project.dockerfile = text);
        } else {
            let mut result = Ok(());
            self.change(|project| result = project.context.set_text(path, &text));
            if let Err(error) = result {
                self.fail(format!("{path} cannot be written: {error}"));
            }
        }
    }

    fn add(&mut self, files: Vec<(String, ContextFile)>) {
        let single = (files.len() == 1).then(|| files.first().map(|(path, _)| path.clone())).flatten();
        let mut errors = Vec::new();
        self.change(|project| {
            for (path, file) in files {
                match file.as_text() {
                    Some(text) if path == project.dockerfile_path => project.dockerfile = text.to_owned(),
                    _ => {
                        if let Err(error) = project.context.set(&path, file) {
                            errors.push(format!("{path} cannot be added: {error}"));
                        }
                    }
                }
            }
        });
        self.order(Order::Load);
        match (errors.first(), single) {
            (Some(error), _) => self.fail(error.clone()),
            (None, Some(path)) if self.text(&path).is_some() => self.show_file(path),
            (None, _) if !keeps(&self.project) => {
                let text =
                    "These files are too large for a link or a draft: they are gone when the page closes.";
                self.notice = Some(Notice { text: text.to_owned(), error: false, action: None });
            }
            _ => {}
        }
    }

    /// A folder is a context of its own: with its Dockerfile, where it has one, and without the files of the one before.
    fn folder(&mut self, context: &Context) {
        let path = self.project.dockerfile_path.clone();
        let dockerfile = context.text(&path).map(str::to_owned);
        let found = dockerfile.is_some();
        self.change(|project| {
            project.context = context.clone();
            if let Some(text) = dockerfile {
                project.dockerfile = text;
            }
        });
        self.example = String::new();
        self.tabs.clear();
        self.open = path.clone();
        self.order(Order::Load);
        self.say("The folder is open");
        let kept = if keeps(&self.project) {
            ""
        } else {
            " It is too large for a link or a draft: it is gone when the page closes."
        };
        let file = if found { String::new() } else { format!(" It has no {path}, so yours stays.") };
        if !kept.is_empty() || !file.is_empty() {
            let text = format!("The folder is open.{file}{kept}");
            self.notice = Some(Notice { text, error: false, action: None });
        }
    }

    /// The file is put in place of what stood for it in the project and in the builds, so that no step seems changed.
    fn learn(&mut self, path: String, file: &ContextFile) {
        let stood = self.project.context.get(&path).map(|old| old.kind);
        let learned = |project: &Same<Project>| {
            let here = project.context.get(&path).filter(|here| Some(&here.kind) == stood.as_ref())?;
            let mut next = (**project).clone();
            let file = ContextFile { kind: file.kind.clone(), ..here };
            // It takes the place of a file that is there.
            next.context.set(&path, file).ok().map(|()| Same::new(next))
        };
        for project in self.builds.iter_mut().chain([&mut self.opened, &mut self.project]) {
            if let Some(next) = learned(project) {
                *project = next;
            }
        }
        self.order(Order::Load);
        self.show_file(path);
    }

    fn show_file(&mut self, path: String) {
        if self.text(&path).is_none() {
            self.say("This file is not text, so the editor does not show it");
            return;
        }
        let fixed = path == self.project.dockerfile_path || path == ".dockerignore";
        if !fixed && !self.tabs.contains(&path) {
            self.tabs.push(path.clone());
        }
        self.open = path;
        self.pane = Pane::Editor;
    }

    fn chmod(&mut self, path: &str, mode: u32) {
        self.change(|project| {
            if let Some(file) = project.context.get(path) {
                // It takes the place of a file that is there.
                let _ = project.context.set(path, file.with_mode(mode));
            }
        });
        self.say(if mode & 0o111 == 0 { "No longer executable" } else { "Executable now" });
    }

    fn rename(&mut self, from: &str, to: &str) {
        let mut result = Ok(());
        self.change(|project| result = project.context.rename(from, to));
        if let Err(error) = result {
            return self.fail(format!("{from} cannot be renamed: {error}"));
        }
        for tab in self.tabs.iter_mut().chain([&mut self.open]).filter(|tab| *tab == from) {
            *tab = to.to_owned();
        }
        self.order(Order::Rename(from.to_owned(), to.to_owned()));
    }

    fn delete(&mut self, path: &str) {
        self.change(|project| {
            project.context.remove(path);
        });
        let below = format!("{path}/");
        let gone = |tab: &String| tab == path || tab.starts_with(&below);
        for tab in self.tabs.clone().into_iter().filter(gone) {
            self.order(Order::Forget(tab));
        }
        self.order(Order::Forget(path.to_owned()));
        self.tabs.retain(|tab| !gone(tab));
        if gone(&self.open) {
            self.open = self.project.dockerfile_path.clone();
        }
    }

    fn fix(&mut self, fix: &Fix) {
        // The places are those of the text that was evaluated.
        let current = self.evaluated.work.project.dockerfile == self.project.dockerfile;
        match self.project.fixed(fix).filter(|_| current) {
            Some(fixed) => {
                self.change(|project| *project = fixed);
                self.order(Order::Load);
                self.say("Fixed");
            }
            None => self.say("The text changed meanwhile; nothing was fixed"),
        }
    }

    fn format(&mut self, before: &str, tidy: String) {
        if before != self.project.dockerfile {
            return self.say("The text changed meanwhile; nothing was formatted");
        }
        if tidy == before {
            return self.say("There is nothing to format");
        }
        self.change(|project| project.dockerfile = tidy);
        self.order(Order::Load);
        self.say("Formatted");
    }

    fn stated(&mut self, before: &str, after: String) {
        if before != self.project.dockerfile {
            return self.say("The text changed meanwhile; nothing was stated");
        }
        self.sheet = None;
        if after == before {
            return;
        }
        self.change(|project| project.dockerfile = after);
        self.order(Order::Load);
        self.say("Stated, in a comment above the step");
    }

    fn evaluated(&mut self, evaluated: Evaluated) {
        self.evaluated = evaluated;
        self.failed = false;
        let of_failure =
            |notice: &Notice| notice.action.as_ref().is_some_and(|(_, action)| **action == Action::Again);
        self.notice.take_if(|notice| of_failure(notice));
    }

    fn evaluator_failed(&mut self, why: &str, builds: &[Same<Project>]) {
        self.builds.retain(|build| !builds.contains(build));
        if let Some(work) = self.asked.take().and_then(|asked| asked.work) {
            self.load(*work);
        }
        // What it failed at may have been the builds: without them it tries again by itself.
        self.failed = builds.is_empty();
        let lost = if builds.is_empty() { "" } else { " The builds it failed at are forgotten." };
        let text = format!(
            "The evaluator stopped ({why}). Your text is safe; what you see beside it may be old until it is \
             evaluated again, at your next change.{lost}"
        );
        let action = Some(("Try again".to_owned(), Box::new(Action::Again)));
        self.notice = Some(Notice { text, error: true, action });
    }

    fn apply(&mut self, action: Action) {
        match action {
            Action::Evaluated(evaluated) => self.evaluated(evaluated),
            Action::Failed(why, builds) => self.evaluator_failed(&why, &builds),
            Action::Again => self.change(|_| {}),
            Action::Edit(path, text) => self.edit(&path, text),
            Action::Caret(caret) => self.caret = caret,
            Action::Point(pointed) => self.pointed = pointed,
            Action::Light(light) => self.light = light,
            Action::Go(span) => {
                self.open = self.project.dockerfile_path.clone();
                self.pane = Pane::Editor;
                self.order(Order::Select(span));
            }
            Action::Open(path) => self.show_file(path),
            Action::Close(path) => {
                self.tabs.retain(|tab| *tab != path);
                if self.open == path {
                    self.open = self.project.dockerfile_path.clone();
                }
            }
            Action::Add(files) => self.add(files),
            Action::Folder(context) => self.folder(&context),
            Action::Learn(path, file) => self.learn(path, &file),
            Action::Chmod(path, mode) => self.chmod(&path, mode),
            Action::Rename(from, to) => self.rename(&from, &to),
            Action::Delete(path) => self.delete(&path),
            Action::Fix(fix) => self.fix(&fix),
            Action::FixAll(before, patch, said) => self.fix_all(&before, &patch, said),
            Action::Swap(project) => {
                self.notice = None;
                self.swap((*project).clone());
            }
            Action::Formatted(before, tidy) => self.format(&before, tidy),
            Action::Stated(before, after) => self.stated(&before, after),
            Action::Describe(name, text) => {
                self.change(|project| match text {
                    Some(text) => drop(project.images.insert(name, text)),
                    None => drop(project.images.remove(&name)),
                });
                self.sheet = None;
            }
            Action::Before(before) => self.before = before,
            Action::Target(target) => self.change(|project| project.options.target = target),
            Action::BuildArgs(args) => self.change(|project| project.options.build_args = args),
            Action::Platform(platform) => self.change(|project| project.options.platform = platform),
            Action::NoCache(no_cache) => self.change(|project| project.options.no_cache = no_cache),
            Action::NoCacheFilter(stages) => {
                self.change(|project| project.options.no_cache_filter = stages);
            }
            Action::Pull(pull) => self.change(|project| project.options.pull = pull),
            Action::Run(run) => self.change(|project| project.run = run),
            Action::Build => {
                self.store_build(self.project.clone());
                self.say("Built: the cache holds its steps now");
            }
            Action::Prune => {
                self.builds.clear();
                self.say("The build cache is empty");
            }
            Action::Load(opened) => {
                self.notice = None;
                self.leave_guide();
                self.load(*opened);
            }
            Action::Try(opened, said) => self.try_out(*opened, said),
            Action::Sheet(sheet) => self.sheet = sheet,
            Action::Ask(asked) => self.ask_for(asked),
            Action::Guide(text) => self.begin_guide(text),
            Action::GuideChange => self.make_change(),
            Action::GuideAgain => self.again(),
            Action::GuideEnd(keep) => self.end_guide(keep),
            Action::Show(panel) => {
                self.panel = panel;
                self.pane = Pane::Panel;
            }
            Action::Pane(pane) => self.pane = pane,
            Action::Theme(theme) => self.theme = theme,
            Action::Read(place) => {
                self.notice = None;
                let count = self.reading.as_ref().map_or(0, |(_, count)| *count);
                self.reading = Some((place, count.wrapping_add(1)));
                self.say("Reading");
            }
            Action::Notice(notice) => self.notice = notice,
            Action::Say(text) => self.say(text),
        }
    }
}

/// True when `project` is small enough to be kept in links and drafts.
pub fn keeps(project: &Project) -> bool {
    let text = project.dockerfile.len() as u64;
    // Of files that are known by their size nothing else is kept.
    let held = |(_, file): (String, ContextFile)| match &file.kind {
        ContextFileKind::File(content) => content.as_bytes().map_or(0, |bytes| bytes.len() as u64),
        _ => 0,
    };
    project.context.totals().bytes.saturating_add(text) <= MAX_KEPT
        || project.context.files().map(held).sum::<u64>().saturating_add(text) <= MAX_KEPT
}

/// True when the file at `path` is not what the `last` build saw.
pub fn is_changed(project: &Project, last: Option<&Project>, path: &str) -> bool {
    let Some(last) = last else { return false };
    if path == project.dockerfile_path {
        return project.dockerfile != last.dockerfile;
    }
    // The time of a file that was changed back is no change.
    let kept = |project: &Project| project.context.get(path).map(|file| (file.kind, file.mode));
    kept(project) != kept(last)
}

/// True when `action` would leave everything as it is, so nothing needs to be drawn.
fn changes_nothing(state: &State, action: &Action) -> bool {
    match action {
        Action::Caret(caret) => *caret == state.caret,
        Action::Point(pointed) => *pointed == state.pointed,
        Action::Light(light) => *light == state.light,
        Action::Sheet(sheet) => *sheet == state.sheet,
        Action::Show(panel) => *panel == state.panel && state.pane == Pane::Panel,
        Action::Target(target) => *target == state.project.options.target,
        Action::Run(run) => *run == state.project.run,
        Action::Edit(path, text) => state.text(path) == Some(text),
        _ => false,
    }
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        if changes_nothing(&self, &action) {
            return self;
        }
        let mut next = (*self).clone();
        next.apply(action);
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests;
