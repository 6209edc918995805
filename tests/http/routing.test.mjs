// Contract, sections 1 and 8: which paths and methods exist.
import assert from "node:assert/strict";
import { test } from "node:test";
import { expectFailure, expectSuccess, methodNotAllowed, SUCCESS } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { ENDPOINT, TOKEN, start } from "./support/service.mjs";

const service = await start();
const UNKNOWN = [400, message("unknown_uri")];
const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };

for (const path of [
  ENDPOINT,
  "/api/now/v1/helprequest/action/create_or_update",
  "/api/now/v2/helprequest/action/create_or_update",
  `${ENDPOINT}?sysparm_display_value=False&sysparm_query=&sysparm_view=`,
]) {
  test(`${path} is the endpoint`, async () => {
    const interaction = await service.interaction();
    const answer = await service.request("POST", path, headers, JSON.stringify({ interaction, action: "monitor" }));
    const [{ sys_id: id }] = await service.rows("SELECT sys_id FROM supervisor_help_action WHERE interaction = ?1", interaction);
    expectSuccess(answer, SUCCESS.created, id);
  });
}

for (const path of [
  "/",
  "/api",
  "/api/now",
  "/api/now/v3/helprequest/action/create_or_update",
  "/api/now/v1/v1/helprequest/action/create_or_update",
  "/api/now/v/helprequest/action/create_or_update",
  "/api/now/V1/helprequest/action/create_or_update",
  `${ENDPOINT}/`,
  "/api/now//helprequest/action/create_or_update",
  "/api/now/helprequest/action/create_or_updates",
  "/API/NOW/helprequest/action/create_or_update",
  "/api/now/helprequest",
  "/healthz/",
  "/readyz/x",
]) {
  test(`${path} is no resource, whatever the method and without credentials`, async () => {
    for (const method of ["POST", "GET", "DELETE"]) expectFailure(await service.request(method, path), ...UNKNOWN);
  });
}

test("an unknown path is answered in XML where XML is asked for", async () => {
  const answer = await service.request("GET", "/nowhere", { accept: "application/xml" });
  assert.equal(
    answer.text,
    `<?xml version="1.0" encoding="UTF-8"?><response><error><message>${message("unknown_uri")}</message><detail/></error><status>failure</status></response>`,
  );
  assert.equal(answer.status, 400);
});

for (const method of ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]) {
  test(`${method} is not a method of the endpoint, and that is said before credentials are asked for`, async () => {
    const answer = await service.request(method, ENDPOINT);
    expectFailure(answer, 405, ...methodNotAllowed("POST"));
    assert.equal(answer.headers.allow, "POST");
  });
}

test("HEAD of the endpoint is 405 without a body", async () => {
  const answer = await service.request("HEAD", ENDPOINT);
  assert.deepEqual([answer.status, answer.headers.allow, answer.text], [405, "POST", ""]);
});

test("healthz and readyz answer without credentials and without details", async () => {
  for (const [path, word] of [["/healthz", "ok"], ["/readyz", "ready"]]) {
    const answer = await service.request("GET", path);
    assert.deepEqual([answer.status, answer.text], [200, `{"status":"${word}"}`]);
    const wrong = await service.request("POST", path);
    expectFailure(wrong, 405, ...methodNotAllowed("GET or HEAD"));
    assert.equal(wrong.headers.allow, "GET, HEAD");
  }
});

test("every answer carries the same protective headers and its own transaction id", async () => {
  const answers = [
    await service.request("GET", "/healthz"),
    await service.request("GET", "/nowhere"),
    await service.request("POST", ENDPOINT),
    await service.post({ interaction: "x" }),
    await service.post({ interaction: await service.interaction(), action: "coach" }),
  ];
  assert.deepEqual(answers.map((answer) => answer.status), [200, 400, 401, 400, 200]);
  for (const { headers } of answers) {
    assert.equal(headers["cache-control"], "no-store");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["strict-transport-security"], "max-age=31536000");
    assert.match(headers["x-transaction-id"], /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
  }
  assert.equal(new Set(answers.map((answer) => answer.headers["x-transaction-id"])).size, answers.length);
});
