// The texts of all statements, and how many a call needs. D1 allows 32 arguments of a function, 100 parameters and 100 KB of
// text for a statement; the runtime here allows more arguments. It allows 1,000 statements for a call, 50 on the free plan.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { MAX_ARGUMENTS, mostArgumentsIn } from "./support/migration-rules.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { claims, SECRET, start } from "./support/service.mjs";
import { clear, FIELDS, id, query, seed, WRITTEN } from "./support/table.mjs";
import { hs256 } from "./support/tokens.mjs";
import { setVariables, VARIABLES } from "./support/variables.mjs";

const MAX_PARAMETERS = 100;
const MAX_TEXT_BYTES = 100_000;
/** Calls that are made at once. */
const AT_ONCE = 16;

const observed = observedDatabase();
const service = await start({ observed, entry: VARIABLES });
const ADMIN = `Bearer ${hs256(claims({ roles: ["admin"] }), SECRET)}`;
const HELP_ACTION = "supervisor_help_action";
const [INTERACTION, HELP_REQUEST] = [id("a1"), id("b1")];
/** The most statements of a call by its kind, without those of a sign-in. */
const most = {};

async function noted(kind, expected, call) {
  const answer = await call();
  assert.ok([expected].flat().includes(answer.status), `${kind}: ${answer.status} ${answer.text}`);
  const { d1_statements } = await service.logLine(answer);
  most[kind] = Math.max(most[kind] ?? 0, d1_statements);
  return answer;
}

/** Makes the calls, some at once. */
async function all(calls) {
  for (let at = 0; at < calls.length; at += AT_ONCE) await Promise.all(calls.slice(at, at + AT_ONCE).map((call) => call()));
}

const get = (path, headers = {}) => service.request("GET", `/api/now/${path}`, { authorization: ADMIN, ...headers });
const send = (method, path, body) =>
  service.request(method, `/api/now/${path}`, { authorization: ADMIN, "content-type": "application/json" }, JSON.stringify(body));

before(async () => {
  await clear(service);
  await seed(service, "interaction", [{ sys_id: INTERACTION, number: "IMS0000001" }]);
  await seed(service, "interaction_help_request", [{ sys_id: HELP_REQUEST, interaction: INTERACTION }]);
});

describe("the Help Request API", () => {
  const COACH = { action: "coach", start_time: "2026-03-01 10:00:00" };
  let keys = 0;

  for (const BULK_END_SCOPE of ["all", "open"]) {
    for (const INTERACTION_POLICY of ["registered", "open"]) {
      test(`${BULK_END_SCOPE}, ${INTERACTION_POLICY}: each operation, with and without a key`, async () => {
        await setVariables(service, { BULK_END_SCOPE, INTERACTION_POLICY });
        const kind = (name, headers) => [name, INTERACTION_POLICY, headers["idempotency-key"] ? "key" : "no key"].join(", ");
        const call = (name, status, body, headers) => noted(kind(name, headers), status, () => service.post(body, headers));
        for (const withKey of [false, true]) {
          const headers = () => (withKey ? { "idempotency-key": `key-${(keys += 1)}` } : {});
          const unknown = id(`f${(keys += 1)}`);
          const status = INTERACTION_POLICY === "open" ? 200 : 404;
          await call("create", 200, { interaction: INTERACTION, ...COACH }, headers());
          await call("create", 200, { interaction: INTERACTION, action: "observe" }, headers());
          await call("create", 200, { interaction: INTERACTION, ...COACH, help_request: HELP_REQUEST, end_time: "2026-03-01 11:00:00" }, headers());
          await call("create", status, { interaction: unknown, ...COACH }, headers());
          await call("create", status, { interaction: unknown.replace("f", "e"), ...COACH, help_request: unknown }, headers());
          const interaction = await service.interaction();
          const help_request = await service.helpRequest(interaction);
          const { sys_id: action_sys_id } = await service.action(interaction);
          const one = { interaction, action_sys_id };
          const changes = [{ help_request }, { action: "monitor" }, { start_time: "2026-03-01 09:00:00" }, { end_time: "2026-03-01 12:00:00" }];
          for (const change of [...changes, Object.assign({}, ...changes)]) await call("update", 200, { ...one, ...change }, headers());
          await call("update", 404, { interaction, action_sys_id: unknown, action: "coach" }, headers());
          await call("update", 400, { ...one, end_time: "2026-03-01 01:00:00" }, headers());
          await call("end all", 200, { interaction }, headers());
          await call("end all", 200, { interaction, end_time: "2026-03-01 13:00:00" }, headers());
          await call("end all", 404, { interaction: id(`d${(keys += 1)}`) }, headers());
        }
        // The same key again: for the same request, for another, and for one that is not valid.
        const headers = { "idempotency-key": `key-${(keys += 1)}` };
        const body = { interaction: INTERACTION, ...COACH };
        for (const [status, again] of [[200, body], [200, body], [422, { ...body, action: "observe" }], [[400, 422], { ...body, action: "x" }]]) {
          await call("create", status, again, headers);
        }
      });
    }
  }
});

