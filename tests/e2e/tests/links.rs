//! Links in a browser: what cannot be opened is told, and what is shared opens again.

use std::time::{Duration, Instant};

use drydock_e2e::{Page, journey};
use serde_json::json;

/// How long a hostile link may keep the page busy.
const BOUND: Duration = Duration::from_secs(10);

/// Makes the fragment of a link in the page: `text` is an expression for its JSON.
async fn fragment(page: &Page, text: &str) -> String {
    let script = format!(
        "const done = arguments[0];
         const stream = new Blob({text}).stream().pipeThrough(new CompressionStream('deflate-raw'));
         new Response(stream).arrayBuffer().then((buffer) => {{
           let text = '';
           for (const byte of new Uint8Array(buffer)) text += String.fromCharCode(byte);
           done(btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', ''));
         }});"
    );
    format!("v1/d{}", page.script_async(&script).await.as_str().expect("a text"))
}

#[test]
fn links_that_cannot_be_opened_are_told() {
    journey("links-hostile", |page| async move {
        page.open("#v1/e=python").await;
        let deep = fragment(&page, "['{\"f\":', '{\"a\":'.repeat(4e5)]").await;
        let bomb = fragment(&page, "Array(1024).fill(new Uint8Array(1 << 20).fill(32))").await;
        let text =
            fragment(&page, "['{\"d\":\"', 'RUN echo line of text\\\\n'.repeat(250_000), '\"}']").await;
        let whole = fragment(&page, "['{\"d\":\"FROM alpine\"}']").await;
        // How long an address of that length takes by itself.
        let long = format!("v1/z{}", "a".repeat(bomb.len()));
        let cases = [
            ("cut", whole[..whole.len() - 6].to_owned(), "broken"),
            ("of a later version", "v7/d123".to_owned(), "later version"),
            ("unknown", "v1/z123".to_owned(), "does not know"),
            ("deep", deep, "broken"),
            ("as long as the next", long, "does not know"),
            ("a gigabyte", bomb, "more than can be opened"),
            ("5 MB of text", text, "more than can be opened"),
            ("an example that is not there", "v1/e=nosuch".to_owned(), "no example named nosuch"),
        ];
        for (name, fragment, told) in cases {
            let begun = Instant::now();
            page.go("/nothing").await;
            page.open(&format!("#{fragment}")).await;
            page.sees(told).await;
            println!("{name}: {} characters, told after {:?}", fragment.len(), begun.elapsed());
            assert!(begun.elapsed() < BOUND, "{name}");
            page.is_alive().await;
        }
    });
}

#[test]
fn what_is_shared_opens_again() {
    journey("links-share", |page| async move {
        page.open("#v1/e=python").await;
        page.paste("FROM alpine AS shared\nCOPY app.py /\n").await;
        page.click("button", "Share").await;
        let link =
            page.find("textbox", "Link").await.prop("value").await.expect("it has one").expect("it has one");
        assert!(link.contains("#v1/e=python/d"), "{link}");
        page.sees(&format!("{} characters", link.len())).await;
        assert!(!page.text().await.contains("more than 2,000"));
        let found = page.all("checkbox", "").await.len();
        assert_eq!(found, 0);
        page.go("/nothing").await;
        page.go(&link).await;
        page.find("textbox", "Dockerfile").await;
        page.sees("FROM alpine AS shared").await;
        page.find("treeitem", "app.py").await;
    });
}

#[test]
fn a_long_link_is_warned_of_and_the_clipboard_may_be_refused() {
    journey("links-long", |page| async move {
        let random: String =
            (0u32..1200).map(|i| format!("# {:x}\n", i.wrapping_mul(2_654_435_761))).collect();
        page.open_project(&format!("FROM alpine\n{random}"), &[("a.txt", "1")]).await;
        page.click("button", "Share").await;
        page.sees("more than 2,000").await;
        page.cdp(
            "Browser.setPermission",
            json!({"permission": {"name": "clipboard-write"}, "setting": "denied"}),
        )
        .await;
        page.script(
            "self.copied = []; addEventListener('copy', () => copied.push(getSelection().toString() || document.activeElement.value));
             navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))",
            vec![],
        )
        .await;
        page.click("button", "Copy Markdown").await;
        page.until("return copied.at(-1)?.startsWith('[Dockerfile in Drydock](http')").await;
        page.sees("Copied").await;
        page.click("button", "Copy HTML").await;
        page.until(
            "return copied.at(-1)?.startsWith('<iframe src=') && copied.at(-1).includes('embed.html?panes')",
        )
        .await;
        page.script("document.execCommand = () => false", vec![]).await;
        page.click("button", "Copy link").await;
        page.sees("press Ctrl or Cmd with C").await;
        page.script(
            "self.saved = []; HTMLAnchorElement.prototype.click = function () { saved.push([this.download, this.href.slice(0, 5)]) }",
            vec![],
        )
        .await;
        page.click("button", "Download as a file").await;
        assert_eq!(page.script("return saved", vec![]).await, json!([["drydock.tar", "blob:"]]));
    });
}
