//! A panic ends the module; what it says is for those who mend it.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console)]
    fn error(text: &str);
}

/// Says panics on the console, with their place.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| error(&info.to_string())));
}
