//! The headers that docs/hosting.md asks hosts for, set by a server in a folder below another.

use drydock_e2e::{OwnPage, Page, Setup, html, is_packed, journey_with};
use serde_json::json;

const FOLDER: &str = "courses/docker/drydock";

/// The headers of docs/hosting.md. The server sends some of them by itself already.
fn documented() -> Vec<(String, String)> {
    let text = include_str!("../../../docs/hosting.md");
    let (_, section) = text.split_once("## Headers\n").expect("it has the headers");
    let block =
        section.lines().skip_while(|line| !line.starts_with("    ")).take_while(|line| !line.is_empty());
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in block {
        match (line.starts_with("      "), headers.last_mut()) {
            (true, Some((_, value))) => *value = format!("{value} {}", line.trim()),
            _ => {
                let (name, value) = line.trim().split_once(": ").expect("a name and a value");
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
    }
    assert_eq!(headers.len(), 6, "{headers:?}");
    headers.retain(|(name, _)| {
        !["Access-Control-Allow-Origin", "X-Content-Type-Options"].contains(&name.as_str())
    });
    headers
}

#[test]
fn the_page_carries_the_documented_policy() {
    let page = std::fs::read_to_string(drydock_e2e::dist().join("embed.html")).expect("it is built");
    let headers = documented();
    let (_, policy) =
        headers.iter().find(|(name, _)| name == "Content-Security-Policy").expect("it is there");
    let meta = policy.split("; ").filter(|directive| !directive.starts_with("frame-ancestors"));
    let meta: Vec<_> = meta.collect();
    assert!(meta.len() > 8 && page.contains(&meta.join("; ")), "{page}");
}

/// Types, builds, and shows every panel.
async fn look_around(page: &Page) {
    page.paste("FROM python:3.12-slim AS looked\nRUN pip install flask\nCMD python app.py\n").await;
    for panel in ["Stages", "Files", "State", "Run", "Image", "Problems", "Build"] {
        page.show(panel).await;
    }
    page.click("button", "Build").await;
    page.sees("Everything comes from the cache").await;
}

#[test]
fn the_documented_headers_refuse_nothing_that_is_needed() {
    let mut setup = Setup::default();
    setup.site.prefix = FOLDER.to_owned();
    setup.site.headers = documented();
    journey_with("hosting-headers", setup, |page| async move {
        page.watch_policy().await;
        page.open("#v1/e=python").await;
        look_around(&page).await;
        assert_eq!(page.refused().await, json!([]));
        let allowed = "return ['camera', 'geolocation', 'clipboard-read', 'clipboard-write']
            .map((feature) => document.featurePolicy.allowsFeature(feature))";
        assert_eq!(page.script(allowed, vec![]).await, json!([false, false, false, true]));
        let policy =
            "return fetch(document.baseURI).then(({ headers }) => headers.get('content-security-policy'))";
        let sent = page.script(policy, vec![]).await;
        assert!(sent.as_str().is_some_and(|policy| policy.contains("frame-ancestors *")), "{sent}");
        // Embedded without any right it has an origin of its own, and all it needs still comes.
        let headers = vec![("Content-Security-Policy".to_owned(), "frame-src *".to_owned())];
        let host = format!(
            "<!doctype html><script>self.heard = []; addEventListener('message', ({{ data }}) => heard.push(data))</script>
            <iframe sandbox=allow-scripts src=\"{}embed.html#v1/e=targets\"></iframe>",
 page.site()
        );
        page.publish(OwnPage { headers, ..html("/host.html", host) });
        page.go("/host.html").await;
        page.until("return heard.some(({ type, stages }) => type === 'result' && stages.length > 1)").await;
        let outside: Vec<_> = page
            .requests()
            .into_iter()
            .map(|(path, _)| path)
            .filter(|path| {
                !path.starts_with(&format!("/{FOLDER}/"))
                    && !["/host.html", "/favicon.ico"].contains(&path.as_str())
            })
            .collect();
        assert!(outside.is_empty(), "{outside:?}");
        for (path, bytes) in page.requests().iter().filter(|(path, _)| path.ends_with(".wasm")) {
            let file = drydock_e2e::dist()
                .join(path.trim_start_matches('/').trim_start_matches(FOLDER).trim_start_matches('/'));
            let whole = file.metadata().expect("it is built").len();
            assert!(!is_packed() || (*bytes as u64) < whole / 2, "{path}: {bytes} of {whole} bytes");
        }
    });
}
