//! A page in a real browser, as the journeys under `tests/` drive it.
//!
//! The site is served from `dist/` (or `DRYDOCK_DIST`) by a server of this process; chromedriver runs on a free port,
//! and each journey gets a browser with a profile of its own. Journeys look for roles and text, never for classes.

mod axe;
mod browser;
mod device;
mod frames;
mod memory;
mod page;

use std::future::Future;
use std::net::TcpListener;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;

use browser::Browser;
pub use drydock_xtask::http::{OwnPage, Site};
pub use frames::{html, script};
pub use page::Page;
use page::Server;
use serde_json::Value;
pub use thirtyfour::Key;

/// What a journey needs beside the site.
#[derive(Default)]
pub struct Setup {
    /// The server; its folder is that of the site.
    pub site: Site,
    /// Settings of Chromium's profile.
    pub settings: Option<Value>,
    /// What Chromium is started with beside the usual.
    pub arguments: Vec<&'static str>,
}

/// Serves the site and gives `body` a page with nothing opened yet. What the browser shows when `body` fails is kept
/// as `target/e2e/NAME.png`.
pub fn journey<F, Fut>(name: &str, body: F)
where
    F: FnOnce(Page) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    journey_with(name, Setup::default(), body);
}

/// As [`journey`], with a server and a browser of one's own.
pub fn journey_with<F, Fut>(name: &str, setup: Setup, body: F)
where
    F: FnOnce(Page) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        let Setup { site, settings, arguments } = setup;
        let server = Server { log: site.log.clone(), pages: site.pages.clone(), held: site.held.clone() };
        let address = serve(site);
        let browser = Browser::start(name, settings, &arguments).await;
        let page = Page::new(&browser, address, server);
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
fn serve(mut site: Site) -> String {
    site.folder = dist();
    let prefix = if site.prefix.is_empty() { String::new() } else { format!("{}/", site.prefix) };
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || drydock_xtask::http::serve_site(&listener, site));
    format!("http://{address}/{prefix}")
}

/// The folder of the built site.
pub fn dist() -> PathBuf {
    let dist = match std::env::var_os("DRYDOCK_DIST") {
        Some(folder) => PathBuf::from(folder),
        None => top_folder().join("dist"),
    };
    assert!(dist.is_dir(), "no site in {}: cargo xtask build", dist.display());
    dist
}

/// The path of the built file whose name begins and ends so, with the first slash.
pub fn path_of(start: &str, end: &str) -> String {
    let files = std::fs::read_dir(dist()).expect("it is built").flatten();
    let mut names = files.map(|file| file.file_name().to_string_lossy().into_owned());
    let found = names.find(|name| name.starts_with(start) && name.ends_with(end));
    format!("/{}", found.unwrap_or_else(|| panic!("no {start}…{end} in {}", dist().display())))
}

/// True when the site was built for people, with packed copies of its files; a quick build says nothing about sizes.
pub fn is_packed() -> bool {
    dist().join("index.html.br").exists()
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
