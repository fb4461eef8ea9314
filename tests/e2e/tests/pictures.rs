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
