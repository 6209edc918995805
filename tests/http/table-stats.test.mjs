// Contract, section 7: the Aggregate API.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CORRECT_NAMED, escaped, expectFailure, expectResult, expectTableFaults, roleMissing } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { claims, SECRET, start } from "./support/service.mjs";
import { caller, clear, id, invalidCount, query, seed, snapshot, unknownField } from "./support/table.mjs";
import { hs256 } from "./support/tokens.mjs";

const service = await start();
const { get } = caller(service);
const admin = caller(service, `Bearer ${hs256(claims({ roles: ["admin"] }), SECRET)}`);
const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>';

await clear(service);
await seed(service, "interaction", [
  { sys_id: id(1), number: "IMS0000011", state: "new", type: "phone", opened_at: "2026-03-01 08:00:00", sys_mod_count: 1 },
  { sys_id: id(2), number: "IMS0000012", state: "closed_complete", type: null, opened_at: null, sys_mod_count: 4 },
  { sys_id: id(3), number: "IMS0000013", state: "new", type: "chat", opened_at: "2026-02-01 08:00:00", sys_mod_count: 9 },
  { sys_id: id(4), number: "IMS0000014", state: "new", type: "phone", opened_at: "2026-04-01 08:00:00", sys_mod_count: 10 },
]);
await seed(service, "interaction_help_request", [{ sys_id: id("a1"), interaction: id(1), state: "in_progress" }]);
await seed(
  service,
  "supervisor_help_action",
  [
    [1, "a1", "coach", "2026-03-01 10:00:00", "2026-03-01 10:30:00"],
    [1, null, "coach", "2026-03-01 11:00:00", null],
    [2, null, "monitor", "2026-03-01 10:00:00", "2026-03-01 10:00:00"],
    [2, null, "monitor", "2026-03-01 09:00:00", "2026-03-01 09:01:41"],
    [1, null, "barge_in", "2026-03-01 12:00:00", null],
  ].map(([interaction, request, action, start_time, end_time], n) => ({
    sys_id: id(`b${n + 1}`), interaction: id(interaction), help_request: request && id(request), action, start_time, end_time,
  })),
);

const stats = (table, parameters, headers) => get(`stats/${table}?${query(parameters)}`, headers);
const ACTIONS = "supervisor_help_action";
const untouched = await snapshot(service);

/** Each list of parameters is answered with exactly this result. */
function answers(rows, table = ACTIONS) {
  for (const [parameters, expected] of rows) {
    test(`${table} ${query(parameters)}`, async () => {
      const answer = await stats(table, parameters);
      expectResult(answer, 200, expected);
      const { headers } = answer;
      assert.deepEqual([headers["content-type"], headers["cache-control"]], ["application/json;charset=UTF-8", "no-store"]);
    });
  }
}
const all = (members) => ({ stats: members });
const group = (members, ...fields) => ({ stats: members, groupby_fields: fields });
const field = (name, value) => ({ field: name, value });

