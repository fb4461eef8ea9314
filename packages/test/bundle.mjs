// Bundles bundle.js as for a browser with the esbuild of the folder that is given, and runs what comes out.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

const { buildSync } = createRequire(join(process.argv[2], "package.json"))("esbuild");
buildSync({ entryPoints: ["bundle.js"], bundle: true, format: "esm", platform: "browser", outfile: "out/bundle.mjs", loader: { ".wasm": "binary" } });
assert.equal(execFileSync(process.execPath, ["out/bundle.mjs"], { encoding: "utf8" }).trim(), "bundled");
console.log("bundled and run");
