//! The calls that JavaScript makes, in a browser.
#![cfg(target_arch = "wasm32")]

use drydock_wasm::{Builder, JsProject, evaluate};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen(inline_js = "
export function project(copied) {
  return { dockerfile: 'FROM scratch AS one\\nCOPY a.txt /a\\nENV N=1\\n', files: { 'a.txt': copied } };
}
export function stages(evaluation) { return evaluation.stages.map(stage => stage.name).join(); }
export function verdicts(evaluation) {
  return evaluation.stages[0].steps.map(step => step.verdict).filter(verdict => verdict !== 'none').join();
}
export function broken() { return { dockerfile: 7 }; }
")]
extern "C" {
    fn project(copied: &str) -> JsProject;
    fn stages(evaluation: &JsValue) -> String;
    fn verdicts(evaluation: &JsValue) -> String;
    fn broken() -> JsProject;
}

fn value(result: Result<drydock_wasm::JsEvaluation, JsError>) -> JsValue {
    match result {
        Ok(evaluation) => evaluation.into(),
        Err(error) => panic!("{:?}", JsValue::from(error)),
    }
}

#[wasm_bindgen_test]
fn an_evaluation_is_plain_objects() {
    assert_eq!(stages(&value(evaluate(project("1")))), "one");
}

#[wasm_bindgen_test]
fn a_builder_remembers_its_builds() {
    let mut builder = Builder::new();
    assert_eq!(verdicts(&value(builder.evaluate(project("1")))), "runs");
    assert!(builder.build(project("1")).is_ok());
    assert_eq!(verdicts(&value(builder.evaluate(project("1")))), "cached");
    assert_eq!(verdicts(&value(builder.evaluate(project("2")))), "runs");
    builder.prune();
    assert_eq!(verdicts(&value(builder.evaluate(project("1")))), "runs");
}

#[wasm_bindgen_test]
fn what_is_no_project_is_an_error() {
    assert!(evaluate(broken()).is_err());
}
