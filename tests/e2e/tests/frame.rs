//! The editor comes first: what is typed before the program and the evaluator are there is kept, and evaluated then.

use drydock_e2e::{OwnPage, Page, is_packed, journey, path_of};
use serde_json::json;
use thirtyfour::prelude::*;

/// What the page needs beyond the editor; held back by the server.
const PROGRAM: [&str; 2] = ["page", "evaluator"];
/// Most bytes, packed, that the page may need before one can type.
const FIRST_INTERACTION: usize = 300_000;

/// Opens the site with the program held back, and waits for the editor alone.
async fn open_held(page: &Page, rest: &str) {
    hold(page).await;
    page.go(&format!("{}{rest}", page.site())).await;
    page.find("textbox", "Dockerfile").await;
}

/// Holds the program back, also where the browser has kept it.
async fn hold(page: &Page) {
    page.cdp("Network.enable", json!({})).await;
    page.cdp("Network.setBypassServiceWorker", json!({"bypass": true})).await;
    page.cdp("Network.setCacheDisabled", json!({"cacheDisabled": true})).await;
    page.hold(&PROGRAM);
}

/// Lets the program come, and waits until it has evaluated what the editor holds.
async fn let_come(page: &Page) {
    PROGRAM.iter().for_each(|part| page.release(part));
    page.find("tab", "Problems").await;
    page.settle().await;
}

/// Presses keys wherever the focus is, as a person does who does not look away from the text.
async fn press(page: &Page, keys: impl Into<thirtyfour::TypingData>) {
    page.focused().await.send_keys(keys).await.expect("it takes keys");
}

async fn text(page: &Page) -> String {
    let script = "return [...document.querySelector('[role=textbox]').querySelectorAll('.cm-line')].map((line) => line.innerText.replace(/\\n$/, '')).join('\\n')";
    page.script(script, vec![]).await.as_str().expect("a text").to_owned()
}

#[test]
fn one_types_before_the_program_is_there() {
    journey("frame-typed", |page| async move {
        page.watch_policy().await;
        let watch = "self.shifts = [];
            new PerformanceObserver((list) => list.getEntries().forEach((entry) => self.shifts.push(...entry.sources.filter(({ node }) => !node?.matches?.('.cm-cursor')).map(({ node }) => node?.outerHTML)))).observe({ type: 'layout-shift', buffered: true });";
        page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": watch })).await;
        open_held(&page, "").await;
        page.find("textbox", "Dockerfile").await.click().await.expect("it takes the focus");
        press(&page, Key::Control + Key::End).await;
        press(&page, "LABEL typed=early").await;
        assert!(text(&page).await.ends_with("LABEL typed=early"), "{}", text(&page).await);
        // All that was sent until now is all that typing needs.
        let needed = page.requests();
        let bytes: usize = needed.iter().map(|(_, bytes)| bytes).sum();
        println!("{bytes} bytes until one can type: {needed:?}");
        assert!(bytes <= FIRST_INTERACTION || !is_packed(), "{needed:?}");
        let place = "const { x, y, width } = document.querySelector('.cm-content').getBoundingClientRect(); return [x, y, width]";
        let before = page.script(place, vec![]).await;
        press(&page, Key::Home + "").await;
        page.script("self.shifts = []", vec![]).await;
        // The program without the evaluator changes nothing of the text yet.
        page.hold(&["evaluator-worker"]);
        PROGRAM.iter().for_each(|part| page.release(part));
        page.find("tab", "Problems").await;
        assert_eq!(page.script(place, vec![]).await, before, "the text has not moved");
        assert_eq!(page.script("return self.shifts", vec![]).await, json!([]));
        page.release("evaluator-worker");
        page.settle().await;
        // The focus, the caret and the way back are as they were.
        press(&page, "LABEL and=here\n").await;
        page.settle().await;
        assert!(text(&page).await.ends_with("LABEL and=here\nLABEL typed=early"), "{}", text(&page).await);
        page.show("Image").await;
        page.sees("early").await;
        page.find("textbox", "Dockerfile").await.click().await.expect("it takes the focus");
        for _ in 0..3 {
            press(&page, Key::Control + "z").await;
        }
        page.settle().await;
        assert!(!text(&page).await.contains("LABEL"), "{}", text(&page).await);
        assert_eq!(page.refused().await, json!([]));
    });
}

