// Contract, sections 5, 7 and 10: what changes of records overwrote can be read back, by admin alone. `sys_audit` is a view of the log.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectFailure, expectResult, expectTableFaults, NO_RECORD, roleMissing, UNAUTHENTICATED } from "./support/expect.mjs";
import { claims, SECRET, start, TOKEN } from "./support/service.mjs";
import { caller, FIELDS, id, query, shown, unknownField } from "./support/table.mjs";
import { hs256 } from "./support/tokens.mjs";

const service = await start();
const bearer = (changes) => `Bearer ${hs256(claims(changes), SECRET)}`;
const basic = (user) => `Basic ${Buffer.from(`${user}:help-request-demo`).toString("base64")}`;
const admin = caller(service, bearer({ sub: "root", roles: ["admin"] }));
const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>';

/** The entries that these parameters find, without what differs from run to run. */
async function entries(parameters) {
  const all = await admin.list("sys_audit", parameters);
  return all.map(({ fieldname, oldvalue, newvalue, user, transaction_id }) => [fieldname, oldvalue, newvalue, user, transaction_id]);
}

test("without a change there is nothing: [] and 404 under v1", async () => {
  expectResult(await admin.get("table/sys_audit"), 200, []);
  expectFailure(await admin.get("v1/table/sys_audit"), 404, ...NO_RECORD);
});

describe("what is left", () => {
  test("nothing of a create", async () => {
    const interaction = await service.interaction();
    const { sys_id } = await service.action(interaction, { end_time: "2026-03-01 10:30:00" });
    assert.deepEqual(await entries({ documentkey: sys_id }), []);
  });

  test("an entry for each field that an update changes, with its old value, by whom, in which transaction", async () => {
    const interaction = await service.interaction();
    const { sys_id } = await service.action(interaction, { start_time: "2026-03-01 10:00:00" });
    const request = await service.helpRequest(interaction);
    const first = await service.post({ interaction, action_sys_id: sys_id, action: "observe", end_time: "2026-03-01 10:30:00" });
    const second = await service.post(
      { interaction, action_sys_id: sys_id, action: "observe", start_time: "2026-03-01 09:00:00", end_time: "2026-03-01 10:40:00", help_request: request },
      { authorization: basic("cti.integration") },
    );
    assert.deepEqual([first.status, second.status], [200, 200]);
    const [one, two] = [first, second].map(({ headers }) => headers["x-transaction-id"]);
    assert.notEqual(one, two);
    const found = await entries({ documentkey: sys_id, sysparm_query: "ORDERBYtransaction_id^ORDERBYfieldname" });
    assert.deepEqual(found, [
      ["action", "coach", "observe", "cti-cloud", one],
      ["end_time", "", "2026-03-01 10:30:00", "cti-cloud", one],
      ["end_time", "2026-03-01 10:30:00", "2026-03-01 10:40:00", "cti.integration", two],
      ["help_request", "", request, "cti.integration", two],
      ["start_time", "2026-03-01 10:00:00", "2026-03-01 09:00:00", "cti.integration", two],
    ]);
  });

  test("nothing of an update that changes nothing, or is refused", async () => {
    const interaction = await service.interaction();
    const { sys_id } = await service.action(interaction);
    assert.equal((await service.post({ interaction, action_sys_id: sys_id, action: "coach" })).status, 200);
    assert.equal((await service.post({ interaction, action_sys_id: sys_id, end_time: "2000-01-01 00:00:00" })).status, 400);
    assert.deepEqual(await entries({ documentkey: sys_id }), []);
  });

  test("of an end of all, an entry for each help action, in one transaction; of its repetition with another time as many", async () => {
    const interaction = await service.interaction();
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push((await service.action(interaction)).sys_id);
    const other = await service.action(await service.interaction());
    const ends = ["2026-03-01 11:00:00", "2026-03-01 12:00:00"];
    const transactions = [];
    for (const end_time of [...ends, ends[1]]) transactions.push((await service.post({ interaction, end_time })).headers["x-transaction-id"]);
    const found = await admin.list("sys_audit", { sysparm_query: `documentkeyIN${[...ids, other.sys_id]}^ORDERBYtransaction_id^ORDERBYdocumentkey`, sysparm_fields: "documentkey,oldvalue,newvalue,transaction_id" });
    const expected = ends.flatMap((newvalue, n) =>
      [...ids].sort().map((documentkey) => ({ documentkey, oldvalue: n === 0 ? "" : ends[0], newvalue, transaction_id: transactions[n] })),
    );
    assert.deepEqual(found, expected);
    // The transaction is a way to find what one call has changed.
    assert.equal((await entries({ transaction_id: transactions[0] })).length, 3);
    assert.deepEqual(await entries({ transaction_id: transactions[2] }), []);
  });

  test("an entry for each field that an update of an interaction or a help request changes, and nothing of their creation and deletion", async () => {
    const before = await admin.list("sys_audit", { sysparm_fields: "sys_id" });
    const written = async (method, path, body, status) => {
      const answer = await admin.call(method, `table/${path}`, body);
      assert.equal(answer.status, status, answer.text);
      return { record: answer.text && JSON.parse(answer.text).result, transaction: answer.headers["x-transaction-id"] };
    };
    const { record: interaction } = await written("POST", "interaction", { type: "a" }, 201);
    const { record: request } = await written("POST", "interaction_help_request", { interaction: interaction.sys_id }, 201);
    const one = await written("PATCH", `interaction/${interaction.sys_id}`, { type: "b", state: "on_hold" }, 200);
    const two = await written("PUT", `interaction_help_request/${request.sys_id}`, { state: "closed", reason: "r" }, 200);
    await written("PATCH", `interaction/${interaction.sys_id}`, { type: "b" }, 200);
    await written("DELETE", `interaction_help_request/${request.sys_id}`, undefined, 204);
    await written("DELETE", `interaction/${interaction.sys_id}`, undefined, 204);
    const all = await admin.list("sys_audit", { sysparm_query: "ORDERBYsys_id" });
    const own = all.filter(({ sys_id }) => !before.some((entry) => entry.sys_id === sys_id));
    const told = own.map((entry) => [entry.tablename, entry.documentkey, entry.fieldname, entry.oldvalue, entry.newvalue, entry.user, entry.transaction_id]);
    assert.deepEqual(told, [
      ["interaction", interaction.sys_id, "type", "a", "b", "root", one.transaction],
      ["interaction", interaction.sys_id, "state", "new", "on_hold", "root", one.transaction],
      ["interaction_help_request", request.sys_id, "state", "new", "closed", "root", two.transaction],
      ["interaction_help_request", request.sys_id, "reason", "", "r", "root", two.transaction],
    ]);
  });
});