const FOREIGN = ["parent", "contact", "account", "consumer", "company", "location", "assignment_group", "sys_domain"];

/** A value that the field can have. */
function valueOf(path) {
  const field = path.split(".").at(-1);
  if (FOREIGN.includes(field)) return INTERACTION;
  if (["active", "virtual_agent", "agent_chat", "help_requested"].includes(field)) return "true";
  if (field === "direction") return "inbound";
  if (["sys_id", "interaction", "help_request", "documentkey", "transaction_id"].includes(field)) return INTERACTION;
  if (field === "number") return "IMS0000001";
  if (field === "state") return "new";
  if (field === "action") return "coach";
  if (["sys_mod_count", "duration"].includes(field)) return "1";
  return /_(time|at|on)$/.test(field) ? "2026-01-01 00:00:00" : "x";
}

const REFERENCES = { interaction_help_request: ["interaction"], [HELP_ACTION]: ["interaction", "help_request"] };
const TABLE_OF = { interaction: "interaction", help_request: "interaction_help_request" };
/** The fields of a table, and those that its references lead to. */
const pathsOf = (table) => {
  const led = (REFERENCES[table] ?? []).flatMap((field) => FIELDS[TABLE_OF[field]].map((name) => `${field}.${name}`));
  return [...FIELDS[table], ...led];
};
const OPERATORS = {
  "=": "v", "!=": "v", "<": "v", "<=": "v", ">": "v", ">=": "v",
  IN: "v,v", "NOT IN": "v,v", BETWEEN: "v@v", ISEMPTY: "", ISNOTEMPTY: "",
  LIKE: "v", "NOT LIKE": "v", STARTSWITH: "v", ENDSWITH: "v", CONTAINS: "v", "DOES NOT CONTAIN": "v", "*": "v", "!*": "v",
};

