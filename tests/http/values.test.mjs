// Contract, section 1, "Rules for values": every bad input, its whole answer, and that nothing changes.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { expectFaults, expectSuccess, SUCCESS } from "./support/expect.mjs";
import { CHOICES, FIELDS, message } from "./support/messages.mjs";
import { start } from "./support/service.mjs";

const service = await start();
const interaction = await service.interaction();
const { sys_id: ACTION } = await service.action(interaction);
const NUMBER_OF_FIELDS = 6;

const fault = {
  required: ["interaction", "required", message("required", { field: "interaction" })],
  unknown: (name) => [name, "unknown_field", message("unknown_field", { field: name, fields: FIELDS })],
  duplicate: (name) => [name, "duplicate_field", message("duplicate_field", { field: name })],
  empty: (name) => [name, "empty", message("empty", { field: name })],
  kind: (name, kind) => [name, "not_a_string", message("not_a_string", { field: name, kind })],
  sysId: (name, text) => [name, "invalid_sys_id", message("invalid_sys_id", { field: name, value: text })],
  action: (text) => [
    "action",
    "invalid_choice",
    message("invalid_choice", { field: "action", value: text, choices: CHOICES.action }),
  ],
  time: (name, text, reason) => [name, "invalid_time", message(reason, { field: name, value: text })],
  body: (text) => [null, "malformed_body", text],
};

let untouched;
before(async () => {
  untouched = await service.everything();
});

/** The request gets exactly these faults, and changes nothing. */
function refused(name, body, ...faults) {
  test(name, async () => {
    expectFaults(await service.post(body), ...faults);
    assert.deepEqual(await service.everything(), untouched);
  });
}

describe("fields", () => {
  refused("interaction missing", { action: "coach" }, fault.required);
  refused("interaction null", { interaction: null, action: "coach" }, fault.required);
  refused("an empty object", {}, fault.required);
  refused("a misspelt action_sys_id", { interaction, action_sysid: ACTION }, fault.unknown("action_sysid"));
  refused("a field in upper case", { interaction, Action: "coach" }, fault.unknown("Action"));
  refused("an unknown field that is null", { interaction, x: null }, fault.unknown("x"));
  refused("the name of a column", { interaction, action: "coach", sys_created_by: "me" }, fault.unknown("sys_created_by"));
  refused("__proto__", `{"interaction":"${interaction}","__proto__":{"action":"coach"}}`, fault.unknown("__proto__"));
  refused(
    "a duplicate field",
    `{"interaction":"${interaction}","action_sys_id":"${ACTION}","action_sys_id":"${ACTION}","end_time":"2026-03-01 11:00:00"}`,
    fault.duplicate("action_sys_id"),
  );
  refused(
    "a duplicate field, once escaped",
    `{"interaction":"${interaction}","\\u0061ction":"coach","action":"coach"}`,
    fault.duplicate("action"),
  );
  refused(
    "a duplicate field, once null",
    `{"interaction":"${interaction}","action":null,"action":"coach"}`,
    fault.duplicate("action"),
  );
  refused("a long unknown name is shortened", { interaction, ["x".repeat(100)]: "1" }, fault.unknown(`${"x".repeat(64)}…`));
  refused("control characters in a name are not repeated", { interaction, "a\u0000\u001bb": "1" }, fault.unknown("a\uFFFD\uFFFDb"));
});

describe("kinds of values", () => {
  for (const field of ["interaction", "action", "action_sys_id", "help_request", "start_time", "end_time"]) {
    const rest = field === "interaction" ? { action: "coach" } : { interaction, action: "coach" };
    if (field === "action") delete rest.action;
    for (const [value, kind] of [
      [1, "a number"],
      [-1.5, "a number"],
      [true, "a boolean"],
      [false, "a boolean"],
      [["coach"], "an array"],
      [{ value: "coach" }, "an object"],
    ]) {
      refused(`${field}: ${JSON.stringify(value)}`, { ...rest, [field]: value }, fault.kind(field, kind));
    }
    for (const value of ["", " ", "\t\r\n"]) {
      refused(`${field}: ${JSON.stringify(value)}`, { ...rest, [field]: value }, fault.empty(field));
    }
  }
});

describe("sys_ids", () => {
  for (const text of [
    "x",
    interaction.slice(1),
    `${interaction}0`,
    `${interaction.slice(1)}g`,
    `${interaction.slice(0, 16)} ${interaction.slice(16)}`,
    "d4dec70f-3b4b-fe10-1baa-9f7e53e45a5d",
    `０${interaction.slice(1)}`,
    "' OR '1'='1",
  ]) {
    refused(`interaction ${text}`, { interaction: text }, fault.sysId("interaction", text));
    refused(`action_sys_id ${text}`, { interaction, action_sys_id: text, end_time: "2026-03-01 11:00:00" }, fault.sysId("action_sys_id", text));
    refused(`help_request ${text}`, { interaction, action: "coach", help_request: text }, fault.sysId("help_request", text));
  }
});

