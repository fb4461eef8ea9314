//! The evaluator runs in whatever way the browser allows; when it fails, the page says so, keeps the text and begins
//! with a new one.

use drydock_e2e::{OwnPage, Page, dist, journey, path_of, script};
use serde_json::json;

/// Lets every document from now on begin with `source`.
async fn prepare(page: &Page, source: &str) {
    page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
}

/// Opens a project and sees it evaluated, before and after a change.
async fn evaluates(page: &Page) {
    page.open_project("FROM alpine AS first\n", &[]).await;
    page.sees("1 stage").await;
    page.paste("FROM alpine AS first\nFROM first AS second\nRUN echo hi\n").await;
    page.sees("2 stages").await;
}

#[test]
fn a_worker_may_be_refused_by_address() {
    journey("evaluator-blob", |page| async move {
        let source = "self.made = [];
            const Real = Worker;
            self.Worker = class extends Real {
              constructor(address) {
                if (!String(address).startsWith('blob:')) throw new DOMException('refused', 'SecurityError');
                super(address);
                self.made.push(String(address).slice(0, 5));
              }
            };";
        prepare(&page, source).await;
        evaluates(&page).await;
        assert_eq!(page.script("return self.made", vec![]).await, json!(["blob:"]));
    });
}

#[test]
fn without_workers_the_page_evaluates_itself() {
    journey("evaluator-page", |page| async move {
        prepare(
            &page,
            "self.Worker = class { constructor() { throw new DOMException('refused', 'SecurityError') } };",
        )
        .await;
        evaluates(&page).await;
        page.click("button", "Build").await;
        page.sees("Everything comes from the cache").await;
    });
}

#[test]
fn a_script_that_does_not_load_is_told_and_asked_for_again() {
    journey("evaluator-missing", |page| async move {
        let path = path_of("evaluator-worker-", ".js");
        let whole = std::fs::read_to_string(dist().join(&path[1..])).expect("it is built");
        page.publish(OwnPage {
            path: path.clone(),
            status: "503 Service Unavailable".into(),
            ..OwnPage::default()
        });
        page.go(&format!("{}#v1/p%7B%22d%22%3A%22FROM%20alpine%22%7D", page.site())).await;
        page.sees(FAILED).await;
        page.publish(script(&path, whole));
        page.paste("FROM alpine AS again\nRUN echo hi\n").await;
        page.sees("2 instructions").await;
    });
}

/// What the notice says of an evaluator that failed.
const FAILED: &str = "The evaluator stopped";

/// Put before the script of the worker: a module that traps, or never comes back, at requests with these words.
const FAILING: &str = r#"
{
  const Real = WebAssembly.Instance;
  WebAssembly.Instance = function (module, imports) {
    const { exports } = new Real(module, imports);
    const session_answer = (...args) => {
      const words = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, args.at(-2), args.at(-1)));
      while (words.includes("hang here"));
      if (words.includes("trap here")) throw new WebAssembly.RuntimeError("unreachable");
      return exports.session_answer(...args);
    };
    return { exports: { ...exports, session_answer } };
  };
}
"#;

/// Opens a project that is built, and writes `words` at which the evaluator fails; what follows is evaluated anew.
async fn fails_and_goes_on(page: &Page, words: &str, why: &str) {
    let path = path_of("evaluator-worker-", ".js");
    let whole = std::fs::read_to_string(dist().join(&path[1..])).expect("it is built");
    page.publish(script(&path, format!("{FAILING}{whole}")));
    let text = "FROM alpine AS kept\nRUN echo hi\n";
    page.open_project(text, &[]).await;
    page.click("button", "Build").await;
    page.sees("Everything comes from the cache").await;
    page.paste(&format!("{text}# {words}\n")).await;
    page.sees(FAILED).await;
    page.sees(why).await;
    // One goes on typing, and what was built is still in the cache.
    page.is_alive().await;
    assert!(page.text().await.contains(words));
    page.paste(&format!("{text}RUN echo more\n")).await;
    page.sees("3 instructions").await;
    page.sees("1 of 2 steps run").await;
}

#[test]
fn a_trap_ends_the_evaluator_and_not_the_page() {
    journey(
        "evaluator-trap",
        |page| async move { fails_and_goes_on(&page, "trap here", "unreachable").await },
    );
}

#[test]
fn an_evaluator_that_hangs_is_let_go() {
    journey("evaluator-hang", |page| async move {
        fails_and_goes_on(&page, "hang here", "it did not answer").await
    });
}
