// Contract, section 7: pages neither skip nor repeat, whatever their size, also while records are added; and long lists.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectTableFaults } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { start } from "./support/service.mjs";
import { caller, clear, id, links, query, seed } from "./support/table.mjs";

const service = await start();
const { call, get, list } = caller(service);
const STATES = ["new", "work_in_progress", "on_hold"];
const TYPES = ["phone", "Phone", null, "", "chat"];
const N = 60;

/** Sixty interactions with many ties, whose order by sys_id is neither that of their numbers nor that in which they came. */
async function records() {
  await clear(service);
  const rows = Array.from({ length: N }, (_, n) => ({
    sys_id: id((n * 37) % N),
    number: `IMS${String(n + 1).padStart(7, "0")}`,
    state: STATES[n % STATES.length],
    type: TYPES[n % TYPES.length],
    opened_at: "2026-03-01 10:00:00",
    assigned_to: n % 2 ? "ann" : "Ann",
  }));
  await seed(service, "interaction", rows);
  return rows;
}
const ids = (all) => all.map(({ sys_id }) => sys_id);
const NAMES = { sysparm_fields: "sys_id" };

/** Everything, found by the index on numbers, whose order is another than that of the sys_ids. */
const BY_NUMBER = `numberIN${Array.from({ length: N }, (_, n) => `IMS${String(n + 1).padStart(7, "0")}`)}`;

/** All pages by `Link`, and before each one but the first what is to happen in between. */
async function following(parameters, between = () => {}) {
  const found = [];
  const sizes = [];
  let path = `table/interaction?${query({ ...NAMES, ...parameters })}`;
  for (let pages = 0; path; pages += 1) {
    assert.ok(pages < 3 * N, "pages without end");
    if (pages > 0) await between(pages);
    const answer = await get(path);
    assert.equal(answer.status, 200, answer.text);
    const page = ids(JSON.parse(answer.text).result);
    found.push(...page);
    sizes.push(page.length);
    path = links(answer).next?.replace(`${service.url.origin}/api/now/`, "");
  }
  return { found, sizes };
}

/** All pages by offsets, until one is not full. */
async function counting(parameters, limit, between = () => {}) {
  const found = [];
  for (let offset = 0; ; offset += limit) {
    if (offset > 0) await between(offset);
    const page = ids(await list("interaction", { ...NAMES, ...parameters, sysparm_limit: limit, sysparm_offset: offset }));
    found.push(...page);
    if (page.length < limit) return found;
  }
}

