use super::*;

fn changed(state: &State, path: &str) -> bool {
    is_changed(&state.project, state.builds.last().map(|last| &**last), path)
}

fn opened(dockerfile: &str, files: &[(&str, &str)]) -> Opened {
    let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
    for (path, text) in files {
        project.context.set_text(path, text).unwrap();
    }
    Opened { project, example: String::new(), panel: None }
}

fn start() -> Rc<State> {
    Rc::new(State::new(opened("FROM scratch\n", &[("app.py", "print()"), ("src/a.txt", "a")])))
}

fn after(state: Rc<State>, actions: impl IntoIterator<Item = Action>) -> Rc<State> {
    actions.into_iter().fold(state, |state, action| state.reduce(action))
}

fn edit(path: &str, text: &str) -> Action {
    Action::Edit(path.into(), text.into())
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
fn a_fix_edits_the_text_or_says_why_not() {
    let fix = |start, end| Action::Fix(vec![Edit { span: Span::new(start, end), text: "alpine".into() }]);
    let state = after(start(), [fix(5, 12)]);
    assert_eq!(state.project.dockerfile, "FROM alpine\n");
    assert_eq!(state.orders.last().map(|(_, order)| order), Some(&Order::Load));
    assert_eq!(after(state, [fix(500, 600)]).project.dockerfile, "FROM alpine\n");
}

#[test]
fn formatting_changes_the_text_once() {
    let state = after(start(), [edit("Dockerfile", "from alpine\n"), Action::Format]);
    assert_eq!(state.project.dockerfile, "FROM alpine\n");
    let orders = state.orders.len();
    assert_eq!(after(state, [Action::Format]).orders.len(), orders);
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
