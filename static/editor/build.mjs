// Bundles the editor to one module. Trunk runs it before each build; an unchanged bundle is not written again.
import { build } from "esbuild";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

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
