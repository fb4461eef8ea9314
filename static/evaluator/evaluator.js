// Starts the evaluator beside the page and carries bytes to it and back: in a worker, where none can be made from an
// address in one made from a blob, else in the page. Any page beside this file can use it.

import { shared } from "./shared.js";

const SCRIPT = new URL("./evaluator-worker.js", import.meta.url);
const MODULE = new URL("./evaluator.wasm", import.meta.url);
const DATA = new URL("./data/", import.meta.url).href;

/** How long the evaluator may be silent, in milliseconds, before it counts as hung. */
const PATIENCE = 6000;

let compiled;

/** The module, compiled once; asked again after a failure. */
function module() {
  compiled ??= shared("drydockEvaluatorModule", compile).catch((error) => {
    compiled = undefined;
    throw error;
  });
  return compiled;
}

async function compile() {
  const response = await fetch(MODULE, { priority: "low" });
  if (!response.ok) throw new Error(`${MODULE.pathname}: ${response.status}`);
  if (response.headers.get("Content-Type")?.startsWith("application/wasm")) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

const WAYS = [
  () => new Worker(SCRIPT),
  async () => {
    const response = await fetch(SCRIPT);
    if (!response.ok) throw new Error(`${SCRIPT.pathname}: ${response.status}`);
    const address = URL.createObjectURL(await response.blob());
    try {
      return new Worker(address);
    } finally {
      // The worker has begun to read it.
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    }
  },
  async () => {
    if (!globalThis.drydockEvaluator) await run(SCRIPT);
    const { port1, port2 } = new MessageChannel();
    drydockEvaluator(port2);
    return port1;
  },
];

/** Runs a classic script in the page. */
function run(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = () => reject(new Error(`${address.pathname} does not load`));
    document.head.append(script);
  });
}

/** The first way that works, as a port that answers. */
async function open() {
  let problem;
  for (const way of WAYS) {
    let port;
    try {
      port = await way();
      await ready(port);
      return port;
    } catch (error) {
      problem = error;
      close(port);
    }
  }
  throw problem;
}

function ready(port) {
  return new Promise((resolve, reject) => {
    port.onerror = (event) => reject(new Error(event.message || `${SCRIPT.pathname} does not run`));
    port.onmessage = ({ data }) => (data.ready ? resolve() : reject(new Error(data.failure)));
    module().then((module) => port.postMessage({ module, data: DATA }), reject);
  });
}

function close(port) {
  if (port instanceof MessagePort) port.close();
  else port?.terminate();
}

/** Sends for the module before anyone asks; whoever asks hears of a failure. */
export function begin() {
  module().catch(() => {});
}

export class Evaluator {
  /**
   * `onReply(bytes, milliseconds, memory)` for each request in its order, and once more when it is known better,
   * `memory` being all bytes that the module has; `onFailure(message)` once, after which nothing comes:
   * the evaluator did not start, stopped, or is silent for too long.
   */
  constructor(onReply, onFailure) {
    this.handlers = { onReply, onFailure };
    this.waiting = [];
    this.owed = 0;
    open().then((port) => this.begin(port), (error) => this.fail(error.message));
  }

  /** Sends a request, a `Uint8Array`, whose buffer goes with it. */
  send(bytes) {
    if (!this.port) {
      this.waiting?.push(bytes);
      return;
    }
    this.owed += 1;
    if (this.owed === 1) this.watch();
    this.port.postMessage(bytes, [bytes.buffer]);
  }

  /** Ends the evaluator; nothing comes from it any more. */
  stop() {
    clearTimeout(this.timer);
    close(this.port);
    this.port = this.waiting = this.handlers = undefined;
  }

  begin(port) {
    if (!this.handlers) {
      close(port);
      return;
    }
    this.port = port;
    port.onerror = (event) => this.fail(event.message);
    port.onmessage = ({ data }) => this.take(data);
    const { waiting } = this;
    this.waiting = undefined;
    waiting.forEach((bytes) => this.send(bytes));
  }

  /** `again` marks what nobody asked for: data arrived, and with it a better answer. */
  take({ reply, took, memory, again, failure }) {
    if (failure !== undefined) {
      this.fail(failure);
      return;
    }
    if (!again) this.owed -= 1;
    this.watch();
    this.handlers.onReply(reply, took, memory);
  }

  /** Waits in two halves: a machine that slept through the first still gets to hear what was said meanwhile. */
  watch() {
    clearTimeout(this.timer);
    if (this.owed === 0) return;
    const half = (then) => (this.timer = setTimeout(then, PATIENCE / 2));
    half(() => half(() => this.fail("it did not answer")));
  }

  fail(message) {
    if (!this.handlers) return;
    const { onFailure } = this.handlers;
    this.stop();
    onFailure(message);
  }
}
