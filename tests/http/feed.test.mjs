// Contract, section 10: the log of changes, and its feed.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectFailure, expectFaults, methodNotAllowed, NOT_ACCEPTABLE, UNAUTHENTICATED, UNAUTHORIZED } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { claims, SECRET, start, TOKEN } from "./support/service.mjs";
import { caller, clear, id, query, seed } from "./support/table.mjs";
import { hs256 } from "./support/tokens.mjs";

const observed = observedDatabase();
const service = await start({ observed });
const { call, get } = caller(service);
const root = caller(service, `Bearer ${hs256(claims({ sub: "root", roles: ["admin"] }), SECRET)}`);
const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>';
const TABLES = "interaction, interaction_help_request, supervisor_help_action";
const PATH = "helprequest/changes";

/** The answer of the feed, which has to be a good one. */
async function feed(parameters = {}, headers = {}) {
  const answer = await get(`${PATH}?${query(parameters)}`, headers);
  assert.equal(answer.status, 200, answer.text);
  const body = JSON.parse(answer.text);
  assert.deepEqual(Object.keys(body), ["result", "next"]);
  return { ...body, answer };
}
/** Where the log ends. */
async function end() {
  let { next, result } = await feed({ limit: 1000 });
  while (result.length > 0) ({ next, result } = await feed({ limit: 1000, after: next }));
  return next;
}
/** All that follows, page by page. */
async function follow(after, parameters = {}) {
  const all = [];
  for (;;) {
    const { result, next } = await feed({ ...parameters, after });
    if (result.length === 0) return { all, next };
    all.push(...result);
    after = next;
  }
}
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const transaction = (answer) => answer.headers["x-transaction-id"];

/** A write that has to succeed: the record, if there is one, and the request. */
async function written(by, method, path, body) {
  const answer = await by.call(method, `table/${path}`, body);
  assert.ok(answer.status >= 200 && answer.status < 300, answer.text);
  return { ...(answer.text ? JSON.parse(answer.text).result : {}), transaction: transaction(answer) };
}
async function posted(body) {
  const answer = await service.post(body);
  assert.equal(answer.status, 200, answer.text);
  return { sys_id: JSON.parse(answer.text).result.action_sys_id, transaction: transaction(answer) };
}

test("an empty log: no change, and the beginning is next", async () => {
  const empty = await start();
  await clear(empty);
  const answer = await caller(empty).get(PATH);
  assert.equal(answer.text, '{"result":[],"next":"0"}');
  assert.deepEqual([answer.status, answer.headers["content-type"], answer.headers["cache-control"]], [200, "application/json;charset=UTF-8", "no-store"]);
  const latest = JSON.parse((await caller(empty).get(`${PATH}?after=latest`)).text);
  assert.match(latest.next, /^\w+\.0$/);
  const { sys_id } = await empty.action(await empty.interaction());
  const { result } = JSON.parse((await caller(empty).get(`${PATH}?after=${latest.next}`)).text);
  assert.deepEqual(result.map((change) => change.sys_id).at(-1), sys_id, "what came since is not missed");
});

test("latest: the end of the log, and what comes behind it", async () => {
  const { result, next } = await feed({ after: "latest" });
  assert.deepEqual([result, next], [[], await end()]);
  const interaction = await service.interaction();
  const waiting = feed({ after: "latest", wait: 10, table: "supervisor_help_action" });
  await sleep(1200);
  const made = await posted({ interaction, action: "coach" });
  assert.deepEqual((await waiting).result.map(({ sys_id }) => sys_id), [made.sys_id]);
});

/** What a new interaction has by itself. */
const DEFAULTS = { virtual_agent: "false", agent_chat: "false", help_requested: "false" };
const fromNothing = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [null, value]]));
const toNothing = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value, null]]));

