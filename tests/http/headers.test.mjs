// Headers that change what a call does, and small things that clients of ServiceNow send (contract, section 7).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectFailure, expectResult, methodNotAllowed, UNAUTHENTICATED } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { ENDPOINT, start, TOKEN } from "./support/service.mjs";
import { caller } from "./support/table.mjs";

const service = await start();
const { call, get } = caller(service);
const JSON_TYPE = { "content-type": "application/json" };
const state = async (id) => (await service.rows("SELECT state FROM interaction WHERE sys_id = ?1", id))[0]?.state;

describe("X-no-response-body", () => {
  const without = (method, path, body, value = "true") => call(method, path, body, { ...JSON_TYPE, "x-no-response-body": value });
  test("PATCH and PUT are 204 without a body", async () => {
    const id = await service.interaction();
    for (const [method, to] of [["PATCH", "on_hold"], ["PUT", "wrap_up"]]) {
      const answer = await without(method, `table/interaction/${id}`, { state: to });
      assert.deepEqual([answer.status, answer.text, answer.headers["content-type"]], [204, "", undefined]);
      assert.match(answer.headers["x-transaction-id"], /^[0-9a-f]{32}$/);
      assert.equal(await state(id), to);
    }
  });
  test("POST is 201 with Location, without a body", async () => {
    const answer = await without("POST", "table/interaction", { short_description: "without" }, "True");
    assert.deepEqual([answer.status, answer.text, answer.headers["content-type"]], [201, "", undefined]);
    const [{ sys_id }] = await service.rows("SELECT sys_id FROM interaction WHERE short_description = 'without'");
    assert.equal(answer.headers.location, `${service.url.origin}/api/now/table/interaction/${sys_id}`);
  });
  test("another value means nothing", async () => {
    const id = await service.interaction();
    for (const value of ["false", "1", ""]) {
      expectResult(await without("PATCH", `table/interaction/${id}?sysparm_fields=sys_id`, {}, value), 200, { sys_id: id });
    }
  });
  test("failures have their body, and the faults of parameters are told", async () => {
    const missing = await without("PATCH", "table/interaction/0", { state: "on_hold" });
    expectFailure(missing, 404, message("no_record"), message("no_record_detail"));
    const before = await service.everything();
    assert.equal((await without("POST", "table/interaction?sysparm_display_value=x", {})).status, 400);
    assert.deepEqual(await service.everything(), before);
  });
  test("reads, and the endpoint, have their body", async () => {
    assert.notEqual((await get("table/interaction?sysparm_limit=1", { "x-no-response-body": "true" })).text, "");
    const interaction = await service.interaction();
    const answer = await service.post({ interaction, action: "coach" }, { "x-no-response-body": "true" });
    assert.equal(JSON.parse(answer.text).result.success, true);
  });
});

