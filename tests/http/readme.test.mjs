// The README: its examples and those of docs/examples.md, executed in order, its layout and its size. Each `sh call` block has
// to print the `answer` block behind it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { variables } from "./support/cti.mjs";
import { start } from "./support/service.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const page = (name) => readFileSync(`${root}${name}`, "utf8");
const readme = page("README.md");
const service = await start({ variables: variables() });

/** Ids that the service makes differ from run to run. */
const withoutNewIds = (text) => text.replaceAll(/\b01[0-9a-f]{10}7[0-9a-f]{19}\b/g, "<new id>");

for (const [name, fewest] of [["README.md", 3], ["docs/examples.md", 7]]) {
  const text = page(name);
  const examples = [...text.matchAll(/([^\n]+):\n+```sh call\n(.*?)```\n```\w+ answer\n(.*?)\n```/gs)];

  test(`${name} has examples, and none without a sentence and an answer`, () => {
    assert.equal(examples.length, [...text.matchAll(/^```sh call$/gm)].length);
    assert.ok(examples.length >= fewest);
  });

  for (const [, sentence, command, answer] of examples) {
    test(`${name}: ${sentence}`, async () => {
      const script = command.replaceAll("http://localhost:8787", service.url.origin);
      const { stdout } = await promisify(execFile)("bash", ["-c", script]);
      assert.equal(withoutNewIds(stdout).trimEnd(), withoutNewIds(answer));
    });
  }
}

test("the README's layout names each file and folder of src", () => {
  const layout = readme.match(/^## Layout\n(.*?)^## /ms)[1];
  // Places stand in the first column, as in `src/{error,response}.rs`.
  const places = layout.split("\n").flatMap((line) => line.slice(0, 28).match(/\w+/g) ?? []);
  for (const name of readdirSync(`${root}src`)) {
    assert.ok(places.includes(name.replace(/\.\w+$/, "")), `src/${name}`);
  }
});

test("the README is short", () => {
  const lines = readme.trimEnd().split("\n");
  assert.ok(lines.length <= 120, `${lines.length} lines`);
  assert.deepEqual(lines.filter((line) => line.length > 140), []);
});

test("the pictures of docs are small", () => {
  const pictures = readdirSync(`${root}docs`).filter((name) => name.endsWith(".png"));
  assert.ok(pictures.length > 0);
  for (const name of pictures) assert.ok(readFileSync(`${root}docs/${name}`).length < 150_000, name);
});
