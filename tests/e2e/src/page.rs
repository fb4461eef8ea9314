use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::TypingData;
use thirtyfour::prelude::*;

use crate::OwnPage;
use crate::browser::Browser;

/// How long something may take to appear.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(50);

/// The open page.
#[derive(Clone)]
pub struct Page {
    pub(crate) driver: WebDriver,
    pub(crate) address: String,
    pub(crate) process: u32,
    server: Server,
}

/// What can be seen of the server, and changed while it serves; see `Site`.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) log: Arc<Mutex<Vec<(String, usize)>>>,
    pub(crate) pages: Arc<Mutex<Vec<OwnPage>>>,
    pub(crate) held: Arc<Mutex<Vec<String>>>,
}

impl Page {
    pub(crate) fn new(browser: &Browser, address: String, server: Server) -> Self {
        Self { driver: browser.driver.clone(), address, process: browser.process_id(), server }
    }

    /// What was asked of the server so far, with the bytes that it sent for each.
    pub fn requests(&self) -> Vec<(String, usize)> {
        self.server.log.lock().expect("no holder panics").clone()
    }

    /// Puts a page on the server, in place of one of that path.
    pub fn publish(&self, page: OwnPage) {
        let mut pages = self.server.pages.lock().expect("no holder panics");
        pages.retain(|other| other.path != page.path);
        pages.push(page);
    }

    /// From now on the server does not answer for paths with one of these parts in them, until they are let go.
    pub fn hold(&self, parts: &[&str]) {
        let parts = parts.iter().map(|part| (*part).to_owned());
        self.server.held.lock().expect("no holder panics").extend(parts);
    }

    /// The server answers for paths with this part in them.
    pub fn release(&self, part: &str) {
        self.server.held.lock().expect("no holder panics").retain(|held| held != part);
    }

    /// The address of the site, which ends in a slash.
    pub fn site(&self) -> &str {
        &self.address
    }

    /// Goes to the served page with `rest` behind its address (`#…`), and waits until the editor is there.
    pub async fn open(&self, rest: &str) {
        self.driver.goto(format!("{}{rest}", self.address)).await.expect("the page answers");
        self.find("textbox", "Dockerfile").await;
        self.settle().await;
    }

    /// Opens a project of its own: a Dockerfile and context files, by a link as people write them by hand.
    pub async fn open_project(&self, dockerfile: &str, files: &[(&str, &str)]) {
        let files: serde_json::Map<_, _> =
            files.iter().map(|(path, text)| ((*path).to_owned(), json!(text))).collect();
        let project = json!({"d": dockerfile, "f": files}).to_string();
        let encoded: String = project.bytes().map(|byte| format!("%{byte:02X}")).collect();
        self.open(&format!("#v1/p{encoded}")).await;
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.driver.refresh().await.expect("the page answers");
        self.find("textbox", "Dockerfile").await;
        self.settle().await;
    }

