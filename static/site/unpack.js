// What a packed part of the single file holds, as an address. A page from a disk has an origin of its own each time,
// but may read its own blobs.
const unpack = async (packed, type) => {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return URL.createObjectURL(new Blob([await new Response(stream).arrayBuffer()], { type }));
};