test("every insert, update and delete of the three tables, once, in order, whole", async () => {
  const from = Date.now();
  const after = await end();
  const one = await written({ call }, "POST", "interaction", { type: "phone", short_description: 'a "b" \\ <c> ä \u{1F600}\n' });
  const interaction = one.sys_id;
  const two = await written(root, "POST", "interaction_help_request", { interaction, reason: "r" });
  const three = await posted({ interaction, action: "coach", start_time: "2026-03-01 10:00:00", help_request: two.sys_id });
  const four = await posted({ interaction, action_sys_id: three.sys_id, action: "observe", end_time: "2026-03-01 10:30:00" });
  const five = await written(root, "PATCH", `interaction/${interaction}`, { type: "chat", short_description: "" });
  const six = await posted({ interaction, action: "monitor", start_time: "2026-03-01 10:10:00" });
  const seven = await posted({ interaction, end_time: "2026-03-01 11:00:00" });
  const eight = await written({ call }, "PUT", `interaction_help_request/${two.sys_id}`, { state: "closed", help_provided_by: "ann" });
  await service.rows("DELETE FROM supervisor_help_action WHERE sys_id = ?1", six.sys_id);
  const other = await written({ call }, "POST", "interaction_help_request", { interaction });
  const gone = await written(root, "DELETE", `interaction_help_request/${other.sys_id}`);
  const { all } = await follow(after);
  const to = Date.now();

  const sequence = Number(after.split(".")[1]);
  const ends = [three, six].map(({ sys_id }) => sys_id);
  const END = (sys_id) => ({ end_time: [sys_id === three.sys_id ? "2026-03-01 10:30:00" : null, "2026-03-01 11:00:00"] });
  const expected = [
    ["interaction", interaction, "insert", "cti-cloud", one.transaction, { number: [null, one.number], type: [null, "phone"], state: [null, "new"], short_description: [null, 'a "b" \\ <c> ä \u{1F600}'], opened_at: [null, one.opened_at], ...fromNothing({ opened_by: "cti-cloud", ...DEFAULTS }) }],
    ["interaction_help_request", two.sys_id, "insert", "root", two.transaction, { state: [null, "new"], interaction: [null, interaction], reason: [null, "r"] }],
    ["supervisor_help_action", three.sys_id, "insert", "cti-cloud", three.transaction, { interaction: [null, interaction], help_request: [null, two.sys_id], action: [null, "coach"], start_time: [null, "2026-03-01 10:00:00"] }],
    ["supervisor_help_action", three.sys_id, "update", "cti-cloud", four.transaction, { action: ["coach", "observe"], end_time: [null, "2026-03-01 10:30:00"] }],
    ["interaction", interaction, "update", "root", five.transaction, { type: ["phone", "chat"], short_description: ['a "b" \\ <c> ä \u{1F600}', null] }],
    ["supervisor_help_action", six.sys_id, "insert", "cti-cloud", six.transaction, { interaction: [null, interaction], action: [null, "monitor"], start_time: [null, "2026-03-01 10:10:00"] }],
    // Both ends stand in the order in which the database made them.
    ...(all[6].sys_id === three.sys_id ? ends : [...ends].reverse()).map((sys_id) => ["supervisor_help_action", sys_id, "update", "cti-cloud", seven.transaction, END(sys_id)]),
    ["interaction_help_request", two.sys_id, "update", "cti-cloud", eight.transaction, { state: ["new", "closed"], help_provided_by: [null, "ann"] }],
    ["supervisor_help_action", six.sys_id, "delete", "cti-cloud", seven.transaction, { interaction: [interaction, null], action: ["monitor", null], start_time: ["2026-03-01 10:10:00", null], end_time: ["2026-03-01 11:00:00", null] }],
    ["interaction_help_request", other.sys_id, "insert", "cti-cloud", other.transaction, { state: [null, "new"], interaction: [null, interaction] }],
    // Who deletes, not who wrote last.
    ["interaction_help_request", other.sys_id, "delete", "root", gone.transaction, { state: ["new", null], interaction: [interaction, null] }],
  ];
  const whole = expected.map(([table, sys_id, operation, user, transaction_id, changes], n) => {
    const { recorded_at } = all[n];
    return { sequence: sequence + 1 + n, table, sys_id, interaction, operation, recorded_at, user, transaction_id, changes };
  });
  assert.equal(JSON.stringify(all), JSON.stringify(whole));
  let last = from;
  for (const { recorded_at } of all) {
    assert.match(recorded_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const moment = Date.parse(recorded_at);
    assert.ok(moment >= last && moment <= to, recorded_at);
    last = moment;
  }
});

test("the interaction of a row of interaction is itself; one that is deleted stands in the log with all that it had", async () => {
  const after = await end();
  const { sys_id, number } = await written({ call }, "POST", "interaction", { opened_at: "2026-03-01 09:00:00" });
  const { transaction: by } = await written(root, "DELETE", `interaction/${sys_id}`);
  const [, gone] = (await follow(after)).all;
  assert.deepEqual([gone.interaction, gone.sys_id, gone.operation, gone.user, gone.transaction_id], [sys_id, sys_id, "delete", "root", by]);
  assert.deepEqual(gone.changes, toNothing({ number, state: "new", opened_at: "2026-03-01 09:00:00", opened_by: "cti-cloud", ...DEFAULTS }));
});

test("a change to the same values, a replay and what is refused append nothing", async () => {
  const interaction = await service.interaction();
  const request = await service.helpRequest(interaction);
  const body = { interaction, action: "coach", start_time: "2026-03-01 10:00:00" };
  const key = { "idempotency-key": "feed" };
  const made = await service.post(body, key);
  const action_sys_id = JSON.parse(made.text).result.action_sys_id;
  const after = await end();
  const answers = [
    await service.post(body, key),
    await service.post({ interaction, action_sys_id, action: "coach" }),
    await call("PATCH", `table/interaction_help_request/${request}`, { state: "new", reason: "" }),
    await call("PUT", `table/interaction/${interaction}`, {}),
    await service.post({ interaction, action_sys_id, end_time: "2000-01-01 00:00:00" }),
    await call("DELETE", `table/interaction/${interaction}`),
    await call("POST", "table/interaction", { sys_id: interaction }),
  ];
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200, 400, 409, 409]);
  assert.equal((await feed({ after })).answer.text, JSON.stringify({ result: [], next: after }));
});

