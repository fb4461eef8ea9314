// <dockerfile-playground>: an ordinary code block that becomes a playground. Without this script, and until the
// playground answers, the block is what a reader sees. One module, no dependencies; see docs/embedding.md.

/** The version of the messages between a page and the playground in it. */
const PROTOCOL = 1;

/** The folder of the playground: that of this file, unless the element has a `site`. */
const HERE = new URL("./", import.meta.url);

/** How long the playground may take to answer before the block stays for good, in milliseconds. */
const PATIENCE = 60_000;

const STYLE = `
:host { display: block; position: relative; }
:host([hidden]), slot[hidden], button[hidden] { display: none; }
iframe { display: block; box-sizing: border-box; width: 100%; height: var(--drydock-height, 480px); border: 1px solid #8886; border-radius: 4px; background: Canvas; }
iframe[data-waiting] { position: absolute; inset: 0; visibility: hidden; }
button { margin: 4px 0 0; padding: 4px 12px; font: 13px/1.5 system-ui, sans-serif; color: #fff; background: #0b5fc4; border: 0; border-radius: 4px; cursor: pointer; }
button:disabled { color: inherit; background: none; cursor: default; }
button:focus-visible { outline: 2px solid #0b5fc4; outline-offset: 2px; }
`;

/** What of the element is given on to the playground as it is. */
const OPTIONS = ["panes", "theme", "mode"];

export class DockerfilePlayground extends HTMLElement {
  static observedAttributes = ["theme"];

