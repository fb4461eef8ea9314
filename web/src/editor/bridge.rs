//! The one door to the JavaScript of the editor.

use js_sys::Promise;
use serde::Serialize;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::marks::{Marks, Range};

#[wasm_bindgen(raw_module = "./editor.js")]
extern "C" {
    #[wasm_bindgen(js_name = Editor)]
    type JsEditor;

    #[wasm_bindgen(static_method_of = JsEditor, js_class = "Editor", js_name = "in")]
    fn standing_in(host: &Element) -> JsEditor;
    #[wasm_bindgen(method)]
    fn typed(this: &JsEditor) -> Option<String>;
    #[wasm_bindgen(method)]
    fn adopt(this: &JsEditor, path: &str, text: &str);
    #[wasm_bindgen(method)]
    fn listen(
        this: &JsEditor,
        on_edit: &Closure<dyn FnMut(String, String)>,
        on_caret: &Closure<dyn FnMut(String, u32)>,
        on_point: &Closure<dyn FnMut(String, Option<u32>)>,
        on_key: &Closure<dyn FnMut(String)>,
        on_ask: &Closure<Ask>,
    );
    #[wasm_bindgen(method)]
    fn show(this: &JsEditor, path: &str, text: &str, is_dockerfile: bool);
    #[wasm_bindgen(method)]
    fn load(this: &JsEditor, path: &str, text: &str);
    #[wasm_bindgen(method)]
    fn paths(this: &JsEditor) -> Vec<String>;
    #[wasm_bindgen(method)]
    fn forget(this: &JsEditor, path: &str);
    #[wasm_bindgen(method)]
    fn rename(this: &JsEditor, from: &str, to: &str);
    #[wasm_bindgen(method)]
    fn decorate(this: &JsEditor, marks: &JsValue);
    #[wasm_bindgen(method)]
    fn light(this: &JsEditor, ranges: &JsValue);
    #[wasm_bindgen(method)]
    fn select(this: &JsEditor, from: u32, to: u32, focus: bool);
    #[wasm_bindgen(method)]
    fn destroy(this: &JsEditor);
}

/// Asks for help: what kind, the text, the place in it, a word; promises the answer.
pub type Ask = dyn FnMut(String, String, u32, String) -> Promise;

/// What the editor tells: a path with its new text, a path with the caret's place or the mouse's, the name of a key.
pub struct Handlers {
    /// A file has a new text.
    pub edit: Box<dyn FnMut(String, String)>,
    /// The caret moved.
    pub caret: Box<dyn FnMut(String, u32)>,
    /// The mouse points at another character, or at none any more.
    pub point: Box<dyn FnMut(String, Option<u32>)>,
    /// A key that belongs to the page was pressed.
    pub key: Box<dyn FnMut(String)>,
    /// Help is asked for.
    pub ask: Box<Ask>,
}

/// The editor on the page; gone when dropped.
pub struct Editor {
    editor: JsEditor,
    // The editor calls these for as long as it lives.
    _edit: Closure<dyn FnMut(String, String)>,
    _caret: Closure<dyn FnMut(String, u32)>,
    _point: Closure<dyn FnMut(String, Option<u32>)>,
    _key: Closure<dyn FnMut(String)>,
    _ask: Closure<Ask>,
}

/// What was typed into the editor in `host` before anyone listened to it; `None` where that is nothing.
pub fn typed(host: &Element) -> Option<String> {
    JsEditor::standing_in(host).typed()
}

impl Editor {
    /// The editor in `host`: the one that stands there already, which then goes on as the file `path` with `text`, or a
    /// new one that shows nothing yet.
    pub fn standing_in(host: &Element, (path, text): (&str, &str), handlers: Handlers) -> Self {
        let edit = Closure::wrap(handlers.edit);
        let caret = Closure::wrap(handlers.caret);
        let point = Closure::wrap(handlers.point);
        let key = Closure::wrap(handlers.key);
        let ask = Closure::wrap(handlers.ask);
        let editor = JsEditor::standing_in(host);
        editor.adopt(path, text);
        editor.listen(&edit, &caret, &point, &key, &ask);
        Self { editor, _edit: edit, _caret: caret, _point: point, _key: key, _ask: ask }
    }

    /// Shows the file `path`, which holds `text` when the editor has not seen it yet.
    pub fn show(&self, path: &str, text: &str, is_dockerfile: bool) {
        self.editor.show(path, text, is_dockerfile);
    }

    /// Gives the file `path` a new text, as one change that can be undone.
    pub fn load(&self, path: &str, text: &str) {
        self.editor.load(path, text);
    }

    /// Paths of the files it has seen.
    pub fn paths(&self) -> Vec<String> {
        self.editor.paths()
    }

    /// Forgets a file with its undo history.
    pub fn forget(&self, path: &str) {
        self.editor.forget(path);
    }

    /// Gives a file another path; its undo history stays.
    pub fn rename(&self, from: &str, to: &str) {
        self.editor.rename(from, to);
    }

    /// Shows `marks` beside the text.
    pub fn decorate(&self, marks: &Marks) {
        self.editor.decorate(&to_js(marks));
    }

    /// Lights `ranges`.
    pub fn light(&self, ranges: &[Range]) {
        self.editor.light(&to_js(&ranges));
    }

    /// Selects a range and takes the focus.
    pub fn select(&self, range: &Range) {
        self.editor.select(range.from, range.to, true);
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.editor.destroy();
    }
}

/// Plain data always becomes a value; the type cannot say so.
pub fn to_js(value: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(value).unwrap_or(JsValue::NULL)
}
