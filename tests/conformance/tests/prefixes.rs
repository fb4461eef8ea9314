//! Prefixes of every recorded Dockerfile, and lines of all of them in any order, are planned and checked without a panic.

use std::path::Path;

use drydock_conformance::{Kind, load};
use drydock_plan::{Images, Options, plan};
use drydock_syntax::{parse, read};

struct AnyImage;

impl Images for AnyImage {
    fn image(
        &self,
        reference: &str,
        platform: &drydock_plan::Platform,
    ) -> Result<std::rc::Rc<drydock_plan::BaseImage>, String> {
        if reference.contains("missing") {
            return Err("not found".to_owned());
        }
        let image = drydock_plan::Image { platform: platform.clone(), ..Default::default() };
        Ok(std::rc::Rc::new(drydock_plan::BaseImage { image: std::rc::Rc::new(image), ..Default::default() }))
    }
}

fn evaluates(text: &str) {
    let tree = parse(text);
    let file = read(&tree);
    for check in [false, true] {
        let options = Options { check, dockerignore: Some("a\n".to_owned()), ..Options::default() };
        let plan = plan(&tree, &file, &options, &AnyImage);
        assert_eq!(plan.stages.len(), file.stages.len());
        assert!(plan.output.is_some() == plan.diagnostics.is_empty() || text.is_empty());
        for stage in &plan.stages {
            let steps = file.stages[stage.index].instructions.len();
            assert!(stage.steps.iter().filter(|step| step.instruction.is_some()).count() == steps, "{text}");
        }
        let spans = plan.diagnostics.iter().map(|diagnostic| diagnostic.span);
        let found = drydock_lint::check(&drydock_lint::Input::new(&tree, &file, &plan));
        for span in spans.chain(found.iter().map(|found| found.span)) {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?} in {text}");
        }
        for fix in found.iter().flat_map(|found| &found.fixes) {
            assert!(drydock_source::apply_edits(text, &fix.edits).is_some(), "{text}");
        }
    }
}

#[test]
fn prefixes_evaluate() {
    let cases = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/frontend")).expect("readable cases");
    for case in cases.iter().filter(|case| matches!(case.kind, Ok(Kind::Build | Kind::Lint | Kind::Parse))) {
        let Some(text) = case.request.get("dockerfile").and_then(|text| text.as_str()) else { continue };
        let step = 1 + text.len() / 60;
        for (end, _) in text.char_indices().step_by(step) {
            evaluates(&text[..end]);
        }
        let mut lines: Vec<&str> = text.lines().collect();
        lines.reverse();
        evaluates(&lines.join("\n"));
    }
}

#[test]
fn shuffled_lines_evaluate() {
    let cases = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/frontend")).expect("readable cases");
    let texts = cases.iter().filter_map(|case| case.request.get("dockerfile")?.as_str());
    let lines: Vec<&str> = texts.flat_map(str::lines).collect();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let rounds = std::env::var("SHUFFLES").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(1_000);
    for _ in 0..rounds {
        let count = 1 + next() % 25;
        let mut text: String = (0..count).map(|_| format!("{}\n", lines[next() % lines.len()])).collect();
        if next() % 2 == 0 {
            text.insert_str(0, "FROM debian AS a\n");
        }
        evaluates(&text);
    }
}