describe("actions", () => {
  for (const text of ["Coach", "COACH", "barge-in", "barge in", "listen", "coach,monitor", "coach'; DROP TABLE interaction; --"]) {
    refused(`action ${text}`, { interaction, action: text }, fault.action(text));
  }
});

describe("times", () => {
  const refusedTime = (text, reason) => {
    refused(`start_time ${text}`, { interaction, action: "coach", start_time: text }, fault.time("start_time", text, reason));
    refused(`end_time ${text} for all`, { interaction, end_time: text }, fault.time("end_time", text, reason));
  };
  for (const text of [
    "yesterday",
    "2026-02-18",
    "2026-02-18 11:30",
    "11:30:00",
    "18.02.2026 11:30:00",
    "02/18/2026 11:30:00",
    "2026-2-18 1:30:00",
    "2026-02-18  11:30:00",
    "2026-02-18_11:30:00",
    "2026-02-18T11:30Z",
    "2026-02-18T11:30:00.Z",
    "2026-02-18T11:30:00+1:00",
    "2026-02-18T11:30:00 +01:00",
    "2026-02-18T11:30:00UTC",
    "2026-02-18T11:30:00Z[Europe/Berlin]",
    "20260218T113000Z",
    "1771414200",
    "+2026-02-18 11:30:00",
    "-2026-02-18 11:30:00",
    "２026-02-18 11:30:00",
    "2026-02-18 11:30:0a",
  ]) {
    refusedTime(text, "time_not_accepted");
  }
  for (const text of ["2026-02-18T11:30:00", "2026-02-18T11:30:00.123", "2026-02-18 11:30:00.5"]) {
    refusedTime(text, "time_without_offset");
  }
  for (const text of [
    "2026-02-30 11:30:00",
    "2025-02-29 11:30:00",
    "2026-13-01 11:30:00",
    "2026-00-10 11:30:00",
    "2026-01-00 11:30:00",
    "2026-02-18 24:00:00",
    "2026-02-18 11:60:00",
    "2026-02-18 11:30:60",
    "2016-12-31T23:59:60Z",
    "2026-02-18T11:30:00+24:00",
    "2026-02-18T11:30:00+01:60",
    "9999-12-31T23:59:59-00:01",
    "0000-01-01T00:00:00+00:01",
  ]) {
    refusedTime(text, "time_not_existing");
  }
  for (const [text, stored] of [
    ["2026-02-18 11:30:00", "2026-02-18 11:30:00"],
    [" 2026-02-18 11:30:00 ", "2026-02-18 11:30:00"],
    ["2026-02-18T11:30:00Z", "2026-02-18 11:30:00"],
    ["2026-02-18t11:30:00z", "2026-02-18 11:30:00"],
    ["2026-02-18 11:30:00Z", "2026-02-18 11:30:00"],
    ["2026-02-18T11:30:00.999999999Z", "2026-02-18 11:30:00"],
    ["2026-02-18T11:30:00,5Z", "2026-02-18 11:30:00"],
    ["2026-02-18T00:30:00+01:00", "2026-02-17 23:30:00"],
    ["2026-12-31T23:30:00-05:30", "2027-01-01 05:00:00"],
    ["2026-02-18T11:30:00+0100", "2026-02-18 10:30:00"],
    ["2026-02-18T11:30:00-08", "2026-02-18 19:30:00"],
    ["2024-02-29 00:00:00", "2024-02-29 00:00:00"],
    ["0000-01-01 00:00:00", "0000-01-01 00:00:00"],
    ["9999-12-31 23:59:59", "9999-12-31 23:59:59"],
  ]) {
    test(`start_time ${text} is stored as ${stored}`, async () => {
      const own = await service.interaction();
      assert.equal((await service.action(own, { start_time: text })).start_time, stored);
      await service.rows("DELETE FROM supervisor_help_action WHERE interaction = ?1", own);
      await service.rows("DELETE FROM interaction WHERE sys_id = ?1", own);
    });
  }
  const before = (end, start) => [
    "end_time",
    "end_before_start",
    message("end_before_start", { end, start }),
  ];
  const times = { start_time: "2026-03-01T10:00:00+01:00", end_time: "2026-03-01 08:59:59" };
  refused("end before start in a create", { interaction, action: "coach", ...times }, before("2026-03-01 08:59:59", "2026-03-01 09:00:00"));
  refused("end before start in an update", { interaction, action_sys_id: ACTION, ...times }, before("2026-03-01 08:59:59", "2026-03-01 09:00:00"));
});