describe("the Table API", () => {
  for (const table of Object.keys(FIELDS)) {
    const paths = pathsOf(table);
    const few = { sysparm_fields: "sys_id", sysparm_limit: 1 };
    const list = (kind, status, parameters, headers) => noted(kind, status, () => get(`table/${table}?${query(parameters)}`, headers));

    test(`${table}: each operator on each field, and each order`, async () => {
      const terms = (path) => [
        ...Object.entries(OPERATORS).map(([operator, value]) => path + operator + value.replaceAll("v", valueOf(path))),
        `ORDERBY${path}`,
        `ORDERBYDESC${path}`,
      ];
      const calls = paths.flatMap((path) => [...terms(path).map((sysparm_query) => ({ sysparm_query })), { [path]: valueOf(path) }]);
      await all(calls.map((parameters) => () => list("list", 200, { ...few, ...parameters })));
    });

    test(`${table}: everything that a list can show, in each way`, async () => {
      const ways = ["true", "false", "all"].flatMap((display) => ["true", "false"].map((links) => ({ sysparm_display_value: display, sysparm_exclude_reference_link: links })));
      await all(ways.flatMap((way) => [
        () => list("list", 200, way),
        () => list("list", 200, { ...way, sysparm_fields: paths.join() }),
        () => list("list", 200, { ...way, sysparm_fields: paths.join(), sysparm_limit: 2, sysparm_offset: 1 }, { accept: "application/xml" }),
        () => list("list without a count", 200, { ...way, sysparm_no_count: "true", sysparm_suppress_pagination_header: "true" }),
        () => noted("read", 404, () => get(`table/${table}/${id("c1")}?${query({ ...way, sysparm_fields: paths.join() })}`)),
      ]));
    });

    const longest = [...paths].sort((a, b) => b.length - a.length);
    /** A condition on each of the longest paths, until the query is full; then orders. */
    const full = (values, of, join = "^") => {
      const terms = Array.from({ length: values }, (_, at) => of(longest[at % longest.length]));
      const orders = longest.slice(0, 100 - values).map((path) => `ORDERBYDESC${path}`);
      const fits = (n) => [terms.slice(0, n).join(join), ...orders].join("^");
      while (fits(terms.length).length > 8192) terms.pop();
      return fits(terms.length);
    };
    const QUERIES = [
      full(95, (path) => `${path}!=${valueOf(path)}`),
      full(95, (path) => `${path}!=${valueOf(path)}`, "^NQ"),
      full(95, (path) => `${path}<${valueOf(path)}`, "^OR"),
      full(95, (path) => `${path}NOT IN${valueOf(path)}`),
      full(47, (path) => `${path}BETWEEN${valueOf(path)}@${valueOf(path)}`),
      full(100, (path) => `${path}ISEMPTY`),
      full(5, (path) => `${path}NOT LIKE${valueOf(path)}`, "^NQ"),
    ];
    const everything = paths.join();

    test(`${table}: the longest lists`, async () => {
      const shown = { sysparm_display_value: "all", sysparm_fields: everything };
      for (const sysparm_query of QUERIES) await list("list", 200, { ...shown, sysparm_query });
      const filters = Object.fromEntries(longest.map((path) => [path, valueOf(path)]));
      await list("list", 200, { ...shown, ...filters, sysparm_query: full(95 - longest.length, (path) => `${path}!=${valueOf(path)}`) });
    });

    test(`${table}: summaries`, async () => {
      const stats = (parameters) => noted("summary", 200, () => get(`stats/${table}?${query(parameters)}`));
      // The time span of an interaction is no number.
      const numbers = paths.filter((path) => /sys_mod_count/.test(path) || (path === "duration" && table === HELP_ACTION));
      const groups = ["true", "false", "all"].map((display) => ({ sysparm_count: "true", sysparm_display_value: display }));
      await all([
        ...paths.flatMap((path) => groups.map((way) => () => stats({ ...way, sysparm_group_by: path }))),
        ...paths.flatMap((path) => ["min", "max"].map((name) => () => stats({ [`sysparm_${name}_fields`]: path }))),
        ...numbers.flatMap((path) => ["avg", "sum"].map((name) => () => stats({ [`sysparm_${name}_fields`]: path }))),
      ]);
      const of = { sysparm_min_fields: everything, sysparm_max_fields: everything, sysparm_avg_fields: numbers.join(), sysparm_sum_fields: numbers.join() };
      for (const sysparm_query of QUERIES) {
        await stats({ ...of, ...groups[2], sysparm_query });
        await stats({ ...of, ...groups[2], sysparm_query, sysparm_group_by: everything.split(",").slice(0, 10).join(), sysparm_limit: 10, sysparm_offset: 1 });
      }
    });
  }

  test("writes, with each field and with all", async () => {
    const written = {
      interaction: { ...Object.fromEntries(WRITTEN.interaction.map((name) => [name, valueOf(name)])), work_notes: "x", u_x: "x", u_y: "y" },
      interaction_help_request: { interaction: INTERACTION, state: "closed", reason: "x", comments: "x", opened_by: "x", help_provided_by: "x" },
    };
    for (const [table, fields] of Object.entries(written)) {
      const write = (kind, status, method, path, body) => noted(kind, status, () => send(method, `table/${table}${path}?sysparm_display_value=all`, body));
      const needed = table === "interaction" ? {} : { interaction: INTERACTION };
      const parts = [...Object.entries(fields).map(([name, value]) => ({ [name]: value })), fields];
      for (const [at, part] of parts.entries()) {
        await write("insert", 201, "POST", "", { ...needed, ...part });
        const sys_id = id(`ab${table.length}${at}`);
        await write("insert", 201, "POST", "", { sys_id, ...needed, ...part });
        await write("insert", 409, "POST", "", { sys_id, ...needed, ...part });
        for (const method of ["PATCH", "PUT"]) await write("update", 200, method, `/${sys_id}`, part);
        await write("update", 200, "PATCH", `/${sys_id}`, {});
        await write("delete", 204, "DELETE", `/${sys_id}`);
        await write("delete", 404, "DELETE", `/${sys_id}`);
        await write("update", 404, "PATCH", `/${sys_id}`, part);
      }
    }
    await noted("update", 200, () => send("PATCH", `table/interaction/${INTERACTION}`, { number: "IMS0000001" }));
    await noted("delete", 409, () => send("DELETE", `table/interaction/${INTERACTION}`));
    await noted("insert", 400, () => send("POST", "table/interaction_help_request", { interaction: id("c1") }));
  });
});

