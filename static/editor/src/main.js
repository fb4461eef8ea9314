// The editor behind one class. It owns text, caret and undo of each file; Rust is told the new text at once. It may
// stand on the page, and be typed into, before Rust is there.
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, EditorState } from "@codemirror/state";
import {
  EditorView, drawSelection, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers, placeholder,
} from "@codemirror/view";
import { assist } from "./assist.js";
import { dockerfile } from "./dockerfile.js";
import { theme } from "./theme.js";
import { setLight, setMarks, verdicts } from "./verdicts.js";

/** Marks a change that came from Rust, which is not told back. */
const loaded = Annotation.define();

const MIRRORED = 4096;

/** The editors on the page by the element they are in. */
const editors = new WeakMap();

/** Before Rust is there, nobody is told and nobody answers. */
const NOBODY = { onEdit() {}, onCaret() {}, onPoint() {}, onKey() {}, onAsk: async () => null };

export class Editor {
  /** The editor in `host`: the one that stands there already, or a new one. */
  static in(host) {
    return editors.get(host) ?? new Editor(host);
  }

  constructor(parent) {
    editors.set(parent, this);
    this.parent = parent;
    this.handlers = NOBODY;
    this.files = new Map();
    this.path = "";
    this.view = new EditorView({ parent, state: EditorState.create({}) });
    this.flush = this.flush.bind(this);
  }

  /**
   * From now on tells `onEdit(path, text)` after each change, `onCaret(path, offset)` when the caret moves,
   * `onPoint(path, offset)` when the mouse points at another character, without an offset when at none any more,
   * `onKey(name)` for `build` and `escape`; `onAsk(kind, text, at, word)` promises answers for `assist`.
   */
  listen(onEdit, onCaret, onPoint, onKey, onAsk) {
    this.handlers = { onEdit, onCaret, onPoint, onKey, onAsk };
    const { head } = this.view.state.selection.main;
    // Whoever listens may not be called back from here.
    if (head > 0) queueMicrotask(() => this.handlers.onCaret(this.path, head));
  }

  /** The text of the file that it shows, when somebody typed in it before anyone listened. */
  typed() {
    return this.isHeard() || !this.files.get(this.path)?.touched ? undefined : this.text();
  }

  /** True once somebody listens. */
  isHeard() {
    return this.handlers !== NOBODY;
  }

  /** What it shows goes on as the file `path`, which holds `text`; what turns out to be another text, it forgets. */
  adopt(path, text) {
    if (!this.path) return;
    this.rename(this.path, path);
    const { given, touched } = this.files.get(path);
    if (!touched && given !== text) this.forget(path);
  }

  /** Shows the file `path`; `text` is what it holds when the editor has not seen it yet. */
  show(path, text, isDockerfile) {
    if (path === this.path) return;
    this.flush();
    this.store();
    this.path = path;
    if (!this.files.has(path)) this.files.set(path, this.fresh(path, text, isDockerfile));
    this.view.setState(this.files.get(path).state);
    const { scroll } = this.files.get(path);
    if (scroll) this.view.dispatch({ effects: scroll });
  }

  /** Gives the file `path` a new text as one change that can be undone. */
  load(path, text) {
    this.flush();
    const file = this.files.get(path);
    if (!file) return;
    file.crlf = isCrlf(text);
    const state = path === this.path ? this.view.state : file.state;
    const change = difference(state.doc.toString(), state.toText(text).toString());
    if (!change) return;
    // What is loaded is one step of undo by itself, however soon it follows on typing.
    const spec = { changes: change, annotations: [loaded.of(true), isolateHistory.of("full")] };
    if (path === this.path) this.view.dispatch(spec);
    else file.state = file.state.update(spec).state;
  }

  /** Paths of the files it has seen. */
  paths() {
    return [...this.files.keys()];
  }

  /** Forgets the file `path` with its undo history. */
  forget(path) {
    this.files.delete(path);
    if (path === this.path) this.path = "";
  }

  /** Moves the file `from` to the path `to` with its undo history. */
  rename(from, to) {
    this.flush();
    const file = this.files.get(from);
    if (!file) return;
    this.files.delete(from);
    this.files.set(to, file);
    if (this.path === from) this.path = to;
  }

  /** Marks lines and findings of the visible file; dropped when they belong to a text of another `length`. */
  decorate(marks) {
    const { length, lines, findings } = marks;
    if (length !== this.view.state.doc.length) return;
    const file = this.files.get(this.path);
    if (file) file.marked = { doc: this.view.state.doc, marks };
    const { effects } = setDiagnostics(this.view.state, findings.map((finding) => this.finding(finding)));
    this.view.dispatch({ effects: [setMarks.of(lines), effects].flat() });
  }

  /** Lights `[{from, to}]` in the visible file. */
  light(ranges) {
    this.view.dispatch({ effects: setLight.of(ranges) });
  }

  /** Selects a range of the visible file, scrolls there, and takes the focus when asked. */
  select(from, to, focus) {
    const end = this.view.state.doc.length;
    if (to > end) return;
    this.view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    if (focus) this.view.focus();
  }