describe("of all records of a query", () => {
  answers([
    [{ sysparm_count: "true" }, all({ count: "5" })],
    [{ sysparm_count: "True" }, all({ count: "5" })],
    [{ sysparm_count: "false" }, all({})],
    [{ sysparm_count: "" }, all({})],
    [{}, all({})],
    [{ sysparm_query: "action=observe" }, all({})],
    [{ sysparm_count: "true", sysparm_query: "action=coach" }, all({ count: "2" })],
    [{ sysparm_count: "true", sysparm_query: "action=observe" }, all({ count: "0" })],
    [{ sysparm_count: "true", action: "coach", sysparm_query: "durationISNOTEMPTY" }, all({ count: "1" })],
    [{ sysparm_count: "true", sysparm_query: "action=coach^NQaction=monitor^duration>100" }, all({ count: "3" })],
    [{ sysparm_count: "true", sysparm_query: "ORDERBYaction^interaction.number=IMS0000012" }, all({ count: "2" })],
    [{ sysparm_sum_fields: "duration" }, all({ sum: { duration: "1901" } })],
    // A third of 1901: an open help action has no duration, and counts for nothing.
    [{ sysparm_avg_fields: "duration" }, all({ avg: { duration: "633.6667" } })],
    [{ sysparm_avg_fields: "duration", sysparm_query: "action=monitor" }, all({ avg: { duration: "50.5000" } })],
    [{ sysparm_avg_fields: "duration", action: "coach" }, all({ avg: { duration: "1800.0000" } })],
    [{ sysparm_min_fields: "duration", sysparm_max_fields: "duration" }, all({ min: { duration: "0" }, max: { duration: "1800" } })],
    [
      { sysparm_avg_fields: "duration", sysparm_min_fields: "duration", sysparm_max_fields: "duration", sysparm_sum_fields: "duration", sysparm_count: "true", sysparm_query: "durationISEMPTY" },
      all({ count: "2", avg: { duration: "" }, min: { duration: "" }, max: { duration: "" }, sum: { duration: "" } }),
    ],
    [{ sysparm_count: "true", sysparm_sum_fields: "duration", sysparm_query: "action=observe" }, all({ count: "0", sum: { duration: "" } })],
    [
      { sysparm_sum_fields: "sys_mod_count, duration", sysparm_max_fields: "start_time,end_time,action", sysparm_min_fields: "start_time,,end_time" },
      all({
        min: { start_time: "2026-03-01 09:00:00", end_time: "2026-03-01 09:01:41" },
        max: { start_time: "2026-03-01 12:00:00", end_time: "2026-03-01 10:30:00", action: "monitor" },
        sum: { sys_mod_count: "0", duration: "1901" },
      }),
    ],
    [{ sysparm_sum_fields: "interaction.sys_mod_count" }, all({ sum: { "interaction.sys_mod_count": "11" } })],
    // Without groups there are no pages, and no order.
    [{ sysparm_count: "true", sysparm_limit: "1", sysparm_offset: "1", sysparm_view: "x" }, all({ count: "5" })],
  ]);
  answers(
    [
      [{ sysparm_avg_fields: "sys_mod_count", sysparm_max_fields: "sys_mod_count,number", sysparm_min_fields: "opened_at" }, all({ avg: { sys_mod_count: "6.0000" }, min: { opened_at: "2026-02-01 08:00:00" }, max: { sys_mod_count: "10", number: "IMS0000014" } })],
      [{ sysparm_count: "true", sysparm_query: "type=" }, all({ count: "1" })],
    ],
    "interaction",
  );
  test("the same under v1 and v2, where nothing is found too", async () => {
    for (const version of ["v1/", "v2/"]) {
      expectResult(await get(`${version}stats/${ACTIONS}?sysparm_count=true`), 200, all({ count: "5" }));
      expectResult(await get(`${version}stats/${ACTIONS}?sysparm_count=true&action=observe`), 200, all({ count: "0" }));
    }
  });
});