describe("X-HTTP-Method-Override", () => {
  const instead = (method, path, body = {}, headers = {}) => call("POST", path, body, { ...JSON_TYPE, "x-http-method-override": method, ...headers });
  test("POST does what it says, in any case", async () => {
    const id = await service.interaction();
    const path = `table/interaction/${id}?sysparm_fields=state`;
    expectResult(await instead("PATCH", path, { state: "on_hold" }), 200, { state: "on_hold" });
    expectResult(await instead("put", path, { state: "wrap_up" }), 200, { state: "wrap_up" });
    expectResult(await instead("Get", path, { state: "new" }), 200, { state: "wrap_up" });
    const deleted = await instead("delete", path);
    assert.deepEqual([deleted.status, deleted.text], [204, ""]);
    assert.equal(await state(id), undefined);
  });
  test("a GET never writes, and a HEAD has no body", async () => {
    const before = await service.everything();
    const list = await instead("GET", "table/interaction?sysparm_limit=1&sysparm_fields=number");
    assert.equal(list.status, 200);
    assert.equal(list.headers["x-total-count"], String(before.interaction.length));
    const head = await instead("HEAD", "table/interaction?sysparm_limit=1");
    assert.deepEqual([head.status, head.text, head.headers["content-type"]], [200, "", "application/json;charset=UTF-8"]);
    assert.deepEqual(await service.everything(), before);
  });
  test("a POST is a POST", async () => {
    assert.equal((await instead("post", "table/interaction")).status, 201);
    assert.equal((await instead("", "table/interaction")).status, 201);
  });
  test("only a method that the resource has", async () => {
    const before = await service.everything();
    for (const method of ["FOO", "PATCH", "DELETE", "GET, POST", "OPTIONS", "x".repeat(1_000)]) {
      const answer = await instead(method, "table/interaction");
      expectFailure(answer, 405, ...methodNotAllowed("GET or HEAD or POST"));
      assert.equal(answer.headers.allow, "GET, HEAD, POST");
      assert.equal((await service.logLine(answer)).method, method.toUpperCase().slice(0, 16));
    }
    const answer = await service.post({ interaction: before.interaction[0].sys_id }, { "x-http-method-override": "PATCH" });
    expectFailure(answer, 405, ...methodNotAllowed("POST"));
    assert.deepEqual(await service.everything(), before);
  });
  test("other names of the header mean the same, and must not contradict it", async () => {
    const id = await service.interaction();
    for (const name of ["x-http-method", "x-method-override"]) {
      const answer = await call("POST", `table/interaction/${id}?sysparm_fields=sys_id`, {}, { ...JSON_TYPE, [name]: "GET" });
      expectResult(answer, 200, { sys_id: id });
    }
    const answer = await instead("GET", `table/interaction/${id}`, {}, { "x-http-method": "DELETE" });
    assert.equal(answer.status, 405);
    assert.equal(await state(id), "new");
  });
  test("on any other method it means nothing", async () => {
    const id = await service.interaction();
    const headers = { ...JSON_TYPE, "x-http-method-override": "DELETE" };
    assert.equal((await call("GET", `table/interaction/${id}`, undefined, headers)).status, 200);
    assert.equal((await call("PATCH", `table/interaction/${id}`, {}, headers)).status, 200);
    assert.equal(await state(id), "new");
  });
});

describe("credentials come before the table's name", () => {
  const PATHS = ["table/no_such_table", "table/no_such_table/1", "v1/table/sys_user", "v2/stats/no_such_table", "stats/incident", "table/sys_db_object"];
  for (const path of PATHS) {
    test(path, async () => {
      for (const method of path.includes("stats") ? ["GET", "HEAD"] : path.endsWith("/1") ? ["GET", "PATCH", "DELETE"] : ["GET", "POST"]) {
        for (const authorization of [undefined, `Basic ${btoa("cti.integration:wrong")}`]) {
          const answer = await call(method, path, method === "GET" || method === "HEAD" ? undefined : {}, { ...JSON_TYPE, authorization });
          assert.equal(answer.status, 401, method);
          if (method !== "HEAD") expectFailure(answer, 401, ...UNAUTHENTICATED);
        }
      }
    });
  }
});

describe("charset=utf8 is UTF-8", () => {
  for (const type of ["application/json; charset=utf8", 'application/json;charset="UTF8"']) {
    test(type, async () => {
      const answer = await service.post({ interaction: "f".repeat(32), action: "coach" }, { "content-type": type });
      assert.equal(answer.status, 404);
      const created = await call("POST", "table/interaction?sysparm_fields=short_description", { short_description: "Ärger" }, { "content-type": type });
      expectResult(created, 201, { short_description: "Ärger" });
    });
  }
  test("in XML, also in its declaration", async () => {
    const xml = '<?xml version="1.0" encoding="utf8"?><r><short_description>Ärger</short_description></r>';
    const created = await call("POST", "table/interaction?sysparm_fields=short_description", xml, { "content-type": "text/xml;charset=utf8" });
    expectResult(created, 201, { short_description: "Ärger" });
  });
});

test("HEAD on the feed is GET without the body", async () => {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const asked = (method) => service.request(method, "/api/now/helprequest/changes?limit=1", headers);
  const [head, read] = [await asked("HEAD"), await asked("GET")];
  assert.deepEqual([head.status, head.text, head.headers["content-type"]], [200, "", read.headers["content-type"]]);
  assert.equal((await service.request("HEAD", ENDPOINT, headers)).status, 405);
});