describe("going on", () => {
  test("after and next: pages of any size, in the end everything, each once", async () => {
    const interaction = await service.interaction();
    for (let n = 0; n < 12; n += 1) await service.action(interaction);
    const stored = await service.rows("SELECT sequence FROM record_change ORDER BY sequence");
    for (const limit of [1, 7, 1000]) {
      const { all } = await follow("0", { limit });
      assert.deepEqual(all.map(({ sequence }) => ({ sequence })), stored);
    }
    assert.deepEqual((await feed()).result, (await feed({ after: 0 })).result);
  });

  test("a hundred changes where no limit is given", async () => {
    const interaction = await service.interaction();
    const after = await end();
    await seed(service, "supervisor_help_action", Array.from({ length: 150 }, (_, n) => ({ sys_id: id(`fe${n}`), interaction, action: "coach", start_time: "2026-03-01 10:00:00" })));
    const first = await feed({ after });
    const second = await feed({ after: first.next });
    assert.deepEqual([first.result.length, second.result.length], [100, 50]);
    // By hand, so by no request.
    assert.ok(first.result.every(({ user, transaction_id }) => user === "test" && transaction_id === null));
  });

  test("with writes at the same time none is left out, and none comes twice", async () => {
    const interaction = await service.interaction();
    let after = await end();
    let isWriting = true;
    const write = async () => {
      const made = [];
      for (let n = 0; n < 12; n += 1) made.push((await posted({ interaction, action: "coach", start_time: "2026-03-01 10:00:00" })).sys_id);
      return made;
    };
    const writes = Promise.all(Array.from({ length: 6 }, write)).finally(() => (isWriting = false));
    const seen = [];
    while (isWriting) {
      const { result, next } = await feed({ after, limit: 5 });
      seen.push(...result);
      after = next;
    }
    seen.push(...(await follow(after)).all);
    const made = (await writes).flat();
    assert.equal(made.length, 72);
    assert.deepEqual(seen.map(({ sys_id }) => sys_id).sort(), made.sort());
    assert.ok(seen.every(({ sequence }, n) => n === 0 || sequence === seen[n - 1].sequence + 1));
  });

  test("table: one or more; pages of what is not wanted are passed", async () => {
    const after = await end();
    const interaction = await service.interaction();
    const request = await service.helpRequest(interaction);
    for (let n = 0; n < 9; n += 1) await service.action(interaction);
    const last = await service.helpRequest(interaction);
    const parameters = (tables, limit) => `${query({ after, limit })}${tables.map((table) => `&table=${table}`).join("")}`;
    const ids = async (tables, limit) => {
      const all = [];
      let next = after;
      for (let n = 0; n < 30; n += 1) {
        const { text } = await get(`${PATH}?${parameters(tables, limit).replace(query({ after }), query({ after: next }))}`);
        const page = JSON.parse(text);
        all.push(...page.result.map(({ sys_id }) => sys_id));
        next = page.next;
      }
      return all;
    };
    assert.deepEqual(await ids(["interaction_help_request"], 3), [request, last]);
    assert.deepEqual(await ids(["interaction", "interaction_help_request"], 2), [interaction, request, last]);
    assert.deepEqual(await ids(["interaction", "interaction"], 1000), [interaction]);
    // Nothing that is wanted follows: the reader is led on all the same, behind what it does not want.
    const { next, answer } = await feed({ after, table: "interaction" });
    assert.equal(JSON.parse(answer.text).result.length, 1);
    const idle = await feed({ after: next, table: "interaction" });
    assert.deepEqual(idle.result, []);
    assert.equal(idle.next, await end());
  });
});

