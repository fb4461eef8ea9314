//! Help where one is: what a word of the Dockerfile means, and the sheet with the keys.

use drydock_e2e::{Page, journey};
use serde_json::json;
use thirtyfour::prelude::*;

const DOCKERFILE: &str =
    "FROM alpine:3.22 AS base\nENV MODE=fast\nRUN --network=none echo $MODE\nCMD [\"true\"]\n";

/// The middle of the first place of the editor that shows `word`, in pixels of the window.
async fn place_of(page: &Page, word: &str) -> (i64, i64) {
    let script = "const walker = document.createTreeWalker(document.querySelector('[role=textbox][aria-label=Dockerfile]'), NodeFilter.SHOW_TEXT);
        for (let node; (node = walker.nextNode()); ) {
          const at = node.data.indexOf(arguments[0]);
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(node, at);
          range.setEnd(node, at + arguments[0].length);
          const box = range.getBoundingClientRect();
          return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
        }
        return null;";
    let place = page.script(script, vec![json!(word)]).await;
    let part = |at: usize| place[at].as_i64().unwrap_or_else(|| panic!("no {word:?} in the editor"));
    (part(0), part(1))
}

/// Points at `word` as a hand does, which never stands quite still.
async fn point_at(page: &Page, word: &str) {
    let (x, y) = place_of(page, word).await;
    for step in [8, 3, 1, 0] {
        let moved = json!({ "type": "mouseMoved", "x": x - step, "y": y });
        page.cdp("Input.dispatchMouseEvent", moved).await;
    }
}

/// What the card beside the pointer or the caret says, once there is one.
async fn card(page: &Page) -> String {
    let text = page.until("return document.querySelector('.cm-tooltip .hover')?.textContent").await;
    text.as_str().unwrap_or_default().to_owned()
}

#[test]
fn pointing_at_a_word_explains_it() {
    journey("help-pointer", |page| async move {
        page.open_project(DOCKERFILE, &[]).await;
        for (word, says) in
            [("alpine", "alpine"), ("--network", "network"), ("$MODE", "fast"), ("CMD", "CMD")]
        {
            point_at(&page, word).await;
            let said = card(&page).await;
            assert!(said.contains(says), "{word}: {said}");
            let away = json!({ "type": "mouseMoved", "x": 5, "y": 5 });
            page.cdp("Input.dispatchMouseEvent", away).await;
            page.until("return !document.querySelector('.cm-tooltip .hover')").await;
        }
    });
}

#[test]
fn f1_explains_what_stands_at_the_caret() {
    journey("help-key", |page| async move {
        page.open_project(DOCKERFILE, &[]).await;
        let editor = page.find("textbox", "Dockerfile").await;
        let (x, y) = place_of(&page, "ENV").await;
        for kind in ["mousePressed", "mouseReleased"] {
            let pressed = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            page.cdp("Input.dispatchMouseEvent", pressed).await;
        }
        editor.send_keys(Key::F1 + "").await.expect("it takes keys");
        let said = card(&page).await;
        assert!(said.contains("ENV"), "{said}");
        page.press(Key::Escape + "").await;
        page.until("return !document.querySelector('.cm-tooltip .hover')").await;
        // The words are told to screen readers as well.
        page.until("return [...document.querySelectorAll('.cm-announced')].some((said) => said.textContent.includes('ENV'))").await;
    });
}

#[test]
fn a_question_mark_opens_the_help_outside_of_the_editor() {
    journey("help-sheet", |page| async move {
        page.open_project(DOCKERFILE, &[]).await;
        let editor = page.find("textbox", "Dockerfile").await;
        page.press_control("a").await;
        editor.send_keys("?").await.expect("it takes keys");
        page.settle().await;
        assert!(page.text().await.contains('?'));
        page.until("return !document.querySelector('dialog')").await;
        // Out of the editor by keyboard alone, as the help tells.
        page.press(Key::Escape + "").await;
        page.press(Key::Tab + "").await;
        let inside = page.script("return !!document.activeElement.closest('[role=textbox]')", vec![]).await;
        assert_eq!(inside, json!(false));
        page.press("?").await;
        page.sees("leaves the editor; Tab alone indents").await;
        page.press(Key::Escape + "").await;
        page.until("return !document.querySelector('dialog')").await;
        page.click("button", "Help").await;
        page.find("heading", "Signs beside a line").await;
        assert_eq!(page.script("return document.title", vec![]).await, json!("Help · Drydock"));
    });
}

#[test]
fn the_title_tells_what_is_open() {
    journey("help-titles", |page| async move {
        page.open("#v1/e=python").await;
        page.until("return document.title === 'python · Drydock'").await;
        page.paste("FROM alpine:3.22\nRUN echo 1\n").await;
        page.until("return document.title === 'python, changed · Drydock'").await;
        page.paste("FROM alpine:3.22\nCOPY nosuch /\n").await;
        page.until("return document.title === '✕ python, changed · Drydock'").await;
        page.open_project("FROM busybox:1.37\n", &[]).await;
        page.until("return document.title === 'Dockerfile from busybox:1.37 · Drydock'").await;
        page.open("#v1/g=rm-later").await;
        page.until("return document.title === 'Deleting in a later RUN · Drydock'").await;
        page.go_hash("#v1/r=DL3059").await;
        page.until("return document.title === 'DL3059 · Drydock'").await;
    });
}

#[test]
fn what_cannot_be_stored_is_told_once() {
    journey("help-storage", |page| async move {
        page.open_project("FROM alpine:3.22\n", &[]).await;
        page.script("Storage.prototype.setItem = () => { throw new Error('full') }", vec![]).await;
        page.paste("FROM alpine:3.22\nRUN echo 1\n").await;
        page.sees("This browser stores no drafts").await;
        page.click("button", "Dismiss").await;
        page.paste("FROM alpine:3.22\nRUN echo 2\n").await;
        tokio::time::sleep(std::time::Duration::from_millis(900)).await;
        assert!(!page.text().await.contains("stores no drafts"), "it is told twice");
    });
}

#[test]
fn paper_has_the_dockerfile_and_the_panel_without_what_one_presses() {
    journey("help-print", |page| async move {
        let long: String = (0..80).map(|at| format!("RUN echo line {at}\n")).collect();
        page.open_project(&format!("FROM alpine:3.22\n{long}"), &[]).await;
        page.script("dispatchEvent(new Event('beforeprint'))", vec![]).await;
        page.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        let text = page.text().await;
        let rows = text.matches("echo line 79").count();
        assert!(rows >= 2, "the Dockerfile and its step, but {rows}");
        assert!(!text.contains("Add file") && !text.contains("Podman"), "{text}");
        let cut = "const panel = document.querySelector('[role=tabpanel][aria-label=Build]'); return panel.scrollHeight > panel.clientHeight + 1";
        assert_eq!(page.script(cut, vec![]).await, json!(false));
        let pdf = page.cdp("Page.printToPDF", json!({})).await;
        assert!(pdf["data"].as_str().is_some_and(|data| data.len() > 10_000));
        page.cdp("Emulation.setEmulatedMedia", json!({ "media": "" })).await;
        page.go_hash("#v1/r=DL3059").await;
        page.sees("DL3059 finds nothing here").await;
        page.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        let text = page.text().await;
        assert!(text.contains("A RUN follows a RUN") && !text.contains("echo line 79"), "{text}");
        assert!(!text.contains("Filter the rules") && !text.contains("Close"), "{text}");
    });
}
