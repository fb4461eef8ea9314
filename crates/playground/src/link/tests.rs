use drydock_builder::{Content, ContextFile, ContextFileKind, Digest};
use proptest::prelude::*;

use super::*;
use crate::{Example, examples};

fn project(dockerfile: &str, files: &[(&str, &str)]) -> Project {
    let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
    for (path, text) in files {
        project.context.set_text(path, text).unwrap();
    }
    project
}

fn link(fragment: &str) -> Link {
    match decode(fragment) {
        Ok(Some(link)) => link,
        other => panic!("{fragment}: {other:?}"),
    }
}

fn read(fragment: &str) -> Project {
    link(fragment).project(Project::default())
}

fn encode(project: &Project) -> String {
    Link::of(project, "").encode().unwrap()
}

#[test]
fn only_what_differs_is_written() {
    let json = |project: &Project, panel| Link::of(project, panel).to_json();
    assert_eq!(json(&Project::default(), ""), "{}");
    assert_eq!(
        json(&project("FROM a", &[("b/c", "d")]), "run"),
        r#"{"d":"FROM a","f":{"b/c":"d"},"w":"run"}"#
    );
}

#[test]
fn an_example_is_its_name_and_what_differs() {
    let start = Example::find("python").unwrap().project();
    let link_of =
        |project: &Project, panel| Link::from_base(Base::Example("python".into()), &start, project, panel);
    assert_eq!(link_of(&start, "").encode().unwrap(), "v1/e=python");
    assert_eq!(link_of(&start, "run").encode().unwrap(), "v1/e=python&w=run");
    let mut changed = start.clone();
    changed.run = "-it".into();
    changed.context.remove("NOTES.md");
    let plain = link_of(&changed, "").encode_plain();
    assert_eq!(plain, "v1/e=python/p%7B%22f%22:%7B%22NOTES.md%22:null%7D,%22r%22:%22-it%22%7D");
    for fragment in [plain, link_of(&changed, "").encode().unwrap()] {
        assert_eq!(link(&fragment).project(start.clone()), changed, "{fragment}");
    }
    assert_eq!(
        link("#v1/e=a%2Fb&later=1&w=run/p{}"),
        Link {
            base: Base::Example("a/b".into()),
            panel: "run".into(),
            patch: Patch::default(),
            before: None
        }
    );
}

#[test]
fn all_kinds_of_entries_come_back() {
    let mut whole = project("FROM a", &[("entry.sh", "exec")]);
    let context = &mut whole.context;
    let other = |kind| ContextFile { kind, ..ContextFile::text("") };
    for (path, file) in [
        ("entry.sh", ContextFile::text("exec").with_mode(0o755)),
        ("logo", ContextFile::new(Content::bytes(vec![0u8, 255, 7]))),
        ("logo-private", ContextFile::new(Content::bytes(vec![0u8, 255, 7])).with_mode(0o600)),
        ("now", ContextFile::symlink("entry.sh")),
        ("empty/dir", ContextFile::dir()),
        ("closed", ContextFile::dir().with_mode(0o700)),
        ("closed/in", ContextFile::text("")),
        ("large", ContextFile::new(Content::known(5_000_000_000, Digest::of(b"x")))),
        ("pipe", other(ContextFileKind::Fifo)),
        ("socket", other(ContextFileKind::Other).with_mode(0o660)),
    ] {
        context.set(path, file).unwrap();
    }
    assert_eq!(read(&encode(&whole)), whole);
}

#[test]
fn a_file_whose_bytes_are_not_held_has_its_size() {
    let opened = read("v1/p{\"f\":{\"model.bin\":{\"s\":7000000,\"i\":\"v1\"},\"b\":{\"s\":1}}}");
    let file = |path| opened.context.get(path).unwrap();
    assert_eq!((file("model.bin").len(), file("b").len()), (7_000_000, 1));
    let other = read("v1/p{\"f\":{\"model.bin\":{\"s\":7000000,\"i\":\"v2\"}}}");
    assert_ne!(file("model.bin").kind, other.context.get("model.bin").unwrap().kind);
}

