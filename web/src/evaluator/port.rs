//! The one door to the JavaScript that carries bytes to the evaluator and back.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "./evaluator.js")]
extern "C" {
    #[wasm_bindgen(js_name = Evaluator)]
    type JsEvaluator;

    #[wasm_bindgen(constructor, js_class = "Evaluator")]
    fn new(
        on_reply: &Closure<dyn FnMut(Vec<u8>, f64, f64)>,
        on_failure: &Closure<dyn FnMut(String)>,
    ) -> JsEvaluator;

    #[wasm_bindgen(method)]
    fn send(this: &JsEvaluator, bytes: Uint8Array);
    #[wasm_bindgen(method)]
    fn stop(this: &JsEvaluator);
}

/// A running evaluator; ends when dropped.
pub struct Port {
    evaluator: JsEvaluator,
    // The evaluator calls these for as long as it lives.
    _reply: Closure<dyn FnMut(Vec<u8>, f64, f64)>,
    _failure: Closure<dyn FnMut(String)>,
}

impl Port {
    /// Starts an evaluator. `reply` gets each reply with the milliseconds it took and the bytes of memory the
    /// evaluator has, `failure` why there will be no more.
    pub fn open(
        reply: impl FnMut(Vec<u8>, f64, f64) + 'static,
        failure: impl FnMut(String) + 'static,
    ) -> Self {
        let reply = Closure::new(reply);
        let failure = Closure::new(failure);
        Self { evaluator: JsEvaluator::new(&reply, &failure), _reply: reply, _failure: failure }
    }

    /// Sends a request.
    pub fn send(&self, bytes: &[u8]) {
        self.evaluator.send(Uint8Array::from(bytes));
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        self.evaluator.stop();
    }
}