describe("of groups", () => {
  answers([
    [
      { sysparm_group_by: "action", sysparm_count: "true" },
      [group({ count: "1" }, field("action", "barge_in")), group({ count: "2" }, field("action", "coach")), group({ count: "2" }, field("action", "monitor"))],
    ],
    [{ sysparm_group_by: "action" }, ["barge_in", "coach", "monitor"].map((action) => group({}, field("action", action)))],
    [
      { sysparm_group_by: "action", sysparm_avg_fields: "duration", sysparm_sum_fields: "duration" },
      [
        group({ avg: { duration: "" }, sum: { duration: "" } }, field("action", "barge_in")),
        group({ avg: { duration: "1800.0000" }, sum: { duration: "1800" } }, field("action", "coach")),
        group({ avg: { duration: "50.5000" }, sum: { duration: "101" } }, field("action", "monitor")),
      ],
    ],
    [
      { sysparm_group_by: "interaction,action", sysparm_count: "true" },
      [
        [1, "barge_in", "1"],
        [1, "coach", "2"],
        [2, "monitor", "2"],
      ].map(([interaction, action, count]) => group({ count }, field("interaction", id(interaction)), field("action", action))),
    ],
    [
      { sysparm_group_by: " action , interaction ", sysparm_count: "true", sysparm_query: "action!=barge_in" },
      [
        [1, "coach", "2"],
        [2, "monitor", "2"],
      ].map(([interaction, action, count]) => group({ count }, field("action", action), field("interaction", id(interaction)))),
    ],
    [
      { sysparm_group_by: "help_request", sysparm_count: "true" },
      [group({ count: "4" }, field("help_request", "")), group({ count: "1" }, field("help_request", id("a1")))],
    ],
    [
      { sysparm_group_by: "duration", sysparm_count: "true" },
      [["", "2"], ["0", "1"], ["101", "1"], ["1800", "1"]].map(([value, count]) => group({ count }, field("duration", value))),
    ],
    [
      { sysparm_group_by: "interaction.state,help_request.state", sysparm_count: "true" },
      [
        ["closed_complete", "", "2"],
        ["new", "", "2"],
        ["new", "in_progress", "1"],
      ].map(([state, request, count]) => group({ count }, field("interaction.state", state), field("help_request.state", request))),
    ],
    [{ sysparm_group_by: "action", sysparm_count: "true", sysparm_query: "action=observe" }, []],
    [{ sysparm_group_by: "action", sysparm_limit: "1" }, [group({}, field("action", "barge_in"))]],
    [{ sysparm_group_by: "action", sysparm_limit: "1", sysparm_offset: "1" }, [group({}, field("action", "coach"))]],
    [{ sysparm_group_by: "action", sysparm_offset: "2" }, [group({}, field("action", "monitor"))]],
  ]);

  for (const [display, one, none, choice] of [
    ["false", { value: id("a1") }, { value: "" }, { value: "barge_in" }],
    ["True", { display_value: id("a1"), value: id("a1") }, { display_value: "", value: "" }, { display_value: "Barge In", value: "barge_in" }],
    ["all", { display_value: id("a1"), value: id("a1") }, { display_value: "", value: "" }, { display_value: "Barge In", value: "barge_in" }],
  ]) {
    test(`sysparm_display_value ${display}`, async () => {
      const parameters = { sysparm_display_value: display, sysparm_count: "true" };
      expectResult(await stats(ACTIONS, { ...parameters, sysparm_group_by: "help_request" }), 200, [
        group({ count: "4" }, { field: "help_request", ...none }),
        group({ count: "1" }, { field: "help_request", ...one }),
      ]);
      expectResult(await stats(ACTIONS, { ...parameters, sysparm_group_by: "action", sysparm_limit: "1" }), 200, [group({ count: "1" }, { field: "action", ...choice })]);
    });
  }
  test("what is displayed for a reference is the number of the interaction", async () => {
    expectResult(await stats(ACTIONS, { sysparm_group_by: "interaction", sysparm_display_value: "all", sysparm_count: "true" }), 200, [
      group({ count: "3" }, { field: "interaction", display_value: "IMS0000011", value: id(1) }),
      group({ count: "2" }, { field: "interaction", display_value: "IMS0000012", value: id(2) }),
    ]);
  });
});