  #frame = null;
  #ready = false;
  #waiting = [];
  #answers = new Map();
  #count = 0;
  #listen = (event) => this.#receive(event);

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    adopt(root);
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.textContent = "Open the playground";
    this.button.addEventListener("click", () => this.open());
    root.append(document.createElement("slot"), this.button);
  }

  connectedCallback() {
    addEventListener("message", this.#listen);
    if (this.getAttribute("load") === "click" || typeof IntersectionObserver !== "function") return;
    this.observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.open(), {
      rootMargin: "200px",
    });
    this.observer.observe(this);
  }

  disconnectedCallback() {
    removeEventListener("message", this.#listen);
    this.observer?.disconnect();
    // A frame that is moved in a page loads anew: what was typed is lost unless its owner kept it.
    this.#close();
  }

  attributeChangedCallback(name, old, value) {
    if (this.#frame && old !== value) this.#send({ type: name, [name]: value ?? "auto" });
  }

  /** Loads the playground in place of the block; nothing when it is there already. */
  open() {
    if (this.#frame) return;
    this.observer?.disconnect();
    this.button.disabled = true;
    this.button.textContent = "Loading the playground…";
    const frame = document.createElement("iframe");
    frame.title = this.getAttribute("label") ?? "Dockerfile playground";
    frame.allow = "clipboard-write";
    frame.dataset.waiting = "";
    if (this.hasAttribute("sandbox")) frame.setAttribute("sandbox", this.getAttribute("sandbox"));
    frame.src = this.address();
    this.#frame = frame;
    this.timer = setTimeout(() => this.#giveUp(), PATIENCE);
    this.shadowRoot.append(frame);
  }

  /** The address of the playground with what the element holds. */
  address() {
    const address = new URL("embed.html", new URL(this.getAttribute("site") ?? HERE, document.baseURI));
    for (const name of OPTIONS) if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
    for (const goal of this.#goals()) address.searchParams.append("goal", goal);
    address.hash = this.#fragment();
    return address.href;
  }

  /** Opens a project (`{ dockerfile, files, target, … }`) or a link. */
  set(what) {
    this.#send({ type: "set", ...(typeof what === "string" ? { link: what } : { project: what }) });
  }

  /** What is worked on, as a promise of a `state` message. */
  get() {
    const id = ++this.#count;
    const answer = new Promise((resolve) => this.#answers.set(id, resolve));
    this.#send({ type: "get", id });
    return answer;
  }

  /** Goes to a line of the Dockerfile. */
  step(line) {
    this.#send({ type: "step", line });
  }

  /** Takes back all that was changed since it was opened. */
  reset() {
    this.#send({ type: "reset" });
  }

  /** The link of what the element holds: its own, that of an example, or that of its code blocks. */
  #fragment() {
    const link = this.getAttribute("link");
    if (link) return link.slice(link.indexOf("#") + 1);
    const project = this.#project();
    const example = this.getAttribute("example");
    const empty = Object.keys(project).length === 0;
    if (example) return `v1/e=${encodeURIComponent(example)}${empty ? "" : `/p${encodeURIComponent(JSON.stringify(project))}`}`;
    return `v1/p${encodeURIComponent(JSON.stringify(project))}`;
  }

  /** The goals of an exercise: those of `data-goals`, then those of the children, whose text a reader is told. */
  #goals() {
    const own = parsed(this.dataset.goals) ?? [];
    const told = [...this.querySelectorAll("[data-goal]")].map(({ dataset, textContent }) => {
      const label = textContent.replace(/\s+/g, " ").trim();
      return label ? `${dataset.goal} | ${label}` : dataset.goal;
    });
    return [...(Array.isArray(own) ? own : []), ...told];
  }

  /** The project in the short keys of a link. */
  #project() {
    const files = parsed(this.dataset.files) ?? {};
    let dockerfile;
    for (const block of this.querySelectorAll("pre, script[type='text/plain'], template")) {
      const named = block.closest("[data-file]") ?? block.querySelector("[data-file]");
      const path = named?.dataset.file;
      const text = textOf(block);
      if (path && path !== "Dockerfile") files[path] = text;
      else dockerfile ??= text;
    }
    const args = Object.entries(parsed(this.dataset.buildArgs) ?? {}).flat();
    const project = { d: dockerfile, f: files, t: this.dataset.target, a: args, r: this.dataset.run, w: this.dataset.panel };
    const kept = ([, value]) => value !== undefined && (typeof value !== "object" || Object.keys(value).length > 0);
    return Object.fromEntries(Object.entries(project).filter(kept));
  }

  #send(message) {
    const whole = { drydock: PROTOCOL, ...message };
    if (!this.#ready) {
      this.#waiting.push(whole);
      this.open();
      return;
    }
    // The playground may be of an opaque origin, and what is sent is the reader's own text.
    this.#frame.contentWindow.postMessage(whole, "*");
  }

  #receive({ source, data }) {
    if (!this.#frame || source !== this.#frame.contentWindow || data?.drydock !== PROTOCOL) return;
    if (data.type === "ready") this.#begin();
    if (data.type === "resize" && data.height > 0) this.#frame.style.height = `${Math.min(data.height, 4000)}px`;
    if (data.type === "state" && this.#answers.has(data.id)) {
      this.#answers.get(data.id)(data);
      this.#answers.delete(data.id);
    }
    this.dispatchEvent(new CustomEvent(`drydock-${data.type}`, { detail: data, bubbles: true }));
  }

  #begin() {
    clearTimeout(this.timer);
    this.#ready = true;
    delete this.#frame.dataset.waiting;
    this.button.hidden = true;
    this.shadowRoot.querySelector("slot").hidden = true;
    const waiting = this.#waiting.splice(0);
    waiting.forEach((message) => this.#frame.contentWindow.postMessage(message, "*"));
  }

  #giveUp() {
    this.#close();
    this.button.disabled = false;
    this.button.textContent = "The playground does not answer: try again";
  }

  #close() {
    clearTimeout(this.timer);
    this.#frame?.remove();
    this.#frame = null;
    this.#ready = false;
    this.button.hidden = false;
    this.shadowRoot.querySelector("slot").hidden = false;
  }
}

/** Styles that a strict Content Security Policy of the page allows, where the browser can. */
function adopt(root) {
  if ("adoptedStyleSheets" in root && typeof CSSStyleSheet === "function") {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
  } else {
    const style = document.createElement("style");
    style.textContent = STYLE;
    root.append(style);
  }
}

/** The text of a code block without the line break that its tag begins or ends with. */
function textOf(block) {
  const text = (block.content ?? block).textContent.replace(/^\r?\n/, "");
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

function parsed(json) {
  if (!json) return undefined;
  try {
    return JSON.parse(json);
  } catch (error) {
    console.warn(`dockerfile-playground: ${json.slice(0, 40)}: ${error.message}`);
    return undefined;
  }
}

/**
 * Wraps each code block that `selector` finds, such as the fenced blocks of a site generator, into an element; gives
 * the elements. `attributes` go to each.
 */
export function enhance(selector = "pre > code.language-dockerfile", attributes = {}) {
  return [...document.querySelectorAll(selector)].flatMap((code) => {
    const block = code.closest("pre") ?? code;
    if (block.closest("dockerfile-playground")) return [];
    const element = document.createElement("dockerfile-playground");
    Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
    block.replaceWith(element);
    element.append(block);
    return [element];
  });
}

if (!customElements.get("dockerfile-playground")) customElements.define("dockerfile-playground", DockerfilePlayground);