describe("through records with ties", () => {
  const ORDERS = ["", "ORDERBYstate", "ORDERBYDESCstate", "ORDERBYtype", "ORDERBYDESCtype", "ORDERBYopened_at", "ORDERBYassigned_to^ORDERBYDESCstate", "ORDERBYDESCnumber", "ORDERBYDESCsys_id", "stateINnew,on_hold^ORDERBYtype", `${BY_NUMBER}^ORDERBYopened_at`];
  test("the order is that of the field, of ties that of sys_id", async () => {
    const rows = await records();
    const bySysId = [...rows].sort((a, b) => (a.sys_id < b.sys_id ? -1 : 1));
    const expected = (rank) => ids([...bySysId].sort((a, b) => rank(a) - rank(b)));
    const rank = { phone: 2, Phone: 2, chat: 1, "": 0, null: -1 };
    assert.deepEqual(ids(await list("interaction", NAMES)), ids(bySysId));
    for (const [order, expectation] of [
      ["ORDERBYstate", expected(({ state }) => ["new", "on_hold", "work_in_progress"].indexOf(state))],
      ["ORDERBYDESCstate", expected(({ state }) => -["new", "on_hold", "work_in_progress"].indexOf(state))],
      ["ORDERBYtype", expected(({ type }) => rank[type])],
      ["ORDERBYDESCtype", expected(({ type }) => -rank[type])],
      ["ORDERBYassigned_to", ids(bySysId)],
      ["ORDERBYopened_at", ids(bySysId)],
      ["ORDERBYDESCopened_at", ids(bySysId)],
      [`${BY_NUMBER}^ORDERBYopened_at`, ids(bySysId)],
      [`${BY_NUMBER}^ORDERBYDESCstate`, expected(({ state }) => -["new", "on_hold", "work_in_progress"].indexOf(state))],
      ["numberSTARTSWITHIMS^ORDERBYopened_at", ids(bySysId)],
    ]) {
      assert.deepEqual(ids(await list("interaction", { ...NAMES, sysparm_query: order })), expectation, order);
    }
  });
  for (const order of ORDERS) {
    test(`${order.slice(0, 60) || "no order"}: pages of any size are the whole list, by Link and by offsets`, async () => {
      await records();
      const whole = ids(await list("interaction", { ...NAMES, sysparm_query: order }));
      assert.equal(new Set(whole).size, order.startsWith("stateIN") ? 40 : N);
      for (const limit of [1, 7, 20, 59, 60, 61]) {
        const { found, sizes } = await following({ sysparm_query: order, sysparm_limit: limit, sysparm_no_count: limit === 7 });
        assert.deepEqual(found, whole);
        // No page is empty, and none but the last is not full.
        assert.deepEqual(sizes.slice(0, -1), Array(sizes.length - 1).fill(limit));
        assert.equal(sizes.length, Math.ceil(whole.length / limit));
        if (limit !== 1) assert.deepEqual(await counting({ sysparm_query: order }, limit), whole);
      }
    });
  }
  test("first, prev and last lead where they say", async () => {
    await records();
    const whole = ids(await list("interaction", NAMES));
    const page = async (url) => ids(JSON.parse((await get(url.replace(`${service.url.origin}/api/now/`, ""))).text).result);
    const middle = links(await get(`table/interaction?${query({ ...NAMES, sysparm_limit: 25, sysparm_offset: 25 })}`));
    assert.deepEqual(Object.keys(middle), ["first", "prev", "next", "last"]);
    assert.deepEqual(await page(middle.first), whole.slice(0, 25));
    assert.deepEqual(await page(middle.prev), whole.slice(0, 25));
    assert.deepEqual(await page(middle.next), whole.slice(50));
    assert.deepEqual(await page(middle.last), whole.slice(50));
  });
  test("X-Total-Count is that of all pages, on each of them", async () => {
    await records();
    for (const offset of [0, 30, 59, 60, 90]) {
      const answer = await get(`table/interaction?${query({ sysparm_limit: 7, sysparm_offset: offset, sysparm_query: "stateINnew,on_hold" })}`);
      assert.equal(answer.headers["x-total-count"], "40");
    }
  });
});

describe("while records are added, which come last", () => {
  const add = async () => JSON.parse((await call("POST", "table/interaction", { state: "new", type: "phone", opened_at: "2026-03-01 10:00:00", assigned_to: "ANN" })).text).result.sys_id;
  for (const order of ["", "ORDERBYsys_id", "ORDERBYnumber", "ORDERBYsys_created_on", "ORDERBYopened_at", "ORDERBYassigned_to", "state=new^ORDERBYtype"]) {
    for (const limit of [1, 7, 19]) {
      test(`one between any two pages of ${limit}: ${order || "no order"}`, async () => {
        await records();
        const before = ids(await list("interaction", { ...NAMES, sysparm_query: order }));
        const added = [];
        // As many as pages, so that they end; with one to a page there would be no end.
        const between = async () => {
          if (added.length < 8) added.push(await add());
        };
        const { found } = await following({ sysparm_query: order, sysparm_limit: limit }, between);
        assert.ok(added.length > 0);
        assert.deepEqual(found, [...before, ...added]);
        if (limit === 19) {
          const more = [];
          const counted = await counting({ sysparm_query: order }, limit, async () => more.push(await add()));
          assert.deepEqual(counted, [...before, ...added, ...more]);
        }
      });
    }
  }
  test("at the same time: each record that was there is found once, in its place, and none twice", async () => {
    await records();
    const before = ids(await list("interaction", { ...NAMES, sysparm_query: "ORDERBYopened_at" }));
    let isDone = false;
    let added = 0;
    const adding = Array.from({ length: 3 }, async () => {
      while (!isDone && added < 90) {
        added += 1;
        await add();
      }
    });
    const runs = await Promise.all(
      [3, 7, 20].map(async (limit) => (await following({ sysparm_query: "ORDERBYopened_at", sysparm_limit: limit })).found),
    );
    isDone = true;
    await Promise.all(adding);
    assert.ok(added > 5, `${added} records were added meanwhile`);
    for (const found of runs) assert.deepEqual(found.slice(0, N), before);
    for (const found of runs) assert.deepEqual(found.filter((sys_id) => before.includes(sys_id)), before);
  });
});