describe("of some groups", () => {
  const counts = (name, rows) => rows.map(([value, count]) => group({ count }, field(name, value)));
  const having = (text, more = {}) => ({ sysparm_group_by: "action", sysparm_count: "true", sysparm_having: text, ...more });
  const [BARGE_IN, COACH, MONITOR] = [["barge_in", "1"], ["coach", "2"], ["monitor", "2"]];
  const rows = [
    ["count^action^>^1", [COACH, MONITOR]],
    ["COUNT^action^=^1", [BARGE_IN]],
    ["count^action^!=^1", [COACH, MONITOR]],
    // Records without a value do not count.
    ["count^end_time^<^1", [BARGE_IN]],
    ["count^end_time^<=^1", [BARGE_IN, COACH]],
    ["count^end_time^>=^1.5", [MONITOR]],
    ["avg^duration^=^50.5", [MONITOR]],
    ["avg^duration^>^50.4999", [COACH, MONITOR]],
    ["sum^duration^=^101", [MONITOR]],
    ["min^duration^=^0", [MONITOR]],
    ["max^duration^>^101", [COACH]],
    ["max^start_time^>=^2026-03-01 11:00:00", [BARGE_IN, COACH]],
    ["max^start_time^<^2026-03-02", [BARGE_IN, COACH, MONITOR]],
    ["min^interaction.type^=^PHONE", [BARGE_IN, COACH]],
    ["max^interaction.number^=^ims0000012", [MONITOR]],
    ["count^help_request.interaction.number^>^0", [COACH]],
    ["count^action^>^1,max^duration^<^1000", [MONITOR]],
    [" count^action^>^1 , , sum^duration^>^1000", [COACH]],
    ["count^action^>^1,count^action^<^1", []],
  ];
  answers(rows.map(([text, expected]) => [having(text), counts("action", expected)]));
  answers([[having("count^action^>^1", { sysparm_limit: "1", sysparm_offset: "1", sysparm_query: "start_time>=2026-03-01" }), counts("action", [MONITOR])]]);
});

describe("in the order that is asked for", () => {
  const values = (name, ...values) => values.map((value) => group({}, field(name, value)));
  for (const [order, ...expected] of [
    ["action^DESC", "monitor", "coach", "barge_in"],
    ["action^asc", "barge_in", "coach", "monitor"],
    // Ties come in the order of the groups.
    ["COUNT", "barge_in", "coach", "monitor"],
    ["count^DESC", "coach", "monitor", "barge_in"],
    ["COUNT^DESC,action^DESC", "monitor", "coach", "barge_in"],
    ["AVG^duration", "barge_in", "monitor", "coach"],
    ["avg^duration^desc", "coach", "monitor", "barge_in"],
    ["MIN^start_time", "monitor", "coach", "barge_in"],
    ["MAX^start_time^DESC", "barge_in", "coach", "monitor"],
    ["SUM^duration^DESC", "coach", "monitor", "barge_in"],
    ["COUNT^end_time^DESC", "monitor", "coach", "barge_in"],
    ["MIN^interaction.type^DESC", "barge_in", "coach", "monitor"],
  ]) {
    answers([
      [{ sysparm_group_by: "action", sysparm_order_by: order }, values("action", ...expected)],
      [{ sysparm_group_by: "action", sysparm_orderby: order }, values("action", ...expected)],
    ]);
  }
  answers([
    [{ sysparm_group_by: "action", sysparm_order_by: "COUNT^DESC", sysparm_limit: "1", sysparm_offset: "1" }, values("action", "monitor")],
    // Without groups there is nothing to order.
    [{ sysparm_count: "true", sysparm_order_by: "COUNT^DESC" }, all({ count: "5" })],
  ]);
  test("else by what people read for a reference, and a text without regard to the case of its letters", async () => {
    await service.rows("UPDATE interaction SET number = 'IMS0000099' WHERE sys_id = ?1", id(1));
    await service.rows("UPDATE interaction SET type = 'Chat' WHERE sys_id = ?1", id(4));
    expectResult(await stats(ACTIONS, { sysparm_group_by: "interaction" }), 200, values("interaction", id(2), id(1)));
    expectResult(await stats(ACTIONS, { sysparm_group_by: "interaction", sysparm_order_by: "interaction^DESC" }), 200, values("interaction", id(1), id(2)));
    expectResult(await stats("interaction", { sysparm_group_by: "type" }), 200, values("type", "", "Chat", "chat", "phone"));
    await service.rows("UPDATE interaction SET number = 'IMS0000011' WHERE sys_id = ?1", id(1));
    await service.rows("UPDATE interaction SET type = 'phone' WHERE sys_id = ?1", id(4));
    await service.rows("DELETE FROM record_change WHERE operation = 'update'");
  });
});

