// Contract, section 6: the database itself refuses what the contract forbids; and what each operation costs in rows.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { start } from "./support/service.mjs";

const service = await start();
const interaction = await service.interaction();
const other = await service.interaction();
const help_request = await service.helpRequest(interaction);
let counter = 0;

function insert(fields) {
  counter += 1;
  const row = {
    sys_id: counter.toString(16).padStart(32, "f"),
    interaction,
    help_request: null,
    action: "coach",
    start_time: "2026-03-01 10:00:00",
    end_time: null,
    sys_created_on: "2026-03-01 10:00:00",
    sys_created_by: "test",
    sys_updated_on: "2026-03-01 10:00:00",
    sys_updated_by: "test",
    ...fields,
  };
  const names = Object.keys(row);
  return service.rows(
    `INSERT INTO supervisor_help_action (${names.join()}) VALUES (${names.map((_, n) => `?${n + 1}`).join()})`,
    ...Object.values(row),
  );
}

test("a row that keeps to the contract is taken", async () => {
  await insert({});
  await insert({ help_request, end_time: "2026-03-01 10:00:00" });
});

/** A trigger's, in which the service finds the reason. */
const refusal = (facts) => (error) => error.message.startsWith(`D1_ERROR: ${facts}: SQLITE_CONSTRAINT`);

describe("refused by the database", () => {
  for (const [name, fields, error] of [
    ["an unknown interaction", { interaction: "0".repeat(32) }, refusal('{"interaction":0}')],
    ["no interaction", { interaction: null }, refusal('{"interaction":0}')],
    ["an unknown help request", { help_request: "0".repeat(32) }, refusal('{"interaction":1}')],
    [
      "a help request of another interaction",
      { help_request, interaction: other },
      refusal('{"interaction":1,"help_request_interaction":"another"}'),
    ],
    ["both unknown", { interaction: "0".repeat(32), help_request }, refusal('{"interaction":0}')],
    ["another action", { action: "listen" }, /CHECK/],
    ["an action in other case", { action: "Coach" }, /CHECK/],
    ["no start", { start_time: null }, /NOT NULL/],
    ["an end before the start", { end_time: "2026-03-01 09:59:59" }, /CHECK/],
    ["an impossible start", { start_time: "2026-02-30 10:00:00" }, /CHECK/],
    ["an end in ISO form", { end_time: "2026-03-01T10:05:00Z" }, /CHECK/],
    ["a time without seconds", { start_time: "2026-03-01 10:00" }, /CHECK/],
    ["a sys_id in upper case", { sys_id: "F".repeat(32) }, /CHECK/],
    ["a short sys_id", { sys_id: "f".repeat(31) }, /CHECK/],
    ["a sys_id twice", { sys_id: "1".padStart(32, "f") }, /UNIQUE/],
    ["a number for a text", { sys_mod_count: "many" }, /cannot store TEXT/],
  ]) {
    test(name, () => assert.rejects(insert(fields), error));
  }
  for (const [name, change] of [
    ["interaction", "interaction = 'x'"],
    ["help request", "help_request = 'x'"],
    ["help request of another interaction", `interaction = '${other}'`],
  ]) {
    test(`a change to an unknown ${name}`, () =>
      assert.rejects(
        service.rows(`UPDATE supervisor_help_action SET ${change} WHERE help_request = ?1`, help_request),
        /FOREIGN KEY/,
      ));
  }
  test("a number twice", () => assert.rejects(service.rows("UPDATE interaction SET number = 'IMS0000001'"), /UNIQUE/));
  test("a number of another form", () => assert.rejects(service.rows("UPDATE interaction SET number = 'IMS1'"), /CHECK/));
  test("an unknown state", () => assert.rejects(service.rows("UPDATE interaction SET state = 'open'"), /CHECK/));
  test("the deletion of an interaction that has help actions", () =>
    assert.rejects(service.rows("DELETE FROM interaction WHERE sys_id = ?1", interaction), /FOREIGN KEY/));
  test("a user name with a colon", () =>
    assert.rejects(service.rows("UPDATE sys_user SET user_name = 'a:b' WHERE user_name = 'admin'"), /CHECK/));
  test("a password in clear", () =>
    assert.rejects(service.rows("UPDATE sys_user SET user_password = 'secret' WHERE user_name = 'admin'"), /CHECK/));
});

test("no statement changes a help action without leaving its old value in sys_audit", async () => {
  const { sys_id: id, sys_transaction_id: transaction_id } = await service.action(interaction);
  assert.match(transaction_id, /^[0-9a-f]{32}$/);
  await service.rows("UPDATE supervisor_help_action SET action = 'monitor' WHERE sys_id = ?1", id);
  const entries = await service.rows("SELECT * FROM sys_audit WHERE documentkey = ?1", id);
  assert.equal(entries.length, 1);
  const [entry] = entries;
  assert.match(entry.sys_id, /^[0-9a-f]{32}$/);
  assert.deepEqual(entry, {
    sys_id: entry.sys_id,
    tablename: "supervisor_help_action",
    documentkey: id,
    fieldname: "action",
    oldvalue: "coach",
    newvalue: "monitor",
    // By hand: the row still has the name and the request of who wrote it last.
    user: "cti-cloud",
    transaction_id,
    sys_created_on: entry.sys_created_on,
    sys_created_by: "cti-cloud",
    sys_updated_on: entry.sys_created_on,
    sys_updated_by: "cti-cloud",
    sys_mod_count: 0,
    sequence: entry.sequence,
  });
  assert.deepEqual(await service.rows("SELECT max(sequence) AS sequence FROM record_change"), [{ sequence: entry.sequence }]);
});
