//! A page in a real browser, as the journeys under `tests/` drive it.
//!
//! The site is served from `dist/` (or `DRYDOCK_DIST`) by a server of this process; chromedriver runs on a free port,
//! and each journey gets a browser with a profile of its own. Journeys look for roles and text, never for classes.

mod browser;
mod page;

use std::future::Future;
use std::net::TcpListener;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;

use browser::Browser;
pub use page::Page;

/// Serves the site and gives `body` a page with nothing opened yet. What the browser shows when `body` fails is kept
/// as `target/e2e/NAME.png`.
pub fn journey<F, Fut>(name: &str, body: F)
where
    F: FnOnce(Page) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        let address = serve();
        let browser = Browser::start(name).await;
        let page = Page::new(browser.driver.clone(), address);
        let outcome = tokio::spawn(body(page.clone())).await;
        if outcome.is_err() {
            page.report(&output_folder().join(format!("{name}.png"))).await;
        }
        browser.quit().await;
        if let Err(error) = outcome {
            resume_unwind(error.into_panic());
        }
    });
}

/// Serves the built site on a free port; the address ends in a slash.
fn serve() -> String {
    let dist = match std::env::var_os("DRYDOCK_DIST") {
        Some(folder) => PathBuf::from(folder),
        None => top_folder().join("dist"),
    };
    assert!(dist.join("index.html").is_file(), "no site in {}: cargo xtask build", dist.display());
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || drydock_xtask::http::serve(&listener, &dist));
    format!("http://{address}/")
}

fn top_folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Where browsers keep their profiles and failed journeys their pictures.
fn output_folder() -> PathBuf {
    let folder = top_folder().join("target/e2e");
    std::fs::create_dir_all(&folder).expect("target/ can be written");
    // Chromium wants the plain path of its profile.
    folder.canonicalize().expect("it was just made")
}
