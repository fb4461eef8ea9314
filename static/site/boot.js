// Starts the page, in the order in which a reader has use of it: the editor, the program, the evaluator. What fails
// before there is a program to say so is said here.
import { shared } from "./shared.js";
import { mount } from "./shell.js";

const compile = async () => {
  const response = await fetch(new URL("./MODULE", import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  if (response.headers.get("Content-Type")?.startsWith("application/wasm")) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
};

try {
  await mount();
  // The editor is drawn before anything else is begun.
  await new Promise((done) => setTimeout(done));
  const [{ default: init }, { begin }, module] = await Promise.all([import("./GLUE"), import("./evaluator.js"), shared("drydockModule", compile)]);
  begin();
  await init({ module_or_path: module });
  if (!document.documentElement.hasAttribute("data-embed")) import("./offline.js").catch(() => {});
} catch (error) {
  const notice = document.createElement("p");
  notice.className = "notice notice-error";
  notice.setAttribute("role", "alert");
  notice.textContent = `Drydock does not start here: ${error.message}. What you typed is still in the editor.`;
  document.getElementById("top").append(notice);
  throw error;
}
