//! Links that were given to people open for ever: `tests/links` holds them, a file each with the fragment in its first
//! line and below it what it opens. A new file without the second part fails and prints what belongs there.

use std::fs;
use std::path::Path;

use drydock_builder::{ContextFile, ContextFileKind};
use drydock_playground::link::{Base, Link, Patch, decode};
use drydock_playground::{Example, Misconception, Project, rules};

#[test]
fn every_link_ever_given_opens() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/links");
    let mut failed = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(&folder).expect("tests/links is there") {
        let path = entry.expect("it lists").path();
        if path.extension().is_none_or(|ending| ending != "txt") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a case is text");
        let (fragment, expected) = text.split_once('\n').unwrap_or((&text, ""));
        let found = dump(fragment);
        if found != expected {
            failed.push(format!("{}:\n{found}", path.display()));
        }
        count += 1;
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(count >= 20, "only {count} cases");
}

/// What a fragment opens, a fact a line; texts are indented by `| `.
fn dump(fragment: &str) -> String {
    match decode(fragment) {
        Ok(Some(link)) => dump_link(&link),
        Ok(None) => "nothing\n".to_owned(),
        Err(error) => format!("error {error:?}\n"),
    }
}

fn dump_link(link: &Link) -> String {
    let mut out = String::new();
    let start = match &link.base {
        Base::Blank => Project::default(),
        Base::Example(name) => {
            let example = Example::find(name);
            line(&mut out, &format!("example {name}{}", if example.is_some() { "" } else { " (unknown)" }));
            example.map_or_else(Project::default, |example| example.project())
        }
        Base::Gallery(name) => {
            let entry = Misconception::find(name);
            line(&mut out, &format!("gallery {name}{}", if entry.is_some() { "" } else { " (unknown)" }));
            entry.map_or_else(Project::default, Misconception::project)
        }
        Base::Rule(code) => {
            let page = rules::find(code);
            line(&mut out, &format!("rule {code}{}", if page.is_some() { "" } else { " (unknown)" }));
            Project::default()
        }
    };
    if !link.panel.is_empty() {
        line(&mut out, &format!("panel {}", link.panel));
    }
    // What the link itself says: an example may become better.
    dump_patch(&link.patch, &mut out);
    let opened = link.project(start);
    for (path, file) in &link.patch.files {
        let there = opened.context.get(path).is_some();
        assert_eq!(there, file.is_some(), "{path}");
    }
    if let Some(before) = &link.before {
        line(&mut out, "beside");
        dump_patch(before, &mut out);
        assert!(link.before(&opened).is_some_and(|before| before != opened));
    }
    out
}

fn dump_patch(patch: &Patch, out: &mut String) {
    let texts = [
        ("dockerfile", &patch.dockerfile),
        ("path", &patch.dockerfile_path),
        ("target", &patch.target),
        ("platform", &patch.platform),
        ("run", &patch.run),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            dump_text(name, text, out);
        }
    }
    let pairs = |map: &Option<std::collections::BTreeMap<String, String>>| {
        map.iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect::<Vec<_>>()
    };
    let stages = patch.no_cache_filter.iter().flatten().map(|stage| (stage.clone(), String::new()));
    let pull = patch.pull.iter().map(|pull| (pull.to_string(), String::new()));
    let no_cache = patch.no_cache.iter().map(|no_cache| (no_cache.to_string(), String::new()));
    let lists = [
        ("build-arg", patch.build_args.clone().unwrap_or_default()),
        ("label", pairs(&patch.labels)),
        ("context", pairs(&patch.contexts)),
        ("image", pairs(&patch.images)),
        ("no-cache", no_cache.collect()),
        ("pull", pull.collect()),
        ("no-cache-filter", stages.collect()),
    ];
    for (name, list) in lists {
        for (key, value) in list {
            line(out, &format!("{name} {key:?} {value:?}"));
        }
    }
    for (path, file) in &patch.files {
        match file {
            Some(file) => dump_file(path, file, out),
            None => line(out, &format!("gone {path}")),
        }
    }
}

fn dump_file(path: &str, file: &ContextFile, out: &mut String) {
    let title = format!("file {path} {:o}", file.mode);
    match &file.kind {
        ContextFileKind::File(content) => match (content.as_text(), content.as_bytes()) {
            (Some(text), _) => dump_text(&title, text, out),
            (None, Some(bytes)) => line(out, &format!("{title} bytes {bytes:?}")),
            (None, None) => line(out, &format!("{title} size {} {}", content.len(), content.digest())),
        },
        kind => line(out, &format!("{title} {kind:?}")),
    }
}

fn dump_text(title: &str, text: &str, out: &mut String) {
    line(out, title);
    text.split_inclusive('\n').for_each(|part| line(out, &format!("| {}", part.escape_debug())));
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}
