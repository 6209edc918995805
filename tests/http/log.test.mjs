// Contract, section 8: one JSON line for each request, and nothing secret in it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectFailure, INTERNAL, UNAVAILABLE } from "./support/expect.mjs";
import { raw } from "./support/raw.mjs";
import { ENDPOINT, ISSUER, TOKEN, start } from "./support/service.mjs";

const service = await start();
const whole = { duration_ms: 0, d1_ms: 0 };
const withoutTimes = (line) => {
  assert.ok(Number.isInteger(line.duration_ms) && Number.isInteger(line.d1_ms));
  return { ...line, ...whole };
};

test("a success", async () => {
  const interaction = await service.interaction();
  const answer = await service.post({ interaction, action: "coach" });
  assert.deepEqual(withoutTimes(await service.logLine(answer)), {
    level: "info",
    transaction_id: answer.headers["x-transaction-id"],
    method: "POST",
    path: ENDPOINT,
    status: 200,
    caller: `${ISSUER}|cti-cloud`,
    d1_statements: 1,
    ...whole,
  });
});

test("a failure, with its code", async () => {
  const answer = await service.post({ interaction: "x" });
  assert.deepEqual(withoutTimes(await service.logLine(answer)), {
    level: "info",
    transaction_id: answer.headers["x-transaction-id"],
    method: "POST",
    path: ENDPOINT,
    status: 400,
    error: "invalid_request",
    caller: `${ISSUER}|cti-cloud`,
    d1_statements: 0,
    ...whole,
  });
});

describe("traceparent", () => {
  const valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  test("that is valid is logged", async () => {
    const answer = await service.request("GET", "/healthz", { traceparent: valid });
    assert.equal((await service.logLine(answer)).traceparent, valid);
  });
  test("blanks behind it are none of it", async () => {
    const answer = await raw(service, `GET /healthz HTTP/1.1\r\nHost: localhost\r\ntraceparent: ${valid} \t\r\n\r\n`);
    const headers = { "x-transaction-id": answer.match(/^X-Transaction-ID: (\S+)/im)[1] };
    assert.equal((await service.logLine({ headers })).traceparent, valid);
  });
  for (const traceparent of [
    "",
    "x",
    valid.toUpperCase(),
    valid.replace("00-", "ff-"),
    `${valid}-01`,
    valid.replace(/-[0-9a-f]{32}-/, `-${"0".repeat(32)}-`),
    valid.replace(/-[0-9a-f]{16}-/, `-${"0".repeat(16)}-`),
    valid.slice(0, -1),
  ]) {
    test(`"${traceparent}" is not`, async () => {
      const answer = await service.request("GET", "/healthz", { traceparent });
      assert.equal((await service.logLine(answer)).traceparent, undefined);
    });
  }
});

test("the query is not logged, and a path of a kilobyte only in part", async () => {
  const answer = await service.request("GET", `/${"p".repeat(1000)}?token=secret`);
  assert.equal((await service.logLine(answer)).path, `/${"p".repeat(255)}`);
});

test("a half-migrated database is not ready, and the log says why", async () => {
  const service = await start();
  await service.rows("DROP TRIGGER supervisor_help_action_update");
  const answer = await service.request("GET", "/readyz");
  expectFailure(answer, 503, ...UNAVAILABLE);
  assert.equal((await service.logLine(answer)).reason, "not ready: 11 of 12 triggers are there; apply the migrations");
});

test("a database without its tables is 500, and not ready, with what an operator has to know in the log alone", async () => {
  const broken = await start();
  await broken.rows("DROP VIEW sys_audit");
  await broken.rows("DROP TABLE supervisor_help_action");
  const answer = await broken.post({ interaction: "d4dec70f3b4bfe101baa9f7e53e45a5d", action: "coach" });
  expectFailure(answer, 500, ...INTERNAL);
  const line = await broken.logLine(answer);
  assert.deepEqual([line.level, line.error, line.reason], [
    "error",
    "internal_error",
    "D1: D1_ERROR: no such table: supervisor_help_action: SQLITE_ERROR",
  ]);
  const ready = await broken.request("GET", "/readyz");
  expectFailure(ready, 503, ...UNAVAILABLE);
  assert.equal(ready.headers["retry-after"], "2");
  assert.equal((await broken.request("GET", "/healthz")).status, 200);
});

test("every line of the run is one JSON object, one for each request, without a secret or a body", async () => {
  const from = service.log.length;
  const requests = [
    service.request("GET", "/healthz"),
    service.post({ interaction: "body-marker" }),
    service.request("POST", ENDPOINT, { authorization: `Basic ${Buffer.from("cti.integration:password-marker").toString("base64")}` }),
    service.request("POST", ENDPOINT, { authorization: "Bearer token-marker" }),
    service.request("GET", "/line\n%0Abreak?x"),
  ].map((request) => request.catch(() => undefined));
  const answers = (await Promise.all(requests)).filter(Boolean);
  for (const answer of answers) await service.logLine(answer);
  assert.equal(service.log.length - from, answers.length);
  for (const line of service.log) assert.equal(typeof JSON.parse(line), "object", line);
  const all = service.log.join("\n");
  for (const secret of [TOKEN, "body-marker", "password-marker", "token-marker", "help-request-demo"]) {
    assert.ok(!all.includes(secret), `${secret} is in the log`);
  }
});
