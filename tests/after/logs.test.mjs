// After all other tests: what the services have logged in the whole run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { everythingLogged } from "../http/support/logs.mjs";

const { lines: all, secrets } = everythingLogged();
/** What the runtime says itself, of requests that never reach the Worker. */
const isOfRuntime = (line) => /^(workerd\/server|stack: )/.test(line);
const lines = all.filter((line) => !isOfRuntime(line));

test("the run has logged something, and used secrets", () => {
  assert.ok(lines.length > 500, `${lines.length} lines`);
  assert.ok(secrets.length > 50, `${secrets.length} secrets`);
});

test("every line is one JSON object with a level, of a request with an id or of a job", () => {
  for (const line of lines) {
    const { level, transaction_id: id, job, status, ...rest } = JSON.parse(line);
    assert.ok(["info", "error"].includes(level), line);
    assert.ok(job || (/^[0-9a-f]{32}$/.test(id) && status >= 200 && status < 600), line);
    // A relay that pauses says why in `paused`.
    assert.ok(level === "info" || rest.reason || rest.paused, `a fault without a reason: ${line}`);
  }
});

test("no secret is in any line", () => {
  const text = all.join("\n");
  for (const secret of secrets) assert.ok(!text.includes(secret), "a secret of the run is in its log");
});
