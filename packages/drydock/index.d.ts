export * from "./drydock.js";
export { default } from "./drydock.js";

/** The bytes of a data file that an evaluation named in `missing_data`, for `Builder.load`. */
export function data(file: string): Promise<Uint8Array>;
