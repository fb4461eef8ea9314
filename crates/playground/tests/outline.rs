//! What the target takes from outside, as the evaluation lists it.

use drydock_playground::{BuildCache, Project, ProjectOptions, evaluate};

const DOCKERFILE: &str =
    "# V is the release\nARG V=12\nFROM debian:$V AS base\n# KIND of build\nARG KIND\nRUN x\n";

#[test]
fn the_target_lists_its_build_arguments() {
    let build_args = vec![("KIND".into(), "debug".into())];
    let options = ProjectOptions { build_args, ..ProjectOptions::default() };
    let project = Project { dockerfile: DOCKERFILE.into(), options, ..Project::default() };
    let arguments = evaluate(&project, &BuildCache::default()).arguments;
    let told: Vec<_> =
        arguments.iter().map(|a| (a.name.as_str(), a.value.as_deref(), a.doc.as_str(), a.line)).collect();
    assert_eq!(told, [("V", Some("12"), "is the release", 2), ("KIND", Some("debug"), "of build", 5)]);
}
