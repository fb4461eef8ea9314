// What a reader of the README writes, as the type checker sees it; it is never run.
import init, { Builder, data, decodeLink, encodeLink, evaluate, format, lint } from "drydock";
import { DockerfilePlayground, enhance, type FromPlayground, type ResultMessage } from "drydock-element";

await init();
const project = { dockerfile: "FROM scratch\n", files: { "a.txt": "a" } };
const names: string[] = evaluate(project).stages.map((stage) => stage.name);
const lines: [number, number][] = evaluate(project).stages.flatMap((stage) => stage.steps.map((step) => step.lines));
const codes: string[] = lint(project).map((finding) => finding.code);
const tidy: string = format(project.dockerfile);
const opened = decodeLink(encodeLink(project, "run"));
const text: string | undefined = opened?.project.dockerfile;
const builder = new Builder();
builder.build(project);
for (const file of builder.evaluate(project).missing_data) builder.load(file, await data(file));

const elements: DockerfilePlayground[] = enhance("pre", { site: "/drydock/" });
const element = document.querySelector("dockerfile-playground");
element?.set({ dockerfile: tidy, files: {}, target: "one" });
element?.addEventListener("drydock-result", (event) => {
  const result = (event as CustomEvent<ResultMessage>).detail;
  console.log(result.error, result.codes, names, lines, codes, text, elements);
});
addEventListener("message", ({ data: message }: MessageEvent<FromPlayground>) => {
  if (message.type === "resize") console.log(message.height);
});

// @ts-expect-error a project has a Dockerfile
evaluate({ files: {} });
