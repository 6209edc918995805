// Contract, sections 1 and 5: what create, update and "end all" do to the database.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectFaults, expectMissing, expectSuccess, SUCCESS } from "./support/expect.mjs";
import { message, valuesIn } from "./support/messages.mjs";
import { start } from "./support/service.mjs";

const service = await start();
const NOW = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const UNKNOWN = "0123456789abcdef0123456789abcdef";
const audit = (key) =>
  service.rows(
    `SELECT fieldname, oldvalue, newvalue, user, transaction_id FROM sys_audit WHERE documentkey = ?1 ORDER BY sys_id, fieldname`,
    key,
  );
const between = (text, from, to) => {
  const at = Date.parse(`${text.replace(" ", "T")}Z`);
  assert.ok(at >= Math.floor(from / 1000) * 1000 && at <= to, `${text} is not the present`);
};

/** The call changes nothing; returns its answer. */
async function withoutChange(call) {
  const before = await service.everything();
  const answer = await call();
  assert.deepEqual(await service.everything(), before);
  return answer;
}

describe("create", () => {
  test("records the action with the present as its start", async () => {
    const interaction = await service.interaction();
    const from = Date.now();
    const answer = await service.post({ interaction, action: "coach" });
    const to = Date.now();
    const id = JSON.parse(answer.text).result.action_sys_id;
    expectSuccess(answer, SUCCESS.created, id);
    assert.match(id, /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    const row = await service.actionRow(id);
    between(row.start_time, from, to);
    assert.deepEqual(row, {
      sys_id: id,
      interaction,
      help_request: null,
      action: "coach",
      start_time: row.start_time,
      end_time: null,
      own_columns: null,
      sys_created_on: row.start_time,
      sys_created_by: "cti-cloud",
      sys_updated_on: row.start_time,
      sys_updated_by: "cti-cloud",
      sys_mod_count: 0,
      sys_transaction_id: answer.headers["x-transaction-id"],
    });
    assert.deepEqual(await audit(id), []);
  });

  for (const action of ["barge_in", "coach", "monitor", "observe"]) {
    test(`takes the action ${action}`, async () => {
      assert.equal((await service.action(await service.interaction(), { action })).action, action);
    });
  }

  test("takes start, end and help request", async () => {
    const interaction = await service.interaction();
    const help_request = await service.helpRequest(interaction);
    const row = await service.action(interaction, {
      help_request,
      start_time: "2026-02-18T12:00:00.987+01:00",
      end_time: "2026-02-18 11:00:00",
    });
    assert.deepEqual(
      [row.help_request, row.start_time, row.end_time],
      [help_request, "2026-02-18 11:00:00", "2026-02-18 11:00:00"],
    );
  });

  test("trims values and takes sys_ids in upper case and null for absent", async () => {
    const interaction = await service.interaction();
    const answer = await service.post({
      interaction: ` ${interaction.toUpperCase()}\n`,
      action: "\tmonitor ",
      action_sys_id: null,
      help_request: null,
      start_time: null,
      end_time: null,
    });
    const id = JSON.parse(answer.text).result.action_sys_id;
    expectSuccess(answer, SUCCESS.created, id);
    const row = await service.actionRow(id);
    assert.deepEqual([row.interaction, row.action, row.end_time], [interaction, "monitor", null]);
  });

  test("without start, an end in the past is before the start", async () => {
    const interaction = await service.interaction();
    const answer = await withoutChange(() =>
      service.post({ interaction, action: "coach", end_time: "2026-02-18 11:00:00" }),
    );
    const told = JSON.parse(answer.text).error.faults[0].message;
    const { end, start } = valuesIn("end_before_default_start", told);
    assert.match(start, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    assert.equal(end, "2026-02-18 11:00:00");
    expectFaults(answer, ["end_time", "end_before_start", told]);
  });

  test("of an unknown interaction is 404", async () => {
    const answer = await withoutChange(() => service.post({ interaction: UNKNOWN, action: "coach" }));
    expectMissing(
      answer,
      message("no_interaction", { id: UNKNOWN }),
      message("no_interaction_detail"),
    );
  });

  test("with an unknown help request is 404", async () => {
    const interaction = await service.interaction();
    const answer = await withoutChange(() =>
      service.post({ interaction, action: "coach", help_request: UNKNOWN }),
    );
    expectMissing(
      answer,
      message("no_help_request", { id: UNKNOWN }),
      message("no_help_request_detail"),
    );
  });

  test("with the help request of another interaction is 400", async () => {
    const [interaction, other] = [await service.interaction(), await service.interaction()];
    const help_request = await service.helpRequest(other);
    const answer = await withoutChange(() => service.post({ interaction, action: "coach", help_request }));
    expectFaults(answer, [
      "help_request",
      "wrong_interaction",
      message("wrong_interaction", { help_request, interaction }),
    ]);
  });

  test("sorts its ids by time", async () => {
    const interaction = await service.interaction();
    const ids = [];
    for (let n = 0; n < 5; n += 1) {
      ids.push((await service.action(interaction)).sys_id);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    assert.deepEqual(ids, [...ids].sort());
  });
});

describe("update", () => {
  test("sets the end, and says who changed what", async () => {
    const interaction = await service.interaction();
    const row = await service.action(interaction);
    const from = Date.now();
    const answer = await service.post({ interaction, action_sys_id: row.sys_id, end_time: "2026-03-01 10:05:00" });
    expectSuccess(answer, SUCCESS.updated, row.sys_id);
    const updated = await service.actionRow(row.sys_id);
    assert.match(updated.sys_updated_on, NOW);
    between(updated.sys_updated_on, from, Date.now());
    const transaction = answer.headers["x-transaction-id"];
    assert.deepEqual(updated, {
      ...row,
      end_time: "2026-03-01 10:05:00",
      sys_updated_on: updated.sys_updated_on,
      sys_mod_count: 1,
      sys_transaction_id: transaction,
    });
    assert.deepEqual(await audit(row.sys_id), [
      {
        fieldname: "end_time",
        oldvalue: null,
        newvalue: "2026-03-01 10:05:00",
        user: "cti-cloud",
        transaction_id: transaction,
      },
    ]);
  });

  test("changes every field that is given, and leaves each old value in sys_audit", async () => {
    const interaction = await service.interaction();
    const help_request = await service.helpRequest(interaction);
    const row = await service.action(interaction);
    const fields = {
      action: "barge_in",
      help_request,
      start_time: "2026-03-01 09:00:00",
      end_time: "2026-03-01 09:30:00",
    };
    expectSuccess(
      await service.post({ interaction, action_sys_id: row.sys_id, ...fields }),
      SUCCESS.updated,
      row.sys_id,
    );
    const updated = await service.actionRow(row.sys_id);
    for (const [field, value] of Object.entries(fields)) assert.equal(updated[field], value);
    const entries = (await audit(row.sys_id)).map(({ fieldname, oldvalue, newvalue }) => [fieldname, oldvalue, newvalue]);
    assert.deepEqual(entries.sort(), [
      ["action", "coach", "barge_in"],
      ["end_time", null, "2026-03-01 09:30:00"],
      ["help_request", null, help_request],
      ["start_time", "2026-03-01 10:00:00", "2026-03-01 09:00:00"],
    ]);
  });

  test("corrects an ended action again", async () => {
    const interaction = await service.interaction();
    const row = await service.action(interaction, { end_time: "2026-03-01 10:05:00" });
    const end_time = "2026-03-01 10:04:00";
    expectSuccess(await service.post({ interaction, action_sys_id: row.sys_id, end_time }), SUCCESS.updated, row.sys_id);
    assert.equal((await service.actionRow(row.sys_id)).end_time, end_time);
  });

  test("with the values that are there already succeeds and writes nothing", async () => {
    const interaction = await service.interaction();
    const row = await service.action(interaction, { end_time: "2026-03-01 10:05:00" });
    const answer = await withoutChange(() =>
      service.post({ interaction, action_sys_id: row.sys_id, action: "coach", end_time: "2026-03-01T10:05:00Z" }),
    );
    expectSuccess(answer, SUCCESS.updated, row.sys_id);
  });

  test("of an unknown action is 404", async () => {
    const interaction = await service.interaction();
    const answer = await withoutChange(() =>
      service.post({ interaction, action_sys_id: UNKNOWN, end_time: "2026-03-01 10:05:00" }),
    );
    expectMissing(
      answer,
      message("no_action", { id: UNKNOWN }),
      message("no_action_detail"),
    );
  });

  test("of an action of another interaction is 404", async () => {
    const [interaction, other] = [await service.interaction(), await service.interaction()];
    const { sys_id: id } = await service.action(other);
    const answer = await withoutChange(() =>
      service.post({ interaction, action_sys_id: id, end_time: "2026-03-01 10:05:00" }),
    );
    expectMissing(
      answer,
      message("no_action", { id }),
      message("action_elsewhere_detail", { interaction }),
    );
  });

  test("on an unknown interaction is 404 for the interaction", async () => {
    const { sys_id: id } = await service.action(await service.interaction());
    const answer = await withoutChange(() =>
      service.post({ interaction: UNKNOWN, action_sys_id: id, end_time: "2026-03-01 10:05:00" }),
    );
    expectMissing(
      answer,
      message("no_interaction", { id: UNKNOWN }),
      message("no_interaction_detail"),
    );
  });

  test("to an end before the stored start is 400", async () => {
    const interaction = await service.interaction();
    const { sys_id: id } = await service.action(interaction);
    const answer = await withoutChange(() =>
      service.post({ interaction, action_sys_id: id, end_time: "2026-03-01 09:59:59" }),
    );
    expectFaults(answer, [
      "end_time",
      "end_before_start",
      message("end_before_stored_start", { end: "2026-03-01 09:59:59", start: "2026-03-01 10:00:00" }),
    ]);
  });

  test("to a start after the stored end is 400", async () => {
    const interaction = await service.interaction();
    const { sys_id: id } = await service.action(interaction, { end_time: "2026-03-01 10:05:00" });
    const answer = await withoutChange(() =>
      service.post({ interaction, action_sys_id: id, start_time: "2026-03-01 10:05:01" }),
    );
    expectFaults(answer, [
      "start_time",
      "end_before_start",
      message("start_after_stored_end", { start: "2026-03-01 10:05:01", end: "2026-03-01 10:05:00" }),
    ]);
  });

  test("with a help request of another interaction and an end before the start names both", async () => {
    const [interaction, other] = [await service.interaction(), await service.interaction()];
    const help_request = await service.helpRequest(other);
    const { sys_id: id } = await service.action(interaction);
    const answer = await withoutChange(() =>
      service.post({ interaction, action_sys_id: id, help_request, end_time: "2026-03-01 09:59:59" }),
    );
    expectFaults(
      answer,
      [
        "help_request",
        "wrong_interaction",
        message("wrong_interaction", { help_request, interaction }),
      ],
      [
        "end_time",
        "end_before_start",
        message("end_before_stored_start", { end: "2026-03-01 09:59:59", start: "2026-03-01 10:00:00" }),
      ],
    );
  });

  test("with an unknown help request is 404", async () => {
    const interaction = await service.interaction();
    const { sys_id: id } = await service.action(interaction);
    const answer = await withoutChange(() =>
      service.post({ interaction, action_sys_id: id, help_request: UNKNOWN }),
    );
    expectMissing(
      answer,
      message("no_help_request", { id: UNKNOWN }),
      message("no_help_request_detail"),
    );
  });
});

describe("end all", () => {
  test("sets the given end on all help actions of the interaction, ended ones included, and on no other", async () => {
    const [interaction, other] = [await service.interaction(), await service.interaction()];
    const open = await service.action(interaction);
    const ended = await service.action(interaction, { end_time: "2026-03-01 10:01:00" });
    const same = await service.action(interaction, { end_time: "2026-03-01 10:30:00" });
    const foreign = await service.action(other);
    const answer = await service.post({ interaction, end_time: "2026-03-01 10:30:00" });
    expectSuccess(answer, SUCCESS.ended(interaction));
    for (const row of [open, ended]) {
      const after = await service.actionRow(row.sys_id);
      assert.deepEqual([after.end_time, after.sys_mod_count], ["2026-03-01 10:30:00", 1]);
      assert.deepEqual(await audit(row.sys_id), [
        {
          fieldname: "end_time",
          oldvalue: row.end_time,
          newvalue: "2026-03-01 10:30:00",
          user: "cti-cloud",
          transaction_id: answer.headers["x-transaction-id"],
        },
      ]);
    }
    assert.deepEqual(await service.actionRow(same.sys_id), same);
    assert.deepEqual(await service.actionRow(foreign.sys_id), foreign);
  });

  test("without an end takes the present", async () => {
    const interaction = await service.interaction();
    const { sys_id: id } = await service.action(interaction);
    const from = Date.now();
    expectSuccess(await service.post({ interaction }), SUCCESS.ended(interaction));
    between((await service.actionRow(id)).end_time, from, Date.now());
  });

  test("repeated, succeeds and writes nothing", async () => {
    const interaction = await service.interaction();
    await service.action(interaction);
    const end = { interaction, end_time: "2026-03-01 10:30:00" };
    await service.post(end);
    expectSuccess(await withoutChange(() => service.post(end)), SUCCESS.ended(interaction));
  });

  test("before the start of any of them is 400 and ends none", async () => {
    const interaction = await service.interaction();
    await service.action(interaction);
    await service.action(interaction, { start_time: "2026-03-01 10:20:00" });
    const answer = await withoutChange(() => service.post({ interaction, end_time: "2026-03-01 10:10:00" }));
    expectFaults(answer, [
      "end_time",
      "end_before_start",
      message("end_before_some_start", { end: "2026-03-01 10:10:00", start: "2026-03-01 10:20:00" }),
    ]);
  });

  test("of an interaction without help actions is 404", async () => {
    const interaction = await service.interaction();
    expectMissing(
      await service.post({ interaction }),
      message("nothing_to_end", { id: interaction }),
      message("nothing_to_end_detail"),
    );
  });

  test("of an unknown interaction is 404", async () => {
    expectMissing(
      await service.post({ interaction: UNKNOWN }),
      message("no_interaction", { id: UNKNOWN }),
      message("no_interaction_detail"),
    );
  });

  for (const [field, value] of [["help_request", UNKNOWN], ["start_time", "2026-03-01 10:00:00"]]) {
    test(`with ${field} is a forgotten action: 400, nothing changed`, async () => {
      const interaction = await service.interaction();
      await service.action(interaction);
      const answer = await withoutChange(() => service.post({ interaction, [field]: value }));
      expectFaults(answer, [
        field,
        "not_applicable",
        message("not_applicable", { field }),
      ]);
    });
  }
});

test("a hundred calls at once on one interaction all count", async () => {
  const interaction = await service.interaction();
  const answers = await Promise.all(
    Array.from({ length: 100 }, () => service.post({ interaction, action: "coach", start_time: "2026-03-01 10:00:00" })),
  );
  const ids = answers.map((answer) => JSON.parse(answer.text).result.action_sys_id);
  assert.equal(new Set(ids).size, 100);
  const rows = await service.rows("SELECT sys_id FROM supervisor_help_action WHERE interaction = ?1", interaction);
  assert.deepEqual(rows.map((row) => row.sys_id).sort(), ids.sort());
});
