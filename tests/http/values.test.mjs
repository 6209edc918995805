// Contract, sections 1 and 2: every case of tests/cases once more over HTTP, with its whole answer and what it leaves behind.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { casesOf, toldFault } from "./support/cases.mjs";
import { expectFaults, expectSuccess, SUCCESS } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { start } from "./support/service.mjs";

const service = await start();
const INTERACTION = "d4dec70f3b4bfe101baa9f7e53e45a5d";
const ACTION = "d25f034f3b4bfe101baa9f7e53e45a9f";
const AT_ONCE = 10;

/** The interaction's one help action before each case that is accepted: it began before all times of the cases. */
const STOCK = { sys_id: ACTION, interaction: INTERACTION, help_request: null, action: "barge_in", start_time: "0000-01-01 00:00:00", end_time: null };

for (const [file, type] of [
  ["values.json", "application/json"],
  ["json.json", "application/json"],
  ["xml.json", "application/xml"],
]) {
  const post = ({ body }) => service.post(body, { "content-type": type });
  const refused = casesOf(file).filter(({ faults }) => faults);
  const accepted = casesOf(file).filter(({ faults }) => !faults);

  test(`${file}: what is refused gets exactly its faults, and changes nothing`, async () => {
    const before = await service.everything();
    for (let from = 0; from < refused.length; from += AT_ONCE) {
      await Promise.all(refused.slice(from, from + AT_ONCE).map((one) => about(one, async () => {
        const answer = await post(one);
        const told = JSON.parse(answer.text).error?.faults ?? [];
        expectFaults(answer, ...one.faults.map((fault, at) => toldFault(fault, told[at]?.message)));
      })));
    }
    assert.deepEqual(await service.everything(), before);
  });

  test(`${file}: what is accepted is done`, async () => {
    const before = await everythingElse();
    for (const one of accepted) {
      await about(one, async () => {
        await stock();
        const answer = await post(one);
        assert.equal(answer.status, 200, answer.text);
        expectSuccess(answer, ...(await expectDone(one.command, JSON.parse(answer.text).result.action_sys_id)));
      });
    }
    assert.deepEqual(await everythingElse(), before);
  });
}

/** Says of a failure which case it is of. */
async function about({ name, body }, run) {
  try {
    await run();
  } catch (error) {
    error.message = `${name}: ${body}\n${error.message}`;
    throw error;
  }
}

/** What none of the cases may change: everything but the interaction's help actions and their history. */
async function everythingElse() {
  const { supervisor_help_action: actions, sys_audit: _, record_change: __, ...others } = await service.everything();
  return { ...others, actions: actions.filter(({ interaction }) => interaction !== INTERACTION) };
}

async function stock() {
  const stamp = ["2026-01-01 00:00:00", "test", "2026-01-01 00:00:00", "test"];
  await service.batch(
    ["DELETE FROM supervisor_help_action WHERE interaction = ?1", INTERACTION],
    [
      `INSERT INTO supervisor_help_action (${Object.keys(STOCK)}, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`,
      ...Object.values(STOCK),
      ...stamp,
    ],
  );
}

/** Compares what a command has left behind, and gives what it has to be answered: a message, and an id if there is one. */
async function expectDone({ operation, action_sys_id: id, ...fields }, answered) {
  const rows = await service.rows("SELECT * FROM supervisor_help_action WHERE interaction = ?1 ORDER BY sys_created_on", INTERACTION);
  const [old, made] = rows.map(({ sys_updated_on, ...row }) => [
    Object.fromEntries(Object.keys(STOCK).map((name) => [name, row[name]])),
    (value) => (value === "now" ? sys_updated_on : value),
  ]);
  const [row, moment] = operation === "create" ? made : old;
  const given = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, moment(value)]));
  if (operation === "create") {
    assert.deepEqual(old[0], STOCK);
    assert.deepEqual(row, { ...STOCK, sys_id: answered, ...given });
    return [SUCCESS.created, answered];
  }
  assert.equal(rows.length, 1);
  assert.deepEqual(row, { ...STOCK, ...given });
  return operation === "update" ? [SUCCESS.updated, id] : [SUCCESS.ended(INTERACTION)];
}

describe("what is nested deeply does no harm to the stack of Wasm", () => {
  const deep = (open, close) => open.repeat(5000) + close.repeat(5000);
  const kind = (kind) => ["action", "not_a_string", message("not_a_string", { field: "action", kind })];
  for (const [name, body, fault, type = "application/json"] of [
    ["as a value", `{"interaction":"${INTERACTION}","action":${deep("[", "]")}}`, kind("an array")],
    ["at the root", deep("[", "]"), [null, "malformed_body", message("json_no_object", { kind: "an array" })]],
    ["in a field in XML", `<r><interaction>${INTERACTION}</interaction><action>${deep("<b>", "</b>")}</action></r>`, kind("an element"), "application/xml"],
  ]) {
    test(name, async () => {
      const before = await service.everything();
      expectFaults(await service.post(body, { "content-type": type }), fault);
      assert.deepEqual(await service.everything(), before);
    });
  }
});