test("signing in, the probe and the clean-up", async () => {
  for (const [status, password] of [[400, "help-request-demo"], [401, "wrong"]]) {
    const authorization = `Basic ${Buffer.from(`cti.integration:${password}`).toString("base64")}`;
    await noted("sign-in", status, () => service.post({}, { authorization }));
  }
  await noted("readyz", 200, () => service.request("GET", "/readyz"));
  const before = observed.batches.length;
  const worker = await service.miniflare.getWorker();
  await worker.scheduled({ cron: "17 * * * *" });
  assert.deepEqual(observed.batches.slice(before).map(({ statements }) => statements.length), [2]);
});

test("every text is within D1's limits", () => {
  const texts = [...new Set(observed.batches.flatMap(({ statements }) => statements))];
  assert.ok(texts.length > 1_000, `${texts.length} statements`);
  const parametersOf = (text) => [...text.replace(/'(?:[^']|'')*'/g, "").matchAll(/\?(\d+)/g)].map(([, n]) => Number(n));
  const highest = [
    ["arguments", MAX_ARGUMENTS, mostArgumentsIn],
    ["parameters", MAX_PARAMETERS, (text) => Math.max(0, ...parametersOf(text))],
    ["bytes", MAX_TEXT_BYTES, (text) => Buffer.byteLength(text)],
  ].map(([name, limit, of]) => {
    const [most, text] = texts.map((text) => [of(text), text]).reduce((a, b) => (b[0] > a[0] ? b : a));
    assert.ok(most > 0 && most <= limit, `${most} ${name}: ${text.slice(0, 2_000)}`);
    return `${most} ${name}`;
  });
  console.log(`${texts.length} statements, at most with ${highest.join(", ")}`);
});

test("a call needs at most 5 statements, and one more to sign in with a password", () => {
  const { "sign-in": signIn, ...calls } = most;
  assert.deepEqual(calls, {
    "create, registered, no key": 1,
    "create, registered, key": 3,
    "create, open, no key": 3,
    "create, open, key": 5,
    "update, registered, no key": 2,
    "update, registered, key": 4,
    "update, open, no key": 2,
    "update, open, key": 4,
    "end all, registered, no key": 2,
    "end all, registered, key": 4,
    "end all, open, no key": 2,
    "end all, open, key": 4,
    list: 2,
    "list without a count": 1,
    read: 1,
    summary: 1,
    // One more than others: with an entry of a journal.
    insert: 4,
    update: 4,
    delete: 3,
    readyz: 1,
  });
  assert.equal(signIn, 1);
  assert.equal(Math.max(...observed.batches.map(({ statements }) => statements.length)), 5);
});