describe("fields that are named more than once count once", () => {
  const once = { sysparm_group_by: "action", sysparm_avg_fields: "duration", sysparm_count: "true" };
  for (const times of [2, 1000]) {
    test(`${times} times`, async () => {
      const { text } = await stats(ACTIONS, once);
      const repeated = (name) => Array.from({ length: times }, () => name).join();
      for (const name of ["sysparm_group_by", "sysparm_avg_fields"]) {
        const answer = await stats(ACTIONS, { ...once, [name]: repeated(once[name]) });
        assert.deepEqual([answer.status, answer.text], [200, text]);
      }
    });
  }
});

test("in XML: a result for all, and one for each group", async () => {
  const xml = { accept: "application/xml" };
  const one = await stats(ACTIONS, { sysparm_count: "true", sysparm_sum_fields: "duration", sysparm_min_fields: "end_time" }, xml);
  assert.equal(one.text, `${PROLOG}<response><result><stats><count>5</count><min><end_time>2026-03-01 09:01:41</end_time></min><sum><duration>1901</duration></sum></stats></result></response>`);
  assert.deepEqual([one.status, one.headers["content-type"]], [200, "application/xml;charset=UTF-8"]);
  const groups = await stats(ACTIONS, { sysparm_count: "true", sysparm_group_by: "interaction,help_request", sysparm_query: "action=coach" }, xml);
  const expected = ["<value/>", `<value>${id("a1")}</value>`].map(
    (request) =>
      `<result><stats><count>1</count></stats><groupby_fields><field>interaction</field><value>${id(1)}</value></groupby_fields><groupby_fields><field>help_request</field>${request}</groupby_fields></result>`,
  );
  assert.equal(groups.text, `${PROLOG}<response>${expected.join("")}</response>`);
  const walked = await stats(ACTIONS, { sysparm_group_by: "help_request.interaction", sysparm_display_value: "true", sysparm_having: "count^help_request^>^0", sysparm_order_by: "COUNT^DESC", sysparm_avg_fields: "duration" }, xml);
  assert.equal(
    walked.text,
    `${PROLOG}<response><result><stats><avg><duration>1800.0000</duration></avg></stats><groupby_fields><field>help_request.interaction</field><display_value>IMS0000011</display_value><value>${id(1)}</value></groupby_fields></result></response>`,
  );
  const none = await stats(ACTIONS, { sysparm_group_by: "action", action: "observe" }, xml);
  assert.equal(none.text, `${PROLOG}<response></response>`);
});

