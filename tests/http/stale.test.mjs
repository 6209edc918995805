// Contract, section 13: help actions that nobody ended are ended after STALE_AFTER_HOURS.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { SUCCESS, expectSuccess } from "./support/expect.mjs";
import { changesOf, hoursAgo, runJobs } from "./support/jobs.mjs";
import { message } from "./support/messages.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { LOCAL_VARIABLES, start } from "./support/service.mjs";
import { clear, id, seed } from "./support/table.mjs";

const HOURS = 12;
const PORTION = 200;
const JOB = "end_stale_help_actions";

const observed = observedDatabase();
const service = await start({ observed, variables: { ...LOCAL_VARIABLES, STALE_AFTER_HOURS: String(HOURS) } });
const INTERACTION = id("a1");
const run = () => runJobs(service, [JOB]);
const action = (sys_id, start_time, end_time = null) => ({ sys_id: id(sys_id), interaction: INTERACTION, action: "coach", start_time, end_time });
const stored = async (sys_id) => (await service.rows("SELECT * FROM supervisor_help_action WHERE sys_id = ?1", id(sys_id)))[0];

beforeEach(async () => {
  observed.faults = [];
  await clear(service);
  await seed(service, "interaction", [{ sys_id: INTERACTION, number: "IMS0000001" }]);
});

test("one that is open for longer is ended at its start plus that time, by system, as the log says; others stay", async () => {
  const [old, young, ended] = [hoursAgo(HOURS + 1), hoursAgo(HOURS - 1), hoursAgo(HOURS + 3)];
  await seed(service, "supervisor_help_action", [action("1", old), action("2", young), action("3", hoursAgo(HOURS + 5), ended)]);
  const before = [await stored("2"), await stored("3")];
  const from = Date.now();
  const { outcome, [JOB]: line } = await run();
  assert.deepEqual([outcome, line], ["ok", { level: "info", ended: 1 }]);
  const { sys_updated_on, sys_transaction_id, ...row } = await stored("1");
  const end_time = hoursAgo(-HOURS, Date.parse(`${old.replace(" ", "T")}Z`));
  const { action: kind, ...seeded } = action("1", old, end_time);
  assert.deepEqual(row, {
    ...seeded, help_request: null, own_columns: null, action: kind, sys_created_on: "2026-01-01 00:00:00", sys_created_by: "test", sys_updated_by: "system", sys_mod_count: 1,
  });
  assert.ok(Date.parse(`${sys_updated_on.replace(" ", "T")}Z`) >= from - 1_000);
  assert.match(sys_transaction_id, /^[0-9a-f]{32}$/);
  assert.deepEqual([await stored("2"), await stored("3")], before);
  const { sequence, recorded_at, record_updated_on, ...change } = (await changesOf(service)).at(-1);
  assert.deepEqual(change, {
    tablename: "supervisor_help_action", documentkey: id("1"), interaction: INTERACTION, operation: "update",
    changes: JSON.stringify({ end_time: [null, end_time] }), user: "system", transaction_id: sys_transaction_id,
  });
  assert.deepEqual((await run())[JOB], { level: "info", ended: 0 });
});

test("a later real end corrects it", async () => {
  await seed(service, "supervisor_help_action", [action("1", hoursAgo(HOURS * 3))]);
  await run();
  const end_time = hoursAgo(HOURS * 2.5);
  expectSuccess(await service.post({ interaction: INTERACTION, action_sys_id: id("1"), end_time }), SUCCESS.updated, id("1"));
  assert.equal((await stored("1")).end_time, end_time);
  assert.deepEqual((await run())[JOB], { level: "info", ended: 0 });
});

test("many are ended in portions, the oldest first; a portion that fails ends the run, and the next one goes on", async () => {
  const many = Array.from({ length: 2 * PORTION + 5 }, (_, n) => action(`${n + 1}`, hoursAgo(HOURS * 10 - n / 100)));
  await seed(service, "supervisor_help_action", many);
  const reason = "D1_ERROR: D1 DB is overloaded. Requests queued for too long.";
  // The first batch is that of idempotency records.
  observed.faults = [{}, {}, { failBefore: reason }];
  const failed = await run();
  assert.deepEqual([failed.outcome, failed[JOB]], ["exception", { level: "error", ended: PORTION, reason: `D1: ${reason}` }]);
  const open = await service.rows("SELECT min(start_time) AS oldest, count(*) AS n FROM supervisor_help_action WHERE end_time IS NULL");
  assert.deepEqual(open, [{ oldest: many[PORTION].start_time, n: PORTION + 5 }]);
  observed.batches.length = 0;
  assert.deepEqual((await run())[JOB], { level: "info", ended: PORTION + 5 });
  for (const { metas } of observed.batches) assert.ok(metas[0].changes <= 2 * PORTION, `${metas[0].changes} rows with those of the log`);
});

test("an answer that is lost after the portion was done: nothing is ended twice", async () => {
  await seed(service, "supervisor_help_action", [action("1", hoursAgo(HOURS * 2))]);
  observed.faults = [{}, { failAfter: "D1_ERROR: Network connection lost." }];
  assert.equal((await run()).outcome, "exception");
  const before = [await stored("1"), await changesOf(service)];
  assert.equal((await run()).outcome, "ok");
  assert.deepEqual([await stored("1"), await changesOf(service)], before);
});

test("without the variable nothing is ended, and there is no line", async () => {
  const off = await start();
  const before = await off.everything();
  assert.deepEqual(Object.keys(await runJobs(off, [])), ["outcome", "forget_idempotency_records"]);
  assert.deepEqual(await off.everything(), before);
});

describe("a faulty value is named, nothing is ended, and the other jobs run", () => {
  const number = message("setting_number", { highest: "876000" });
  for (const [value, reason] of [
    ["0", number],
    ["-1", number],
    ["1.5", number],
    ["12h", number],
    ["+12", number],
    ["876001", number],
    ["99999999999999999999", number],
    ["", message("setting_empty")],
    [12, message("setting_not_text")],
  ]) {
    test(JSON.stringify(value), async () => {
      const faulty = await start({ variables: { ...LOCAL_VARIABLES, STALE_AFTER_HOURS: value } });
      const before = await faulty.everything();
      const { outcome, [JOB]: line, forget_idempotency_records: other } = await runJobs(faulty, [JOB]);
      assert.deepEqual([outcome, line], ["exception", { level: "error", reason: `configuration: STALE_AFTER_HOURS ${reason}` }]);
      assert.deepEqual(other, { level: "info", deleted: 0 });
      assert.deepEqual(await faulty.everything(), before);
    });
  }
});
