// Bytes as text of 85 letters, four bytes in five of them: denser than base64, and the same in a file of any encoding
// that has ASCII in it. None of the letters means anything inside of quotes or to HTML.

/** What has a meaning there, and `$`, which has one where texts are replaced. */
const LEFT_OUT = "$&'<>\\`";
const FIRST = 35;
const LETTERS = Array.from({ length: 92 }, (_, at) => String.fromCharCode(FIRST + at)).filter((letter) => !LEFT_OUT.includes(letter));
const BASE = LETTERS.length;

/** `bytes` as text: how many there are, a space, and their letters. */
export function encode(bytes) {
  const letters = [];
  for (let at = 0; at < bytes.length; at += 4) {
    let group = 0;
    for (let i = 0; i < 4; i += 1) group = group * 256 + (bytes[at + i] ?? 0);
    for (let i = 4; i >= 0; i -= 1) letters.push(LETTERS[Math.floor(group / BASE ** i) % BASE]);
  }
  return `${bytes.length} ${letters.join("")}`;
}

/** The bytes of such a text. */
export function decode(text) {
  const values = new Uint8Array(128);
  LETTERS.forEach((letter, value) => (values[letter.charCodeAt(0)] = value));
  const start = text.indexOf(" ") + 1;
  const length = Number(text.slice(0, start));
  const groups = new DataView(new ArrayBuffer(Math.ceil(length / 4) * 4));
  for (let at = start, place = 0; at < text.length; place += 4) {
    let group = 0;
    for (let i = 0; i < 5; i += 1, at += 1) group = group * BASE + values[text.charCodeAt(at)];
    groups.setUint32(place, group);
  }
  return new Uint8Array(groups.buffer, 0, length);
}
