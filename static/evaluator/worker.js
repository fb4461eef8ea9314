// The evaluator's end of the line. `cargo xtask evaluator` puts the glue that wasm-bindgen writes in place of the line
// that names it, so this is one classic script: it starts in a worker from an address or a blob, and in a page.

/** Answers on `port`: first comes the compiled module, then requests in bytes, each answered in bytes. */
globalThis.drydockEvaluator = (port) => {
  /* glue: wasm_bindgen */
  let session, exports;
  const answer = (data) => {
    if (data instanceof WebAssembly.Module) {
      exports = wasm_bindgen.initSync({ module: data });
      session = new wasm_bindgen.Session();
      port.postMessage({ ready: true });
      return;
    }
    const began = performance.now();
    const reply = session.answer(data);
    const memory = exports.memory.buffer.byteLength;
    port.postMessage({ reply, took: performance.now() - began, memory }, [reply.buffer]);
  };
  port.onmessage = ({ data }) => {
    try {
      answer(data);
    } catch (error) {
      // The module may be in any state now: whoever listens begins with a new one.
      port.postMessage({ failure: error?.message ?? String(error) });
    }
  };
};

if (typeof WorkerGlobalScope === "function" && self instanceof WorkerGlobalScope) drydockEvaluator(self);
