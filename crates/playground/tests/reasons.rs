//! Why a step missed, in words.

use drydock_builder::{Content, Context, ContextFile};
use drydock_playground::{BuildCache, Evaluation, Project, Verdict, build, evaluate};

fn project(dockerfile: &str) -> Project {
    let mut context = Context::new();
    for (path, text) in [("server.js", "one\n"), ("package.json", "{}\n"), ("src/m.c", "int m;\n")] {
        context.set(path, ContextFile::text(text)).expect("a plain path");
    }
    Project { dockerfile: dockerfile.into(), context, ..Project::default() }
}

/// The evaluation of `after` when `before` was built.
fn next(before: &Project, after: &Project) -> Evaluation {
    evaluate(after, &build(before, &BuildCache::default()))
}

/// Verdict and first reason of each step that makes an operation, by keyword.
fn said(evaluation: &Evaluation) -> Vec<String> {
    let steps = evaluation.stages.iter().flat_map(|stage| stage.steps.iter().skip(1));
    let steps = steps.filter(|step| step.verdict != Verdict::None);
    let one = |step: &drydock_playground::Step| {
        let verdict = format!("{:?}", step.verdict).to_lowercase();
        let reasons: Vec<&str> = step.reasons.iter().map(|reason| reason.message.as_str()).collect();
        format!("{} {verdict}: {}", step.keyword, reasons.join("; ")).trim_end_matches(": ").to_owned()
    };
    steps.map(one).collect()
}

fn edited(project: &Project, edit: impl Fn(&mut Project)) -> Project {
    let mut project = project.clone();
    edit(&mut project);
    project
}

fn replaced(project: &Project, from: &str, to: &str) -> Project {
    edited(project, |project| project.dockerfile = project.dockerfile.replace(from, to))
}

const APP: &str = "FROM alpine\nENV MODE=production\nARG V=1\nCOPY package.json ./\nRUN echo $MODE > /m\nCOPY . /app\nRUN ls /app > /l\n";

#[test]
fn nothing_was_built_yet() {
    let evaluation = evaluate(&project(APP), &BuildCache::default());
    assert_eq!(said(&evaluation)[0], "COPY runs: nothing is in the cache yet");
}

#[test]
fn a_file_that_changed_is_named_and_what_follows_names_its_line() {
    let before = project(&APP.replace("COPY . /app", "COPY server.js src /app/"));
    let after = edited(&before, |project| project.context.set_text("server.js", "two!\n").expect("fits"));
    assert_eq!(
        said(&next(&before, &after)),
        ["COPY cached", "RUN cached", "COPY runs: server.js: content changed", "RUN runs: line 6 missed"]
    );
}

#[test]
fn files_that_come_go_and_change_their_mode_are_named() {
    let before = project("FROM alpine\nCOPY src /s\n");
    let add = edited(&before, |project| project.context.set_text("src/new.c", "x").expect("fits"));
    assert_eq!(said(&next(&before, &add)), ["COPY runs: src/new.c: added"]);
    assert_eq!(said(&next(&add, &before)), ["COPY runs: src/new.c: removed"]);
    let mode = edited(&before, |project| {
        let file = ContextFile::new(Content::bytes("int m;\n".as_bytes())).with_mode(0o755);
        project.context.set("src/m.c", file).expect("fits");
    });
    assert_eq!(said(&next(&before, &mode)), ["COPY runs: src/m.c: mode 0644 → 0755"]);
}

#[test]
fn a_variable_is_named_with_both_values() {
    let before = project(APP);
    let env = replaced(&before, "MODE=production", "MODE=test");
    assert_eq!(said(&next(&before, &env))[1], "RUN runs: ENV MODE: production → test");
    let arg = edited(&before, |project| project.options.build_args = vec![("V".into(), "2".into())]);
    assert_eq!(said(&next(&before, &arg))[1], "RUN runs: ARG V: 1 → 2");
    let gone = replaced(&before, "ENV MODE=production\n", "");
    assert_eq!(said(&next(&before, &gone))[1], "RUN runs: ENV MODE: production → not set");
}

