// Finishes what trunk built: names by content, one style sheet, a strict Content Security Policy, the page for
// embedding, what makes it work offline, the single file, and packed copies (not in a quick build). Trunk runs it after
// each build; a build for development only gets the embedded page and the element.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { single } from "./single.mjs";

const root = new URL("../..", import.meta.url).pathname;
const dist = process.argv[2] ?? process.env.TRUNK_STAGING_DIR;
const quick = process.env.DRYDOCK_QUICK === "1";
const release = quick || process.argv[3] === "--release" || process.env.TRUNK_PROFILE === "release";
const { transformSync } = createRequire(join(root, "static/editor/package.json"))("esbuild");

/** Files with names that addresses out in the world have. */
const STABLE = new Set(["index.html", "embed.html", "sw.js", "manifest.webmanifest", "dockerfile-playground.js", "dockerfile-playground.d.ts", "drydock.html"]);
const TEXT = new Set([".js", ".css", ".html"]);
const PACKED = new Set([".js", ".css", ".html", ".wasm", ".svg", ".tsv", ".bin", ".json", ".webmanifest"]);

const path = (name) => join(dist, name);
const read = (name) => readFileSync(path(name), "utf8");
const write = (name, text) => writeFileSync(path(name), text);
const list = () => readdirSync(dist, { withFileTypes: true }).filter((entry) => entry.isFile()).map(({ name }) => name).sort();
/** Files of the folder with data, which keep their names: modules ask for them by name. */
const data = () => (existsSync(path("data")) ? readdirSync(path("data")).sort().map((name) => `data/${name}`) : []);
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 12);

/** What the page may do, for a `<meta>`; docs/hosting.md has the same as headers. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self' https:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The page without what trunk writes for itself: one style sheet, and a script of its own that starts it. */
function page() {
  let html = read("index.html");
  const styles = [...html.matchAll(/<link rel="stylesheet" href="\.\/([^"]+)"[^>]*>\s*/g)];
  const css = styles.map(([, name]) => read(name)).join("\n");
  styles.forEach(([whole, name]) => {
    html = html.replace(whole, "");
    rmSync(path(name), { force: true });
  });
  write("style.css", transformSync(css, { loader: "css", minify: true }).code);
  const [script, glue, module] = html.match(/<script type="module"[^>]*>[^]*?from '\.\/([^']+)'[^]*?module_or_path: '\.\/([^']+)'[^]*?<\/script>\s*/);
  write("boot.js", readFileSync(join(root, "static/site/boot.js"), "utf8").replaceAll("GLUE", glue).replaceAll("MODULE", module));
  copyFileSync(join(root, "static/site/offline.js"), path("offline.js"));
  const first = html.match(/<meta name="drydock-first" content="([^"]+)">/)[1];
  const text = readFileSync(join(root, "static/examples", first, "Dockerfile"), "utf8");
  const shell = readFileSync(join(root, "static/site/shell.js"), "utf8");
  write("shell.js", shell.replace('"FIRST"', () => JSON.stringify({ name: first, text })));
  html = html.replace(script, "").replace(/ *<link rel="(?:modulepreload|preload)"[^>]*>\s*/g, "").replace(/ integrity="[^"]*"/g, "");
  // What is needed to type, and nothing that comes after.
  const preload = ["boot.js", "shared.js", "shell.js", "editor.js"].map((name) => `<link rel="modulepreload" href="./${name}">`);
  const head = [
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    `<link rel="stylesheet" href="./style.css">`,
    ...preload,
    `<script type="module" src="./boot.js"></script>`,
  ];
  return html.replace(/\n\s*\n+/g, "\n").replace(/(<meta charset="utf-8">)/, `$1\n    ${head[0]}`).replace("</head>", `  ${head.slice(1).join("\n    ")}\n  </head>`);
}

/** The page for embedding: the same, marked. */
function embedded(html) {
  const parts = { 'class="app"': 'class="app embed"', 'class="workspace"': 'class="embed-parts"', 'id="context"': 'id="context" hidden' };
  const marked = Object.entries(parts).reduce((html, [whole, part]) => html.replace(whole, part), html);
  return marked.replace("<html ", "<html data-embed ").replace("<title>Drydock</title>", "<title>Dockerfile playground</title>\n    <meta name=\"robots\" content=\"noindex\">");
}

/** Gives every file but the stable ones a name by its content, what others name first, and tells the others. */
function rename() {
  const names = list().filter((name) => !STABLE.has(name) && extname(name) !== ".tsv");
  const texts = new Map(list().filter((name) => TEXT.has(extname(name))).map((name) => [name, read(name)]));
  const uses = (name) => names.filter((other) => other !== name && texts.get(name)?.includes(`/${other}`));
  const done = new Set();
  const visit = (name) => {
    if (done.has(name)) return;
    done.add(name);
    uses(name).forEach(visit);
    if (texts.has(name)) write(name, texts.get(name));
    const bare = name.replace(/-[0-9a-f]{12,16}(?=[._])/, "").replace("drydock-web", "page");
    const extension = extname(bare);
    const renamed = `${basename(bare, extension)}-${hash(readFileSync(path(name)))}${extension}`;
    renameSync(path(name), path(renamed));
    for (const [user, text] of texts) texts.set(user, text.replaceAll(`/${name}`, `/${renamed}`));
    if (texts.has(name)) texts.set(renamed, texts.get(name));
    texts.delete(name);
  };
  names.forEach(visit);
  for (const name of STABLE) if (texts.has(name)) write(name, texts.get(name));
}

function manifest() {
  const icon = list().find((name) => name.endsWith(".svg"));
  const text = JSON.parse(readFileSync(join(root, "static/site/manifest.json"), "utf8"));
  text.icons = [{ src: `./${icon}`, sizes: "any", type: "image/svg+xml", purpose: "any" }];
  write("manifest.webmanifest", JSON.stringify(text));
}

/** The service worker with the names of all that it keeps. */
function worker() {
  const files = [...list().filter((name) => name !== "sw.js" && name !== "drydock.html"), ...data()];
  const version = hash(files.map((name) => hash(readFileSync(path(name)))).join());
  const text = readFileSync(join(root, "static/site/sw.js"), "utf8");
  write("sw.js", text.replace("VERSION", version).replace('["FILES"]', JSON.stringify(files)));
}

function pack() {
  for (const name of [...list(), ...data()].filter((name) => PACKED.has(extname(name)))) {
    const raw = readFileSync(path(name));
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: raw.length, [constants.BROTLI_PARAM_QUALITY]: 11 };
    writeFileSync(path(`${name}.br`), brotliCompressSync(raw, { params }));
    writeFileSync(path(`${name}.gz`), gzipSync(raw, { level: 9 }));
  }
}

for (const name of ["dockerfile-playground.js", "dockerfile-playground.d.ts"]) copyFileSync(join(root, "static/element", name), path(name));
if (release) {
  const html = page();
  for (const name of list().filter((name) => extname(name) === ".js" && !STABLE.has(name))) {
    write(name, transformSync(read(name), { minify: true, target: "es2022", format: name === "evaluator-worker.js" ? undefined : "esm" }).code);
  }
  write("drydock.html", await single({ html, dist, root, quick }));
  write("index.html", html.replace("  </head>", `  <link rel="manifest" href="./manifest.webmanifest">\n  </head>`));
  write("embed.html", embedded(html));
  rename();
  manifest();
  worker();
  if (!quick) pack();
} else {
  write("embed.html", embedded(read("index.html")));
}