describe("wait", () => {
  test("a change is answered within a second or so, alone", async () => {
    const interaction = await service.interaction();
    const after = await end();
    const waiting = feed({ after, wait: 10 });
    await sleep(1200);
    const made = await posted({ interaction, action: "coach" });
    const from = Date.now();
    const { result } = await waiting;
    assert.deepEqual(result.map(({ sys_id }) => sys_id), [made.sys_id]);
    assert.ok(Date.now() - from < 1800, `${Date.now() - from} ms`);
  });
  test("what is there is answered at once", async () => {
    const from = Date.now();
    assert.ok((await feed({ wait: 25, limit: 1 })).result.length === 1);
    assert.ok(Date.now() - from < 900);
  });
  test("empty when the time is over, not before", async () => {
    const after = await end();
    const from = Date.now();
    assert.deepEqual((await feed({ after, wait: 2 })).answer.text, JSON.stringify({ result: [], next: after }));
    const elapsed = Date.now() - from;
    assert.ok(elapsed >= 1900 && elapsed < 3500, `${elapsed} ms`);
  });
  test("without it, at once", async () => {
    const after = await end();
    const from = Date.now();
    assert.deepEqual((await feed({ after })).result, []);
    assert.ok(Date.now() - from < 900);
  });
  test("changes of other tables do not end it, and are passed", async () => {
    const interaction = await service.interaction();
    const after = await end();
    const waiting = feed({ after, wait: 3, table: "interaction_help_request" });
    await sleep(300);
    await posted({ interaction, action: "coach" });
    const { result, next } = await waiting;
    assert.deepEqual([result, next], [[], await end()]);
  });
});

describe("410", () => {
  const gone = (answer, oldest) => expectFailure(answer, 410, message("changes_gone"), message("changes_gone_detail", { after: oldest }));
  test("of another epoch, as after a restore: from the beginning", async () => {
    const [, sequence] = (await end()).split(".");
    gone(await get(`${PATH}?after=abc.${sequence}`), "0");
    gone(await get(`${PATH}?after=abc.${sequence}&wait=5&table=interaction`), "0");
  });
  test("of deleted old changes: with the oldest to go on", async () => {
    const aged = await start();
    const { get: read } = caller(aged);
    const interaction = await aged.interaction();
    for (let n = 0; n < 5; n += 1) await aged.action(interaction);
    const [{ epoch }] = await aged.rows("SELECT epoch FROM change_log_epoch");
    const [{ last }] = await aged.rows("SELECT max(sequence) AS last FROM record_change");
    await aged.rows("DELETE FROM record_change WHERE sequence < ?1", last - 1);
    for (const after of [`${epoch}.1`, `${epoch}.${last - 3}`]) {
      for (const more of ["", "&table=interaction", "&limit=1&wait=5"]) gone(await read(`${PATH}?after=${after}${more}`), `${epoch}.${last - 2}`);
    }
    for (const after of ["0", `${epoch}.${last - 2}`]) {
      const { result } = JSON.parse((await read(`${PATH}?after=${after}`)).text);
      assert.deepEqual(result.map(({ sequence }) => sequence), [last - 1, last]);
    }
    const xml = await read(`${PATH}?after=${epoch}.1`, { accept: "application/xml" });
    const detail = message("changes_gone_detail", { after: `${epoch}.${last - 2}` });
    assert.equal(xml.text, `${PROLOG}<response><error><message>${message("changes_gone")}</message><detail>${detail}</detail></error><status>failure</status></response>`);
    assert.equal(xml.status, 410);
  });
});