#[test]
fn what_the_step_itself_says_is_named() {
    let before = project("FROM alpine\nWORKDIR /a\nUSER 1\nRUN id > /tmp/o\n");
    let user = replaced(&before, "USER 1", "USER 2");
    assert_eq!(said(&next(&before, &user))[1], "RUN runs: user: 1 → 2");
    let command = replaced(&before, "id >", "id -u >");
    assert_eq!(said(&next(&before, &command))[1], "RUN runs: command changed");
    let workdir = replaced(&before, "/a", "/b");
    assert_eq!(
        said(&next(&before, &workdir)),
        ["WORKDIR runs: directory: /a → /b", "RUN runs: line 2 missed; working directory: /a → /b"]
    );
}

#[test]
fn a_new_step_a_moved_step_and_a_step_that_is_gone_are_named() {
    let before = project("FROM alpine\nRUN echo 1 > /one\nRUN echo 2 > /two\nRUN echo 3 > /three\n");
    let new = replaced(&before, "RUN echo 2", "RUN echo x > /x\nRUN echo 2");
    assert_eq!(said(&next(&before, &new))[1], "RUN runs: new step: the last build did not have it");
    let gone = replaced(&before, "RUN echo 2 > /two\n", "");
    assert_eq!(said(&next(&before, &gone))[1], "RUN runs: no longer stands on `RUN echo 2 > /two` (line 3)");
    let swapped = project("FROM alpine\nRUN echo 2 > /two\nRUN echo 1 > /one\nRUN echo 3 > /three\n");
    let said = said(&next(&before, &swapped));
    assert_eq!(said[0], "RUN runs: no longer stands on `RUN echo 1 > /one` (line 2)");
    assert_eq!(said[1], "RUN runs: moved here: the last build had it in line 2; line 2 missed");
}

#[test]
fn a_base_image_that_changed_is_named() {
    let before = project("FROM alpine:3.20\nRUN true\n");
    let after = replaced(&before, "3.20", "3.21");
    let reasons = said(&next(&before, &after));
    assert!(reasons[0].starts_with("RUN runs: base image: docker.io/library/alpine:3.20"), "{reasons:?}");
}

#[test]
fn a_stage_that_came_out_equal_stops_the_miss() {
    let before = project(
        "FROM alpine AS b\nCOPY server.js /a\nRUN echo same > /o\nFROM alpine\nCOPY --from=b /o /o\nRUN cat /o > /p\n",
    );
    let after = edited(&before, |project| project.context.set_text("server.js", "other\n").expect("fits"));
    assert_eq!(
        said(&next(&before, &after)),
        [
            "COPY runs: server.js: content changed",
            "RUN runs: line 2 missed",
            "COPY cached: b ran again, what it takes from there came out equal",
            "RUN cached"
        ]
    );
    let other = replaced(&before, "echo same", "echo other");
    assert_eq!(said(&next(&before, &other))[2], "COPY runs: o: content changed");
}

#[test]
fn a_linked_copy_stands_on_nothing() {
    let before = project("FROM alpine\nRUN echo 1 > /one\nCOPY --link server.js /s\n");
    let after = replaced(&before, "echo 1", "echo 2");
    assert_eq!(
        said(&next(&before, &after))[1],
        "COPY cached: line 2 missed, but --link does not stand on it: only laid over it anew"
    );
}

#[test]
fn undo_hits_again_and_prune_forgets() {
    let before = project(APP);
    let after = edited(&before, |project| project.context.set_text("server.js", "two!\n").expect("fits"));
    let cache = build(&after, &build(&before, &BuildCache::default()));
    assert!(said(&evaluate(&before, &cache)).iter().all(|step| step.contains("cached")));
    assert!(said(&evaluate(&before, &BuildCache::default())).iter().all(|step| step.contains("runs")));
}

#[test]
fn without_the_cache_everything_runs() {
    let before = project(APP);
    let after = edited(&before, |project| project.options.no_cache = true);
    assert_eq!(said(&next(&before, &after))[0], "COPY runs: built without the cache, as asked");
}
