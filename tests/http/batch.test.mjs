// The Batch API: several requests in one call (contract, section 15).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { expectFailure, expectTableFaults, UNAUTHENTICATED, UNKNOWN, UNKNOWN_OF_TABLE } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { held, observedDatabase } from "./support/observed-database.mjs";
import { claims, LOCAL_VARIABLES, SECRET, start, TOKEN } from "./support/service.mjs";
import { hs256 } from "./support/tokens.mjs";

const NOBODY = "0".repeat(32);
const JSON_TYPE = [{ name: "Content-Type", value: "application/json" }];
const encoded = (body) => Buffer.from(typeof body === "string" ? body : JSON.stringify(body)).toString("base64");
const decoded = ({ body }) => Buffer.from(body, "base64").toString();

const get = (id, path, more = {}) => ({ id, method: "GET", url: `/api/now/${path}`, ...more });
const send = (method, id, path, body, more = {}) => ({ id, method, url: `/api/now/${path}`, headers: JSON_TYPE, body: encoded(body), ...more });

function sender(service) {
  return (batch, headers = {}, path = "/api/now/v1/batch") => {
    const all = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", ...headers };
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    return service.request("POST", path, all, typeof batch === "string" ? batch : JSON.stringify(batch));
  };
}

/** A batch of these requests: what was serviced, as single answers have it. */
async function serviced(send, ...rest_requests) {
  const answer = await send({ batch_request_id: "1", rest_requests });
  assert.equal(answer.status, 200, answer.text);
  const { serviced_requests, unserviced_requests } = JSON.parse(answer.text);
  assert.deepEqual(unserviced_requests, []);
  return serviced_requests.map((one) => ({
    ...one,
    status: one.status_code,
    text: decoded(one),
    headers: Object.fromEntries(one.headers.map(({ name, value }) => [name.toLowerCase(), value])),
  }));
}

