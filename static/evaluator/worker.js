// The evaluator's end of the line. `cargo xtask evaluator` puts the glue that wasm-bindgen writes in place of the line
// that names it, so this is one classic script: it starts in a worker from an address or a blob, and in a page.

/**
 * Answers on `port`: first come the compiled module and the address of the folder with its data, then requests in bytes,
 * each answered in bytes. Data that an evaluation misses is fetched, and then the evaluation comes once more.
 */
globalThis.drydockEvaluator = (port) => {
  /* glue: wasm_bindgen */
  let session, exports, data;
  const asked = new Set();

  const send = (work, again) => {
    const began = performance.now();
    const reply = work();
    const memory = exports.memory.buffer.byteLength;
    port.postMessage({ reply, took: performance.now() - began, memory, again }, [reply.buffer]);
    for (const name of session.missing()) {
      if (!asked.has(name)) load(name);
    }
  };

  const load = async (name) => {
    asked.add(name);
    let bytes;
    try {
      // The single file has addresses by name, and not of all.
      const address = typeof data === "string" ? new URL(name, data) : data[name];
      if (!address) throw new Error("not in this file");
      const response = await fetch(address);
      if (!response.ok) throw new Error(response.status);
      bytes = new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      // The evaluation goes on without, says so itself, and asks again the next time.
      asked.delete(name);
      console.warn(`${name} does not load: ${error.message}`);
      return;
    }
    tried(() => send(() => session.load(name, bytes), true));
  };

  const tried = (work) => {
    try {
      work();
    } catch (error) {
      // The module may be in any state now: whoever listens begins with a new one.
      port.postMessage({ failure: error?.message ?? String(error) });
    }
  };

  port.onmessage = ({ data: message }) => tried(() => {
    if (message instanceof Uint8Array) {
      send(() => session.answer(message), false);
      return;
    }
    exports = wasm_bindgen.initSync({ module: message.module });
    data = message.data;
    session = new wasm_bindgen.Session();
    port.postMessage({ ready: true });
  });
};

if (typeof WorkerGlobalScope === "function" && self instanceof WorkerGlobalScope) drydockEvaluator(self);