    /// Makes the window that large, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        self.driver.set_window_rect(0, 0, width, height).await.expect("the window has a size");
    }

    /// What the address bar holds.
    pub async fn address(&self) -> String {
        self.driver.current_url().await.expect("a page is open").to_string()
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn script(&self, script: &str, arguments: Vec<Value>) -> Value {
        let result = self.driver.execute(script, arguments).await;
        result.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// Runs a script that calls its last argument with what this gives.
    pub async fn script_async(&self, script: &str) -> Value {
        self.script_async_with(script, Vec::new()).await
    }

    /// As [`Page::script_async`], with arguments before the one to call.
    pub async fn script_async_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        let result = self.driver.execute_async(script, arguments).await;
        result.unwrap_or_else(|error| panic!("{script}: {error}")).json().clone()
    }

    /// The first visible element with that role and a name that holds `name`; waits for it.
    pub async fn find(&self, role: &str, name: &str) -> WebElement {
        let begun = Instant::now();
        loop {
            if let Some(first) = self.all(role, name).await.into_iter().next() {
                return first;
            }
            assert!(begun.elapsed() < PATIENCE, "no {role} {name:?} on the page");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// All visible elements with that role and a name that holds `name`, as they are now.
    pub async fn all(&self, role: &str, name: &str) -> Vec<WebElement> {
        let arguments = vec![json!(role), json!(name), json!(false)];
        let found = self.driver.execute(include_str!("find.js"), arguments).await;
        // Between two renders a script may see a page that is going away.
        found.and_then(|found| found.elements()).unwrap_or_default()
    }

    /// Clicks what [`Page::find`] finds.
    pub async fn click(&self, role: &str, name: &str) {
        let element = self.find(role, name).await;
        element.click().await.unwrap_or_else(|error| panic!("{role} {name:?}: {error}"));
    }

    /// Puts `text` into the first field of that name, as typing and leaving it does.
    pub async fn type_into(&self, name: &str, text: &str) {
        let field = self.find("textbox", name).await;
        field.clear().await.expect("the field can be emptied");
        field.send_keys(text).await.expect("the field takes keys");
        field.send_keys(Key::Tab + "").await.expect("the field takes keys");
        self.settle().await;
    }

    /// Presses a key on the row of the context tree that shows `name`.
    pub async fn press_on_file(&self, name: &str, key: impl Into<TypingData>) {
        let row = self.find("treeitem", name).await;
        self.script("arguments[0].focus()", vec![row.to_json().expect("an element")]).await;
        row.send_keys(key).await.expect("the row takes keys");
        self.settle().await;
    }

    /// Renames a file of the context.
    pub async fn rename(&self, from: &str, to: &str) {
        let name = from.rsplit('/').next().unwrap_or(from);
        self.press_on_file(name, Key::F2 + "").await;
        let field = self.find("textbox", "Path of the file").await;
        field.send_keys(Key::Control + "a").await.expect("the field takes keys");
        field.send_keys(to).await.expect("the field takes keys");
        field.send_keys(Key::Enter + "").await.expect("the field takes keys");
        self.settle().await;
    }

    /// Chooses a folder of this machine in the file field of that name.
    pub async fn choose_folder(&self, name: &str, folder: &Path) {
        let field = format!("input[type=file][aria-label='{name}']");
        let field = self.driver.find(By::Css(field)).await.expect("the field is there");
        field.send_keys(folder.display().to_string()).await.expect("the browser takes the folder");
    }

    /// Shows a panel by the title of its tab.
    pub async fn show(&self, panel: &str) {
        let begun = Instant::now();
        loop {
            for tab in self.all("tab", panel).await {
                // Tabs of files are called after their state as well.
                if tab.text().await.is_ok_and(|title| title.starts_with(panel)) {
                    return tab.click().await.unwrap_or_else(|error| panic!("tab {panel:?}: {error}"));
                }
            }
            assert!(begun.elapsed() < PATIENCE, "no tab {panel:?}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Chooses an option of a select box by the start of its title.
    pub async fn choose(&self, name: &str, option: &str) {
        let element = self.find("combobox", name).await;
        let script = "const [box, title] = arguments;
            const option = [...box.options].find((option) => option.text.startsWith(title));
            if (!option) return [...box.options].map((option) => option.text);
            box.value = option.value;
            box.dispatchEvent(new Event('change', { bubbles: true }));
            return null;";
        let arguments = vec![element.to_json().expect("an element"), json!(option)];
        let missing = self.script(script, arguments).await;
        assert!(missing.is_null(), "{name}: no option {option:?} in {missing}");
    }

    /// Puts `text` in place of all that the editor shows, as a paste does.
    pub async fn paste(&self, text: &str) {
        let editor = self.editor().await;
        editor.click().await.expect("the editor takes the focus");
        editor.send_keys(Key::Control + "a").await.expect("the editor takes keys");
        let script = "const [editor, text] = arguments;
            const clipboardData = new DataTransfer();
            clipboardData.setData('text/plain', text);
            editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));";
        self.script(script, vec![editor.to_json().expect("an element"), json!(text)]).await;
        self.settle().await;
    }

    /// Presses keys where the focus is.
    pub async fn press(&self, keys: impl Into<TypingData>) {
        let element = self.driver.active_element().await.expect("something has the focus");
        element.send_keys(keys).await.expect("it takes keys");
    }

    /// Changes what stands behind `#` in the address, as pasting a link into it does.
    pub async fn go_hash(&self, fragment: &str) {
        self.script("location.hash = arguments[0]", vec![json!(fragment)]).await;
        self.settle().await;
    }

    /// Presses Ctrl with `key` in the editor.
    pub async fn press_control(&self, key: &str) {
        let editor = self.editor().await;
        editor.send_keys(Key::Control + key).await.expect("the editor takes keys");
        self.settle().await;
    }

    /// The element that has the focus.
    pub async fn focused(&self) -> WebElement {
        self.driver.active_element().await.expect("something has the focus")
    }

    /// Presses Delete in the editor.
    pub async fn press_delete(&self) {
        let editor = self.editor().await;
        editor.send_keys(Key::Delete + "").await.expect("the editor takes keys");
        self.settle().await;
    }

    async fn editor(&self) -> WebElement {
        match self.all("textbox", "Dockerfile").await.into_iter().next() {
            Some(editor) => editor,
            None => self.find("textbox", "File").await,
        }
    }

    /// Waits for two frames, and until all that is shown is evaluated.
    pub async fn settle(&self) {
        let script = "const done = arguments[arguments.length - 1];
            const settled = () => document.querySelector('[aria-busy=true]') ? requestAnimationFrame(settled) : done();
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(settled)));";
        self.driver.execute_async(script, Vec::<Value>::new()).await.expect("it is evaluated");
    }

    /// All text a reader sees.
    pub async fn text(&self) -> String {
        self.script("return document.body.innerText", Vec::new())
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until the text of the page holds `part`.
    pub async fn sees(&self, part: &str) {
        let begun = Instant::now();
        loop {
            let text = self.text().await;
            if text.contains(part) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "the page never shows {part:?}; it shows:\n{text}");
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// The texts of the visible rows (or other elements of `role`), as they are now.
    pub async fn texts(&self, role: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for element in self.all(role, "").await {
            // The property, not the rendering: words for screen readers count.
            let text = element.prop("textContent").await.ok().flatten().unwrap_or_default();
            texts.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        texts
    }

    /// Fails when the program stopped or nothing is left of the page.
    pub async fn is_alive(&self) {
        let text = self.text().await;
        assert!(!text.contains("Drydock stopped"), "the program stopped:\n{text}");
        self.find("textbox", "Dockerfile").await;
    }

    /// Keeps a picture of the page.
    pub async fn picture(&self, path: &Path) {
        let taken = self.driver.screenshot_as_png().await.expect("the browser draws");
        std::fs::write(path, taken).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// What is there when a journey failed.
    pub(crate) async fn report(&self, path: &Path) {
        if let Ok(png) = self.driver.screenshot_as_png().await
            && std::fs::write(path, png).is_ok()
        {
            eprintln!("The page looked like {}.", path.display());
        }
    }
}
