use drydock_source::Edit;

use super::*;

fn changed(state: &State, path: &str) -> bool {
    is_changed(&state.project, state.builds.last().map(|last| &**last), path)
}

fn opened(dockerfile: &str, files: &[(&str, &str)]) -> Opened {
    let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
    for (path, text) in files {
        project.context.set_text(path, text).unwrap();
    }
    Opened { project, example: String::new(), panel: None, before: None }
}

fn start() -> Rc<State> {
    Rc::new(State::new(opened("FROM scratch\n", &[("app.py", "print()"), ("src/a.txt", "a")])))
}

fn after(state: Rc<State>, actions: impl IntoIterator<Item = Action>) -> Rc<State> {
    actions.into_iter().fold(state, |state, action| state.reduce(action))
}

/// What the evaluator says of the state as it stands.
fn evaluated(state: &State) -> Action {
    Action::Evaluated(Evaluated { work: state.work(), ready: true, ..Evaluated::default() })
}

fn edit(path: &str, text: &str) -> Action {
    Action::Edit(path.into(), text.into())
}

#[test]
fn what_was_typed_before_the_program_came_is_an_edit() {
    let state = State::new(opened("FROM scratch\n", &[])).with_typed(Some("FROM alpine\n".into()));
    assert!(state.text("Dockerfile") == Some("FROM alpine\n") && state.is_edited());
    assert!(!State::new(opened("FROM scratch\n", &[])).with_typed(None).is_edited());
}

#[test]
fn an_edit_changes_its_file_alone() {
    let state = after(start(), [edit("Dockerfile", "FROM alpine\n"), edit("app.py", "exit()")]);
    assert_eq!((state.text("Dockerfile"), state.text("app.py")), (Some("FROM alpine\n"), Some("exit()")));
    assert_eq!(state.text("src/a.txt"), Some("a"));
    assert_eq!(state.orders.len(), 1, "the editor is not told what it said");
}

#[test]
fn what_changes_nothing_draws_nothing() {
    let state = start();
    for action in
        [edit("app.py", "print()"), Action::Caret(None), Action::Light(vec![]), Action::Run(String::new())]
    {
        assert!(Rc::ptr_eq(&state, &state.clone().reduce(action)));
    }
}

#[test]
fn a_build_marks_what_changes_after_it() {
    let state = after(start(), [edit("app.py", "1")]);
    assert!(!changed(&state, "app.py"), "nothing was built yet");
    let state = after(state, [Action::Build, edit("app.py", "2"), edit("Dockerfile", "FROM a")]);
    assert!(changed(&state, "app.py") && changed(&state, "Dockerfile") && !changed(&state, "src/a.txt"));
    let state = after(state, [edit("app.py", "1")]);
    assert!(!changed(&state, "app.py"));
    assert!(after(state, [Action::Prune]).builds.is_empty());
}

#[test]
fn builds_are_remembered_once_and_at_most_some() {
    let state = after(start(), [Action::Build, Action::Build]);
    assert_eq!(state.builds.len(), 1);
    let many = (0..BUILDS + 5).flat_map(|i| [edit("app.py", &i.to_string()), Action::Build]);
    assert_eq!(after(state, many).builds.len(), BUILDS);
}

#[test]
fn files_are_added_renamed_and_deleted() {
    let state = after(start(), [Action::Add(vec![("web/x.js".into(), ContextFile::text("x"))])]);
    assert_eq!((state.open.as_str(), state.tabs.as_slice()), ("web/x.js", &["web/x.js".to_owned()][..]));
    let state = after(state, [Action::Rename("web/x.js".into(), "web/y.js".into())]);
    assert_eq!(
        (state.open.as_str(), state.text("web/y.js"), state.text("web/x.js")),
        ("web/y.js", Some("x"), None)
    );
    let state = after(state, [Action::Delete("web".into())]);
    assert_eq!((state.open.as_str(), state.tabs.len(), state.text("web/y.js")), ("Dockerfile", 0, None));
    let state = after(state, [Action::Add(vec![("app.py/below".into(), ContextFile::text(""))])]);
    assert!(state.notice.as_ref().is_some_and(|notice| notice.error));
}

