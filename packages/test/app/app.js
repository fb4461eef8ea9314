import init, { Builder, data } from "drydock";
import "drydock-element";

await init();
const builder = new Builder();
const project = { dockerfile: "FROM python:3.12 AS bundled\nRUN pip install flask\n" };
for (const file of builder.evaluate(project).missing_data) builder.load(file, await data(file));
const { stages, missing_data } = builder.evaluate(project);
document.title = `${stages[0].name}, ${missing_data.length} missing, ${document.querySelector("dockerfile-playground").address()}`;