describe("ids and times", () => {
  test("ids stay, sort in the order of the changes, and are 32 hexadecimal digits", async () => {
    const interaction = await service.interaction();
    const { sys_id } = await service.action(interaction);
    const made = [];
    const ends = Array.from({ length: 20 }, (_, n) => `2026-03-01 12:00:${String(n).padStart(2, "0")}`);
    for (const end_time of ends) {
      await service.post({ interaction, action_sys_id: sys_id, end_time });
      made.push(await admin.list("sys_audit", { documentkey: sys_id, sysparm_query: "ORDERBYsys_id" }));
    }
    const last = made.at(-1);
    assert.deepEqual(last.map(({ newvalue }) => newvalue), ends);
    for (const [n, list] of made.entries()) assert.deepEqual(list, last.slice(0, n + 1));
    for (const entry of last) assert.match(entry.sys_id, /^[0-9a-f]{32}$/);
    // As records are listed, too, and as the log has them.
    assert.deepEqual(await admin.list("sys_audit", { documentkey: sys_id }), last);
    const log = await service.rows("SELECT changes FROM record_change WHERE documentkey = ?1 AND operation = 'update' ORDER BY sequence", sys_id);
    assert.deepEqual(log.map(({ changes }) => JSON.parse(changes).end_time[1]), ends);
  });

  test("the fields of one change have ids of their own", async () => {
    const all = await service.rows("SELECT sys_id FROM sys_audit");
    assert.ok(all.length > 20);
    assert.equal(new Set(all.map(({ sys_id }) => sys_id)).size, all.length);
  });

  test("each is recorded at the database's time, in seconds", async () => {
    const interaction = await service.interaction();
    const { sys_id } = await service.action(interaction);
    const from = Math.floor(Date.now() / 1000);
    await service.post({ interaction, action_sys_id: sys_id, action: "observe" });
    const to = Date.now() / 1000;
    const [entry] = await service.rows("SELECT * FROM sys_audit WHERE documentkey = ?1", sys_id);
    const moment = Date.parse(`${entry.sys_created_on.replace(" ", "T")}Z`) / 1000;
    assert.ok(moment >= from && moment <= to, entry.sys_created_on);
    const [change] = await service.rows("SELECT recorded_at FROM record_change WHERE sequence = ?1", entry.sequence);
    assert.equal(Math.floor(change.recorded_at / 1000), moment);
  });
});

