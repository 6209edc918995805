// No acknowledged change is lost, none is doubled and none is kept in part when workerd is killed. `make soak` runs the
// same for longer.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { prove } from "../crash/proof.mjs";
import { anySeed } from "../crash/random.mjs";
import { judge } from "../crash/verdict.mjs";

const KILLS = 25;

test(`${KILLS} times SIGKILL under load: nothing lost, doubled or in part`, async (t) => {
  const seed = Number(process.env.CRASH_SEED ?? anySeed());
  const tally = await prove({ seed, isEnough: ({ kills }) => kills >= KILLS });
  t.diagnostic(`crash proof: ${tally}`);
  assert.deepEqual(tally.violations, [], `CRASH_SEED=${seed} repeats the calls and the moments; ${tally}`);
  // Else nothing would have been proved.
  assert.ok(tally.kills >= 20 && tally.acknowledged > 500 && tally.unanswered > 50, `${tally}`);
  assert.ok(tally.kept > 0 && tally.dropped > 0 && tally.replayed > 0, `${tally}`);
});

describe("the check itself", () => {
  const interaction = "c".repeat(32);
  const [start, later, end] = ["2026-03-01 10:00:00", "2026-03-01 10:00:01", "2026-03-02 10:00:03"];
  const corrected = "2026-03-01 10:00:02";
  const change = (operation, tablename, documentkey, changes, transaction_id) =>
    ({ interaction, operation, tablename, documentkey, changes: JSON.stringify(changes), transaction_id });
  const update = (documentkey, fieldname, oldvalue, newvalue, transaction_id) =>
    change("update", "supervisor_help_action", documentkey, { [fieldname]: [oldvalue, newvalue] }, transaction_id);
  const insert = (documentkey, action, start_time, transaction_id) =>
    change("insert", "supervisor_help_action", documentkey, { interaction: [null, interaction], action: [null, action], start_time: [null, start_time] }, transaction_id);
  /** Where the changes stand: the interaction, the two help actions, the correction, the ends. */
  const [OF_A, OF_B, CORRECTION, END_OF_B, END_OF_A] = [1, 2, 3, 4, 5];
  const without = (found, ...places) => (found.changes = found.changes.filter((_, at) => !places.includes(at)));
  const row = (sys_id, action, start_time, sys_mod_count) =>
    ({ sys_id, interaction, help_request: null, action, start_time, end_time: end, sys_mod_count, sys_transaction_id: "t4" });
  const record = (n, operation, sys_id, transaction_id) => ({ interaction, key: `key-${n}`, operation, sys_id, transaction_id });

  /** Two creates, an update of the first help action and the end of both, all but one acknowledged, and what they leave. */
  function unit() {
    const call = (operation, fields, key, answer) => ({ operation, fields: { interaction, ...fields }, key, answer });
    const answer = (transaction, sysId) => ({ transaction, sysId, isReplay: false });
    const calls = [
      call("create", { action: "coach", start_time: start }, "key-0", answer("t1", "a")),
      call("create", { action: "monitor", start_time: later }, undefined, undefined),
      call("update", { action_sys_id: "a", start_time: corrected, action: "coach" }, "key-2", answer("t3", "a")),
      call("end_all", { end_time: end }, "key-3", answer("t4")),
    ];
    const found = {
      interactions: [{ interaction }],
      helpRequests: [],
      rows: [row("a", "coach", corrected, 2), row("b", "monitor", later, 1)],
      changes: [
        change("insert", "interaction", interaction, { number: [null, "IMS0000001"] }, "t1"),
        insert("a", "coach", start, "t1"),
        insert("b", "monitor", later, "t2"),
        update("a", "start_time", start, corrected, "t3"),
        update("b", "end_time", null, end, "t4"),
        update("a", "end_time", null, end, "t4"),
      ],
      records: [record(0, "create", "a", "t1"), record(2, "update", "a", "t3"), record(3, "end_all", interaction, "t4")],
    };
    return { calls, found };
  }

  /** Which kinds of fault it sees after `damage`. */
  function seen(damage) {
    const { calls, found } = unit();
    damage(found, calls);
    const { lost, doubled, partial } = judge({ interaction, calls }, found);
    return Object.entries({ lost, doubled, partial }).flatMap(([kind, list]) => (list.length > 0 ? [kind] : []));
  }

  for (const [name, damage, ...kinds] of [
    ["nothing", () => {}],
    ["an unanswered create that is not there", (found) => {
      found.rows.pop();
      without(found, END_OF_B, OF_B);
    }],
    ["a lost create", (found) => {
      found.rows.shift();
      without(found, END_OF_A, CORRECTION, OF_A);
      found.changes[0].transaction_id = "t2";
      found.records.splice(0, 2);
    }, "lost"],
    ["a lost update", (found) => {
      found.rows[0] = row("a", "coach", start, 1);
      without(found, CORRECTION);
      found.records.splice(1, 1);
    }, "lost"],
    ["a create done by another request than the one that was answered", (found) => {
      for (const one of [found.records[0], found.changes[0], found.changes[OF_A]]) one.transaction_id = "t9";
    }, "lost"],
    ["a doubled create", (found) => {
      found.rows.push({ ...found.rows[1], sys_id: "e" });
      found.changes.push({ ...found.changes[OF_B], documentkey: "e" }, { ...found.changes[END_OF_B], documentkey: "e" });
    }, "doubled", "partial"],
    ["a doubled end", (found) => {
      found.changes.push(update("a", "end_time", end, end, "t5"));
      found.rows[0].sys_mod_count = 3;
    }, "doubled", "partial"],
    ["a change that is not in the log", (found) => without(found, END_OF_A), "partial"],
    ["a create that is not in the log", (found) => without(found, OF_B), "partial"],
    ["an interaction that is not in the log", (found) => without(found, 0), "partial"],
    ["a change that is in the log twice", (found) => found.changes.push(found.changes[END_OF_A]), "doubled"],
    ["a change in the log that was not made", (found) => (found.rows[1].end_time = null), "partial"],
    ["a record in the log that is not there", (found) => found.changes.push(insert("f", "coach", "2026-03-01 10:00:09", "t7")), "partial"],
    ["changes in another order", (found) => found.changes.splice(OF_B, 2, found.changes[CORRECTION], found.changes[OF_B]), "partial"],
    ["an end of all that ended one", (found) => {
      Object.assign(found.rows[1], { end_time: null, sys_mod_count: 0, sys_transaction_id: "t2" });
      without(found, END_OF_B);
    }, "partial"],
    ["an effect without its record", (found) => found.records.pop(), "partial"],
    ["a record without its effect", (found, calls) => {
      calls[1].key = "key-1";
      found.records.push(record(1, "create", "b", "t2"));
      found.rows.pop();
      without(found, END_OF_B, OF_B);
    }, "partial"],
    ["a record of another row", (found) => (found.records[0].sys_id = "b"), "partial"],
    ["a create without its interaction", (found) => found.interactions.pop(), "partial"],
    ["a help request without its create", (found) => found.helpRequests.push({ interaction, sys_id: "f" }), "partial"],
  ]) {
    test(`sees ${name}: ${kinds.join(", ") || "no fault"}`, () => assert.deepEqual(seen(damage), kinds));
  }
});
