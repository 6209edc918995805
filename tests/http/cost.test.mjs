// What each operation costs: D1 round trips, and rows written, which D1 bills, as the comments in migrations/ say.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { observedDatabase } from "./support/observed-database.mjs";
import { LOCAL_VARIABLES, start } from "./support/service.mjs";

const observed = observedDatabase();
const service = await start({ observed });
const seen = new Set();

/** Status, round trips and rows written of one call. */
async function cost(body, headers = {}, at = service, database = observed) {
  database.batches.length = 0;
  const { status } = await at.post(body, headers);
  for (const { statements } of database.batches) for (const statement of statements) seen.add(statement);
  const written = database.batches.flatMap(({ metas = [] }) => metas).reduce((sum, meta) => sum + meta.rows_written, 0);
  return [status, database.batches.length, written];
}

const key = (name) => ({ "idempotency-key": name });
const COACH = { action: "coach", start_time: "2026-03-01 10:00:00" };
const END = { end_time: "2026-03-01 11:00:00" };

describe("status, round trips and rows written", () => {
  test("create: 1 and 2; with a key 1 and 3, replayed 1 and 0", async () => {
    const interaction = await service.interaction();
    assert.deepEqual(await cost({ interaction, ...COACH }), [200, 1, 2]);
    assert.deepEqual(await cost({ interaction, ...COACH }, key("a")), [200, 1, 3]);
    assert.deepEqual(await cost({ interaction, ...COACH }, key("a")), [200, 1, 0]);
    assert.deepEqual(await cost({ interaction, action: "observe" }, key("a")), [422, 1, 0]);
  });
  test("update of the end: 1 and 1, and 1 in sys_audit; of the same again: 1 and 0; with a key 1 more", async () => {
    const interaction = await service.interaction();
    const { sys_id: action_sys_id } = await service.action(interaction);
    assert.deepEqual(await cost({ interaction, action_sys_id, ...END }), [200, 1, 2]);
    assert.deepEqual(await cost({ interaction, action_sys_id, ...END }), [200, 1, 0]);
    assert.deepEqual(await cost({ interaction, action_sys_id, ...END }, key("b")), [200, 1, 1]);
  });
  for (const n of [1, 10, 50]) {
    test(`end of ${n}: 1 and ${n}, and ${n} in sys_audit; repeated: 1 and 0`, async () => {
      const interaction = await service.interaction();
      for (let k = 0; k < n; k += 1) await service.action(interaction);
      assert.deepEqual(await cost({ interaction, ...END }), [200, 1, 2 * n]);
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
  test("under the policy open, a create that records its interaction and help request: 1 and 6", async () => {
    const database = observedDatabase();
    const variables = { ...LOCAL_VARIABLES, INTERACTION_POLICY: "open", BULK_END_SCOPE: "open" };
    const open = await start({ variables, observed: database });
    const [interaction, help_request] = ["1".repeat(32), "2".repeat(32)];
    assert.deepEqual(await cost({ interaction, help_request, ...COACH }, {}, open, database), [200, 1, 6]);
    assert.deepEqual(await cost({ interaction, help_request, ...COACH }, {}, open, database), [200, 1, 2]);
    assert.deepEqual(await cost({ interaction, ...END }, key("d"), open, database), [200, 1, 5]);
  });
  test("Basic: 2 the first time, then 1", async () => {
    const interaction = await service.interaction();
    const authorization = `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`;
    assert.deepEqual(await cost({ interaction, ...COACH }, { authorization }), [200, 2, 2]);
    assert.deepEqual(await cost({ interaction, ...COACH }, { authorization }), [200, 1, 2]);
  });
});

test("no statement of these scans a table of records", async () => {
  assert.ok(seen.size >= 14, `${seen.size} statements`);
  // The highest number is the last entry of the index on it; users are few.
  const indices = await service.rows(
    "SELECT list.name FROM pragma_index_list('interaction') AS list JOIN pragma_index_info(list.name) AS info WHERE info.name = 'number'",
  );
  assert.equal(indices.length, 1);
  for (const statement of seen) {
    const parameters = Math.max(0, ...[...statement.matchAll(/\?(\d+)/g)].map(([, n]) => Number(n)));
    const plan = await service.rows(`EXPLAIN QUERY PLAN ${statement}`, ...Array(parameters).fill("x"));
    for (const { detail } of plan) {
      const isHighestNumber = detail === `SCAN interaction USING COVERING INDEX ${indices[0].name}`;
      const isRecords = /^SCAN (interaction|interaction_help_request|supervisor_help_action|sys_audit|idempotency_record)\b/;
      assert.ok(!isRecords.test(detail) || isHighestNumber, `${detail}: ${statement}`);
    }
  }
});
