// What people who integrate with ServiceNow have sent: queries and aggregates, with the source of each and the right answer.
import { before, describe, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { expectFailure, expectResult, expectTableFaults, NO_RECORD } from "./support/expect.mjs";
import { CHOICES, message } from "./support/messages.mjs";
import { start } from "./support/service.mjs";
import { caller, clear, id, query, seed, unknownField } from "./support/table.mjs";

const service = await start({ entry: CLOCK });
const { get } = caller(service, `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`);

before(async () => {
  await putForward(service, Date.UTC(2026, 10, 28, 9, 30) - Date.now());
  await clear(service);
  await seed(
    service,
    "interaction",
    [
      [1, "new", "ann", "2026-11-28 09:20:00"],
      [2, "closed_complete", null, "2026-11-28 08:40:00"],
      [3, "new", null, "2026-11-27 09:00:00"],
      [4, "on_hold", null, "2026-11-21 00:00:00"],
      [5, "new", null, "2026-07-31 23:59:59"],
    ].map(([n, state, assigned_to, at]) => ({ sys_id: id(n), number: `IMS000000${n}`, state, assigned_to, opened_at: at, sys_created_on: at, sys_updated_on: at })),
  );
  await seed(service, "interaction_help_request", [1, 2].map((n) => ({ sys_id: id(`a${n}`), interaction: id(n) })));
  await seed(
    service,
    "supervisor_help_action",
    [
      ["coach", 1, "a1", "10:00:00"],
      ["coach", 1, null, "10:00:10"],
      ["coach", 1, null, "10:00:20"],
      ["coach", 2, "a2", "10:00:30"],
      ["monitor", 2, null, "10:05:00"],
      ["observe", 2, null, null],
    ].map(([action, interaction, request, end], n) => ({ sys_id: id(`b${n + 1}`), interaction: id(interaction), help_request: request && id(request), action, start_time: "2026-11-28 10:00:00", end_time: end && `2026-11-28 ${end}` })),
  );
});

const gs = (call) => `javascript:gs.${call}`;
const of = (numbers) => numbers.split(" ").filter(Boolean).map((number) => ({ sys_id: id(number) }));

describe("queries", () => {
  for (const [source, table, sysparm_query, expected] of [
    ["ServiceNow's update-live-agent-script-include.md", "interaction", "assigned_to=NULL", "2 3 4 5"],
    ["ServiceNow's cust_central-api.md", "interaction", "state=new^assigned_to!=NULL^ORassigned_to=NULL", "1 3 5"],
    ["the same", "interaction", "assigned_to!=NULL", "1"],
    ["clients that ask for the last days", "interaction", `sys_created_on>${gs("daysAgoStart(7)")}`, "1 2 3"],
    ["the same", "interaction", `sys_created_on<=${gs("daysAgoEnd(1)")}`, "3 4 5"],
    ["pollers of Ansible", "interaction", `sys_created_onONToday@${gs("beginningOfToday()")}@${gs("endOfToday()")}`, "1 2"],
    ["the same", "interaction", `sys_created_onONToday@${gs("daysAgoStart(0)")}@${gs("daysAgoEnd(0)")}`, "1 2"],
    ["Snow-Shell/servicenow-powershell#119", "interaction", `sys_updated_on>${gs("minutesAgoStart(15)")}`, "1"],
    ["the same", "interaction", `sys_updated_on<${gs("endOfLastHour()")}^ORassigned_to=ann`, "1 2 3 4 5"],
    ["sliding windows", "interaction", "sys_updated_onRELATIVEGT@hour@ago@24", "1 2"],
    ["the same", "interaction", "sys_updated_onRELATIVEGE@dayofweek@ago@7", "1 2 3"],
    ["Snow-Shell/servicenow-powershell#94", "interaction", `sys_created_onBETWEEN${gs("dateGenerate('2026-11-21','00:00:00')")}@${gs("dateGenerate('2026-11-27','23:59:59')")}`, "3 4"],
    ["rbw/pysnow#93", "interaction", `sys_created_on>${gs("dateGenerate('2026-11-28 08:40:00')")}`, "1"],
    ["ballerina-guides/integration-samples#39", "interaction", `sys_created_on>${gs("dateGenerate('2026-11-7','9:5:00')")}`, "1 2 3 4"],
    ["a cheat sheet of docs.noreja.com", "interaction", "sys_updated_on>=2026-08-01", "1 2 3 4"],
    ["the same", "interaction", "sys_updated_onBETWEEN2026-08-01@2026-12-31", "1 2 3 4"],
    ["a watermark of JavaScript", "interaction", "sys_updated_on>=2026-11-28T08:40:00.000Z", "1 2"],
    ["ansible-collections/servicenow.itsm#398", "interaction", "sys_updated_onLIKE2026-11-28", "1 2"],
    ["Snow-Shell/servicenow-powershell#24", "interaction", "ORDERBYDESCopened_at^sys_created_onLIKE2026^stateLIKEnew", "1 3 5"],
    ["insomniacc/PSSnow#50", "supervisor_help_action", "help_request.interaction.number=IMS0000002", "b4"],
    ["elastic/connectors", "interaction", "ORDERBYsys_created_on^", "5 4 3 2 1"],
  ]) {
    test(`${source}: ${sysparm_query}`, async () => {
      const order = sysparm_query.includes("ORDERBY") ? "" : "^ORDERBYsys_id";
      expectResult(await get(`table/${table}?${query({ sysparm_query: sysparm_query + order, sysparm_fields: "sys_id" })}`), 200, of(expected));
    });
  }
  test("insomniacc/PSSnow#50: a field two references away", async () => {
    expectResult(await get(`table/supervisor_help_action?${query({ sysparm_query: `sys_id=${id("b4")}`, sysparm_fields: "action,help_request.interaction.number" })}`), 200, [
      { action: "coach", "help_request.interaction.number": "IMS0000002" },
    ]);
  });
  test("Snow-Shell/servicenow-powershell#119: nothing found under v1", async () => {
    const answer = await get(`v1/table/interaction?${query({ sysparm_query: `sys_updated_on>${gs("minutesAgoStart(0)")}` })}`);
    expectFailure(answer, 404, ...NO_RECORD);
  });
});

describe("plain filters take labels and numbers", () => {
  for (const [source, table, filter, expected] of [
    ["ServiceNow's c_TableAPI", "interaction", { state: "Closed Complete" }, "2"],
    ["the same, as ServiceNow shows it", "interaction", { state: "closed complete" }, "2"],
    ["node servicenow-rest-api", "interaction_help_request", { interaction: "IMS0000002" }, "a2"],
    ["the same", "interaction_help_request", { interaction: id(2) }, "a2"],
    ["the same, through a reference", "supervisor_help_action", { "help_request.interaction": "ims0000001" }, "b1"],
    ["a number that no record has", "interaction_help_request", { interaction: "IMS0000009" }, ""],
    ["clients that write NULL", "interaction", { assigned_to: "NULL", state: "New" }, "3 5"],
    ["clients that write a date", "interaction", { opened_at: "2026-11-21" }, "4"],
  ]) {
    test(`${source}: ${query(filter)}`, async () => {
      expectResult(await get(`table/${table}?${query({ ...filter, sysparm_fields: "sys_id", sysparm_query: "ORDERBYsys_id" })}`), 200, of(expected));
    });
  }
});

describe("what could mean other rows is refused and named", () => {
  const choice = (value) => message("invalid_choice", { field: "state", value, choices: CHOICES.interaction });
  for (const [source, sysparm_query, ...faults] of [
    ["ansible-collections/servicenow.itsm#398", "sys_update_onLIKE2024-08-20", unknownField("sysparm_query", "sys_update_on", "interaction")],
    ["a watermark of JavaScript without its zone", "sys_updated_on>=2026-08-01T00:00:00", message("time_without_offset", { field: "sys_updated_on", value: "2026-08-01T00:00:00" })],
    ["Snow-Shell/servicenow-powershell#24", "state=New", choice("New")],
    ["Snow-Shell/servicenow-powershell#274", "stateNOT IN6,7", choice("6")],
    ["StackStorm-Exchange/stackstorm-servicenow#8", "state=new^sysparm_limit=1", unknownField("sysparm_query", "sysparm_limit", "interaction")],
  ]) {
    test(`${source}: ${sysparm_query}`, async () => expectTableFaults(await get(`table/interaction?${query({ sysparm_query })}`), ...faults));
  }
  // An own column that no record has. ServiceNow drops the condition, and answers every row.
  test("RingCentral's connector, whose column nobody has filled: u_call_key=rc_1", async () => {
    expectResult(await get(`table/interaction?${query({ sysparm_query: "u_call_key=rc_1" })}`), 200, []);
  });
});

describe("aggregates", () => {
  const group = (stats, value) => ({ stats, groupby_fields: [{ field: "action", value }] });
  const counted = (value, count) => group({ count }, value);
  const grouped = { sysparm_group_by: "action", sysparm_count: "true" };
  for (const [source, parameters, expected] of [
    ["ServiceNow/PySNC#145", { sysparm_having: "count^action^>^3" }, [counted("coach", "4")]],
    ["Get-SNOWStats of PSSnow#6", { sysparm_having: "count^sys_id^!=^1", sysparm_sum_fields: "", sysparm_avg_fields: "" }, [counted("coach", "4")]],
    ["PSSnow's empty parameters", { sysparm_having: "", sysparm_orderby: "", sysparm_min_fields: "" }, [counted("coach", "4"), counted("monitor", "1"), counted("observe", "1")]],
    ["ServiceNow/PySNC#146", { sysparm_order_by: "COUNT^DESC" }, [counted("coach", "4"), counted("monitor", "1"), counted("observe", "1")]],
    ["the same", { sysparm_order_by: "AVG^duration" }, [counted("observe", "1"), counted("coach", "4"), counted("monitor", "1")]],
    ["the same", { sysparm_order_by: "action^DESC" }, [counted("observe", "1"), counted("monitor", "1"), counted("coach", "4")]],
    ["jacebenson/jsn", { sysparm_orderby: "COUNT,action^DESC" }, [counted("observe", "1"), counted("monitor", "1"), counted("coach", "4")]],
    [
      "jacebenson/jsn#178",
      { sysparm_avg_fields: "duration", sysparm_max_fields: "end_time", sysparm_query: "action=coach" },
      [group({ count: "4", avg: { duration: "15.0000" }, max: { end_time: "2026-11-28 10:00:30" } }, "coach")],
    ],
  ]) {
    test(`${source}: ${query(parameters)}`, async () => expectResult(await get(`stats/supervisor_help_action?${query({ ...grouped, ...parameters })}`), 200, expected));
  }
});
