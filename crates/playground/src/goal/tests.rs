use super::*;

const GOOD: &str = "FROM node:20-alpine\nWORKDIR /app\nCOPY package.json ./\nRUN echo install\nCOPY . .\nUSER node\n\
    CMD [\"node\", \"server.js\"]\n";

fn project(dockerfile: &str) -> Project {
    let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
    for (path, text) in [("package.json", "{}"), ("server.js", "1")] {
        project.context.set_text(path, text).unwrap();
    }
    project
}

/// How goals stand: `met`, `open` or `?`, and what is said of it.
fn stand(dockerfile: &str, asked: &[&str]) -> Vec<String> {
    let asked: Vec<String> = asked.iter().map(|goal| (*goal).to_owned()).collect();
    let shown = |goal: Goal| {
        let met = match goal.met {
            Some(true) => "met",
            Some(false) => "open",
            None => "?",
        };
        format!("{met} {}", goal.now).trim_end().to_owned()
    };
    goals(&project(dockerfile), &BuildCache::default(), &asked).into_iter().map(shown).collect()
}

/// Goal, a Dockerfile that does not meet it with what is said, and one that does.
const CASES: &[(&str, &str, &str, &str)] = &[
    (
        "builds",
        "FROM\n",
        "open dockerfile parse error on line 1: FROM requires either one or three arguments",
        GOOD,
    ),
    (
        "starts",
        "FROM scratch\nCOPY . /\n",
        "open docker: Error response from daemon: No command specified",
        GOOD,
    ),
    ("not root", "FROM alpine\nUSER 0:5\n", "open", GOOD),
    ("not root", "FROM alpine\n", "open", "FROM alpine\nUSER 1000\n"),
    ("not root", "FROM alpine\nCOPY nosuch /\n", "open the build fails", GOOD),
    ("exec CMD", "FROM alpine\nCMD echo hi\n", "open", GOOD),
    ("exec ENTRYPOINT", "FROM alpine\nENTRYPOINT a\n", "open", "FROM scratch\nENTRYPOINT [\"/a\"]\n"),
    (
        "exec CMD",
        "FROM scratch\nENTRYPOINT [\"/a\"]\n",
        "open",
        "FROM scratch\nSHELL [\"/b\"]\nCMD [\"/a\"]\n",
    ),
    (
        "under: 1kB",
        "FROM scratch\nCOPY --chmod=644 <<a /a\n1\na\nRUN unknown\n",
        "open the build fails",
        "FROM scratch\nCOPY package.json /\n",
    ),
    ("under: 2 B", "FROM scratch\nCOPY package.json /\n", "open 2B", "FROM scratch\nCOPY server.js /\n"),
    (
        "no findings",
        "FROM alpine:3.20\nWORKDIR app\n",
        "open WorkdirRelativePath",
        "FROM alpine:3.20\nUSER 1000\nCMD [\"ls\"]\n",
    ),
    ("no finding: WorkdirRelativePath", "FROM alpine\nWORKDIR app\n", "open", GOOD),
    (
        "keeps server.js: RUN echo",
        "FROM alpine\nCOPY . .\nRUN echo a\n",
        "open line 3 runs again: line 2 missed",
        GOOD,
    ),
    ("keeps server.js: RUN echo", "FROM alpine\n", "open no step has `RUN echo`", GOOD),
    (
        "keeps package.json: RUN echo",
        GOOD,
        "open line 4 runs again: line 3 missed",
        "FROM alpine\nRUN echo a\nCOPY . .\n",
    ),
    ("env: A=1", "FROM alpine\nENV A=2\n", "open", "FROM alpine\nENV A=1\n"),
    ("lacks: /app/server.js", GOOD, "open", "FROM alpine\n"),
    (
        "argv: ls -l",
        "FROM alpine\nCMD ls -l\n",
        "open /bin/sh -c ls -l",
        "FROM alpine\nCMD [\"ls\", \"-l\"]\n",
    ),
];

#[test]
fn goals_are_met_and_missed() {
    let wrong = CASES.iter().filter_map(|(goal, missed, said, met)| {
        let (missed, met) = (stand(missed, &[goal]), stand(met, &[goal]));
        (missed != [*said] || !met[0].starts_with("met")).then(|| format!("{goal}: {missed:?}, {met:?}"))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(stand(GOOD, &["keeps nosuch.js: RUN echo"]), ["open there is no file `nosuch.js`"]);
}

#[test]
fn what_nobody_can_say_is_neither() {
    let unknown = "FROM registry.example.com/team/base:1\n";
    assert!(stand(unknown, &["under: 100MB"])[0].starts_with('?'));
    let none = ["", "nosuch", "nosuch: 1", "under", "under: much", "argv", "no way: 1", "verdict x: cached"];
    assert!(stand(GOOD, &none).iter().all(|stands| stands.starts_with('?')), "{:?}", stand(GOOD, &none));
    let many = vec!["builds"; MAX_GOALS + 5];
    assert_eq!(stand(GOOD, &many).len(), MAX_GOALS);
}
