use proptest::prelude::*;

use super::*;

fn project(dockerfile: &str, files: &[(&str, &str)]) -> Project {
    let mut project = Project { dockerfile: dockerfile.into(), ..Project::default() };
    for (path, text) in files {
        project.context.set_text(path, text).unwrap();
    }
    project
}

fn read(fragment: &str) -> Project {
    match decode(fragment) {
        Ok(Some(Link::Project(project, _))) => *project,
        other => panic!("{fragment}: {other:?}"),
    }
}

#[test]
fn only_what_differs_is_written() {
    assert_eq!(to_json(&Project::default(), ""), "{}");
    assert_eq!(
        to_json(&project("FROM a", &[("b/c", "d")]), "run"),
        r#"{"d":"FROM a","f":{"b/c":"d"},"w":"run"}"#
    );
}

/// Links that were given to people: they open for ever.
#[test]
fn old_links_open() {
    let opened =
        read("#v1/p%7B%22d%22:%22FROM%20scratch%5Cn%22,%22f%22:%7B%22a%22:%22x%22%7D,%22later%22:[1,{}]}");
    assert_eq!(opened, project("FROM scratch\n", &[("a", "x")]));
    assert_eq!(read("v1/dq1ZKUbJScgvy91UoTi5KLEnOUKoFAA"), project("FROM scratch", &[]));
    assert_eq!(decode("#v1/e=go&w=run"), Ok(Some(Link::Example("go".into(), "run".into()))));
    assert_eq!(decode(""), Ok(None));
    assert_eq!(decode("#"), Ok(None));
}

#[test]
fn modes_links_bytes_and_directories_come_back() {
    let mut whole = project("FROM a", &[("entry.sh", "exec")]);
    let context = &mut whole.context;
    context.set("entry.sh", ContextFile::text("exec").with_mode(0o755)).unwrap();
    context.set("logo", ContextFile::new(Content::bytes(vec![0u8, 255, 7]))).unwrap();
    context.set("now", ContextFile::symlink("entry.sh")).unwrap();
    context.set("empty/dir", ContextFile::dir()).unwrap();
    assert_eq!(read(&encode(&whole, "")), whole);
}

#[test]
fn hostile_links_are_refused() {
    let bomb = miniz_oxide::deflate::compress_to_vec(&vec![b' '; MAX_UNFOLDED + 1], 9);
    let cases = [
        ("v2/dAAAA".to_owned(), LinkError::Unknown),
        ("hello".to_owned(), LinkError::Unknown),
        ("v1/x".to_owned(), LinkError::Unknown),
        ("v1/d".to_owned(), LinkError::Broken),
        ("v1/d!!!".to_owned(), LinkError::Broken),
        ("v1/p%7B%22d%22".to_owned(), LinkError::Broken),
        ("v1/p%7B%7Dx".to_owned(), LinkError::Broken),
        ("v1/p{\"f\":{\"\":\"\"}}".to_owned(), LinkError::Broken),
        ("v1/p{\"d\":\"%ff\"}".to_owned(), LinkError::Broken),
        (format!("v1/d{}", base64::encode(&bomb)), LinkError::TooLarge),
        (format!("v1/p{}", "x".repeat(MAX_LINK)), LinkError::TooLarge),
    ];
    for (fragment, error) in cases {
        let shown: String = fragment.chars().take(40).collect();
        assert_eq!(decode(&fragment), Err(error), "{shown}");
    }
    let many: Vec<String> = (0..=MAX_FILES).map(|i| format!("\"f{i}\":\"\"")).collect();
    let many = format!("v1/p{{\"f\":{{{}}}}}", many.join(","));
    assert_eq!(decode(&many), Err(LinkError::TooLarge));
}

proptest! {
    #[test]
    fn every_project_comes_back(
        dockerfile in any::<String>(), target in any::<String>(), run in any::<String>(), no_cache in any::<bool>(), pull in any::<bool>(),
        args in prop::collection::vec((any::<String>(), any::<String>()), 0..4),
        files in prop::collection::btree_map("[a-zé ]{1,4}", any::<String>(), 0..5),
    ) {
        let mut whole = Project { dockerfile, run, ..Project::default() };
        whole.options.target = target;
        whole.options.no_cache = no_cache;
        whole.options.pull = pull;
        whole.options.no_cache_filter = args.iter().map(|(name, _)| name.clone()).collect();
        whole.options.labels = args.iter().cloned().collect();
        whole.options.contexts = args.iter().cloned().collect();
        whole.options.build_args = args;
        for (path, text) in &files {
            whole.context.set_text(path, text).unwrap();
        }
        prop_assert_eq!(decode(&encode(&whole, "stages")), Ok(Some(Link::Project(Box::new(whole), "stages".into()))));
    }

    #[test]
    fn no_fragment_panics(fragment in any::<String>(), tail in "[A-Za-z0-9_-]{0,80}", json in "[\\[\\]{}\",:0-9a-z\\\\ ]{0,60}") {
        let _ = decode(&fragment);
        let _ = decode(&format!("v1/d{tail}"));
        let _ = decode(&format!("v1/p{json}"));
    }
}