#[test]
fn a_fix_edits_the_text_it_was_made_for() {
    let fix = |start, end| {
        let edits = vec![Edit { span: Span::new(start, end), text: "alpine".into() }];
        Action::Fix(Fix { title: String::new(), edits, appended: Vec::new(), safe: true })
    };
    let state = start();
    let known = evaluated(&state);
    let state = after(state, [known, fix(5, 12)]);
    assert_eq!(state.project.dockerfile, "FROM alpine\n");
    assert_eq!(state.orders.last().map(|(_, order)| order), Some(&Order::Load));
    let state = after(state, [fix(5, 11)]);
    assert_eq!(state.said.0, "The text changed meanwhile; nothing was fixed");
    let known = evaluated(&state);
    assert_eq!(after(state, [known, fix(500, 600)]).project.dockerfile, "FROM alpine\n");
}

#[test]
fn formatting_changes_the_text_it_was_made_for_once() {
    let tidy = || Action::Formatted("from alpine\n".into(), "FROM alpine\n".into());
    let state = after(start(), [edit("Dockerfile", "from alpine\n"), tidy()]);
    assert_eq!(state.project.dockerfile, "FROM alpine\n");
    let orders = state.orders.len();
    let state = after(state, [tidy()]);
    assert_eq!((state.orders.len(), state.project.dockerfile.as_str()), (orders, "FROM alpine\n"));
}

#[test]
fn it_is_busy_until_what_is_shown_is_evaluated() {
    let state = start();
    assert!(state.is_busy());
    let old = evaluated(&state);
    let state = after(state, [edit("app.py", "1"), old]);
    assert!(state.is_busy() && state.evaluated.ready, "what is known is of the text before");
    let new = evaluated(&state);
    let state = after(state, [new]);
    assert!(!state.is_busy());
    assert!(after(state, [Action::Build]).is_busy(), "the cache is another one");
}

#[test]
fn a_failure_keeps_everything_and_is_over_with_the_next_evaluation() {
    let state = after(start(), [edit("app.py", "1"), Action::Failed("it did not answer".into(), vec![])]);
    assert_eq!(state.text("app.py"), Some("1"));
    assert!(!state.is_busy() && state.notice.as_ref().is_some_and(|notice| notice.error));
    let state = after(state, [edit("app.py", "2")]);
    assert!(state.is_busy() && state.notice.is_some());
    let known = evaluated(&state);
    assert_eq!(after(state, [known]).notice, None);
}

#[test]
fn builds_that_cannot_be_made_are_forgotten() {
    let state = after(start(), [Action::Build, edit("app.py", "1"), Action::Build]);
    let newest = state.builds.last().cloned().into_iter().collect();
    let state = after(state, [Action::Failed("unreachable".into(), newest)]);
    assert_eq!(state.builds.len(), 1);
    assert!(state.is_busy(), "it tries again without");
}

#[test]
fn an_example_keeps_its_name_when_it_is_changed() {
    let example = Opened { example: "go".into(), ..opened("FROM go\n", &[]) };
    let state = after(start(), [Action::Load(Box::new(example))]);
    assert!(!state.is_edited());
    let state = after(state, [edit("Dockerfile", "FROM rust\n")]);
    assert!(state.is_edited() && state.example == "go");
}

#[test]
fn tabs_are_dockerfile_ignore_file_and_what_was_opened() {
    let state = after(start(), [Action::Open("src/a.txt".into()), Action::Open("Dockerfile".into())]);
    assert_eq!(state.editor_tabs(), ["Dockerfile", "src/a.txt"]);
    let state = after(state, [Action::Add(vec![(".dockerignore".into(), ContextFile::text("x"))])]);
    assert_eq!(state.editor_tabs(), ["Dockerfile", ".dockerignore", "src/a.txt"]);
    let state = after(state, [Action::Open("src/a.txt".into()), Action::Close("src/a.txt".into())]);
    assert_eq!((state.editor_tabs().len(), state.open.as_str()), (2, "Dockerfile"));
}

#[test]
fn the_cache_comes_back_from_its_builds() {
    let first = opened("FROM a\n", &[]).project;
    let state = State::new(opened("FROM b\n", &[])).with_builds(vec![first]);
    assert_eq!(state.builds.len(), 1);
    assert!(changed(&state, "Dockerfile"));
}