test("XML has the same", async () => {
  const after = await end();
  const interaction = await service.interaction();
  const { sys_id } = await posted({ interaction, action: "coach", start_time: "2026-03-01 10:00:00" });
  const { result, next } = await feed({ after, table: "supervisor_help_action" });
  const [{ sequence, recorded_at, transaction_id }] = result;
  const answer = await get(`${PATH}?${query({ after, table: "supervisor_help_action" })}`, { accept: "application/xml" });
  assert.deepEqual([answer.status, answer.headers["content-type"]], [200, "application/xml;charset=UTF-8"]);
  const leaves = Object.entries({ sequence, table: "supervisor_help_action", sys_id, interaction, operation: "insert", recorded_at, user: "cti-cloud", transaction_id });
  const start_of = `${PROLOG}<response><result>${leaves.map(([name, value]) => `<${name}>${value}</${name}>`).join("")}<changes>`;
  assert.equal(answer.text.slice(0, start_of.length), start_of);
  console.log(answer.text.slice(start_of.length));
  assert.ok(answer.text.endsWith(`</changes></result><next>${next}</next></response>`), answer.text);
  const none = await get(`${PATH}?${query({ after: next })}`, { accept: "text/xml" });
  assert.equal(none.text, `${PROLOG}<response><next>${next}</next></response>`);
});

describe("who may read it, and how it is asked for", () => {
  const bearer = (roles) => caller(service, `Bearer ${hs256(claims({ roles }), SECRET)}`);
  test("under v1 and v2 too", async () => {
    const { answer } = await feed({ limit: 3 });
    for (const version of ["v1", "v2"]) {
      const other = await get(`${version}/${PATH}?limit=3`);
      assert.deepEqual([other.status, other.text], [200, answer.text]);
    }
    expectFailure(await get(`v3/${PATH}`), 400, message("unknown_uri"));
  });
  test("admin includes the role; without it 403, without credentials 401", async () => {
    assert.equal((await bearer(["admin"]).get(PATH)).status, 200);
    expectFailure(await bearer(["itil"]).get(PATH), 403, ...UNAUTHORIZED);
    expectFailure(await caller(service, undefined).get(PATH, { authorization: undefined }), 401, ...UNAUTHENTICATED);
    expectFailure(await caller(service, "Bearer x").get(`${PATH}?nonsense=1`), 401, ...UNAUTHENTICATED);
  });
  test("GET and HEAD alone, and what can be accepted", async () => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await call(method, PATH, {});
      assert.deepEqual([answer.status, answer.headers.allow], [405, "GET, HEAD"]);
      expectFailure(answer, 405, ...methodNotAllowed("GET or HEAD"));
    }
    expectFailure(await get(PATH, { accept: "text/html" }), ...NOT_ACCEPTABLE);
  });
});

