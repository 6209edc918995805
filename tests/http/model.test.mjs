// Contract, sections 1 and 5: calls at random, one after the other against a model of the rules, and many at once.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Calls, LAST_TIME, Model, NOW } from "./support/model.mjs";
import { LOCAL_VARIABLES, start } from "./support/service.mjs";

const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31);
const SETTINGS = [["registered", "all"], ["registered", "open"], ["open", "all"], ["open", "open"]];

for (const [policy, scope] of SETTINGS) {
  describe(`policy ${policy}, end ${scope}, MODEL_SEED=${SEED}`, async () => {
    const service = await start({
      variables: { ...LOCAL_VARIABLES, INTERACTION_POLICY: policy, ...(scope === "open" ? { BULK_END_SCOPE: scope } : {}) },
    });
    const interactions = [];
    const helpRequests = [];
    for (let count = 0; count < 4; count += 1) {
      interactions.push(await service.interaction());
      helpRequests.push([await service.helpRequest(interactions[count]), interactions[count]]);
    }
    const model = new Model({ policy, scope, interactions, helpRequests });
    const calls = new Calls(SEED);
    const send = ({ body, key }) => service.post(body, key ? { "idempotency-key": key } : {});

    test("each of 500 calls is answered as the model says, and leaves what the model holds", async () => {
      for (let count = 0; count < 500; count += 1) {
        const call = calls.next(model);
        const expected = model.expect(call.body, call.key);
        const before = expected.done ? undefined : await service.everything();
        const answer = await send(call);
        const told = `${JSON.stringify(call)} ${answer.text}`;
        assert.equal(answer.status, expected.status, told);
        assert.equal(answer.headers["idempotency-replayed"], expected.text && "true", told);
        if (expected.text) assert.equal(answer.text, expected.text);
        if (expected.message) assert.equal(JSON.parse(answer.text).result.message, expected.message);
        expected.done?.(answer.text);
        if (before) assert.deepEqual(await service.everything(), before, told);
        else assert.deepEqual(await actions(service), model.actions, told);
      }
      await expectWholeHistory(service);
    });

    test("of 500 more, 20 at once, none is lost, doubled or half done, and none fails", async () => {
      const known = new Set((await service.rows("SELECT sys_id FROM supervisor_help_action")).map(({ sys_id }) => sys_id));
      for (let round = 0; round < 25; round += 1) {
        const answers = await Promise.all(Array.from({ length: 20 }, () => send(calls.next(model))));
        for (const { status, text } of answers) {
          assert.ok([200, 400, 404, 422].includes(status), text);
          if (status === 200) known.add(JSON.parse(text).result.action_sys_id);
        }
      }
      known.delete(undefined);
      const stored = await service.rows("SELECT sys_id FROM supervisor_help_action");
      assert.deepEqual(new Set(stored.map(({ sys_id }) => sys_id)), known);
      await expectWholeHistory(service);
    });
  });
}

/** The help actions made here, as the model holds them. */
async function actions(service) {
  const rows = await service.rows("SELECT * FROM supervisor_help_action WHERE sys_created_by = 'cti-cloud'");
  const time = (value) => (value > LAST_TIME ? NOW : value);
  return new Map(
    rows.map(({ sys_id, interaction, help_request, action, start_time, end_time }) => [
      sys_id,
      { interaction, help_request, start_time: time(start_time), end_time: time(end_time), action },
    ]),
  );
}

/** What the log tells of help actions, from the first change to the last, leads to what is stored. */
async function expectWholeHistory(service) {
  const told = new Map();
  const changes = new Map();
  let last = 0;
  for (const { sequence, documentkey: id, operation, ...change } of await service.rows("SELECT * FROM record_change WHERE tablename = 'supervisor_help_action' ORDER BY sequence")) {
    assert.ok(sequence > last);
    last = sequence;
    assert.equal(operation, told.has(id) ? "update" : "insert", id);
    const values = told.get(id) ?? {};
    for (const [field, [from, to]] of Object.entries(JSON.parse(change.changes))) {
      assert.notEqual(from, to, `${id} ${field}`);
      assert.equal(from, values[field] ?? null, `${id} ${field}`);
      values[field] = to;
    }
    assert.equal(change.interaction, values.interaction);
    told.set(id, values);
    if (operation === "update") changes.set(id, (changes.get(id) ?? new Set()).add(change.transaction_id));
  }
  const rows = await service.rows("SELECT * FROM supervisor_help_action");
  assert.ok(rows.length > 0);
  for (const row of rows) {
    for (const field of ["interaction", "action", "start_time", "end_time", "help_request"]) {
      assert.equal(told.get(row.sys_id)[field] ?? null, row[field], `${row.sys_id} ${field}`);
    }
    assert.equal(row.sys_mod_count, changes.get(row.sys_id)?.size ?? 0, row.sys_id);
  }
  assert.equal(told.size, rows.length);
}