describe("how it is shown", () => {
  const change = async () => {
    const interaction = await service.interaction();
    const { sys_id } = await service.action(interaction);
    await service.post({ interaction, action_sys_id: sys_id, action: "monitor", end_time: "2026-03-01 10:30:00" });
    return sys_id;
  };
  const stored = (documentkey) => service.rows("SELECT * FROM sys_audit WHERE documentkey = ?1 ORDER BY sys_id", documentkey);

  test("a list and one entry, whole, in JSON and XML", async () => {
    const documentkey = await change();
    const rows = await stored(documentkey);
    assert.equal(rows.length, 2);
    for (const version of ["", "v1/", "v2/"]) {
      expectResult(await admin.get(`${version}table/sys_audit?documentkey=${documentkey}`), 200, rows.map((row) => shown("sys_audit", row)));
      for (const row of rows) expectResult(await admin.get(`${version}table/sys_audit/${row.sys_id}`), 200, shown("sys_audit", row));
    }
    const [row] = rows;
    const fields = FIELDS.sys_audit.map((field) => {
      const value = row[field] === null ? "" : String(row[field]);
      return value ? `<${field}>${value}</${field}>` : `<${field}/>`;
    });
    const answer = await admin.get(`table/sys_audit/${row.sys_id}`, { accept: "application/xml" });
    assert.equal(answer.text, `${PROLOG}<response><result>${fields.join("")}</result></response>`);
    const of = shown("sys_audit", row);
    assert.deepEqual([of.tablename, of.sys_created_by, of.sys_updated_on, of.sys_mod_count], ["supervisor_help_action", "cti-cloud", row.sys_created_on, "0"]);
  });

  test("display values are the values", async () => {
    const documentkey = await change();
    const [row] = await stored(documentkey);
    const both = Object.fromEntries(Object.entries(shown("sys_audit", row)).map(([name, value]) => [name, { display_value: value, value }]));
    expectResult(await admin.get(`table/sys_audit/${row.sys_id}?sysparm_display_value=all`), 200, both);
  });

  test("in the order of the records and of time, in pages that neither skip nor repeat", async () => {
    for (let n = 0; n < 4; n += 1) await change();
    const all = await service.rows("SELECT sys_id FROM sys_audit ORDER BY documentkey, sys_id");
    const found = [];
    for (let offset = 0; offset < all.length; offset += 3) {
      found.push(...(await admin.list("sys_audit", { sysparm_fields: "sys_id", sysparm_limit: 3, sysparm_offset: offset })));
    }
    assert.deepEqual(found, all);
    const sorted = await admin.list("sys_audit", { sysparm_fields: "sys_id", sysparm_query: "ORDERBYtablename" });
    assert.deepEqual(sorted, await service.rows("SELECT sys_id FROM sys_audit ORDER BY tablename, sys_id"));
  });

  test("statistics: which fields were changed by whom, how often", async () => {
    const counted = await service.rows("SELECT fieldname, user, count(*) AS n FROM sys_audit GROUP BY 1, 2 ORDER BY 1, 2");
    const answer = await admin.get(`stats/sys_audit?${query({ sysparm_group_by: "fieldname,user", sysparm_count: true })}`);
    const groups = counted.map(({ fieldname, user, n }) => ({ stats: { count: String(n) }, groupby_fields: [{ field: "fieldname", value: fieldname }, { field: "user", value: user }] }));
    assert.ok(groups.length > 2);
    expectResult(answer, 200, groups);
  });

  test("an unknown entry, an unknown field", async () => {
    expectFailure(await admin.get(`table/sys_audit/${id(1)}`), 404, ...NO_RECORD);
    expectTableFaults(await admin.get("table/sys_audit?sysparm_query=reason=x"), unknownField("sysparm_query", "reason", "sys_audit"));
  });
});

describe("others than admin", () => {
  const PATHS = ["table/sys_audit", `table/sys_audit/${id(1)}`, "v1/table/sys_audit?sysparm_query=nonsense", "v2/stats/sys_audit?sysparm_count=true"];
  for (const [name, authorization] of [
    ["the integration by token", `Bearer ${TOKEN}`],
    ["the integration by Basic", basic("cti.integration")],
    ["a user without roles", basic("agent.desk")],
    ["a token with a role that is called alike", bearer({ roles: ["Admin", "administrator", "admin "] })],
  ]) {
    test(`${name}: 403`, async () => {
      for (const path of PATHS) expectFailure(await caller(service, authorization).get(path), 403, ...roleMissing("admin"));
    });
  }
  test("without credentials: 401", async () => {
    for (const path of PATHS) expectFailure(await caller(service, undefined).get(path, { authorization: undefined }), 401, ...UNAUTHENTICATED);
  });
  test("admin by Basic is let in", async () => {
    assert.equal((await caller(service, basic("admin")).get("table/sys_audit")).status, 200);
  });
  test("no other table leads to it", async () => {
    for (const path of ["table/supervisor_help_action?sysparm_query=sys_audit.oldvalue=x", "table/interaction?sysparm_query=sys_audit.oldvalueISEMPTY"]) {
      assert.equal((await caller(service).get(path)).status, 400);
    }
  });
});
