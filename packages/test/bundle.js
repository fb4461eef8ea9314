// What an application writes; bundled by esbuild, it is one file that runs anywhere.
import init, { evaluate } from "drydock";
import module from "drydock/drydock_bg.wasm";

await init({ module_or_path: module });
console.log(evaluate({ dockerfile: "FROM scratch AS bundled\n" }).stages[0].name);
