// Contract, section 11: nothing is lost, doubled or out of order, whatever the instance does and whenever workerd is killed. `make
// soak` runs the same for longer.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anySeed } from "../crash/random.mjs";
import { proveRelay } from "../relay/proof.mjs";
import { compare } from "../relay/verdict.mjs";

const KILLS = 8;

test(`${KILLS} times SIGKILL, and an instance that lies: nothing lost, doubled or out of order`, async (t) => {
  const seed = Number(process.env.RELAY_SEED ?? anySeed());
  const tally = await proveRelay({ seed, isEnough: ({ kills }) => kills >= KILLS });
  t.diagnostic(`relay proof: ${tally}`);
  assert.deepEqual(tally.violations, [], `RELAY_SEED=${seed} repeats the calls, the lies and the moments; ${tally}`);
  // Else nothing would have been proved.
  assert.ok(tally.acknowledged > 300 && tally.relayed > 200 && tally.told > 20 && tally.looked > 3, `${tally}`);
});

describe("the check itself", () => {
  const interaction = "c".repeat(32);
  const change = (documentkey, operation, fields) => ({ documentkey, operation, changes: JSON.stringify(fields) });
  function sides() {
    const [start_time, end_time] = ["2026-03-01 10:00:00", "2026-03-01 10:05:00"];
    const ours = ["a", "b"].map((sys_id) => ({ sys_id, interaction, help_request: null, action: "coach", start_time, end_time }));
    const created = { interaction, action: "coach", start_time };
    const log = ["a", "b"].flatMap((key) => [
      change(key, "insert", { interaction: [null, interaction], action: [null, "coach"], start_time: [null, start_time] }),
      change(key, "update", { end_time: [null, end_time] }),
    ]);
    const mapped = [{ sys_id: "a", remote_sys_id: "1" }, { sys_id: "b", remote_sys_id: "2" }];
    const theirs = ["1", "2"].map((sys_id) => ({ sys_id, ...created, end_time }));
    const changes = ["1", "2"].flatMap((id) => [{ id, values: { ...created } }, { id, values: { ...created, end_time } }]);
    return { ours, mapped, log, theirs, changes };
  }
  const kinds = (damage) => {
    const all = sides();
    damage(all);
    return [...new Set(compare(all).map(([kind]) => kind))].sort();
  };
  for (const [name, damage, expected] of [
    ["nothing", () => {}, []],
    ["a record that is not there", (all) => all.theirs.pop(), ["lost"]],
    ["a record that was never sent", (all) => (all.mapped[1].remote_sys_id = null, all.theirs.pop()), ["lost"]],
    ["another value", (all) => (all.theirs[0].end_time = "2026-03-01 10:06:00"), ["lost"]],
    ["a record that is there twice", (all) => all.theirs.push({ ...all.theirs[0], sys_id: "3" }), ["doubled"]],
    ["two records that are one there", (all) => (all.mapped[1].remote_sys_id = "1"), ["doubled"]],
    ["changes in another order", (all) => all.changes.splice(0, 2, all.changes[1], all.changes[0]), ["partial"]],
    ["a state that never was", (all) => (all.changes[0].values.action = "observe"), ["partial"]],
    ["a state that was left out", (all) => all.changes.splice(0, 1), []],
  ]) {
    test(`sees ${name}: ${expected.join(", ") || "no fault"}`, () => assert.deepEqual(kinds(damage), expected));
  }
});