describe("operations", () => {
  const nothing = [
    "end_time",
    "required",
    message("nothing_to_change"),
  ];
  refused("an update that changes nothing", { interaction, action_sys_id: ACTION }, nothing);
  refused("an update with nulls alone", { interaction, action_sys_id: ACTION, end_time: null, action: null }, nothing);
  refused("an empty action_sys_id is never an end of all", { interaction, action_sys_id: "" }, fault.empty("action_sys_id"), nothing);
  refused("an empty action is never an end of all", { interaction, action: " " }, fault.empty("action"));
});

describe("all faults together", () => {
  refused(
    "one in every field, and a name",
    { interaction: "x", action: "y", action_sys_id: "", help_request: 1, start_time: "soon", end_time: "2026-02-30 00:00:00", foo: "1" },
    fault.unknown("foo"),
    fault.sysId("interaction", "x"),
    fault.action("y"),
    fault.empty("action_sys_id"),
    fault.kind("help_request", "a number"),
    fault.time("start_time", "soon", "time_not_accepted"),
    fault.time("end_time", "2026-02-30 00:00:00", "time_not_existing"),
  );
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`f${n}`, "1"]));
  refused(
    "of very many names the first 40, all of values, and how many more",
    { ...many, interaction: "x", action: "coach", end_time: 5 },
    ...Array.from({ length: 40 }, (_, n) => fault.unknown(`f${n}`)),
    fault.sysId("interaction", "x"),
    fault.kind("end_time", "a number"),
    [null, "more_faults", message("more_faults", { count: "20" })],
  );
  test("the list of fields in the message is complete", () => assert.equal(FIELDS.split(", ").length, NUMBER_OF_FIELDS));
});

describe("JSON syntax", () => {
  const json = (text) => fault.body(message("json_malformed", { reason: text }));
  const shape = (kind) => fault.body(message("json_no_object", { kind }));
  const empty = fault.body(message("json_empty"));
  refused("no body", "", empty);
  refused("white space", " \n", empty);
  refused("an array", "[]", shape("an array"));
  refused("a string", '"interaction"', shape("a string"));
  refused("a number", "1", shape("a number"));
  refused("null", "null", shape("null"));
  refused("true", "true", shape("a boolean"));
  refused("XML", "<request/>", json("expected value at line 1 column 1"));
  refused("cut off", '{"interaction":"', json("EOF while parsing a string at line 1 column 16"));
  refused("a trailing comma", '{"interaction":"x",}', json("trailing comma at line 1 column 20"));
  refused("single quotes", "{'interaction':'x'}", json("key must be a string at line 1 column 2"));
  refused("two objects", '{"interaction":"x"}{}', json("trailing characters at line 1 column 20"));
  refused("a comment", '{"interaction":"x"/**/}', json("expected `,` or `}` at line 1 column 19"));
  refused("a line break within a string", '{"interaction":"x\n"}', json("control character (\\u0000-\\u001F) found while parsing a string at line 2 column 0"));
  refused("half a surrogate pair", '{"interaction":"\\ud800"}', json("unexpected end of hex escape at line 1 column 23"));
  refused("NaN", '{"interaction":NaN}', json("expected value at line 1 column 16"));
  refused("form fields", "interaction=x&action=coach", json("expected value at line 1 column 1"));
  refused("nested deeply as a value", `{"interaction":"${interaction}","action":${"[".repeat(5000)}${"]".repeat(5000)}}`, fault.kind("action", "an array"));
  refused("nested deeply at the root", `${"[".repeat(5000)}${"]".repeat(5000)}`, shape("an array"));
  refused("Latin-1", Buffer.from('{"interaction":"\xe4"}', "latin1"), fault.body(message("not_utf8", { byte: "16" })));
  refused("UTF-16", Buffer.from('{"interaction":"x"}', "utf16le"), json("key must be a string at line 1 column 2"));
  test("a byte order mark is passed over", async () => {
    const answer = await service.post(`\uFEFF{"interaction":"${interaction}","action_sys_id":"${ACTION}","action":"coach"}`);
    expectSuccess(answer, SUCCESS.updated, ACTION);
  });
});

describe("SQL and markup in every field get no further than the check of values", () => {
  for (const text of ["'; DROP TABLE supervisor_help_action; --", '" OR 1=1 --', "<script>alert(1)</script>", "%00", "${jndi:ldap://x}"]) {
    for (const [field, expected] of [
      ["interaction", fault.sysId("interaction", text)],
      ["action", fault.action(text)],
      ["action_sys_id", fault.sysId("action_sys_id", text)],
      ["help_request", fault.sysId("help_request", text)],
      ["start_time", fault.time("start_time", text, "time_not_accepted")],
      ["end_time", fault.time("end_time", text, "time_not_accepted")],
    ]) {
      refused(`${field}: ${text}`, { interaction, action: "coach", [field]: text }, expected);
    }
  }
});
