// For Node, which reads files and fetches none.
import { readFile } from "node:fs/promises";

import start from "./drydock.js";

export * from "./drydock.js";

/** Compiles the module, once; from the package itself unless another source is given. */
export default async function init(source) {
  const module = source ?? { module_or_path: await readFile(new URL("./drydock_bg.wasm", import.meta.url)) };
  return start(module);
}

/** The bytes of a data file that an evaluation named in `missing_data`, for `Builder.load`. */
export async function data(file) {
  return new Uint8Array(await readFile(new URL(`./data/${encodeURIComponent(file)}`, import.meta.url)));
}
