// What the packed parts of the single file hold. Browsers unpack nothing denser than deflate by themselves, and a
// megabyte is at stake. A page from a disk has an origin of its own each time, but may read its own blobs.
import { Decoder } from "lzma1/decoder";
import { InputBuffer, OutputBuffer } from "lzma1/streams";
import { decode } from "./ascii.js";

/** What `packed` holds, as an address. */
export function address(packed, type) {
  const output = new OutputBuffer(1 << 20);
  new Decoder().decompress(new InputBuffer(decode(packed)), output);
  return URL.createObjectURL(new Blob([output.toArray()], { type }));
}

/** Addresses by name of `files`, `{ name: [packed, type] }`; each is unpacked when it is first asked for. */
export function addresses(files) {
  const known = {};
  for (const [name, [packed, type]] of Object.entries(files)) {
    Object.defineProperty(known, name, { enumerable: true, get: () => (files[name].address ??= address(packed, type)) });
  }
  return known;
}