/// A misconception with a change, as the evaluator tells it.
fn misconception() -> Action {
    let before = opened("FROM a\nRUN one\n", &[]).project;
    let after = Project { dockerfile: "FROM a\nRUN two\n".into(), ..before.clone() };
    let line = drydock_playground::MisconceptionLine {
        name: "name".into(),
        title: "title".into(),
        subject: "subject".into(),
        belief: "belief".into(),
    };
    Action::Guide(Some(Box::new(MisconceptionText {
        line,
        truth: "truth".into(),
        panel: "run".into(),
        change: "change".into(),
        after: Some(Patch::between(&before, &after)),
        before: Patch::between(&Project::default(), &before),
        next: String::new(),
    })))
}

#[test]
fn a_misconception_has_a_cache_of_its_own_and_gives_the_work_back() {
    let mine = [edit("Dockerfile", "FROM mine\n"), Action::Build, Action::Show(Panel::Files)];
    let state = after(start(), mine);
    let begun = after(state, [Action::Ask(Asked::of("name")), misconception()]);
    assert!(begun.builds.is_empty() && begun.panel == Panel::Run && begun.asked.is_none());
    assert_eq!(begun.text("Dockerfile"), Some("FROM a\nRUN one\n"));
    let changed = after(begun.clone(), [Action::GuideChange]);
    assert_eq!(changed.text("Dockerfile"), Some("FROM a\nRUN two\n"));
    assert_eq!(changed.builds.len(), 1, "it was built before the change");
    let again = after(changed.clone(), [Action::GuideAgain]);
    assert!(again.builds.is_empty() && again.text("Dockerfile") == begun.text("Dockerfile"));
    let back = after(changed.clone(), [Action::GuideEnd(false)]);
    assert!(back.guide.is_none() && back.panel == Panel::Files);
    assert_eq!((back.text("Dockerfile"), back.builds.len()), (Some("FROM mine\n"), 1));
    let kept = after(changed, [Action::GuideEnd(true)]);
    assert_eq!(kept.text("Dockerfile"), Some("FROM a\nRUN two\n"));
}

#[test]
fn a_misconception_that_nobody_knows_leaves_the_work() {
    let work = Some(Box::new(opened("FROM mine\n", &[])));
    let state = after(start(), [Action::Ask(Asked { work, ..Asked::of("nosuch") }), Action::Guide(None)]);
    assert_eq!(state.text("Dockerfile"), Some("FROM mine\n"));
    assert!(state.notice.as_ref().is_some_and(|notice| notice.error && notice.text.contains("nosuch")));
    // An answer that nobody waits for changes nothing.
    assert!(after(state, [misconception()]).guide.is_none());
}

#[test]
fn all_fixes_are_one_change_with_a_way_back() {
    let state = start();
    let mut fixed = (*state.project).clone();
    fixed.dockerfile = "FROM alpine\n".into();
    fixed.context.set_text(".dockerignore", ".env\n").unwrap();
    let patch = Box::new(Patch::between(&state.project, &fixed));
    let before = state.project.clone();
    let made = after(state.clone(), [Action::FixAll(before.clone(), patch.clone(), "2 fixes made.".into())]);
    assert_eq!(*made.project, fixed);
    let (_, undo) = made.notice.clone().unwrap().action.unwrap();
    assert_eq!(*after(made, [*undo]).project, *before);
    let typed = after(state, [edit("Dockerfile", "FROM b\n"), Action::FixAll(before, patch, String::new())]);
    assert_eq!(typed.text("Dockerfile"), Some("FROM b\n"), "the fixes are of another text");
}

#[test]
fn what_is_tried_out_leads_back() {
    let state = after(start(), [edit("Dockerfile", "FROM mine\n")]);
    let tried = after(state, [Action::Try(Box::new(opened("FROM b\n", &[])), "said".into())]);
    assert_eq!(tried.text("Dockerfile"), Some("FROM b\n"));
    let (_, back) = tried.notice.clone().unwrap().action.unwrap();
    assert_eq!(after(tried, [*back]).text("Dockerfile"), Some("FROM mine\n"));
}
