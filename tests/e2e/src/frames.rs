//! Pages of others with playgrounds in them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::{OwnPage, Page};

/// How long a condition may take to hold.
const PATIENCE: Duration = Duration::from_secs(60);

/// A page in HTML.
pub fn html(path: &str, text: impl Into<String>) -> OwnPage {
    let kind = "text/html; charset=utf-8".to_owned();
    OwnPage { path: path.into(), kind, text: text.into(), ..OwnPage::default() }
}

/// A script.
pub fn script(path: &str, text: impl Into<String>) -> OwnPage {
    OwnPage { kind: "text/javascript".into(), ..html(path, text) }
}

impl Page {
    /// Goes to an address, or to a path of the server.
    pub async fn go(&self, address: &str) {
        let address = match address.strip_prefix('/') {
            Some(path) => {
                let server = self
                    .address
                    .match_indices('/')
                    .nth(2)
                    .map_or(self.address.as_str(), |(at, _)| &self.address[..=at]);
                format!("{server}{path}")
            }
            None => address.to_owned(),
        };
        self.driver.goto(address).await.expect("the page answers");
    }

    /// Enters the frame that a script returns.
    pub async fn enter(&self, script: &str) {
        let found = self.driver.execute(script, Vec::<Value>::new()).await.and_then(|found| found.element());
        let frame = found.unwrap_or_else(|error| panic!("{script}: {error}"));
        frame.enter_frame().await.expect("the frame is there");
    }

    /// Leaves all frames.
    pub async fn leave(&self) {
        self.driver.enter_default_frame().await.expect("the page is there");
    }

    /// Waits until a script returns something true, and gives it.
    pub async fn until(&self, script: &str) -> Value {
        let begun = Instant::now();
        loop {
            let found = self.script(script, Vec::new()).await;
            if !matches!(found, Value::Null | Value::Bool(false)) && found != json!(0) {
                return found;
            }
            assert!(begun.elapsed() < PATIENCE, "never true: {script}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Lets every document from now on count what its Content Security Policy refuses.
    pub async fn watch_policy(&self) {
        let source = "self.refused = [];
            addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
              self.refused.push(`${violatedDirective}: ${blockedURI} ${sample}`));";
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
    }

    /// What the Content Security Policy of this document refused.
    pub async fn refused(&self) -> Value {
        self.script("return self.refused", Vec::new()).await
    }

    /// Speaks to the browser's developer tools.
    pub async fn cdp(&self, method: &str, parameters: Value) -> Value {
        let answer = self.driver.cdp().send_raw(method, parameters).await;
        answer.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Goes to the newest tab, and says how many there are.
    pub async fn newest_tab(&self) -> usize {
        let tabs = self.driver.windows().await.expect("there are tabs");
        let last = tabs.last().expect("there is one").clone();
        self.driver.switch_to_window(last).await.expect("it is there");
        tabs.len()
    }
}
