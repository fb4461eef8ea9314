//! What lies elsewhere is read after a click, and what goes wrong is told. A server of this process answers in the shapes
//! of GitHub's API, written by hand from its documentation.

use drydock_e2e::{OwnPage, Page, dist, html, journey};
use serde_json::json;

const TREE: &str = "/api/repos/drydock/sample/git/trees/main";

/// The page with its host of repositories elsewhere, as a site with one of its own would have it.
fn page_with_host(page: &Page, host: &str) {
    let text = std::fs::read_to_string(dist().join("index.html")).expect("it is built");
    let text =
        text.replace("<title>", &format!("<meta name=\"drydock-repositories\" content=\"{host}\"><title>"));
    let text = text.replace("connect-src 'self' https:", "connect-src 'self' https: http://localhost:*");
    page.publish(html("/own.html", text));
}

fn answer(page: &Page, path: &str, value: &serde_json::Value) {
    page.publish(OwnPage { kind: "application/json; charset=utf-8".into(), ..html(path, value.to_string()) });
}

/// The answers for a repository with an application in a folder.
fn repository(page: &Page) {
    let entry = |path: &str, mode: &str, kind: &str, sha: &str, size: Option<u64>| {
        let mut entry = json!({"path": path, "mode": mode, "type": kind, "sha": sha, "url": format!("https://api.github.com/{sha}")});
        if let Some(size) = size {
            entry["size"] = json!(size);
        }
        entry
    };
    let tree = json!([
        entry("README.md", "100644", "blob", "1111", Some(120)),
        entry("app", "040000", "tree", "2222", None),
        entry("app/.dockerignore", "100644", "blob", "3333", Some(13)),
        entry("app/Dockerfile", "100644", "blob", "4444", Some(48)),
        entry("app/model.bin", "100644", "blob", "5555", Some(7_000_000)),
        entry("app/run.sh", "100755", "blob", "6666", Some(20)),
    ]);
    answer(
        page,
        TREE,
        &json!({"sha": "aaaa", "url": "https://api.github.com/aaaa", "tree": tree, "truncated": false}),
    );
    let blob = |sha: &str, content: &str| json!({"sha": sha, "node_id": "x", "size": 48, "url": "https://api.github.com/x", "content": content, "encoding": "base64"});
    // `FROM alpine AS fetched`, `COPY . /é/`; `node_modules`.
    answer(
        page,
        "/api/repos/drydock/sample/git/blobs/4444",
        &blob("4444", "RlJPTSBhbHBpbmUgQVMgZmV0Y2hlZApDT1BZ\nIC4gL8OpLwo=\n"),
    );
    answer(page, "/api/repos/drydock/sample/git/blobs/3333", &blob("3333", "bm9kZV9tb2R1bGVzCg==\n"));
}

fn asked(page: &Page) -> usize {
    page.requests().iter().filter(|(path, _)| path.contains("/api/")).count()
}

#[test]
fn a_repository_is_read_after_a_click() {
    journey("elsewhere-repository", |page| async move {
        page_with_host(&page, &format!("{}api", page.site()));
        repository(&page);
        page.go("/own.html#gh=drydock/sample@main/app").await;
        page.sees("This link opens drydock/sample at main, app").await;
        tokio::time::sleep(std::time::Duration::from_millis(800)).await;
        assert_eq!(asked(&page), 0);
        assert!(page.address().await.ends_with("#gh=drydock/sample@main/app"));
        page.click("button", "Read it").await;
        page.sees("FROM alpine AS fetched").await;
        page.sees("COPY . /é/").await;
        page.find("treeitem", "model.bin").await;
        page.sees("7 MB").await;
        page.sees("Of its 3 files the sizes are known").await;
        assert_eq!(asked(&page), 3);
        // What was read is in the address from now on.
        page.until("return location.hash.startsWith('#v1/')").await;
        page.go("/nothing").await;
        page.go("/own.html#gh=drydock/sample@main").await;
        page.click("button", "Read it").await;
        page.sees("There is no Dockerfile. There are: app/Dockerfile.").await;
    });
}

#[test]
fn what_goes_wrong_elsewhere_is_told() {
    journey("elsewhere-errors", |page| async move {
        page_with_host(&page, &format!("{}api", page.site()));
        let open = async |fragment: &str, told: &str| {
            page.go("/nothing").await;
            page.go(&format!("/own.html{fragment}")).await;
            page.click("button", "Read it").await;
            page.sees(told).await;
            page.is_alive().await;
        };
        open("#gh=drydock/nosuch", "drydock/nosuch is not there").await;
        let limited = OwnPage {
            status: "403 Forbidden".into(),
            headers: vec![
                ("X-RateLimit-Remaining".into(), "0".into()),
                ("X-RateLimit-Reset".into(), "1900000000".into()),
            ],
            ..html(TREE, json!({"message": "API rate limit exceeded for 127.0.0.1."}).to_string())
        };
        page.publish(limited);
        open("#gh=drydock/sample@main", "only so often an hour. It answers again at ").await;
        page.publish(html(TREE, "not JSON"));
        open("#gh=drydock/sample@main", "The host's answer is not understood").await;
        // A host that lets no other page read it.
        let headers = vec![("Access-Control-Allow-Origin".to_owned(), "https://example.org".to_owned())];
        page.publish(OwnPage { headers, ..html("/raw/Dockerfile", "FROM alpine AS raw\n") });
        let other = page.site().replace("127.0.0.1", "localhost");
        open(&format!("?src={other}raw/Dockerfile"), "does not let other pages read it (CORS)").await;
        open(&format!("?src={}raw/Dockerfile", page.site()), "FROM alpine AS raw").await;
        page.go("about:blank").await;
    });
}

#[test]
fn a_browser_that_is_offline_is_told() {
    journey("elsewhere-offline", |page| async move {
        page_with_host(&page, &format!("{}api", page.site()));
        page.publish(html("/raw/Dockerfile", "FROM alpine AS raw\n"));
        // Of another origin: the service worker leaves such requests to the browser, whose network this ends.
        let other = page.site().replace("127.0.0.1", "localhost");
        page.go(&format!("/own.html?src={other}raw/Dockerfile")).await;
        page.find("button", "Read it").await;
        let network = async |offline: bool| {
            let conditions =
                json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
            page.cdp("Network.enable", json!({})).await;
            page.cdp("Network.emulateNetworkConditions", conditions).await;
        };
        network(true).await;
        page.until("return !navigator.onLine").await;
        page.click("button", "Read it").await;
        page.sees("this browser is offline").await;
        page.is_alive().await;
        network(false).await;
        page.until("return navigator.onLine").await;
        page.click("button", "Try again").await;
        page.sees("FROM alpine AS raw").await;
    });
}
