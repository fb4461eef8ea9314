use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;
use thirtyfour::prelude::*;

/// What lets Chromium run anywhere, also as root, and keeps it from going online by itself.
const ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,800",
];

/// A chromedriver with one browser.
pub(crate) struct Browser {
    pub(crate) driver: WebDriver,
    process: Process,
    profile: PathBuf,
}

/// A process that ends with its owner.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Browser {
    /// Starts both; `name` tells this journey's profile from others'.
    pub(crate) async fn start(name: &str, settings: Option<Value>, more: &[&str]) -> Self {
        let (process, port) = chromedriver();
        let profile = super::output_folder().join(format!("profile-{name}-{}", std::process::id()));
        let mut capabilities = DesiredCapabilities::chrome();
        let user_data = format!("--user-data-dir={}", profile.display());
        for argument in ARGUMENTS.iter().chain(more).copied().chain([user_data.as_str()]) {
            capabilities.add_arg(argument).expect("an argument is a text");
        }
        if let Some(browser) = std::env::var_os("CHROMIUM") {
            capabilities.set_binary(&browser.to_string_lossy()).expect("a path is a text");
        }
        if let Some(settings) = settings {
            capabilities.add_experimental_option("prefs", settings).expect("settings are JSON");
        }
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities).await;
        Self { driver: driver.expect("Chromium starts"), process, profile }
    }

    /// The process that the browser's processes descend from.
    pub(crate) fn process_id(&self) -> u32 {
        self.process.0.id()
    }

    /// Ends both.
    pub(crate) async fn quit(self) {
        // The browser is gone either way once its driver is.
        let _ = self.driver.quit().await;
        let _ = fs::remove_dir_all(&self.profile);
    }
}

/// Starts chromedriver and reads from its first lines where it listens.
fn chromedriver() -> (Process, u16) {
    let program = std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
    let mut process = Command::new(&program)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}: cargo xtask setup", program.to_string_lossy()));
    let output = process.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let port = lines.find_map(|line| {
        let rest = line.split("started successfully on port ").nth(1)?;
        rest.trim_end_matches('.').parse().ok()
    });
    // A full pipe would stop it.
    thread::spawn(move || lines.for_each(drop));
    (Process(process), port.expect("chromedriver says its port"))
}
