// The README's examples, executed: each `sh call` block has to print its `answer` block.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { start } from "./support/service.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const readme = readFileSync(`${root}README.md`, "utf8");
const examples = [...readme.matchAll(/```sh call\n(.*?)```\n```\w+ answer\n(.*?)\n```/gs)];
const service = await start();

/** Ids that the service makes differ from run to run. */
const withoutNewIds = (text) => text.replaceAll(/\b01[0-9a-f]{10}7[0-9a-f]{19}\b/g, "<new id>");

test("there are examples, and none without its answer", () => {
  assert.equal(examples.length, [...readme.matchAll(/^```sh call$/gm)].length);
  assert.ok(examples.length >= 5);
});

for (const [, command, answer] of examples) {
  test(command.split("\n").findLast((line) => /--data|--get/.test(line)), async () => {
    const script = command.replaceAll("http://localhost:8787", service.url.origin);
    const { stdout } = await promisify(execFile)("bash", ["-c", script]);
    assert.equal(withoutNewIds(stdout).trimEnd(), withoutNewIds(answer));
  });
}
