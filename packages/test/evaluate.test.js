// Runs in a scratch project that has only the packed package: `cargo xtask package` makes it.
import assert from "node:assert/strict";
import { before, test } from "node:test";

import init, { Builder, data, decodeLink, encodeLink, evaluate, format, lint } from "drydock";

const project = {
  dockerfile: "FROM scratch AS one\nCOPY a.txt /a\nENV N=1\n",
  files: { "a.txt": "1", "run.sh": { text: "x", mode: 0o755 }, logo: { bytes: new Uint8Array([0, 255, 7]) }, now: { link: "a.txt" }, big: { size: 7e6, identity: "x" } },
};

before(() => init());

test("evaluates", () => {
  const { stages, error } = evaluate(project);
  assert.equal(error, null);
  assert.deepEqual(stages.map(({ name }) => name), ["one"]);
});

test("a builder knows what the next build reuses", () => {
  const builder = new Builder();
  const verdict = () => builder.evaluate(project).stages[0].steps.find(({ keyword }) => keyword === "COPY").verdict;
  assert.equal(verdict(), "runs");
  builder.build(project);
  assert.equal(verdict(), "cached");
});

test("loads package tables when they are asked for", async () => {
  const builder = new Builder();
  const project = { dockerfile: "FROM python:3.12\nRUN pip install flask\n" };
  const { missing_data: missing } = builder.evaluate(project);
  assert.deepEqual(missing, ["pip.tsv"]);
  for (const file of missing) builder.load(file, await data(file));
  assert.deepEqual(builder.evaluate(project).missing_data, []);
});

test("lints and formats", () => {
  const findings = lint({ dockerfile: "from scratch\nWORKDIR a\n" });
  assert.ok(findings.some(({ code }) => code === "WorkdirRelativePath"), JSON.stringify(findings));
  assert.equal(format("from  scratch\n"), "FROM scratch\n");
});

test("links come back", () => {
  const { project: opened, panel } = decodeLink(`https://example.org/#${encodeLink(project, "run")}`);
  assert.equal(panel, "run");
  assert.equal(opened.dockerfile, project.dockerfile);
  assert.deepEqual(opened.files["run.sh"], { text: "x", mode: 0o755 });
  assert.deepEqual(opened.files.logo, { bytes: new Uint8Array([0, 255, 7]) });
  assert.deepEqual(opened.files.now, { link: "a.txt" });
  assert.equal(opened.files.big.size, 7e6);
  assert.equal(encodeLink(opened, "run"), encodeLink(project, "run"));
  assert.equal(decodeLink("v1/e=python").example, "python");
  assert.equal(decodeLink("https://example.org/"), null);
});

test("says what is wrong", () => {
  assert.throws(() => evaluate({ dockerfile: 7 }), Error);
  assert.throws(() => decodeLink("#v1/dabc"), /broken/);
  assert.throws(() => decodeLink("#v9/d"), /later version/);
});