describe("long lists", () => {
  const MANY = 10_000;
  const fill = (from, to) =>
    service.rows(
      `WITH RECURSIVE n (k) AS (SELECT cast(?1 AS INTEGER) UNION ALL SELECT k + 1 FROM n WHERE k < ?2)
       INSERT INTO interaction (sys_id, number, type, short_description, opened_at, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
       SELECT printf('%032x', k), printf('IMS%07d', k), CASE k % 3 WHEN 0 THEN 'phone' END, 'Nummer ' || k || ' "ä" <&>', '2026-03-01 10:00:00',
         '2026-01-01 00:00:00', 'test', '2026-01-01 00:00:00', 'test' FROM n`,
      from,
      to,
    );
  const expected = (k) => ({
    sys_id: id(k.toString(16)),
    number: `IMS${String(k).padStart(7, "0")}`,
    type: k % 3 === 0 ? "phone" : "",
    state: "new",
    short_description: `Nummer ${k} "ä" <&>`,
    opened_at: "2026-03-01 10:00:00",
    closed_at: "",
    assigned_to: "",
    opened_for: "",
    sys_created_on: "2026-01-01 00:00:00",
    sys_created_by: "test",
    sys_updated_on: "2026-01-01 00:00:00",
    sys_updated_by: "test",
    sys_mod_count: "0",
  });
  const NAMED = { sysparm_fields: "sys_id,number,type,state,short_description" };
  test("10,000 records in one answer, in JSON and in XML, complete", async () => {
    await clear(service);
    await fill(1, MANY);
    const path = `table/interaction?${query(NAMED)}`;
    const answer = await get(path);
    assert.equal(answer.status, 200, answer.text);
    const names = NAMED.sysparm_fields.split(",");
    const all = Array.from({ length: MANY }, (_, n) => expected(n + 1)).map((record) => Object.fromEntries(names.map((name) => [name, record[name]])));
    assert.ok(answer.text === JSON.stringify({ result: all }), "the answer in JSON is another");
    assert.equal(answer.headers["x-total-count"], String(MANY));
    assert.deepEqual(Object.keys(links(answer)), ["first", "last"]);
    const length = answer.headers["content-length"];
    assert.ok(length === undefined || Number(length) === Buffer.byteLength(answer.text), `Content-Length ${length}`);

    const inXml = await get(path, { accept: "application/xml" });
    const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
    const element = ([name, value]) => (value ? `<${name}>${escaped(value)}</${name}>` : `<${name}/>`);
    const results = all.map((record) => `<result>${names.map((name) => element([name, record[name]])).join("")}</result>`);
    assert.ok(inXml.text === `<?xml version="1.0" encoding="UTF-8"?><response>${results.join("")}</response>`, "the answer in XML is another");
    assert.equal(inXml.headers["x-total-count"], String(MANY));
  });
  for (const accept of ["application/json", "application/xml"]) {
    test(`without a limit a page of whole records has as many as fit in ${accept}, with a link to the rest`, async () => {
      const found = [];
      let path = "table/interaction";
      for (let pages = 0; path; pages += 1) {
        const answer = await get(path, { accept });
        assert.equal(answer.status, 200);
        assert.ok(answer.text.length < 3_010_100, `${answer.text.length} characters`);
        assert.equal(answer.headers["x-total-count"], String(MANY));
        found.push(...[...answer.text.matchAll(/(?:"sys_id":"|<sys_id>)(\w{32})/g)].map(([, sys_id]) => sys_id));
        const { next } = links(answer);
        assert.ok(pages < 4);
        path = next?.replace(`${service.url.origin}/api/now/`, "");
        const position = pages > 0 ? `sysparm_after=${found.length},${found.at(-1)}&` : "";
        if (next) assert.equal(next, `${service.url.origin}/api/now/table/interaction?${position}sysparm_offset=${found.length}`);
      }
      assert.deepEqual(found, Array.from({ length: MANY }, (_, n) => expected(n + 1).sys_id));
    });
  }
  test("of 10,003 the first 10,000, with a link to the rest", async () => {
    await fill(MANY + 1, MANY + 3);
    const first = await get(`table/interaction?${query(NAMES)}`);
    assert.equal(first.headers["x-total-count"], String(MANY + 3));
    assert.deepEqual(Object.keys(links(first)), ["first", "next", "last"]);
    const { found, sizes } = await following({});
    assert.deepEqual(sizes, [MANY, 3]);
    assert.equal(new Set(found).size, MANY + 3);
    assert.equal(found.at(-1), id((MANY + 3).toString(16)));
  });
});

describe("a page that is too large for a Worker's memory", () => {
  const MESSAGE = message("page_too_large");
  const ALL = 3_000;
  const refused = async (parameters, headers) => {
    const answer = await get(`table/interaction_help_request?${query(parameters)}`, headers);
    assert.equal(answer.status, 400);
    assert.ok(answer.text.includes(message("invalid_request", { faults: MESSAGE })), answer.text);
  };
  const fill = (text) =>
    service.rows(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ALL})
       INSERT INTO interaction_help_request
         (sys_id, interaction, comments, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
       SELECT printf('%032x', i), ?1, ?2, '2026-01-01 00:00:00', 'test', '2026-01-01 00:00:00', 'test' FROM n`,
      id(1),
      text,
    );
  test("is refused in JSON and XML where a limit was given, and said to be so; smaller ones are complete", async () => {
    await clear(service);
    await seed(service, "interaction", [{ sys_id: id(1), number: "IMS0000001" }]);
    await fill("x".repeat(4_000));
    await refused({ sysparm_limit: 2_000 });
    await refused({ sysparm_limit: 2_000 }, { accept: "application/xml" });
    for (const parameters of [{ sysparm_limit: 600 }, { sysparm_fields: "sys_id,interaction" }]) {
      const expected = parameters.sysparm_limit ?? ALL;
      const found = await list("interaction_help_request", parameters);
      assert.deepEqual(ids(found), Array.from({ length: expected }, (_, n) => (n + 1).toString(16).padStart(32, "0")));
    }
  });
  test("is measured in the format of the answer: XML writes six characters for an apostrophe", async () => {
    await service.rows("UPDATE interaction_help_request SET comments = ?1", "'".repeat(4_000));
    const parameters = { sysparm_fields: "comments", sysparm_limit: 600 };
    assert.equal((await get(`table/interaction_help_request?${query(parameters)}`)).status, 200);
    await refused(parameters, { accept: "application/xml" });
    const xml = await get(`table/interaction_help_request?${query({ ...parameters, sysparm_limit: 100 })}`, { accept: "application/xml" });
    assert.equal(xml.text.match(/<comments>/g).length, 100);
  });
  test("the groups of a summary have the same limit", async () => {
    await service.rows("UPDATE interaction_help_request SET comments = sys_id || ?1", "'".repeat(1_000));
    const path = `stats/interaction_help_request?${query({ sysparm_group_by: "comments", sysparm_max_fields: "comments", sysparm_count: true })}`;
    const fault = message("groups_too_large");
    expectTableFaults(await get(path), fault);
    assert.equal((await get(`${path}&sysparm_limit=1000`)).status, 200);
    const xml = await get(`${path}&sysparm_limit=1000`, { accept: "application/xml" });
    assert.equal(xml.status, 400);
    assert.ok(xml.text.includes(message("invalid_request", { faults: fault })), xml.text);
  });
});