  /** Scrolls to an offset of the visible file, when it is out of sight. */
  reveal(offset) {
    if (offset > this.view.state.doc.length) return;
    this.view.dispatch({ effects: EditorView.scrollIntoView(offset, { y: "nearest", yMargin: 40 }) });
  }

  focus() {
    this.view.focus();
  }

  /** Tells Rust of changes that it does not know yet. */
  flush() {
    if (!this.pending) return;
    this.pending = false;
    const file = this.files.get(this.path);
    if (!file) return;
    // The same text again is evaluated no second time, but a change has swept away its marks.
    if (file.marked?.doc.eq(this.view.state.doc)) this.decorate(file.marked.marks);
    this.handlers.onEdit(this.path, this.text());
  }

  /** The text of the visible file, with its own line breaks. */
  text() {
    const { doc } = this.view.state;
    return doc.sliceString(0, doc.length, this.files.get(this.path).crlf ? "\r\n" : "\n");
  }

  destroy() {
    this.flush();
    editors.delete(this.parent);
    this.view.destroy();
  }

  store() {
    const file = this.files.get(this.path);
    if (!file) return;
    file.state = this.view.state;
    file.scroll = this.view.scrollSnapshot();
  }

  fresh(path, text, isDockerfile) {
    return { given: text, touched: false, crlf: isCrlf(text), scroll: null, state: EditorState.create({ doc: text, extensions: this.extensions(path, isDockerfile) }) };
  }

  extensions(path, isDockerfile) {
    return [
      lineNumbers(),
      isDockerfile ? verdicts : [],
      isDockerfile ? dockerfile : [],
      isDockerfile ? assist((...question) => this.handlers.onAsk(...question)) : [],
      history(),
      highlightSpecialChars(),
      drawSelection(),
      highlightActiveLine(),
      bracketMatching(),
      search({ top: true }),
      highlightSelectionMatches({ maxMatches: 100 }),
      indentUnit.of("    "),
      // An embedded page that is only to be read.
      EditorState.readOnly.of(new URLSearchParams(location.search).get("mode") === "view" && "embed" in document.documentElement.dataset),
      EditorView.lineWrapping,
      placeholder(isDockerfile ? "FROM …" : "Empty file"),
      EditorView.contentAttributes.of({
        "aria-label": isDockerfile ? "Dockerfile" : `File ${path}`,
        "aria-describedby": "editor-help",
        tabindex: "0",
        spellcheck: "false",
        autocapitalize: "off",
        autocorrect: "off",
      }),
      keymap.of([
        { key: "Mod-Enter", run: () => this.key("build") },
        { key: "Escape", run: () => this.key("escape") && false },
        ...searchKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab,
      ]),
      EditorView.domEventHandlers({
        mousemove: (event, view) => this.point(event.buttons || !isOverText(event) ? undefined : view.posAtCoords(event) ?? undefined),
        mouseleave: () => this.point(undefined),
      }),
      EditorView.updateListener.of((update) => this.updated(update)),
      theme,
    ];
  }

  point(offset) {
    if (offset === this.pointed) return;
    this.pointed = offset;
    this.handlers.onPoint(this.path, offset);
  }

  key(name) {
    this.flush();
    this.handlers.onKey(name);
    return true;
  }

  updated(update) {
    if (update.docChanged && !update.transactions.every((transaction) => transaction.annotation(loaded))) {
      const file = this.files.get(this.path);
      if (file) file.touched = true;
      this.schedule();
    }
    if (update.selectionSet) this.handlers.onCaret(this.path, update.state.selection.main.head);
  }

  /** Soon, before the next frame: what is typed is evaluated while the browser draws it. */
  schedule() {
    if (this.pending) return;
    this.pending = true;
    queueMicrotask(this.flush);
  }

  finding({ from, to, severity, message, detail, code, fixes }) {
    return {
      from, to, severity, message,
      renderMessage: () => message_(message, detail, code),
      actions: fixes.map(({ title, changes }) => ({ name: title, apply: (view) => view.dispatch({ changes }) })),
    };
  }
}

function message_(message, detail, code) {
  const box = document.createElement("div");
  box.className = "finding";
  const add = (className, text) => {
    if (!text) return;
    const part = document.createElement("p");
    part.className = className;
    part.textContent = text;
    box.append(part);
  };
  add("finding-message", message);
  add("finding-detail", detail);
  add("finding-code", code);
  return box;
}

/** True when the mouse is at a line, not in the empty space below the last. */
function isOverText({ target }) {
  return target instanceof Element && target.closest(".cm-line") !== null;
}

/** True when every line ends in CR LF; the editor itself counts a line break as one. */
function isCrlf(text) {
  const start = text.slice(0, MIRRORED);
  return start.includes("\r\n") && !/(^|[^\r])\n|\r(?!\n)/.test(text);
}

/** The one change that makes `old` to `now`, without what is equal at both ends. */
function difference(old, now) {
  if (old === now) return null;
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old.charCodeAt(head) === now.charCodeAt(head)) head++;
  let tail = 0;
  while (tail < shorter - head && old.charCodeAt(old.length - 1 - tail) === now.charCodeAt(now.length - 1 - tail)) tail++;
  return { from: head, to: old.length - tail, insert: now.slice(head, now.length - tail) };
}