#[test]
fn hostile_links_are_refused() {
    let packed = |json: &str| {
        format!("v1/d{}", base64::encode(&miniz_oxide::deflate::compress_to_vec(json.as_bytes(), 9)))
    };
    let deep_paths: Vec<String> = (0..400).map(|i| format!("\"{i}{}\":\"\"", "/a".repeat(400))).collect();
    let many: Vec<String> = (0..=MAX_PARTS).map(|i| format!("\"f{i}\":\"\"")).collect();
    let cases = [
        ("v2/dAAAA".to_owned(), LinkError::Newer),
        ("v4000000000/".to_owned(), LinkError::Newer),
        ("v0/d".to_owned(), LinkError::Unknown),
        ("hello".to_owned(), LinkError::Unknown),
        ("v1".to_owned(), LinkError::Unknown),
        ("v1/x".to_owned(), LinkError::Unknown),
        ("v1/e=go/x".to_owned(), LinkError::Unknown),
        ("v1/e=%ff".to_owned(), LinkError::Broken),
        ("v1/d".to_owned(), LinkError::Broken),
        ("v1/d!!!".to_owned(), LinkError::Broken),
        ("v1/p%7B%22d%22".to_owned(), LinkError::Broken),
        ("v1/p%7B%7Dx".to_owned(), LinkError::Broken),
        ("v1/p{\"f\":{\"\":\"\"}}".to_owned(), LinkError::Broken),
        ("v1/p{\"f\":{\"a\":\"\",\"a/b\":\"\"}}".to_owned(), LinkError::Broken),
        ("v1/p{\"d\":\"%ff\"}".to_owned(), LinkError::Broken),
        (packed(&" ".repeat(MAX_UNFOLDED + 1)), LinkError::TooLarge),
        (packed(&format!("{{\"f\":{{{}}}}}", deep_paths.join(","))), LinkError::TooLarge),
        (format!("v1/p{}", "x".repeat(MAX_LINK)), LinkError::TooLarge),
        (format!("v1/p{{\"f\":{{{}}}}}", many.join(",")), LinkError::TooLarge),
    ];
    for (fragment, error) in cases {
        let shown: String = fragment.chars().take(40).collect();
        assert!(decode(&fragment) == Err(error), "{shown}: not {error:?}");
    }
    assert_eq!((decode(""), decode("#")), (Ok(None), Ok(None)));
    assert_eq!(read("v1/dq1ZKUbJScgvy91UoTi5KLEnOUKoFAA)."), project("FROM scratch", &[]));
}

#[test]
fn what_could_not_be_read_back_is_not_written() {
    let large = project(&"\u{1}".repeat(MAX_UNFOLDED / 5), &[]);
    assert_eq!(Link::of(&large, "").encode(), Err(LinkError::TooLarge));
}

/// Any entry of a context.
fn entry() -> impl Strategy<Value = ContextFile> {
    let kind = prop_oneof![
        any::<String>().prop_map(|text| ContextFile::text(&text).kind),
        prop::collection::vec(any::<u8>(), 0..40)
            .prop_map(|bytes| ContextFileKind::File(Content::bytes(bytes))),
        (any::<u64>(), any::<u64>())
            .prop_map(|(size, id)| ContextFileKind::File(Content::known(size, Digest(id, !id)))),
        any::<String>().prop_map(|target| ContextFileKind::Symlink(target.into())),
        Just(ContextFileKind::Dir),
        Just(ContextFileKind::Fifo),
        Just(ContextFileKind::Other),
    ];
    (kind, 0u32..0o10000, any::<bool>()).prop_map(|(kind, mode, usual)| {
        let file = ContextFile { kind, ..ContextFile::text("") };
        let link = matches!(file.kind, ContextFileKind::Symlink(_));
        let dir = file.kind == ContextFileKind::Dir;
        file.with_mode(if link {
            0o777
        } else if !usual {
            mode
        } else if dir {
            0o755
        } else {
            0o644
        })
    })
}

