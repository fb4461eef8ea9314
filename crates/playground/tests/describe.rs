//! Descriptions of images and what is read from them, as data: `tests/describe/*.txt`.

use std::fmt::Write;

use drydock_playground::{ImageDescription, describe};

/// Cases are a title, a line of `---`, the text as pasted, a line of `---`, what is read, and a line of `===`.
fn check(cases: &str) {
    let mut wrong = String::new();
    for case in cases.split("\n===\n").filter(|case| !case.trim().is_empty()) {
        let mut parts = case.splitn(3, "\n---\n");
        let (Some(title), Some(text), Some(expected)) = (parts.next(), parts.next(), parts.next()) else {
            panic!("a case of less than three parts: {case}");
        };
        let got = match describe(text) {
            Ok(description) => {
                // What is kept in a link says the same.
                let again = describe(&description.to_text());
                let notes = description.notes.clone();
                let again = again.map(|again| ImageDescription { notes, ..again });
                assert_eq!(again.as_ref(), Ok(&description), "{title}");
                shown(&description)
            }
            Err(error) => format!("line {}: {}\n    {}\n", error.line, error.message, error.help),
        };
        if got.trim() != expected.trim() {
            let _ = writeln!(wrong, "{title}\nexpected:\n{expected}\ngot:\n{got}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn shown(description: &ImageDescription) -> String {
    let mut out = String::new();
    let facts = description.facts();
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name}: {value}");
        }
    };
    line("names", description.names.join(" "));
    line("platform", description.platform.clone());
    if let Some((low, likely, high)) = facts.size {
        line("size", format!("{low} {likely} {high}"));
    }
    let config = description.config.clone().unwrap_or_default();
    line("env", config.env.join(" | "));
    line("entrypoint", config.entrypoint.map(|words| format!("{words:?}")).unwrap_or_default());
    line("cmd", config.cmd.map(|words| format!("{words:?}")).unwrap_or_default());
    line("workdir", config.working_dir);
    line("user", config.user);
    line("ports", config.exposed_ports.into_keys().collect::<Vec<_>>().join(" "));
    line("volumes", config.volumes.into_keys().collect::<Vec<_>>().join(" "));
    line("stop signal", config.stop_signal);
    line(
        "labels",
        config.labels.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" | "),
    );
    line("onbuild", config.on_build.join(" | "));
    line(
        "healthcheck",
        config
            .healthcheck
            .map(|health| format!("{:?} every {}", health.test, health.interval))
            .unwrap_or_default(),
    );
    for layer in &description.layers {
        line("layer", format!("{} ({})", layer.created_by, layer.size));
    }
    for note in &description.notes {
        line("note", note.clone());
    }
    out
}

#[test]
fn inspect() {
    check(include_str!("describe/inspect.txt"));
}

#[test]
fn history() {
    check(include_str!("describe/history.txt"));
}

#[test]
fn what_describes_no_image() {
    check(include_str!("describe/broken.txt"));
}