describe("parameters", () => {
  const number = (name, value, lowest, highest) => [name, "invalid_number", message("invalid_feed_number", { name, value, lowest, highest })];
  const limit = (value) => number("limit", value, 1, 1000);
  const wait = (value) => number("wait", value, 0, 25);
  const after = (value) => ["after", "invalid_parameter", message("invalid_after", { value })];
  const table = (value) => ["table", "invalid_parameter", message("unknown_feed_table", { value, tables: TABLES })];
  const unknown = (name) => [name, "unknown_field", message("unknown_feed_parameter", { name })];
  const twice = (name) => [name, "duplicate_field", message("duplicate_field", { field: name })];
  for (const [asked, ...faults] of [
    ["limit=0", limit("0")],
    ["limit=1001", limit("1001")],
    ["limit=-1", limit("-1")],
    ["limit=1.5", limit("1.5")],
    ["limit=x", limit("x")],
    ["limit=99999999999999999999", limit("99999999999999999999")],
    ["wait=26", wait("26")],
    ["wait=-1", wait("-1")],
    ["wait=1s", wait("1s")],
    ["after=x", after("x")],
    ["after=1", after("1")],
    ["after=abc.", after("abc.")],
    ["after=.5", after(".5")],
    ["after=abc.-1", after("abc.-1")],
    ["after=abc.99999999999999999999", after("abc.99999999999999999999")],
    ["after=a'b.1", after("a'b.1")],
    ["table=sys_user", table("sys_user")],
    ["table=Interaction", table("Interaction")],
    ["table=interaction&table=x&table=y", table("x"), table("y")],
    ["since=1", unknown("since")],
    ["limit=1&limit=1", twice("limit")],
    ["sysparm_query=state=new&sysparm_offset=1", unknown("sysparm_query"), unknown("sysparm_offset")],
    ["after=x&limit=0&wait=99&table=t&nothing=1&limit=2", after("x"), limit("0"), wait("99"), table("t"), unknown("nothing"), twice("limit")],
  ]) {
    test(asked, async () => {
      observed.batches.length = 0;
      expectFaults(await get(`${PATH}?${asked}`), ...faults);
      assert.equal(observed.batches.length, 0);
    });
  }
  test("without a value, or sysparm_: passed over", async () => {
    const { answer } = await feed();
    assert.equal((await get(`${PATH}?after=&limit=&wait=+&table=&x=&sysparm_limit=x&sysparm_query=`)).text, answer.text);
  });
});

describe("what it costs, and on which copy", () => {
  const asked = async (path, headers) => {
    observed.batches.length = 0;
    const answer = await get(path, headers);
    const batches = observed.batches.map(({ constraint, statements, metas }) => ({
      constraint,
      statements: statements.length,
      read: metas.reduce((sum, meta) => sum + meta.rows_read, 0),
      written: metas.reduce((sum, meta) => sum + meta.rows_written, 0),
    }));
    return { answer, batches };
  };
  test("an idle poll: one round trip, one row read at most, none written", async () => {
    const after = await end();
    const { batches } = await asked(`${PATH}?${query({ after })}`);
    assert.equal(batches.length, 1);
    assert.ok(batches[0].read <= 1, `${batches[0].read} rows`);
    assert.equal(batches[0].written, 0);
  });
  test("the newest change: one round trip, one row read at most, however long the log is", async () => {
    const { batches } = await asked(`${PATH}?after=latest`);
    assert.equal(batches.length, 1);
    assert.ok(batches[0].read <= 1, `${batches[0].read} rows`);
  });
  test("waiting: one look a second", async () => {
    const after = await end();
    const { batches } = await asked(`${PATH}?${query({ after, wait: 3 })}`);
    assert.ok(batches.length >= 3 && batches.length <= 5, `${batches.length} looks`);
    assert.ok(batches.every(({ read, written }) => read <= 1 && written === 0));
  });
  test("a page reads its changes and one row more, wherever it begins", async () => {
    const [epoch, last] = (await end()).split(".");
    for (const after of [0, `${epoch}.${last - 40}`]) {
      const { answer, batches } = await asked(`${PATH}?${query({ after, limit: 10 })}`);
      assert.equal(JSON.parse(answer.text).result.length, 10);
      assert.ok(batches.length === 1 && batches[0].read <= 11, `${batches[0].read} rows`);
    }
  });
  test("the primary without a bookmark, a copy that is as new with one; each answer has one", async () => {
    const { headers } = await service.post({ interaction: await service.interaction(), action: "coach" });
    const bookmark = headers["x-d1-bookmark"];
    for (const [given, constraint] of [[{}, "first-primary"], [{ "x-d1-bookmark": bookmark }, bookmark]]) {
      const { answer, batches } = await asked(`${PATH}?limit=1`, given);
      assert.deepEqual(batches.map((batch) => batch.constraint), [constraint]);
      assert.match(answer.headers["x-d1-bookmark"], /^[0-9a-f-]{59}$/);
    }
    const answer = await get(PATH, { "x-d1-bookmark": "'" });
    expectFaults(answer, ["X-D1-Bookmark", "invalid_bookmark", message("invalid_bookmark", { value: "'" })]);
  });
});