describe("faults", () => {
  const unknown = (place, name) => unknownField(place, name, ACTIONS);
  for (const place of ["sysparm_group_by", "sysparm_avg_fields", "sysparm_min_fields", "sysparm_max_fields", "sysparm_sum_fields"]) {
    for (const name of ["nmber", "Duration", "count(*)", "interaction.nmber", "help_request.interaction.nmber", "sys_transaction_id"]) {
      test(`${place}: ${name}`, async () => expectTableFaults(await stats(ACTIONS, { [place]: `sys_mod_count,${name}` }), unknown(place, name)));
    }
  }
  for (const place of ["sysparm_avg_fields", "sysparm_sum_fields"]) {
    for (const name of ["action", "start_time", "interaction", "sys_id", "interaction.number"]) {
      test(`${place}: ${name} is no number`, async () => expectTableFaults(await stats(ACTIONS, { [place]: name }), message("not_a_number", { place, field: name })));
    }
  }
  const grouped = (more) => stats(ACTIONS, { sysparm_group_by: "action", ...more });
  for (const [more, expected] of [
    [{ sysparm_having: "count^action^>" }, message("having_form", { term: "count^action^>" })],
    [{ sysparm_having: "count^action^LIKE^3" }, message("having_form", { term: "count^action^LIKE^3" })],
    [{ sysparm_having: "stddev^duration^>^3" }, message("unknown_aggregate", { place: "sysparm_having", name: "stddev" })],
    [{ sysparm_having: "count^nmber^>^3" }, unknown("sysparm_having", "nmber")],
    [{ sysparm_having: "avg^action^>^3" }, message("not_a_number", { place: "sysparm_having", field: "action" })],
    [{ sysparm_having: "count^action^>^many" }, message("having_no_number", { value: "many" })],
    [{ sysparm_having: "max^start_time^>^soon" }, message("time_not_accepted", { field: "start_time", value: "soon" })],
    [{ sysparm_order_by: "nmber" }, unknown("sysparm_order_by", "nmber")],
    [{ sysparm_order_by: "start_time" }, message("order_by_no_group", { field: "start_time" })],
    [{ sysparm_orderby: "MEDIAN^duration" }, message("unknown_aggregate", { place: "sysparm_order_by", name: "MEDIAN" })],
    [{ sysparm_order_by: "AVG^duration^UP" }, message("order_by_form", { term: "AVG^duration^UP" })],
    [{ sysparm_order_by: "COUNT", sysparm_orderby: "action" }, message("order_by_twice")],
    [{ sysparm_stddev_fields: "duration" }, message("unknown_aggregate", { place: "sysparm_stddev_fields", name: "stddev" })],
    [{ sysparm_having: Array(11).fill("count^action^>^1").join() }, message("too_many_entries", { name: "sysparm_having", count: 11 })],
  ]) {
    test(query(more), async () => expectTableFaults(await grouped(more), expected));
  }
  test("a page of no group, in ServiceNow's words", async () => {
    expectFailure(await grouped({ sysparm_limit: "0" }), 400, message("invalid_limit"), message("not_positive"));
  });
  test("a condition on groups without groups", async () => {
    expectTableFaults(await stats(ACTIONS, { sysparm_count: "true", sysparm_having: "count^action^>^3" }), message("having_no_groups"));
  });
  test("a filter that is no field", async () => {
    expectTableFaults(await stats(ACTIONS, { sysparm_count: "true", nmber: "1" }), unknown("query parameter", "nmber"));
  });
  test("all together", async () => {
    expectTableFaults(
      await stats(ACTIONS, { sysparm_count: "1", sysparm_avg_fields: "action", sysparm_group_by: "x", sysparm_display_value: "x", sysparm_limit: "-1", sysparm_query: "x=1", y: "1" }),
      message("not_a_number", { place: "sysparm_avg_fields", field: "action" }),
      unknown("sysparm_group_by", "x"),
      message("invalid_parameter", { name: "sysparm_count", value: "1", choices: "true or false" }),
      message("invalid_parameter", { name: "sysparm_display_value", value: "x", choices: "true or false or all" }),
      invalidCount("sysparm_limit", "-1"),
      unknown("sysparm_query", "x"),
      unknown("query parameter", "y"),
    );
  });
  test("in XML", async () => {
    const answer = await stats(ACTIONS, { sysparm_count: "x" }, { accept: "text/xml" });
    const fault = message("invalid_parameter", { name: "sysparm_count", value: "x", choices: "true or false" });
    assert.equal(answer.text, `${PROLOG}<response><error><message>${escaped(message("invalid_request", { faults: fault }))}</message><detail>${CORRECT_NAMED}</detail></error><status>failure</status></response>`);
    assert.equal(answer.status, 400);
  });
});

test("of sys_audit they need the role admin", async () => {
  expectFailure(await stats("sys_audit", { sysparm_count: "true" }), 403, ...roleMissing("admin"));
  expectResult(await admin.get("stats/sys_audit?sysparm_count=true"), 200, all({ count: "0" }));
});

test("nothing of this was changed", async () => assert.deepEqual(await snapshot(service), untouched));