#[test]
fn a_link_and_a_draft_show_their_text_at_once() {
    journey("frame-links", |page| async move {
        page.open("#v1/e=python").await;
        page.paste("FROM alpine AS é🐳\nCOPY app.py /\n").await;
        page.until("return location.hash.includes('/d')").await;
        let link = page.address().await;
        let fragment = link.split_once('#').expect("there is one").1.to_owned();
        let draft = page.until("return localStorage['drydock/drafts']?.split('\\t')[0]").await;
        assert_eq!(draft, json!(fragment));
        page.go("/nothing").await;
        for rest in [
            format!("#{fragment}"),
            String::new(),
            "#v1/p%7B%22d%22%3A%22FROM%20alpine%20AS%20%C3%A9%F0%9F%90%B3%22%7D".to_owned(),
        ] {
            open_held(&page, &rest).await;
            assert!(text(&page).await.starts_with("FROM alpine AS é🐳"), "{rest}");
            let_come(&page).await;
            assert!(text(&page).await.starts_with("FROM alpine AS é🐳"), "{rest}");
            page.go("/nothing").await;
        }
        // Where the shell cannot tell the text, it shows none.
        hold(&page).await;
        page.go(&format!("{}#v1/e=python", page.site())).await;
        page.until("return document.readyState === 'complete' && !document.querySelector('[role=textbox]')")
            .await;
        let_come(&page).await;
        page.sees("FROM python").await;
    });
}

#[test]
fn what_was_typed_is_a_draft_when_the_page_is_left_before() {
    journey("frame-left", |page| async move {
        open_held(&page, "#v1/p%7B%22d%22%3A%22FROM%20scratch%22%2C%22f%22%3A%7B%22a.txt%22%3A%221%22%7D%7D")
            .await;
        page.find("textbox", "Dockerfile").await.click().await.expect("it takes the focus");
        press(&page, Key::Control + Key::End).await;
        press(&page, "\nCOPY a.txt /").await;
        page.go("/nothing").await;
        open_held(&page, "").await;
        assert!(text(&page).await.ends_with("COPY a.txt /"), "{}", text(&page).await);
        let_come(&page).await;
        page.find("treeitem", "a.txt").await;
        assert!(text(&page).await.contains("\nCOPY a.txt /"), "{}", text(&page).await);
    });
}

#[test]
fn an_embedded_page_can_be_typed_into_as_well() {
    journey("frame-embed", |page| async move {
        hold(&page).await;
        page.go(&format!("{}embed.html?panes=editor#v1/p%7B%22d%22%3A%22FROM%20scratch%22%7D", page.site()))
            .await;
        page.find("textbox", "Dockerfile").await.click().await.expect("it takes the focus");
        press(&page, Key::Control + Key::End).await;
        press(&page, " AS early").await;
        PROGRAM.iter().for_each(|part| page.release(part));
        page.find("button", "Open in Drydock").await;
        page.settle().await;
        assert_eq!(text(&page).await, "FROM scratch AS early");
        assert_eq!(page.script("return localStorage.length", vec![]).await, json!(0));
        // What is only to be read cannot be typed into before either.
        hold(&page).await;
        page.go(&format!(
            "{}embed.html?panes=editor&mode=view#v1/p%7B%22d%22%3A%22FROM%20scratch%22%7D",
            page.site()
        ))
        .await;
        page.find("textbox", "Dockerfile").await.click().await.expect("it takes the focus");
        press(&page, "X").await;
        assert_eq!(text(&page).await, "FROM scratch");
    });
}

#[test]
fn a_program_that_does_not_come_is_told() {
    journey("frame-fails", |page| async move {
        let path = path_of("page_bg", ".wasm");
        page.publish(OwnPage { path, status: "503 Service Unavailable".into(), ..OwnPage::default() });
        page.go(page.site()).await;
        page.find("alert", "Drydock does not start here").await;
        page.find("textbox", "Dockerfile").await.click().await.expect("it takes the focus");
        press(&page, Key::Control + Key::End).await;
        press(&page, "LABEL typed=early").await;
        assert!(text(&page).await.ends_with("LABEL typed=early"), "{}", text(&page).await);
    });
}
