// Starts the page. What fails before there is a page to say so is said here.
import init from "./GLUE";
import { shared } from "./shared.js";

const compile = async () => {
  const response = await fetch(new URL("./MODULE", import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  if (response.headers.get("Content-Type")?.startsWith("application/wasm")) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
};

try {
  await init({ module_or_path: await shared("drydockModule", compile) });
  if (!document.documentElement.hasAttribute("data-embed")) import("./offline.js").catch(() => {});
} catch (error) {
  const place = document.querySelector(".loading") ?? document.body;
  place.textContent = `Drydock does not start here: ${error.message}`;
  throw error;
}
