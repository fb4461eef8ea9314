//! Formatting a Dockerfile does not change its plan.

use std::path::Path;
use std::rc::Rc;

use drydock_plan::{BaseImage, Images, Op, Options, Platform, plan};
use drydock_syntax::{format, parse, read};
use serde_json::Value;

struct Everything;

impl Images for Everything {
    fn image(&self, _: &str, platform: &Platform) -> Result<Rc<BaseImage>, String> {
        let image = drydock_plan::Image { platform: platform.clone(), ..Default::default() };
        Ok(Rc::new(BaseImage { image: Rc::new(image), ..Default::default() }))
    }
}

/// All that a plan says, but for places and for white space and case in texts that show the source.
fn said(text: &str) -> Vec<String> {
    let tree = parse(text);
    let file = read(&tree);
    let plan = plan(&tree, &file, &Options { labs: true, ..Options::default() }, &Everything);
    let mut said: Vec<String> = plan.ops.iter().map(op).collect();
    said.push(format!("{:?} {:?} {:?}", plan.target, plan.output, plan.resolved));
    said.push(format!("{:?}", plan.image.map(|image| image.image())));
    for stage in &plan.stages {
        said.push(format!("{:?} {:?} {:?} {:?}", stage.name, stage.doc, stage.reachable, stage.platform));
    }
    let diagnostics = tree.diagnostics.iter().chain(&file.diagnostics).chain(&plan.diagnostics);
    for error in diagnostics.filter(|diagnostic| diagnostic.is_error()) {
        let message = &error.message;
        let message = match message.strip_prefix("dockerfile parse error on line ") {
            Some(after) => after.split_once(": ").map_or(after, |(_, message)| message),
            None => message,
        };
        said.push(shown(message));
    }
    said
}

fn op(op: &Op) -> String {
    format!("{:?} {:?} {:?} {:?} {}", op.kind, op.inputs, op.platform, op.ignore_cache, shown(&op.name))
}

fn shown(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}

#[test]
fn the_plan_of_every_recorded_dockerfile_stays() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/cases/frontend");
    let mut count = 0;
    for entry in folder.read_dir().expect("the recorded cases") {
        let path = entry.expect("a file").path();
        if path.extension().is_none_or(|ending| ending != "jsonl") {
            continue;
        }
        for line in std::fs::read_to_string(&path).expect("a text").lines() {
            let case: Value = serde_json::from_str(line).expect("a line of JSON");
            if let Some(text) = case.pointer("/request/dockerfile").and_then(Value::as_str) {
                let formatted = format(text);
                assert_eq!(said(&formatted), said(text), "{} became {formatted:?}", case["name"]);
                assert_eq!(format(&formatted), formatted, "{}", case["name"]);
                count += 1;
            }
        }
    }
    assert!(count > 1000, "{count} cases");
}