prop_compose! {
    /// Any project; entries that its context cannot take are left out.
    fn any_project()(
        texts in (any::<String>(), any::<String>(), any::<String>(), any::<String>(), any::<String>()),
        (no_cache, pull) in any::<(bool, bool)>(),
        args in prop::collection::vec((any::<String>(), any::<String>()), 0..4),
        files in prop::collection::vec(("[ab.]{1,2}(/[aé ]{1,2}){0,3}", entry()), 0..8),
    ) -> Project {
        let (dockerfile, dockerfile_path, target, platform, run) = texts;
        let mut project = Project { dockerfile, dockerfile_path, run, ..Project::default() };
        let options = &mut project.options;
        options.target = target;
        options.platform = platform;
        options.no_cache = no_cache;
        options.pull = pull;
        options.no_cache_filter = args.iter().map(|(name, _)| name.clone()).collect();
        options.labels = args.iter().cloned().collect();
        options.contexts = args.iter().cloned().collect();
        options.build_args = args.clone();
        project.images = args.into_iter().collect();
        for (path, file) in files {
            let _ = project.context.set(&path, file);
        }
        project
    }
}

proptest! {
    #[test]
    fn every_project_comes_back(whole in any_project()) {
        let link = Link::of(&whole, "stages");
        for fragment in [link.encode().unwrap(), link.encode_plain()] {
            let opened = decode(&fragment).unwrap().unwrap();
            prop_assert_eq!(&opened.panel, "stages");
            prop_assert_eq!(opened.project(Project::default()), whole.clone());
        }
    }

    #[test]
    fn every_change_of_anything_comes_back(
        start in any_project(), whole in any_project(), beside in prop::option::of(any_project()), which in 0usize..8,
    ) {
        let example = examples()[which % examples().len()];
        for (base, start) in [(Base::Example("any".into()), start), (Base::Example(example.name.into()), example.project())] {
            let link = Link::from_base(base.clone(), &start, &whole, "").beside(&whole, beside.as_ref());
            for fragment in [link.encode().unwrap(), link.encode_plain()] {
                let opened = decode(&fragment).unwrap().unwrap();
                prop_assert_eq!(&opened.base, &base);
                prop_assert_eq!(opened.project(start.clone()), whole.clone());
                prop_assert_eq!(opened.before(&whole), beside.clone());
            }
        }
    }

    #[test]
    fn no_fragment_panics(fragment in any::<String>(), tail in "[A-Za-z0-9_-]{0,80}", json in "[\\[\\]{}\",:0-9a-z\\\\ ]{0,60}") {
        let _ = decode(&fragment);
        for start in ["v1/d", "v1/e=", "v1/e=a/d"] {
            let _ = decode(&format!("{start}{tail}"));
        }
        let _ = decode(&format!("v1/p{json}"));
        let _ = decode(&format!("v1/p{{\"f\":{{\"a\":{json}}}}}"));
    }

    #[test]
    fn a_cut_link_is_told(whole in any_project(), cut in 0.0f64..1.0) {
        let fragment = encode(&whole);
        let at = 4 + ((fragment.len() - 4) as f64 * cut) as usize;
        if let Ok(opened) = decode(&fragment[..at]) {
            // Cut inside of the last byte, whose lowest bits are padding.
            prop_assert_eq!(opened.unwrap().project(Project::default()), whole);
        }
    }
}

#[test]
fn the_fragment_of_an_address_is_behind_its_mark() {
    assert_eq!(fragment("https://example.org/#v1/e=python"), "v1/e=python");
    assert_eq!(fragment("v1/e=python"), "v1/e=python");
    assert_eq!(fragment("https://example.org/"), "");
}
