//! Pictures of the page for people to look at: `cargo test -p drydock-e2e --test pictures -- --ignored`.

use std::path::Path;

use drydock_e2e::journey;

/// Desktop and phone, light and dark, into `target/e2e/`.
#[test]
#[ignore = "makes files, checks nothing"]
fn pictures() {
    journey("pictures", |page| async move {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/e2e");
        page.open("").await;
        page.click("button", "Build").await;
        for (size, (width, height)) in [("desktop", (1280, 800)), ("phone", (400, 860))] {
            page.resize(width, height).await;
            for theme in ["light", "dark"] {
                while page.all("button", &format!("Colours: {theme}")).await.is_empty() {
                    page.click("button", "Colours").await;
                }
                for panel in ["Build", "Stages", "Files", "State", "Run", "Image", "Problems"] {
                    page.show(panel).await;
                    page.settle().await;
                    page.picture(&folder.join(format!("{size}-{theme}-{}.png", panel.to_lowercase()))).await;
                }
            }
        }
    });
}

/// What lies over the page or beside it, wide and narrow, light and dark.
#[test]
#[ignore = "makes files, checks nothing"]
fn sheets() {
    journey("pictures-sheets", |page| async move {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/e2e");
        for (size, (width, height)) in [("desktop", (1280, 800)), ("phone", (360, 780))] {
            page.resize(width, height).await;
            for theme in ["light", "dark"] {
                page.script("localStorage.setItem('drydock/theme', arguments[0])", vec![theme.into()]).await;
                let picture = |name: &str| folder.join(format!("{size}-{theme}-{name}.png"));
                for (name, link) in [
                    ("rule", "#v1/r=DeletedTooLate"),
                    ("rule-long", "#v1/r=DL3042"),
                    ("guide", "#v1/g=rm-later"),
                    ("guide-run", "#v1/g=entrypoint-swallows-cmd"),
                ] {
                    page.go("/nothing").await;
                    page.go(&format!("/{link}")).await;
                    page.until("return document.querySelector('dialog, .guide')").await;
                    page.settle().await;
                    page.picture(&picture(name)).await;
                }
                page.click("button", "Build it").await;
                page.settle().await;
                page.click("button", "ENTRYPOINT as a list").await;
                page.settle().await;
                page.picture(&picture("guide-after")).await;
                for item in ["Rules…", "Misconceptions…"] {
                    page.click("button", "Learn").await;
                    page.picture(&picture("menu")).await;
                    page.click("button", item).await;
                    page.until("return document.querySelector('dialog li')").await;
                    page.settle().await;
                    page.picture(&picture(&item.trim_end_matches('…').to_lowercase())).await;
                    page.press("\u{e00c}").await;
                }
                page.click("button", "Learn").await;
                page.click("button", "Help and keys").await;
                page.picture(&picture("help")).await;
                page.press("\u{e00c}").await;
                page.open("#v1/e=python-naive").await;
                page.script("document.querySelector('[role=tab][id$=\"tab-problems\"]').click()", vec![])
                    .await;
                page.show("Problems").await;
                savings(&page).await;
                page.picture(&picture("problems-fixes")).await;
                page.script("dispatchEvent(new Event('beforeprint'))", vec![]).await;
                page.cdp("Emulation.setEmulatedMedia", serde_json::json!({ "media": "print" })).await;
                page.picture(&picture("print")).await;
                page.cdp("Emulation.setEmulatedMedia", serde_json::json!({ "media": "" })).await;
            }
        }
    });
}

/// Until what the fixes save is known.
async fn savings(page: &drydock_e2e::Page) {
    page.sees("fix").await;
    page.until("return document.body.innerText.includes('saves') || performance.now() > 5000").await;
}