/** The log lines of a batch's requests, once there are so many. */
async function linesOf(service, answer, number) {
  const id = answer.headers["x-transaction-id"];
  for (let tries = 0; ; tries += 1) {
    const lines = service.log.filter((line) => line.includes(id)).map((line) => JSON.parse(line));
    const own = lines.filter((line) => line.transaction_id === id);
    if (own.length === 1 && lines.length === number + 1) return [own[0], lines.filter((line) => line !== own[0])];
    if (tries === 100) throw new Error(`${lines.length} lines`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const service = await start();
const batch = sender(service);

describe("a batch", () => {
  test("is answered as ServiceNow answers it, member by member", async () => {
    const items = [
      send("POST", "12", "table/interaction", { short_description: "Ä call" }, { exclude_response_headers: true }),
      get(13, "table/interaction?sysparm_query=short_descriptionLIKEÄ%20call&sysparm_fields=short_description&sysparm_no_count=true"),
    ];
    const answer = await batch({ batch_request_id: 7, enforce_order: true, rest_requests: items });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["content-type"], "application/json;charset=UTF-8");
    const text = answer.text
      .replace(/"execution_time":\d+/g, '"execution_time":0')
      .replace(/"body":"[^"]*"/, '"body":"…"')
      .replace(/(X-Transaction-ID","value":")[0-9a-f]{32}/g, "$1…")
      .replace(/(X-D1-Bookmark","value":")[0-9a-f-]+/g, "$1…");
    const url = `${service.url.origin}/api/now/table/interaction?sysparm_query=short_descriptionLIKE%C3%84%20call&sysparm_fields=short_description&sysparm_no_count=true&sysparm_limit=10000&sysparm_offset=0`;
    const headers = [
      ["Cache-Control", "no-store"],
      ["X-Content-Type-Options", "nosniff"],
      ["Strict-Transport-Security", "max-age=31536000"],
      ["Content-Type", "application/json;charset=UTF-8"],
      ["Link", `<${url}>;rel="first"`],
      ["X-Transaction-ID", "…"],
      ["X-D1-Bookmark", "…"],
    ].map(([name, value]) => ({ name, value }));
    assert.equal(
      text,
      JSON.stringify({
        batch_request_id: "7",
        serviced_requests: [
          { id: "12", body: "…", status_code: 201, status_text: "Created", headers: [], execution_time: 0 },
          { id: "13", body: encoded({ result: [{ short_description: "Ä call" }] }), status_code: 200, status_text: "OK", headers, execution_time: 0 },
        ],
        unserviced_requests: [],
      }),
    );
    const [created] = JSON.parse(answer.text).serviced_requests;
    assert.equal(JSON.parse(decoded(created)).result.sys_created_by, "cti-cloud");
  });
  for (const path of ["/api/now/batch", "/api/now/v1/batch", "/api/now/v2/batch"]) {
    test(`is empty under ${path}`, async () => {
      const answer = await batch({ rest_requests: [] }, {}, path);
      assert.equal(answer.text, '{"batch_request_id":"","serviced_requests":[],"unserviced_requests":[]}');
      assert.equal(answer.status, 200);
    });
  }
  test("carries out its requests in their order, each by the rules of single calls", async () => {
    const interaction = await service.interaction();
    const action = { interaction, action: "coach", start_time: "2026-03-01 10:00:00" };
    const key = [...JSON_TYPE, { name: "Idempotency-Key", value: "batch-1" }];
    const results = await serviced(
      batch,
      send("PATCH", "a", `table/interaction/${interaction}?sysparm_fields=state`, { state: "on_hold" }),
      get("b", `table/interaction/${interaction}?sysparm_fields=state`),
      send("POST", "c", "helprequest/action/create_or_update", action, { headers: key }),
      send("POST", "d", "v2/helprequest/action/create_or_update", action, { headers: key }),
      send("POST", "e", "helprequest/action/create_or_update", { ...action, action: "observe" }, { headers: key }),
      get("f", `stats/supervisor_help_action?sysparm_count=true&sysparm_query=interaction=${interaction}`),
      send("PUT", "g", `table/interaction/${interaction}`, { state: "wrap_up" }, { headers: [...JSON_TYPE, { name: "X-no-response-body", value: "true" }] }),
      send("POST", "h", `table/interaction/${interaction}?sysparm_fields=state`, {}, { headers: [...JSON_TYPE, { name: "X-HTTP-Method-Override", value: "get" }] }),
      { id: "i", method: "DELETE", url: `/api/now/table/interaction/${interaction}` },
      get("j", "table/interaction_help_request/0", { headers: [{ name: "Accept", value: "application/xml" }] }),
      { id: "k", method: "head", url: `/api/now/table/interaction/${interaction}` },
      get("l", `helprequest/changes?limit=1`),
    );
    const [b, c, d, e] = results.slice(1);
    assert.deepEqual(
      results.map(({ id, status_code, status_text }) => [id, status_code, status_text].join(" ")),
      ["a 200 OK", "b 200 OK", "c 200 OK", "d 200 OK", "e 422 Unprocessable Content", "f 200 OK", "g 204 No Content", "h 200 OK", "i 409 Conflict", "j 404 Not Found", "k 200 OK", "l 200 OK"],
    );
    assert.equal(b.text, '{"result":{"state":"on_hold"}}');
    assert.equal(d.text, c.text);
    assert.equal(d.headers["idempotency-replayed"], "true");
    assert.equal(JSON.parse(e.text).error.message, message("key_of_other_request"));
    assert.equal(results[5].text, '{"result":{"stats":{"count":"1"}}}');
    assert.equal(results[6].text, "");
    assert.equal(results[7].text, '{"result":{"state":"wrap_up"}}');
    assert.match(results[9].text, /^<\?xml/);
    assert.equal(results[9].headers["content-type"], "application/xml;charset=UTF-8");
    assert.equal(results[10].text, "");
    assert.equal(JSON.parse(results[11].text).result.length, 1);
    const ids = results.map(({ headers }) => headers["x-transaction-id"]);
    assert.equal(new Set(ids).size, results.length);
  });
  test("a request that fails harms none of the others", async () => {
    const item = (id, changes) => ({ id, method: "GET", url: "/api/now/table/interaction?sysparm_limit=1", ...changes });
    const results = await serviced(
      batch,
      item("1", { url: "/healthz" }),
      item("2", { url: "/api/sn_ct_ctr_it_core/external_id_mapping/table/interaction" }),
      item("3", { url: "/api/now/../../healthz" }),
      item("4", { url: "https://other.example.com/api/now/table/interaction" }),
      item("5", { url: "/api/now/v1/batch", method: "POST" }),
      item("6", { url: "/api/now/table/no_such_table" }),
      item("7", { method: "FOO" }),
      item("8", { method: "DELETE" }),
      item("9", { headers: [{ name: "bad name", value: "x" }] }),
      item("10", { headers: [{ name: "Accept", value: "text/plain" }] }),
      item("11", { method: "POST", body: "{}" }),
      item("12", { method: "POST", body: encoded({}), headers: [{ name: "Content-Type", value: "text/plain" }] }),
      item("13", { method: "POST", body: encoded(" ".repeat(65_537)), headers: [...JSON_TYPE, { name: "Content-Length", value: "5" }] }),
      item("14", { url: "/api/now/table/interaction?sysparm_limit=0" }),
      item("15", {}),
    );
    const unknown = (answer) => expectFailure(answer, 400, message("unknown_uri"));
    results.slice(0, 3).forEach(unknown);
    const [url, nested, table, method, , name, accept, body, type, size] = results.slice(3);
    expectTableFaults(url, message("batch_url", { url: "https://other.example.com/api/now/table/interaction" }));
    expectTableFaults(nested, message("batch_in_batch"));
    assert.equal(table.status, 400);
    expectTableFaults(method, message("batch_method", { method: "FOO" }));
    assert.equal(results[7].headers.allow, "GET, HEAD, POST");
    expectTableFaults(name, message("batch_header", { name: "bad name" }));
    assert.equal(accept.status, 406);
    expectTableFaults(body, message("batch_body"));
    assert.equal(type.status, 415);
    expectFailure(size, 413, message("payload_too_large"), message("payload_too_large_detail", { limit: "65536" }));
    expectFailure(results[13], 400, message("invalid_limit"), message("not_positive"));
    assert.equal(results[14].status, 200);
  });
  test("is logged by a line of its own, and one for each request, which names it; none has a body", async () => {
    const secret = "a text that no line has";
    const answer = await batch({ rest_requests: [send("POST", "1", "table/interaction", { short_description: secret }), get("2", `table/interaction/${NOBODY}`), get("3", "x")] });
    const [own, lines] = await linesOf(service, answer, 3);
    assert.deepEqual([own.path, own.status, own.serviced, own.unserviced, own.caller, own.batch], ["/api/now/v1/batch", 200, 3, 0, "https://idp.example.com|cti-cloud", undefined]);
    assert.deepEqual(lines.map(({ method, path, status, error, caller, batch }) => [method, path, status, error, caller, batch]), [
      ["POST", "/api/now/table/interaction", 201, undefined, own.caller, own.transaction_id],
      ["GET", `/api/now/table/interaction/${NOBODY}`, 404, "no_record", own.caller, own.transaction_id],
      ["GET", "/api/now/x", 400, "unknown_uri", own.caller, own.transaction_id],
    ]);
    assert.ok(!service.log.some((line) => line.includes(secret) || line.includes(encoded(secret))));
    // The answer has the newest bookmark.
    assert.equal(answer.headers["x-d1-bookmark"], JSON.parse(answer.text).serviced_requests[1].headers.find(({ name }) => name === "X-D1-Bookmark").value);
  });
  test("no request runs more statements than are kept for it", async () => {
    const interaction = await service.interaction();
    const body = { interaction, action: "coach", start_time: "2026-03-01 10:00:00" };
    const key = [...JSON_TYPE, { name: "Idempotency-Key", value: "batch-2" }];
    const request = (id, body) => send("POST", id, "helprequest/action/create_or_update", body, { headers: key });
    const answer = await batch({
      rest_requests: [
        request("1", body),
        request("2", body),
        send("POST", "3", "helprequest/action/create_or_update", { interaction, end_time: "2026-03-01 11:00:00" }),
        send("POST", "4", "table/interaction_help_request", { interaction }),
        send("PATCH", "5", `table/interaction/${interaction}`, { state: "on_hold" }),
        { id: "6", method: "DELETE", url: `/api/now/table/interaction/${interaction}` },
        get("7", "table/interaction"),
        get("8", "stats/interaction?sysparm_count=true&sysparm_group_by=state"),
        get("9", "helprequest/changes"),
      ],
    });
    const [, lines] = await linesOf(service, answer, 9);
    for (const { path, d1_statements } of lines) assert.ok(d1_statements >= 1 && d1_statements <= 10, `${path} ${d1_statements}`);
  });
});

describe("whoever has signed in may send a batch; its requests ask for their own roles", () => {
  test("without credentials it is 401, and nothing is done", async () => {
    const before = await service.everything();
    const answer = await batch({ rest_requests: [send("POST", "1", "table/interaction", {})] }, { authorization: undefined });
    expectFailure(answer, 401, ...UNAUTHENTICATED);
    assert.deepEqual(await service.everything(), before);
  });
  test("a role that a request needs is missing there alone", async () => {
    const token = hs256(claims({ roles: [] }), SECRET);
    const [answer] = await serviced((body) => batch(body, { authorization: `Bearer ${token}` }), get("1", "table/interaction"));
    assert.equal(answer.status, 403);
    const [audit, list] = await serviced(batch, get("1", "table/sys_audit"), get("2", "table/interaction?sysparm_limit=1"));
    assert.deepEqual([audit.status, list.status], [403, 200]);
  });
  test("the credentials of a request mean nothing", async () => {
    const authorization = [{ name: "Authorization", value: `Basic ${btoa("admin:help-request-demo")}` }];
    const [audit] = await serviced(batch, get("1", "table/sys_audit", { headers: authorization }));
    assert.equal(audit.status, 403);
  });
  test("each request counts for the rate limit, and the batch itself", async () => {
    const limited = await start({ options: { ratelimits: { RATE_LIMITER: { simple: { limit: 3, period: 60 } } } } });
    const items = ["1", "2", "3", "4"].map((id) => get(id, "table/interaction?sysparm_limit=1"));
    const results = await serviced(sender(limited), ...items);
    assert.deepEqual(results.map(({ status }) => status), [200, 200, 429, 429]);
    assert.equal(results[2].headers["retry-after"], "2");
    assert.equal((await sender(limited)({ rest_requests: [] })).status, 429);
  });
});

describe("a batch that is not understood is refused as a whole, and changes nothing", () => {
  const create = send("POST", "1", "table/interaction", { short_description: "never" });
  for (const [name, text, fault] of [
    ["no body", "", message("batch_malformed", { error: "EOF while parsing a value at line 1 column 0" })],
    ["no JSON", "{'rest_requests':[]}", message("batch_malformed", { error: "key must be a string at line 1 column 2" })],
    ["no list", JSON.stringify({ requests: [create] }), message("batch_without_requests")],
    ["no id", JSON.stringify({ rest_requests: [create, { method: "GET", url: "/x" }] }), message("batch_member_missing", { field: "rest_requests[1].id" })],
    ["two of one id", JSON.stringify({ rest_requests: [create, { ...create, id: 1 }] }), message("batch_id_twice", { at: 1, id: "1" })],
  ]) {
    test(name, async () => {
      const before = await service.everything();
      expectTableFaults(await batch(text), fault);
      assert.deepEqual(await service.everything(), before);
    });
  }
  test("100 requests are carried out, in 1 MiB, and no byte more", async () => {
    const items = Array.from({ length: 100 }, (_, id) => get(`${id}`, `table/interaction/${NOBODY}`));
    const text = JSON.stringify({ rest_requests: items }).padEnd(1_048_576);
    const answer = await batch(text);
    assert.equal(JSON.parse(answer.text).serviced_requests.length, 100);
    expectFailure(await batch(`${text} `), 413, message("payload_too_large"), message("payload_too_large_detail", { limit: "1048576" }));
  });
  test("formats other than JSON", async () => {
    const only = (status, name, detail, answer) => expectFailure(answer, status, message(name), message(detail).replace(" or application/xml", "").replace("one of them", "one of them"));
    for (const type of ["application/xml", "text/plain", "application/json; charset=utf-16"]) only(415, "unsupported_media_type", "unsupported_media_type_detail", await batch({ rest_requests: [] }, { "content-type": type }));
    for (const accept of ["multipart/mixed", "text/html", "application/json;q=0"]) only(406, "not_acceptable", "not_acceptable_detail", await batch({ rest_requests: [] }, { accept }));
    for (const accept of ["application/json", "*/*", "multipart/mixed, application/json", "application/xml, application/json;q=0.1"]) assert.equal((await batch({ rest_requests: [] }, { accept })).status, 200, accept);
  });
  test("another method", async () => {
    const answer = await service.request("GET", "/api/now/v1/batch", { authorization: `Bearer ${TOKEN}` });
    assert.deepEqual([answer.status, answer.headers.allow], [405, "POST"]);
  });
});

describe("what does not fit is left, and named", () => {
  const ids = (answer, member) => JSON.parse(answer.text)[member].map((one) => one.id ?? one);
  test("by the statements that D1 allows in a call", async () => {
    const limited = await start({ variables: { ...LOCAL_VARIABLES, D1_QUERIES_PER_CALL: "50" } });
    const items = Array.from({ length: 60 }, (_, id) => get(id, `table/interaction/${NOBODY}`));
    const answer = await sender(limited)({ rest_requests: items });
    // One statement each; ten are kept for one more request.
    assert.deepEqual(ids(answer, "serviced_requests"), Array.from({ length: 41 }, (_, id) => `${id}`));
    assert.deepEqual(ids(answer, "unserviced_requests"), Array.from({ length: 19 }, (_, id) => `${id + 41}`));
    const [own] = await linesOf(limited, answer, 41);
    assert.deepEqual([own.status, own.serviced, own.unserviced], [200, 41, 19]);
  });
  for (const value of ["49", "1001", "many", " "]) {
    test(`a faulty D1_QUERIES_PER_CALL, ${value}`, async () => {
      const faulty = await start({ variables: { ...LOCAL_VARIABLES, D1_QUERIES_PER_CALL: value } });
      const answer = await sender(faulty)({ rest_requests: [send("POST", "1", "table/interaction", {})] });
      expectFailure(answer, 500, message("internal_error"), message("internal_error_detail"));
      assert.match((await faulty.logLine(answer)).reason, /^configuration: D1_QUERIES_PER_CALL /);
    });
  }
  test("by their number: 100 are carried out", async () => {
    const items = Array.from({ length: 150 }, (_, id) => get(id, `table/interaction/${NOBODY}`));
    const answer = await batch({ rest_requests: items });
    assert.deepEqual(ids(answer, "serviced_requests"), Array.from({ length: 100 }, (_, id) => `${id}`));
    assert.deepEqual(ids(answer, "unserviced_requests"), Array.from({ length: 50 }, (_, id) => `${id + 100}`));
  });
  test("by the time of the call; a request that was started is finished", async () => {
    const observed = observedDatabase();
    const slow = await start({ observed, entry: CLOCK });
    const batch = sender(slow);
    await batch({ rest_requests: [] });
    const first = held();
    observed.faults.push({}, { held: first });
    const asked = batch({ rest_requests: ["1", "2", "3", "4"].map((id) => get(id, `table/interaction/${NOBODY}`)) });
    for (let tries = 0; observed.batches.length < 2 && tries < 500; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    await putForward(slow, 25_000);
    await first.letGo();
    const answer = await asked;
    assert.deepEqual([ids(answer, "serviced_requests"), ids(answer, "unserviced_requests")], [["1", "2"], ["3", "4"]]);
    assert.equal(JSON.parse(answer.text).serviced_requests[1].status_code, 404);
  });
  test("a request that waits for changes waits for no longer than the batch may take", async () => {
    const waiting = await start({ entry: CLOCK });
    const batch = sender(waiting);
    const end = JSON.parse((await waiting.request("GET", "/api/now/helprequest/changes?limit=1000", { authorization: `Bearer ${TOKEN}` })).text).next;
    const asked = batch({ rest_requests: [get("1", `helprequest/changes?after=${end}&wait=25`), get("2", `table/interaction/${NOBODY}`)] });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await putForward(waiting, 25_000);
    const answer = await asked;
    assert.deepEqual([ids(answer, "serviced_requests"), ids(answer, "unserviced_requests")], [["1"], ["2"]]);
  });
  test("by the size of the answers", async () => {
    const large = await start();
    const text = "x".repeat(1_000);
    await large.rows(
      `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2200)
       INSERT INTO interaction (sys_id, number, short_description, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
       SELECT printf('%032x', n), printf('IMS%07d', n + 100), ?1, '2026-01-01 00:00:00', 'test', '2026-01-01 00:00:00', 'test' FROM n`,
      text,
    );
    const items = Array.from({ length: 7 }, (_, id) => get(id, "table/interaction?sysparm_fields=short_description"));
    const answer = await sender(large)({ rest_requests: items });
    // Each has 2.3 million characters.
    assert.deepEqual([ids(answer, "serviced_requests"), ids(answer, "unserviced_requests")], [["0", "1", "2", "3", "4"], ["5", "6"]]);
    assert.equal(JSON.parse(decoded(JSON.parse(answer.text).serviced_requests[4])).result.length, 2202);
  });
});

test("a request whose outcome is unknown says so, and the others are carried out", async () => {
  const observed = observedDatabase();
  const failing = await start({ observed });
  const sent = { interaction: "d4dec70f3b4bfe101baa9f7e53e45a5d", action: "coach" };
  // No failure that is tried again.
  const failAfter = "D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.";
  observed.faults.push({ failAfter }, {}, { failAfter });
  const [created, list, changed, last] = await serviced(
    sender(failing),
    send("POST", "1", "helprequest/action/create_or_update", sent),
    get("2", "table/interaction?sysparm_limit=1"),
    send("PATCH", "3", `table/interaction/${sent.interaction}`, { state: "on_hold" }),
    get("4", "table/interaction?sysparm_limit=1"),
  );
  expectFailure(created, 503, ...UNKNOWN);
  assert.equal(created.headers["retry-after"], "2");
  assert.equal(list.status, 200);
  expectFailure(changed, 503, ...UNKNOWN_OF_TABLE);
  assert.equal(last.status, 200);
});
