// Bundles the editor to one module. Trunk runs it before each build; an unchanged bundle is not written again.
import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

/**
 * CodeMirror puts its styles into a `<style>` of a document, which our Content Security Policy refuses, and into an
 * adopted style sheet of a shadow root, which it allows; documents can adopt them as well.
 */
const adoptStyles = {
  name: "adopt-styles",
  setup(bundler) {
    bundler.onLoad({ filter: /style-mod\/src\/style-mod\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const condition = "if (!root.head && root.adoptedStyleSheets";
      if (!source.includes(condition)) throw new Error(`${path} no longer decides as we know it`);
      return { contents: source.replace(condition, "if (root.adoptedStyleSheets") };
    });
  },
};

const target = new URL("./dist/editor.js", import.meta.url);
const result = await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: ["src/main.js"],
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  write: false,
  plugins: [adoptStyles],
});
const bundle = result.outputFiles[0].text;
let old = "";
try {
  old = readFileSync(target, "utf8");
} catch {
  // First build.
}
if (old !== bundle) {
  mkdirSync(new URL(".", target), { recursive: true });
  writeFileSync(target, bundle);
}
