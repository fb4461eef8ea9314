// The whole page in one file that opens from a disk: scripts in one, and all but the style sheet packed as text.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { encode } from "./ascii.js";

/** Files that scripts ask for by address; the single file answers with what it holds. */
const ASSET = /new URL\(\s*"\.\/([^"]+)",\s*import\.meta\.url\s*\)/g;

/** Data that it carries; the tables of Debian's packages would take it over its budget, so their sizes stay ranges. */
const SMALL = ["npm.tsv", "pip.tsv"];

/** The file, of the `html` that the page is made of and the files in `dist`; packed less where it is to be `quick`. */
export async function single({ html, dist, root, quick }) {
  const { build } = createRequire(join(root, "static/editor/package.json"))("esbuild");
  const assets = new Set();
  const inline = {
    name: "inline",
    setup(bundler) {
      bundler.onLoad({ filter: /\.js$/ }, ({ path }) => {
        const text = readFileSync(path, "utf8").replace(/new URL\(\s*"\.\/data\/",\s*import\.meta\.url\s*\)\.href/, () => {
          SMALL.forEach((name) => assets.add(`data/${name}`));
          return `({ ${SMALL.map((name) => `${JSON.stringify(name)}: drydockAssets[${JSON.stringify(`data/${name}`)}]`).join(", ")} })`;
        });
        const replaced = text.replace(ASSET, (_, name) => {
          assets.add(name);
          return `new URL(drydockAssets[${JSON.stringify(name)}])`;
        });
        // There is nothing to keep for offline use.
        return { contents: replaced.replace(/import\("\.\/offline\.js"\)/, "Promise.resolve()"), loader: "js" };
      });
    },
  };
  const options = { bundle: true, format: "esm", target: "es2022", minify: true, write: false, legalComments: "none", plugins: [inline] };
  const { outputFiles } = await build({ ...options, entryPoints: [join(dist, "boot.js")] });
  const library = join(root, "static/editor/node_modules/lzma1/lib");
  const { compress } = await import(pathToFileURL(join(library, "index.js")));
  // Which of the levels it is changes a percent of the size, and a build that nobody hands out need not wait.
  const packed = (bytes) => encode(compress(bytes, quick ? 1 : 9));
  const files = Object.fromEntries([...assets].map((name) => [name, [packed(readFileSync(join(dist, name))), type(name)]]));
  const alias = { "lzma1/decoder": join(library, "decoder.js"), "lzma1/streams": join(library, "streams.js") };
  const unpack = await build({ ...options, plugins: [], alias, format: "iife", globalName: "unpack", entryPoints: [join(root, "static/site/unpack.js")] });
  const start = `${unpack.outputFiles[0].text}globalThis.drydockAssets = unpack.addresses(${JSON.stringify(files)});\nawait import(unpack.address(${JSON.stringify(packed(outputFiles[0].contents))}, "text/javascript"));\n`;
  const style = readFileSync(join(dist, "style.css"), "utf8");
  const source = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy = `default-src 'none'; script-src ${source(start)} blob: 'wasm-unsafe-eval'; worker-src blob:; style-src ${source(style)}; img-src data:; connect-src blob: https:; base-uri 'none'; form-action 'none'`;
  return html
    .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace(/\s*<link rel="(?:icon|modulepreload|preload)"[^>]*>/g, "")
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`)
    .replace(/\s*<script type="module" src="\.\/boot\.js"><\/script>/, "")
    .replace("</body>", () => `<script type="module">${start}</script>\n  </body>`);
}

const type = (name) => (name.endsWith(".wasm") ? "application/wasm" : name.endsWith(".js") ? "text/javascript" : "text/plain");
