//! The misconceptions: each opens beside what shows it, and its steps let one see what it says.

use drydock_e2e::{Page, journey};
use serde_json::{Value, json};

/// What is still open of the misconception on the page; null until its claims are known.
const OPEN: &str = "
    const guide = document.querySelector('section[aria-label=Misconception]');
    const steps = [...(guide?.querySelectorAll('ol[aria-label=Steps] > li') ?? [])];
    if (document.querySelector('[aria-busy=true]') || !steps.length || !steps[0].querySelector('ul')) return null;
    return steps.flatMap((step) => [...step.querySelectorAll('li')]).map((claim) => claim.textContent).filter((text) => text.startsWith('not seen yet'));";

async fn open_gallery(page: &Page) {
    page.click("button", "Learn").await;
    page.click("button", "Misconceptions…").await;
    page.until("return document.querySelectorAll('dialog li').length > 30").await;
}

/// The claims of the misconception that shows, once all of them hold; fails with those that never do.
async fn all_seen(page: &Page, name: &str) -> Vec<String> {
    let script = format!("const open = (() => {{ {OPEN} }})(); return open && open.length === 0");
    let begun = std::time::Instant::now();
    while page.script(&script, vec![]).await != json!(true) {
        let open = page.script(OPEN, vec![]).await;
        assert!(begun.elapsed().as_secs() < 10, "{name}: {open}");
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    }
    let claims = "return [...document.querySelectorAll('section[aria-label=Misconception] ol ul li')].map((claim) => claim.textContent)";
    let claims = page.script(claims, vec![]).await;
    claims.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What the build stops at, or the container, as the status line and the Run panel tell.
async fn errors(page: &Page) -> Vec<String> {
    let status = page.script("return document.querySelector('footer')?.textContent ?? ''", vec![]).await;
    let status = status.as_str().unwrap_or_default().to_owned();
    if status.contains(" error") { vec![status] } else { Vec::new() }
}

#[test]
fn every_misconception_shows_what_it_says() {
    journey("gallery-all", |page| async move {
        page.open_project("FROM busybox:1.37\n", &[]).await;
        open_gallery(&page).await;
        let titles = page
            .script(
                "return [...document.querySelectorAll('dialog li strong')].map((title) => title.textContent)",
                vec![],
            )
            .await;
        let titles: Vec<String> =
            titles.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        assert!(titles.len() >= 39, "{titles:?}");
        page.click("button", &titles[0]).await;
        for (at, title) in titles.iter().enumerate() {
            page.sees(title).await;
            page.find("heading", title).await;
            let claims = all_seen(&page, title).await;
            let means = |word: &str| claims.iter().any(|claim| claim.contains(word));
            let before = errors(&page).await;
            assert!(
                before.is_empty() || means("fails") || means("does not start") || means("The rule"),
                "{title}: {before:?}"
            );
            page.click("button", "Build it").await;
            page.settle().await;
            let change = "const steps = document.querySelectorAll('ol[aria-label=Steps] > li:not(:first-child) > button:not([disabled])');
                const change = [...steps].find((button) => button.textContent !== 'From the start');
                change?.click();
                return !!change";
            if page.script(change, vec![]).await == json!(true) {
                page.settle().await;
                let claims = all_seen(&page, title).await;
                let after = errors(&page).await;
                assert!(
                    after.is_empty()
                        || claims.iter().any(|claim| claim.contains("fails") || claim.contains("The rule")),
                    "{title}: {after:?}"
                );
            }
            page.is_alive().await;
            if at + 1 < titles.len() {
                page.click("button", "Next").await;
            }
        }
        println!("{} misconceptions", titles.len());
    });
}

#[test]
fn a_file_deleted_later_still_weighs() {
    journey("gallery-rm", |page| async move {
        page.open_project("FROM busybox:1.37\nRUN echo mine\n", &[]).await;
        page.click("button", "Build").await;
        page.sees("Everything comes from the cache").await;
        open_gallery(&page).await;
        let search = page.find("textbox", "Search the misconceptions").await;
        search.send_keys("later smaller").await.expect("it takes keys");
        page.until("return document.querySelectorAll('dialog li').length === 1").await;
        page.click("button", "Deleting in a later RUN").await;
        page.sees("the bytes stay in the layer that wrote them").await;
        page.sees("Line 2 adds 5MB").await;
        page.until("return location.hash === '#v1/g=rm-later'").await;
        page.show("Files").await;
        page.sees("5 MB").await;
        page.click("button", "Build it").await;
        page.click("button", "Both in one RUN").await;
        page.sees("Line 2 adds nothing").await;
        assert_eq!(all_seen(&page, "rm-later").await.len(), 5);
        page.sees("rm /big").await;
        // A change by hand is seen as well, and the start is one press away.
        page.click("button", "From the start").await;
        page.sees("RUN truncate -s 5000000 /big").await;
        page.click("button", "DeletedTooLate").await;
        page.until("return document.querySelector('[role=tab][aria-selected=true][id=tab-problems]')").await;
        page.click("button", "Back to my work").await;
        page.sees("RUN echo mine").await;
        page.show("Build").await;
        page.sees("Everything comes from the cache").await;
    });
}

#[test]
fn a_changed_env_leaves_copy_in_the_cache() {
    journey("gallery-env", |page| async move {
        page.open("#v1/g=env-above-copy").await;
        page.sees("COPY does not look at the environment").await;
        page.until("return !document.querySelector('[aria-busy=true]')").await;
        // The change alone builds first, so that there is a cache to look at.
        page.click("button", "MODE changes").await;
        page.settle().await;
        all_seen(&page, "env-above-copy").await;
        page.show("Build").await;
        let rows = page.texts("row").await;
        let row = |step: &str| rows.iter().find(|row| row.contains(step)).cloned().unwrap_or_default();
        assert!(row("COPY").contains("cached"), "{rows:?}");
        assert!(row("RUN").contains("runs"), "{rows:?}");
        page.reload().await;
        page.sees("COPY does not look at the environment").await;
        page.click("button", "Stay here").await;
        page.until("return !document.querySelector('section[aria-label=Misconception]')").await;
    });
}

#[test]
fn localhost_is_named_and_its_rule_explained() {
    journey("gallery-localhost", |page| async move {
        page.open("#v1/g=localhost").await;
        page.sees("Each container has a loopback of its own").await;
        page.find("button", "LocalhostIsThisContainer").await;
        page.sees("line ").await;
        page.open("#v1/g=nosuch").await;
        page.sees("There is no misconception named nosuch").await;
        page.sees("FROM").await;
    });
}

#[test]
fn a_misconception_opens_in_an_embedded_page() {
    journey("gallery-embed", |page| async move {
        page.go("/embed.html#v1/g=rm-later").await;
        page.sees("truncate -s 5000000 /big").await;
    });
}
