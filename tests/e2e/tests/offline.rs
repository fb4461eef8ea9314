//! Without a network: after the page is loaded, when it is opened again, and from a disk.

use std::time::Duration;

use drydock_e2e::{OwnPage, Page, dist, is_packed, journey, script};
use serde_json::json;

/// Most bytes of the single file.
const SINGLE_FILE: u64 = 2_000_000;

/// Waits until the site is kept for offline use.
async fn kept(page: &Page) {
    let script = "const done = arguments[0]; navigator.serviceWorker.ready.then(() => done(true))";
    page.script_async(script).await;
    page.until("return navigator.serviceWorker.controller || true").await;
}

/// Looks at everything: types, shows each panel, builds, shares, opens an example.
async fn look_around(page: &Page) {
    page.paste("FROM python:3.12-slim AS looked\nWORKDIR app\nRUN echo hi\nCMD python app.py\n").await;
    for panel in ["Stages", "Files", "State", "Run", "Image", "Problems", "Build"] {
        page.show(panel).await;
    }
    page.click("button", "Build").await;
    page.sees("Everything comes from the cache").await;
    page.click("button", "Share").await;
    page.find("textbox", "Link").await;
    page.click("button", "Share").await;
}

#[test]
fn nothing_is_asked_for_and_nothing_refused_after_the_page_is_loaded() {
    journey("offline-quiet", |page| async move {
        page.watch_policy().await;
        page.open("#v1/e=python").await;
        page.sees("FROM python").await;
        kept(&page).await;
        tokio::time::sleep(Duration::from_millis(1000)).await;
        let before = page.requests().len();
        look_around(&page).await;
        tokio::time::sleep(Duration::from_millis(1000)).await;
        let after: Vec<_> = page.requests().split_off(before).into_iter().map(|(path, _)| path).collect();
        // Data of our own comes when it is first needed.
        let other: Vec<_> = after.iter().filter(|path| !path.starts_with("/data/")).collect();
        assert!(other.is_empty(), "{other:?}");
        let address = format!("{}#", page.site());
        let script = "return performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !name.startsWith(arguments[0]))";
        assert_eq!(page.script(script, vec![json!(address.trim_end_matches('#'))]).await, json!([]));
        assert_eq!(page.refused().await, json!([]));
    });
}

#[test]
fn the_site_opens_again_without_a_server() {
    journey("offline-again", |page| async move {
        page.open("#v1/e=python").await;
        kept(&page).await;
        page.until("return navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated')")
            .await;
        let before = page.requests().len();
        page.reload().await;
        look_around(&page).await;
        page.go("/embed.html?panes=editor,build#v1/e=python").await;
        page.find("textbox", "Dockerfile").await;
        page.sees("FROM python").await;
        let after: Vec<_> = page.requests().split_off(before).into_iter().map(|(path, _)| path).collect();
        // The browser looks for a new version.
        assert!(after.iter().all(|path| path == "/sw.js"), "{after:?}");
        let manifest = page.cdp("Page.getAppManifest", json!({})).await;
        assert_eq!(manifest["errors"], json!([]), "{manifest}");
    });
}

#[test]
fn a_new_version_asks_before_it_takes_over() {
    journey("offline-update", |page| async move {
        page.open("#v1/e=python").await;
        kept(&page).await;
        page.reload().await;
        page.until("return navigator.serviceWorker.controller").await;
        let worker = std::fs::read_to_string(dist().join("sw.js")).expect("it is built");
        let worker = worker.replacen("const NAME = \"drydock-", "const NAME = \"drydock-next-", 1);
        page.publish(OwnPage { kind: "text/javascript".into(), ..script("/sw.js", worker) });
        page.script("navigator.serviceWorker.ready.then((registration) => registration.update())", vec![])
            .await;
        page.sees("A new version of Drydock is ready").await;
        page.script("self.old = true", vec![]).await;
        page.click("button", "Reload").await;
        page.until("return self.old === undefined && document.querySelector('.cm-content')").await;
        let caches = page.until("return caches.keys().then((names) => names.length === 1 && names[0])").await;
        assert!(caches.as_str().is_some_and(|name| name.starts_with("drydock-next-")), "{caches}");
    });
}

#[test]
fn the_single_file_opens_from_a_disk() {
    journey("offline-single", |page| async move {
        let file = dist().join("drydock.html").canonicalize().expect("it is built");
        let size = file.metadata().expect("it is a file").len();
        println!("the single file has {size} bytes");
        // A quick build is not optimised.
        assert!(size <= SINGLE_FILE || !is_packed(), "{size} bytes");
        page.watch_policy().await;
        page.go(&format!("file://{}#v1/e=python", file.display())).await;
        page.find("textbox", "Dockerfile").await;
        page.sees("FROM python").await;
        look_around(&page).await;
        page.sees("looked").await;
        assert_eq!(page.refused().await, json!([]));
        assert_eq!(page.requests().len(), 0);
    });
}
