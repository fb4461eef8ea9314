export function greet(path) {
  const name = decodeURIComponent(path.slice(1)) || "world";
  return `hello, ${name}\n`;
}
