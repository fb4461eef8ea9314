// What a reader has before the program is there: the editor, in the frame that the page holds, with the text that the
// program will open. Where only the program can tell that text, the place stays empty until then.
import { Editor } from "./editor.js";

/** The example that a first visit opens: `{ name, text }`, which the build puts here. */
const FIRST = "FIRST";
/** Where the page keeps drafts, as lines of a fragment and times, with tabs between: `web/src/store.rs`. */
const DRAFTS = "drydock/drafts";
const MAX_DRAFTS = 20;
/** What unfolds to more waits for the program, in bytes. */
const MOST = 1 << 20;
/** `v1/`, then the base `e=NAME/` or none, then the body `d…` or `p…` or none: `crates/playground/src/link.rs`. */
const LINK = /^v1\/(?:([eg])=([^/&]+)[^/]*(?:\/|$))?(?:d([\w-]+)[.,;:!?)\]>"']*|p(.+))?$/s;

const embedded = "embed" in document.documentElement.dataset;
const query = new URLSearchParams(location.search);

/** Puts the editor into its place, when it can tell what is in it. */
export async function mount() {
  settings();
  const host = document.getElementById("editor-host");
  if (host.closest("[hidden]")) return;
  // The page of a rule lies over what is worked on.
  const fragment = location.hash.slice(1).replace(/^v1\/r=.*/s, "") || drafts()[0]?.split("\t")[0] || `v1/e=${FIRST.name}`;
  const opened = await read(fragment).catch(() => null);
  if (!opened) return;
  const editor = Editor.in(host);
  editor.show(opened.project.n ?? "Dockerfile", opened.text, true);
  if (!embedded) addEventListener("pagehide", () => keep(editor, opened));
}

/** Colours, and what the width of the editor depends on, as the program will set them. */
function settings() {
  const root = document.documentElement;
  const theme = embedded ? query.get("theme") : stored("drydock/theme");
  if (theme) root.dataset.theme = theme;
  const width = Number(!embedded && stored("drydock/panels"));
  if (width > 0) document.body.style.setProperty("--panels", `${Math.min(width, Math.max(innerWidth - 520, 320))}px`);
  const panes = embedded && query.get("panes")?.split(",");
  if (!panes) return;
  const shown = { context: panes.includes("context"), editor: panes.includes("editor") };
  shown.panels = panes.length > shown.context + shown.editor;
  for (const [id, is] of Object.entries(shown)) document.getElementById(id).hidden = !is;
}

/** What storage holds; null where it is refused. */
function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function drafts() {
  return (!embedded && stored(DRAFTS)?.split("\n").filter(Boolean)) || [];
}

/** The `text` of the Dockerfile that a fragment opens, with what the fragment says; null where the program has to tell. */
async function read(fragment) {
  const link = fragment.length <= MOST && LINK.exec(fragment);
  if (!link) return null;
  const [, kind, name, packed, plain] = link;
  // What a misconception begins with only the evaluator knows.
  if (kind === "g") return null;
  const project = JSON.parse(packed ? await inflate(packed) : plain ? decodeURIComponent(plain) : "{}");
  // A project starts empty, or as an example, of which one is known here.
  const start = kind ? (name === FIRST.name ? FIRST.text : undefined) : "";
  const text = project.d ?? start;
  const known = typeof text === "string" && typeof (project.n ?? "") === "string";
  return known ? { text, project, base: kind ? `${kind}=${name}/` : "" } : null;
}

async function inflate(packed) {
  const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  for (let next; !(next = await reader.read()).done; text += decoder.decode(next.value, { stream: true })) {
    if (text.length < MOST) continue;
    reader.cancel();
    throw new Error("more than is read here");
  }
  return text + decoder.decode();
}

/** Keeps what was typed as a draft when the page is left before the program came, which keeps it from then on. */
function keep(editor, { project, base }) {
  const text = editor.typed();
  if (text === undefined) return;
  const draft = `v1/${base}p${encodeURIComponent(JSON.stringify({ ...project, d: text }))}`;
  try {
    localStorage.setItem(DRAFTS, [`${draft}\t${Date.now()}\t${Date.now()}`, ...drafts()].slice(0, MAX_DRAFTS).join("\n"));
  } catch {
    // Nothing can be kept where storage is refused or full.
  }
}
