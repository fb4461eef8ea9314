// Checks the types and bundles what an application writes, with the tools of the folder that is given: bundle.js by
// esbuild, which runs here; app/ by Vite, which a browser opens afterwards.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const tools = createRequire(join(process.argv[2], "package.json"));

execFileSync(process.execPath, [tools.resolve("typescript/bin/tsc"), "--project", "tsconfig.json"], { stdio: "inherit" });
console.log("types: checked");

const { buildSync } = tools("esbuild");
buildSync({ entryPoints: ["bundle.js"], bundle: true, format: "esm", platform: "browser", outfile: "out/bundle.mjs", loader: { ".wasm": "binary" } });
assert.equal(execFileSync(process.execPath, ["out/bundle.mjs"], { encoding: "utf8" }).trim(), "bundled");
console.log("esbuild: bundled and run");

const vite = await import(pathToFileURL(join(process.argv[2], "node_modules/vite/dist/node/index.js")));
await vite.build({ root: "app", base: "./", logLevel: "warn", build: { outDir: "../out/site", emptyOutDir: true, chunkSizeWarningLimit: 2000 } });
assert.ok(readdirSync("out/site/assets").some((name) => name.endsWith(".wasm")), "the module is an asset");
console.log("vite: bundled");
