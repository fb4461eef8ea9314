//! An image made smaller by what the page advises, and the way back.

use drydock_e2e::{Page, journey};
use serde_json::json;
use thirtyfour::prelude::*;

/// A megabyte that is written twice and deleted too late, a package cache that stays, and words in lower case.
const DOCKERFILE: &str = "from debian:12-slim\n\
    RUN apt-get update\n\
    RUN apt-get install -y nginx\n\
    RUN truncate -s 5000000 /big\n\
    RUN rm /big\n\
    CMD nginx -g 'daemon off;'\n";

async fn dockerfile(page: &Page) -> String {
    let lines = "return [...document.querySelectorAll('[role=textbox][aria-label=Dockerfile] .cm-line')].map((line) => line.innerText.trim()).join('\\n')";
    page.script(lines, vec![]).await.as_str().unwrap_or_default().to_owned()
}

/// Bytes of the image that the Build panel shows, as it writes them.
async fn image_size(page: &Page) -> String {
    page.show("Build").await;
    page.settle().await;
    let figure = "const term = [...document.querySelectorAll('[role=tabpanel] dt')].find((term) => term.innerText === 'Image');
        return term?.nextElementSibling.innerText ?? ''";
    page.script(figure, vec![]).await.as_str().unwrap_or_default().to_owned()
}

#[test]
fn all_safe_fixes_shrink_the_image_and_one_undo_takes_them_back() {
    journey("fixes-all", |page| async move {
        page.open_project(DOCKERFILE, &[]).await;
        let before = dockerfile(&page).await;
        let size = image_size(&page).await;
        page.show("Problems").await;
        let button = page.find("button", "safe fixes").await;
        let title = button.text().await.expect("it has a text");
        assert!(title.contains("saves about") && title.contains("MB"), "{title}");
        button.click().await.expect("it can be pressed");
        page.sees("fixes made. This saves about").await;
        page.settle().await;
        let mended = dockerfile(&page).await;
        assert!(mended.starts_with("FROM debian:12-slim"), "{mended}");
        assert!(mended.contains("apt-get update && apt-get install"), "{mended}");
        let smaller = image_size(&page).await;
        assert_ne!(smaller, size);
        page.show("Problems").await;
        page.until("return !document.body.innerText.includes('safe fix')").await;
        // One press of the editor's undo takes all of it back, and so does the button.
        page.find("textbox", "Dockerfile").await.click().await.expect("it takes the focus");
        page.press_control("z").await;
        assert_eq!(dockerfile(&page).await, before);
        page.press_control("y").await;
        assert_eq!(dockerfile(&page).await, mended);
        page.click("button", "Undo").await;
        page.settle().await;
        assert_eq!(dockerfile(&page).await, before);
        assert_eq!(image_size(&page).await, size);
    });
}

#[test]
fn each_fix_says_what_it_saves_and_saves_it() {
    journey("fixes-one", |page| async move {
        page.open_project("FROM alpine:3.22\nRUN truncate -s 5000000 /big\nRUN rm /big\n", &[]).await;
        page.show("Problems").await;
        page.sees("saves about 5 MB").await;
        page.click("button", "Join it with the RUN of line 2 · saves about 5 MB").await;
        page.settle().await;
        assert!(dockerfile(&page).await.contains("&& rm /big"));
        page.show("Problems").await;
        page.until("return !document.body.innerText.includes('DeletedTooLate')").await;
    });
}

#[test]
fn a_fix_reaches_the_ignore_file_as_well() {
    journey("fixes-ignore", |page| async move {
        let files = [(".env", "PASSWORD=1\n"), ("app.py", "print(1)\n")];
        page.open_project(
            "FROM python:3.13-slim\nWORKDIR /app\nCOPY . .\nCMD [\"python\", \"app.py\"]\n",
            &files,
        )
        .await;
        page.show("Problems").await;
        page.sees("SecretFileCopied").await;
        page.click("button", ".dockerignore").await;
        page.settle().await;
        page.find("treeitem", ".dockerignore").await;
    });
}

#[test]
fn advice_makes_the_image_smaller() {
    journey("fixes-advice", |page| async move {
        let files = [("app.py", "print(1)\n"), ("requirements.txt", "flask\n")];
        let dockerfile_text = "FROM python:3.12\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY app.py .\nCMD [\"python\", \"app.py\"]\n";
        page.open_project(dockerfile_text, &files).await;
        let size = image_size(&page).await;
        assert!(size.contains("GB"), "{size}");
        page.show("Problems").await;
        page.click("button", "Look for savings").await;
        page.sees("Removes ").await;
        page.click("button", "slim").await;
        page.settle().await;
        assert!(dockerfile(&page).await.contains("FROM python:3.12-slim"));
        let smaller = image_size(&page).await;
        assert!(smaller.contains("MB"), "{smaller}");
    });
}

#[test]
fn a_squiggle_mends_what_it_marks_by_key() {
    journey("fixes-editor", |page| async move {
        page.open_project("FROM alpine:3.22\nRUN truncate -s 5000000 /big\nRUN rm /big\n", &[]).await;
        let editor = page.find("textbox", "Dockerfile").await;
        editor.click().await.expect("it takes the focus");
        page.press(Key::Control + Key::Home).await;
        // To the finding, whose card has the button.
        page.press(Key::F8 + "").await;
        page.until("return document.querySelector('.cm-tooltip .cm-diagnosticAction')").await;
        let pressed = "const action = [...document.querySelectorAll('.cm-tooltip .cm-diagnosticAction')].find((action) => action.textContent.includes('Join'));
            action?.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
            action?.click();
            return !!action";
        assert_eq!(page.script(pressed, vec![]).await, json!(true));
        page.settle().await;
        assert!(dockerfile(&page).await.contains("&& rm /big"), "{}", dockerfile(&page).await);
        page.press_control("z").await;
        assert!(
            dockerfile(&page).await.ends_with("RUN rm /big\n")
                || dockerfile(&page).await.contains("\nRUN rm /big")
        );
    });
}
