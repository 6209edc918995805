// What each operation costs: D1 round trips, and rows written, which D1 bills, as the comments in migrations/ say.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { observedDatabase } from "./support/observed-database.mjs";
import { LOCAL_VARIABLES, start } from "./support/service.mjs";
import { caller } from "./support/table.mjs";

const observed = observedDatabase();
const service = await start({ observed });
const seen = new Set();

const sum = (batches, name) => batches.flatMap(({ metas = [] }) => metas).reduce((sum, meta) => sum + meta[name], 0);

/** Status, round trips and rows written of one call. */
async function cost(body, headers = {}, at = service, database = observed) {
  database.batches.length = 0;
  const { status } = await at.post(body, headers);
  for (const { statements } of database.batches) for (const statement of statements) seen.add(statement);
  return [status, database.batches.length, sum(database.batches, "rows_written")];
}

const key = (name) => ({ "idempotency-key": name });
const COACH = { action: "coach", start_time: "2026-03-01 10:00:00" };
const END = { end_time: "2026-03-01 11:00:00" };

describe("status, round trips and rows written", () => {
  test("create: 1 and 8; with a key 1 and 9, replayed 1 and 0", async () => {
    const interaction = await service.interaction();
    assert.deepEqual(await cost({ interaction, ...COACH }), [200, 1, 8]);
    assert.deepEqual(await cost({ interaction, ...COACH }, key("a")), [200, 1, 9]);
    assert.deepEqual(await cost({ interaction, ...COACH }, key("a")), [200, 1, 0]);
    assert.deepEqual(await cost({ interaction, action: "observe" }, key("a")), [422, 1, 0]);
  });
  test("update of the end: 1 and 7; of the same again: 1 and 0; with a key 1 more", async () => {
    const interaction = await service.interaction();
    const { sys_id: action_sys_id } = await service.action(interaction);
    assert.deepEqual(await cost({ interaction, action_sys_id, ...END }), [200, 1, 7]);
    assert.deepEqual(await cost({ interaction, action_sys_id, ...END }), [200, 1, 0]);
    assert.deepEqual(await cost({ interaction, action_sys_id, ...END }, key("b")), [200, 1, 1]);
  });
  for (const n of [1, 10, 50]) {
    test(`end of ${n}: 1 and 5 for each; repeated: 1 and 0`, async () => {
      const interaction = await service.interaction();
      for (let k = 0; k < n; k += 1) await service.action(interaction);
      assert.deepEqual(await cost({ interaction, ...END }), [200, 1, 5 * n]);
      assert.deepEqual(await cost({ interaction, ...END }), [200, 1, 0]);
      assert.deepEqual(await cost({ interaction, ...END }, key(`c${n}`)), [200, 1, 1]);
    });
  }
  test("what is refused: 1 and 0 by the database, 0 and 0 before it", async () => {
    const interaction = await service.interaction();
    assert.deepEqual(await cost({ interaction: "0".repeat(32), ...COACH }), [404, 1, 0]);
    assert.deepEqual(await cost({ interaction, ...END }), [404, 1, 0]);
    assert.deepEqual(await cost({ interaction, action: "x" }), [400, 0, 0]);
    assert.deepEqual(await cost({}, { authorization: "Bearer x" }), [401, 0, 0]);
  });
  test("under the policy open, a create that records its interaction and help request: 1 and 23", async () => {
    const database = observedDatabase();
    const variables = { ...LOCAL_VARIABLES, INTERACTION_POLICY: "open", BULK_END_SCOPE: "open" };
    const open = await start({ variables, observed: database });
    const [interaction, help_request] = ["1".repeat(32), "2".repeat(32)];
    assert.deepEqual(await cost({ interaction, help_request, ...COACH }, {}, open, database), [200, 1, 23]);
    assert.deepEqual(await cost({ interaction, help_request, ...COACH }, {}, open, database), [200, 1, 8]);
    assert.deepEqual(await cost({ interaction, ...END }, key("d"), open, database), [200, 1, 11]);
  });
  test("Basic: 2 the first time, then 1", async () => {
    const interaction = await service.interaction();
    const authorization = `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`;
    assert.deepEqual(await cost({ interaction, ...COACH }, { authorization }), [200, 2, 8]);
    assert.deepEqual(await cost({ interaction, ...COACH }, { authorization }), [200, 1, 8]);
  });
});

test("registering by the Table API: an interaction 1 and 8, the note of its number among them; a help request 1 and 7", async () => {
  const { call } = caller(service);
  const register = async (table, body) => {
    observed.batches.length = 0;
    const { status, text } = await call("POST", `table/${table}`, body);
    return [status, observed.batches.length, sum(observed.batches, "rows_written"), JSON.parse(text).result.sys_id];
  };
  const [status, trips, written, interaction] = await register("interaction", { type: "phone" });
  assert.deepEqual([status, trips, written], [201, 1, 8]);
  assert.deepEqual((await register("interaction", { opened_at: "2026-03-01 09:00:00" })).slice(0, 3), [201, 1, 8]);
  assert.deepEqual((await register("interaction_help_request", { interaction })).slice(0, 3), [201, 1, 7]);
});

test("rows read: a few for each help action, however many changes and other records there are", async () => {
  const [interaction, other] = [await service.interaction(), await service.interaction()];
  const { sys_id: action_sys_id } = await service.action(interaction);
  await service.action(interaction);
  const request = await service.helpRequest(interaction);
  const calls = () => [
    [{ interaction, ...COACH }, 10],
    [{ interaction, ...COACH, help_request: request }, 20],
    [{ interaction, action_sys_id, ...END }, 130],
    [{ interaction, action_sys_id, end_time: "2026-03-01 11:30:00", action: "observe", help_request: request }, 130],
    [{ interaction: other, ...COACH }, 10],
  ];
  const reads = async () => {
    const all = [];
    for (const [body, most] of calls()) {
      assert.equal((await cost(body))[0], 200);
      const read = sum(observed.batches, "rows_read");
      assert.ok(read > 0 && read <= most, `${read} rows, ${most} are enough: ${JSON.stringify(body)}`);
      all.push(read);
    }
    return all;
  };
  await reads();
  // A long history, and many other records.
  for (let n = 0; n < 300; n += 1) {
    await service.rows("UPDATE supervisor_help_action SET action = ?2 WHERE sys_id = ?1", action_sys_id, n % 2 ? "coach" : "monitor");
  }
  const history = await service.rows("SELECT count(*) AS n FROM record_change WHERE documentkey = ?1", action_sys_id);
  assert.ok(history[0].n >= 300);
  await reads();
});

test("no statement of these scans a table of records", async () => {
  assert.ok(seen.size >= 14, `${seen.size} statements`);
  // Users are few.
  for (const statement of seen) {
    const parameters = Math.max(0, ...[...statement.matchAll(/\?(\d+)/g)].map(([, n]) => Number(n)));
    const plan = await service.rows(`EXPLAIN QUERY PLAN ${statement}`, ...Array(parameters).fill("x"));
    for (const { detail } of plan) {
      const isRecords = /^SCAN (interaction|interaction_help_request|supervisor_help_action|record_change|idempotency_record)\b/;
      assert.ok(!isRecords.test(detail), `${detail}: ${statement}`);
    }
  }
});
