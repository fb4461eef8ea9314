// For browsers and bundlers: the module and the package tables lie beside this file.
export * from "./drydock.js";
export { default } from "./drydock.js";

/** The bytes of a data file that an evaluation named in `missing_data`, for `Builder.load`. */
export async function data(file) {
  const response = await fetch(new URL(`./data/${encodeURIComponent(file)}`, import.meta.url));
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
