// Contract, section 7: encoded queries. Every row is a query and the records that it has to find, among records of which
// each wrong reading would find others.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectResult, expectTableFaults } from "./support/expect.mjs";
import { CHOICES, message } from "./support/messages.mjs";
import { start } from "./support/service.mjs";
import { caller, clear, id, query, seed, unknownField } from "./support/table.mjs";

const service = await start();
const { call, get } = caller(service);

const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString().slice(0, 19).replace("T", " ");
await clear(service);
const columns = ["type", "state", "short_description", "opened_at", "closed_at", "assigned_to", "sys_mod_count", "number"];
await seed(
  service,
  "interaction",
  [
    ["phone", "new", "Alpha beta", "2026-03-01 08:00:00", null, "ann", 0, "IMS0000001"],
    ["Phone", "work_in_progress", "alphabet", "2026-03-01 09:00:00", null, "Bob", 1, "IMS0000002"],
    [null, "on_hold", null, null, null, null, 2, "IMS0000003"],
    // An empty text can only come from others than this service.
    ["", "wrap_up", "", "2026-03-02 08:00:00", "2026-03-02 08:30:00", "ann", 10, "IMS0000004"],
    ["chat", "closed_complete", "beta ALPHA", "2026-03-03 00:00:00", "2026-03-03 01:00:00", "cy", 2, "IMS0000005"],
    ["chat", "closed_abandoned", "100% sure_thing", "2026-03-04 00:00:00", "2026-03-04 00:30:00", "Straße", 2, "IMS0000006"],
    ["email", "new", "1000 surething", "2026-03-04 00:00:00", null, "STRASSE", 9, "IMS0000017"],
  ].map((values, n) => ({ sys_id: id(n + 1), ...Object.fromEntries(values.map((value, at) => [columns[at], value])) })),
);
await seed(
  service,
  "interaction_help_request",
  [
    [1, "x^y", 5],
    [2, "xy", 90],
    [1, "a=b, c", 60 * 26],
    [1, "ISEMPTY", 60 * 24 * 3],
    [2, "x@y", 60 * 24 * 30],
  ].map(([interaction, reason, minutes], n) => ({ sys_id: id(`a${n + 1}`), interaction: id(interaction), reason, state: n < 2 ? "new" : "closed", sys_created_on: ago(minutes) })),
);
await seed(
  service,
  "supervisor_help_action",
  [
    [1, id("a1"), "coach", "2026-03-01 10:00:00", "2026-03-01 10:30:00"],
    [1, null, "monitor", "2026-03-01 10:00:00", null],
    [2, null, "barge_in", "2026-03-01 11:00:00", "2026-03-01 11:00:00"],
    [2, id("a5"), "observe", "2026-03-01 12:00:00", "2026-03-01 14:46:40"],
  ].map(([interaction, help_request, action, start_time, end_time], n) => ({ sys_id: id(`b${n + 1}`), interaction: id(interaction), help_request, action, start_time, end_time })),
);

const ask = (table, text) => get(`table/${table}?${query({ sysparm_query: text, sysparm_fields: "sys_id" })}`);
const list = (text) => text.split(" ").filter(Boolean).map((digits) => ({ sys_id: id(digits) }));

/** Each query finds exactly these records, in this order, and counts as many. */
function finds(table, rows) {
  for (const [text, expected] of rows) {
    test(`${text}: ${expected || "none"}`, async () => {
      const answer = await ask(table, text);
      expectResult(answer, 200, list(expected));
      assert.equal(answer.headers["x-total-count"], String(list(expected).length));
    });
  }
}

const ALL = "1 2 3 4 5 6 7";

describe("texts", () => {
  finds("interaction", [
    ["type=phone", "1 2"],
    ["type=PHONE", "1 2"],
    ["type=phon", ""],
    ["type=%", ""],
    ["assigned_to=straße", "6"],
    ["assigned_to=STRASSE", "7"],
    ["assigned_to=STRAßE", "6"],
    ["type!=phone", "3 4 5 6 7"],
    ["type!=nothing", ALL],
    ["type=", "3 4"],
    ["type!=", "1 2 5 6 7"],
    ["typeISEMPTY", "3 4"],
    ["typeISNOTEMPTY", "1 2 5 6 7"],
    ["typeISEMPTYNone", "3 4"],
    ["type=NULL", "3 4"],
    ["type!=NULL", "1 2 5 6 7"],
    ["type=null", ""],
    ["typeEMPTYSTRING", "3 4"],
    ["typeANYTHING", ALL],
    ["typeANYTHING^state=new", "1 7"],
    ["assigned_toSAMEAStype", ""],
    ["assigned_toNSAMEASassigned_to", ""],
    ["typeSAMEAStype", "1 2 4 5 6 7"],
    ["assigned_toLT_FIELDtype", "1 2"],
    ["typeISNOTEMPTYNone", "1 2 5 6 7"],
    ["assigned_to<bob", "1 4"],
    ["assigned_to<=BOB", "1 2 4"],
    ["assigned_to>bob", "5 6 7"],
    ["assigned_to>=Bob", "2 5 6 7"],
    ["assigned_toBETWEENann@BOB", "1 2 4"],
    ["assigned_toBETWEENbob@ann", ""],
    ["typeINphone,chat", "1 2 5 6"],
    ["typeIN phone , CHAT ", "1 2 5 6"],
    ["typeINphone", "1 2"],
    ["typeNOT INphone,chat", "3 4 7"],
    ["typeNOT INPHONE", "3 4 5 6 7"],
    ["short_descriptionLIKEalpha", "1 2 5"],
    ["short_descriptionLIKEALPHA", "1 2 5"],
    ["short_descriptionLIKEa b", "1"],
    ["short_descriptionLIKE%", "6"],
    ["short_descriptionLIKE0%", "6"],
    ["short_descriptionLIKE_", "6"],
    ["short_descriptionLIKEsure_thing", "6"],
    ["short_descriptionLIKE0 s", "7"],
    ["short_descriptionCONTAINSalpha", "1 2 5"],
    ["short_description*alpha", "1 2 5"],
    ["short_descriptionNOT LIKEalpha", "3 4 6 7"],
    ["short_descriptionNOTLIKEalpha", "3 4 6 7"],
    ["short_description%alpha", "5"],
    ["short_descriptionNOT LIKE%", "1 2 3 4 5 7"],
    ["short_descriptionDOES NOT CONTAINalpha", "3 4 6 7"],
    ["short_description!*alpha", "3 4 6 7"],
    ["short_descriptionSTARTSWITHalpha", "1 2"],
    ["short_descriptionSTARTSWITHALPHAB", "2"],
    ["short_descriptionSTARTSWITH100", "6 7"],
    ["short_descriptionSTARTSWITH100%", "6"],
    ["short_descriptionSTARTSWITHbeta ALPHA and more", ""],
    ["short_descriptionENDSWITHalpha", "5"],
    ["short_descriptionENDSWITHbeta", "1"],
    ["short_descriptionENDSWITHsure_thing", "6"],
    ["short_descriptionENDSWITHand beta ALPHA", ""],
    ["assigned_toSTARTSWITHstra", "6 7"],
    ["assigned_toSTARTSWITHstraß", "6"],
    ["assigned_toENDSWITHßE", "6"],
    ["assigned_toLIKEß", "6"],
  ]);
});

describe("choices", () => {
  finds("interaction", [
    ["state=new", "1 7"],
    ["state!=new", "2 3 4 5 6"],
    ["stateINnew,on_hold", "1 3 7"],
    ["stateIN,new,,on_hold,", "1 3 7"],
    ["stateNOT INnew,on_hold", "2 4 5 6"],
    ["state<on_hold", "1 5 6 7"],
    ["state>=on_hold", "2 3 4"],
    ["stateBETWEENnew@on_hold", "1 3 7"],
    ["stateSTARTSWITHclosed", "5 6"],
    ["stateSTARTSWITHclosed%", ""],
    ["stateENDSWITHcomplete", "5"],
    ["stateLIKECLOSED", "5 6"],
    ["stateNOT LIKEclosed", "1 2 3 4 7"],
    ["stateISEMPTY", ""],
    ["stateISNOTEMPTY", ALL],
  ]);
});

describe("times", () => {
  finds("interaction", [
    ["opened_at=2026-03-01 08:00:00", "1"],
    ["opened_at=2026-03-01T08:00:00Z", "1"],
    ["opened_at=2026-03-01T10:00:00.5+02:00", "1"],
    ["opened_at!=2026-03-01 08:00:00", "2 3 4 5 6 7"],
    ["opened_at<2026-03-02 08:00:00", "1 2"],
    ["opened_at<=2026-03-02 08:00:00", "1 2 4"],
    ["opened_at>2026-03-02 08:00:00", "5 6 7"],
    ["opened_at>=2026-03-02 08:00:00", "4 5 6 7"],
    ["opened_atBETWEEN2026-03-01 09:00:00@2026-03-03 00:00:00", "2 4 5"],
    ["opened_atBETWEEN2026-03-01T09:00:01Z@2026-03-02T23:59:59Z", "4"],
    ["opened_atBETWEEN2026-03-03 00:00:00@2026-03-01 09:00:00", ""],
    ["opened_atIN2026-03-01 08:00:00,2026-03-04 00:00:00", "1 6 7"],
    ["opened_atNOT IN2026-03-01 08:00:00,2026-03-04 00:00:00", "2 3 4 5"],
    ["opened_atSTARTSWITH2026-03-01", "1 2"],
    ["opened_atENDSWITH00:00:00", "5 6 7"],
    ["opened_atLIKE-03-0", "1 2 4 5 6 7"],
    ["opened_atNOT LIKE-03-01", "3 4 5 6 7"],
    ["opened_atISEMPTY", "3"],
    ["opened_at=", "3"],
    ["closed_atISEMPTY", "1 2 3 7"],
    ["closed_atISNOTEMPTY", "4 5 6"],
    ["closed_at<9999-12-31 23:59:59", "4 5 6"],
    ["opened_at>=javascript:gs.dateGenerate('2026-03-02','08:00:00')", "4 5 6 7"],
    ['opened_at>javascript:gs.dateGenerate( "2026-03-02 08:00:00" )', "5 6 7"],
    ["opened_atBETWEENjavascript:gs.dateGenerate('2026-03-01','start')@javascript:gs.dateGenerate('2026-03-02','end')", "1 2 4"],
  ]);
  finds("interaction_help_request", [
    ["sys_created_on>javascript:gs.minutesAgo(30)", "a1"],
    ["sys_created_on>=javascript:gs.hoursAgo(2)", "a2 a1"],
    ["sys_created_on>javascript:gs.daysAgo(2)", "a3 a2 a1"],
    ["sys_created_on<javascript:gs.daysAgo(7)", "a5"],
  ]);
});

describe("numbers, which are no texts", () => {
  finds("interaction", [
    ["sys_mod_count=2", "3 5 6"],
    ["sys_mod_count=02", "3 5 6"],
    ["sys_mod_count!=2", "1 2 4 7"],
    ["sys_mod_count<9", "1 2 3 5 6"],
    ["sys_mod_count<=9", "1 2 3 5 6 7"],
    ["sys_mod_count>2", "4 7"],
    ["sys_mod_count>=9", "4 7"],
    ["sys_mod_count>-1", ALL],
    ["sys_mod_countBETWEEN2@9", "3 5 6 7"],
    ["sys_mod_countBETWEEN9@10", "4 7"],
    ["sys_mod_countIN2,10", "3 4 5 6"],
    ["sys_mod_countNOT IN2,10", "1 2 7"],
    ["sys_mod_countLIKE1", "2 4"],
    ["sys_mod_countENDSWITH0", "1 4"],
    ["sys_mod_countISEMPTY", ""],
    ["sys_mod_count<9223372036854775807", ALL],
    ["sys_mod_countGT_OR_EQUALS_FIELDsys_mod_count", ALL],
    ["sys_mod_countGT_FIELDsys_mod_count", ""],
  ]);
});

describe("numbers of interactions", () => {
  finds("interaction", [
    ["number=IMS0000003", "3"],
    ["number=ims0000003", "3"],
    ["number!=IMS0000003", "1 2 4 5 6 7"],
    ["number<ims0000003", "1 2"],
    ["number<=IMS0000003", "1 2 3"],
    ["number>IMS0000005", "6 7"],
    ["number>=IMS0000006", "6 7"],
    ["numberBETWEENIMS0000002@ims0000004", "2 3 4"],
    ["numberINIMS0000001,ims0000017", "1 7"],
    ["numberNOT INIMS0000001,ims0000017", "2 3 4 5 6"],
    ["numberSTARTSWITHims000000", "1 2 3 4 5 6"],
    ["numberSTARTSWITHIMS000001", "7"],
    ["numberSTARTSWITHMS", ""],
    ["numberLIKEs000001", "7"],
    ["numberENDSWITH7", "7"],
    ["numberNOT LIKE17", "1 2 3 4 5 6"],
  ]);
});

describe("sys_ids and references", () => {
  finds("interaction", [
    [`sys_id=${id(3)}`, "3"],
    [`sys_id!=${id(3)}`, "1 2 4 5 6 7"],
    [`sys_id<=${id(2)}`, "1 2"],
    [`sys_id>${id(5)}`, "6 7"],
    [`sys_idIN${id(7)},${id(2)},${id(9)}`, "2 7"],
    [`sys_idNOT IN${id(7)},${id(2)}`, "1 3 4 5 6"],
    ["sys_idENDSWITH3", "3"],
    ["sys_idSTARTSWITH0000", ALL],
    [`sys_idSTARTSWITH${id(3)}`, "3"],
    ["sys_idSTARTSWITH1", ""],
    [`sys_idBETWEEN${id(2)}@${id(4)}`, "2 3 4"],
  ]);
  finds("supervisor_help_action", [
    [`sys_id=${id("B1")}`, "b1"],
    ["sys_idENDSWITHB1", "b1"],
    [`sys_idSTARTSWITH${id("B1").slice(0, 31)}`, "b1 b2 b3 b4"],
    [`interaction=${id(1)}`, "b1 b2"],
    [`interaction!=${id(1)}`, "b3 b4"],
    [`interactionIN${id(2)},${id(3)}`, "b3 b4"],
    [`help_request=${id("A1")}`, "b1"],
    [`help_request!=${id("a1")}`, "b2 b3 b4"],
    [`help_requestNOT IN${id("a1")}`, "b2 b3 b4"],
    ["help_requestISEMPTY", "b2 b3"],
    ["help_request=", "b2 b3"],
    ["help_requestISNOTEMPTY", "b1 b4"],
    ["help_requestSTARTSWITH000", "b1 b4"],
    ["help_requestNOT LIKEa5", "b1 b2 b3"],
  ]);
});

describe("fields of the record that a reference leads to", () => {
  finds("supervisor_help_action", [
    ["interaction.number=ims0000002", "b3 b4"],
    ["interaction.type=phone", "b1 b2 b3 b4"],
    ["interaction.state=new", "b1 b2"],
    ["interaction.stateNOT INnew", "b3 b4"],
    ["interaction.opened_at>2026-03-01 08:30:00", "b3 b4"],
    ["interaction.sys_mod_count=0", "b1 b2"],
    // SQLite finds no row if it looks for the interaction by the second condition.
    ["interaction.opened_at>2026-02-28^help_request.sys_created_onBETWEEN2000-01-01@2100-01-01", "b1 b4"],
    ["help_request.state=new", "b1"],
    ["help_request.state!=new", "b2 b3 b4"],
    ["help_request.stateISEMPTY", "b2 b3"],
    ["help_request.reasonLIKE@", "b4"],
    ["help_request.reasonNOT LIKE@", "b2 b1 b3"],
    // What people read for an interaction is its number.
    ["help_request.interactionSTARTSWITHims^help_request.sys_idISNOTEMPTY", "b1 b4"],
    ["interactionENDSWITH2", "b3 b4"],
    ["interactionLIKE00001", "b1 b2"],
    ["interactionNOT LIKE00001", "b3 b4"],
    ["ORDERBYDESCinteraction^ORDERBYaction", "b3 b4 b1 b2"],
    // Two references.
    ["help_request.interaction.number=ims0000002", "b4"],
    ["help_request.interaction.type=phone", "b1 b4"],
    ["help_request.interaction.type!=phone", "b2 b3"],
    ["help_request.interaction.closed_atISEMPTY", "b2 b1 b3 b4"],
    ["help_request.interaction.stateNOT INnew", "b2 b3 b4"],
    ["ORDERBYDESChelp_request.interaction.number", "b4 b1 b2 b3"],
    ["ORDERBYDESCinteraction.number^ORDERBYaction", "b3 b4 b1 b2"],
  ]);
});

describe("the duration of a help action, which is computed", () => {
  finds("supervisor_help_action", [
    ["duration=1800", "b1"],
    ["duration=0", "b3"],
    ["duration!=1800", "b2 b3 b4"],
    ["duration>900", "b1 b4"],
    ["duration>=1800", "b1 b4"],
    ["duration<1800", "b3"],
    ["duration<=1800", "b1 b3"],
    ["durationBETWEEN0@1800", "b1 b3"],
    ["durationIN0,10000", "b3 b4"],
    ["durationNOT IN0", "b1 b2 b4"],
    ["durationISEMPTY", "b2"],
    ["duration=", "b2"],
    ["durationISNOTEMPTY", "b1 b3 b4"],
    ["durationLIKE000", "b4"],
    ["durationNOT LIKE000", "b1 b2 b3"],
    ["ORDERBYduration", "b2 b3 b1 b4"],
    ["ORDERBYDESCduration", "b4 b1 b3 b2"],
  ]);
});

describe("conditions together", () => {
  finds("interaction", [
    ["", ALL],
    ["^", ALL],
    ["^EQ", ALL],
    ["EQ", ALL],
    ["state=new^EQ", "1 7"],
    ["EQ^state=new", "1 7"],
    ["state=new^EQ^type=phone", "1"],
    ["^state=new^^^EQ^^type=phone^^", "1"],
    ["state=new^^ORstate=on_hold", "1 3 7"],
    ["state=new^EQ^ORDERBYDESCsys_id", "7 1"],
    ["state=new^^ORDERBYDESCsys_id", "7 1"],
    ["^state=new^", "1 7"],
    ["type=phone^state=new", "1"],
    ["type=phone^type=chat", ""],
    ["type=chat^ORtype=email", "5 6 7"],
    // ^OR binds to the condition before it, more closely than ^.
    ["state=new^ORstate=on_hold^type=phone", "1"],
    ["type=phone^state=new^ORstate=on_hold", "1"],
    ["type=chat^ORtype=email^state=new^ORstate=closed_complete", "5 7"],
    ["state=new^ORstate=on_hold^ORstate=wrap_up^assigned_to=ann", "1 4"],
    // ^NQ begins an alternative of all that follows.
    ["type=phone^state=new^NQstate=on_hold", "1 3"],
    ["type=chat^NQtype=email^state=on_hold", "5 6"],
    ["type=chat^NQtype=email^ORtype=phone^state=new", "1 5 6 7"],
    ["state=new^NQstate=on_hold^NQstate=wrap_up", "1 3 4 7"],
    ["state=new^type=email^NQstate=closed_complete^ORstate=on_hold^EQ", "3 5 7"],
    // Orders are those of the whole query, wherever they stand.
    ["ORDERBYDESCnumber^state=new^NQstate=on_hold", "7 3 1"],
    ["state=new^ORDERBYDESCnumber^ORstate=on_hold", "7 3 1"],
    ["state=new^ORDERBYDESCnumber^NQstate=on_hold", "7 3 1"],
  ]);
});

describe("values that look like something else", () => {
  finds("interaction_help_request", [
    ["reason=xy", "a2"],
    ["reason=a=b, c", "a3"],
    ["reasonLIKE=", "a3"],
    ["reasonLIKE, ", "a3"],
    ["reasonINa=b, c", ""],
    ["reason=ISEMPTY", "a4"],
    ["reasonLIKEISEMPTY", "a4"],
    ["reasonLIKEEMPTY^EQ", "a4"],
    ["reason=x@y", "a5"],
    ["reasonLIKE@", "a5"],
    ["reasonBETWEENx@y", "a1 a2 a5"],
    ["reasonSTARTSWITH=b", ""],
    ["reasonENDSWITH ^reasonISNOTEMPTY", ""],
    ["reasonENDSWITH c^reasonISNOTEMPTY", "a3"],
  ]);
});

describe("orders", () => {
  finds("interaction", [
    ["ORDERBYsys_id", ALL],
    ["ORDERBYDESCsys_id", "7 6 5 4 3 2 1"],
    ["ORDERBYDESCnumber", "7 6 5 4 3 2 1"],
    // Nothing comes first; what is equal but for its case is a tie, and ties are ordered by sys_id in either direction.
    ["ORDERBYtype", "3 4 5 6 7 1 2"],
    ["ORDERBYDESCtype", "1 2 7 5 6 4 3"],
    ["ORDERBYstate", "6 5 1 7 3 2 4"],
    ["ORDERBYsys_mod_count", "1 2 3 5 6 7 4"],
    ["ORDERBYDESCsys_mod_count", "4 7 3 5 6 2 1"],
    ["ORDERBYopened_at", "3 1 2 4 5 6 7"],
    ["ORDERBYDESCopened_at", "6 7 5 4 2 1 3"],
    ["ORDERBYassigned_to", "3 1 4 2 5 7 6"],
    ["ORDERBYtype^ORDERBYDESCnumber", "3 4 6 5 7 2 1"],
    ["ORDERBYDESCsys_mod_count^ORDERBYDESCsys_id", "4 7 6 5 3 2 1"],
    ["ORDERBYsys_id^ORDERBYDESCnumber", ALL],
    ["ORDERBYtype^ORDERBYDESCtype", "3 4 5 6 7 1 2"],
    ["stateINnew,on_hold^ORDERBYDESCopened_at", "7 1 3"],
  ]);
  test("without any, by sys_id", async () => {
    expectResult(await get("table/interaction?sysparm_fields=sys_id"), 200, list(ALL));
  });
});

describe("faults", () => {
const OPERATORS =
    "=, !=, <, <=, >, >=, IN, NOT IN, LIKE, NOT LIKE, STARTSWITH, ENDSWITH, ISEMPTY, ISNOTEMPTY, ANYTHING, BETWEEN, ON, NOTON, RELATIVEGT, RELATIVEGE, RELATIVELT, RELATIVELE, RELATIVEEE, SAMEAS, NSAMEAS, GT_FIELD, GT_OR_EQUALS_FIELD, LT_FIELD, LT_OR_EQUALS_FIELD, MORETHAN, LESSTHAN, DATEPART";
  const field = (name, table = "interaction") => unknownField("sysparm_query", name, table);
  const operator = (rest, after) => message("query_unknown_operator", { rest, field: after, operators: OPERATORS });
  const nothing = (name) => message("query_no_value", { field: name });
  const noCondition = (text) => message("query_no_condition", { term: text });
  const time = (text, name = "time_not_accepted") => message(name, { field: "opened_at", value: text });
  const noFunction = (text) =>
    message("unknown_function", { field: "opened_at", value: text });
  const choice = (text) => message("invalid_choice", { field: "state", value: text, choices: CHOICES.interaction });
  const refused = (rows, table = "interaction") => {
    for (const [text, ...messages] of rows) {
      test(text, async () => expectTableFaults(await ask(table, text), ...messages));
    }
  };
  refused([
    ["nmber=1", field("nmber")],
    ["sys_transaction_id=1", field("sys_transaction_id")],
    ["interaction.number=1", field("interaction.number")],
    ["state.number=1", field("state.number")],
    ["numbers=1", field("numbers")],
    ["rowid=1", field("rowid")],
    ["state=new^ORnmber=1", field("nmber")],
    ["state=new^NQnmber=1", field("nmber")],
    ["ORDERBYnmber", field("nmber")],
    ["ORDERBYDESCnmber", field("nmber")],
    ["ORDERBY", field("")],
    ["ORDERBYnumber DESC", field("number DESC")],
    ["ORDERBYnumber,state", field("number,state")],
    ["numberLike1", operator("Like1", "number")],
    ["numberlike1", field("numberlike1")],
    ["number", operator("", "number")],
    ["number ", operator("", "number")],
    ["number =1", operator(" =1", "number")],
    ["number~1", operator("~1", "number")],
    ["numberREGEX1", operator("REGEX1", "number")],
    ["numberINSTANCEOFx", operator("INSTANCEOFx", "number")],
    ["numberISNULL", operator("ISNULL", "number")],
    ["numberDYNAMICx", operator("DYNAMICx", "number")],
    ["numberNOTIN1", operator("NOTIN1", "number")],
    ["number=x^^y", field("y")],
    ["Number=1", noCondition("Number=1")],
    ["=1", noCondition("=1")],
    [" number=1^ number=2", noCondition(" number=2")],
    ["state=new^OR", noCondition("")],
    ["state=new^NQ", noCondition("")],
    ["GOTOnumber=1", noCondition("GOTOnumber=1")],
    ["state=new^EQnumber=1", noCondition("EQnumber=1")],
    ["123TEXTQUERY321=x", field("123")],
    ["ORstate=new", message("query_or_first")],
    ["ORDERBYnumber^ORstate=new", message("query_or_first")],
    ["type<", nothing("type")],
    ["type>=", nothing("type")],
    ["typeLIKE", nothing("type")],
    ["typeNOT LIKE", nothing("type")],
    ["typeSTARTSWITH", nothing("type")],
    ["typeENDSWITH", nothing("type")],
    ["typeIN", nothing("type")],
    ["typeNOT IN", nothing("type")],
    ["typeBETWEENa", message("query_between_one", { field: "type" })],
    ["typeBETWEEN", message("query_between_one", { field: "type" })],
    ["opened_atBETWEEN@2026-03-01 08:00:00", time("")],
    ["opened_atBETWEEN2026-03-01 08:00:00@", time("")],
    ["typeISEMPTYx", message("query_value_where_none", { rest: "x" })],
    ["typeISNOTEMPTY1", message("query_value_where_none", { rest: "1" })],
    ["state=New", choice("New")],
    ["stateINnew,closed", choice("closed")],
    ["stateIN,", nothing("state")],
    ["state=new,on_hold", choice("new,on_hold")],
    ["sys_mod_count=x", message("invalid_number", { field: "sys_mod_count", value: "x" })],
    ["sys_mod_count=1.5", message("invalid_number", { field: "sys_mod_count", value: "1.5" })],
    ["sys_mod_count=9223372036854775808", message("invalid_number", { field: "sys_mod_count", value: "9223372036854775808" })],
    ["sys_mod_countBETWEEN1@", message("invalid_number", { field: "sys_mod_count", value: "" })],
    ["sys_id=x", message("invalid_sys_id", { field: "sys_id", value: "x" })],
    [`sys_idIN${id(1)},x`, message("invalid_sys_id", { field: "sys_id", value: "x" })],
    ["opened_at>yesterday", time("yesterday")],
    ["opened_at>2026-02-30 00:00:00", time("2026-02-30 00:00:00", "time_not_existing")],
    ["opened_at>2026-03-01T00:00:00", time("2026-03-01T00:00:00", "time_without_offset")],
    ["opened_at>2026-02-30", time("2026-02-30 00:00:00", "time_not_existing")],
    ["opened_at>javascript:gs.getUserID()", noFunction("javascript:gs.getUserID()")],
    ["opened_at>javascript:gs.weeksAgo(1)", noFunction("javascript:gs.weeksAgo(1)")],
    ["opened_at>javascript:gs.daysAgo(x)", noFunction("javascript:gs.daysAgo(x)")],
    ["opened_at>javascript:gs.daysAgo(1)+1", noFunction("javascript:gs.daysAgo(1)+1")],
    ["opened_at>javascript:gs.daysAgo(4294967295)", noFunction("javascript:gs.daysAgo(4294967295)")],
    ["opened_at>javascript:gs.dateGenerate('2026-02-30','00:00:00')", noFunction("javascript:gs.dateGenerate('2026-02-30','00:00:00')")],
    ["opened_at>javascript:gs.dateGenerate('2026-03-01\",'00:00:00')", noFunction("javascript:gs.dateGenerate('2026-03-01\",'00:00:00')")],
    ["opened_at>javascript:alert(1)", time("javascript:alert(1)")],
    ["nmber=1^stat=new^numberxx^ORDERBYx^type<", field("nmber"), field("stat"), field("numberxx"), field("x"), nothing("type")],
  ]);
  refused(
    [
      ["interaction.nmber=1", field("interaction.nmber", "supervisor_help_action")],
      ["help_request.interaction.nmber=1", field("help_request.interaction.nmber", "supervisor_help_action")],
      ["startSAMEASx", field("start", "supervisor_help_action")],
      ["start_timeSAMEASinteraction.opened_at", message("query_other_record", { operator: "SAMEAS", field: "start_time", other: "interaction.opened_at" })],
      ["durationGT_FIELDaction", message("query_other_type", { operator: "GT_FIELD", field: "duration", other: "action" })],
      ["durationGT_FIELDactions", field("actions", "supervisor_help_action")],
      ["interaction=IMS0000001", message("invalid_sys_id", { field: "interaction", value: "IMS0000001" })],
      ["duration>1 minute", message("invalid_number", { field: "duration", value: "1 minute" })],
      ["interaction.state=open", `interaction.${choice("open")}`],
    ],
    "supervisor_help_action",
  );
  test("a long text is shortened, control characters are not repeated", async () => {
    expectTableFaults(await ask("interaction", `state=${"x".repeat(100)}`), choice(`${"x".repeat(64)}…`));
    expectTableFaults(await ask("interaction", "state=a\u0000\u001bb"), choice("a\uFFFD\uFFFDb"));
  });
  test("a fault is one in statistics too, and with other parameters", async () => {
    expectTableFaults(await get(`stats/interaction?${query({ sysparm_count: "true", sysparm_query: "nmber=1" })}`), field("nmber"));
    expectTableFaults(await get(`v1/table/interaction?${query({ sysparm_query: "nmber=1", sysparm_limit: 1 })}`), field("nmber"));
  });
  test("an escape that is no UTF-8 is an unknown character", async () => {
    expectResult(await get("table/interaction?sysparm_query=type%3D%FF"), 200, []);
  });
});

describe("limits", () => {
  const limit = (text) => `sysparm_query ${text}; ask in several requests`;
  const tooMany = (n) => message("query_too_many_values", { values: n });
  const ids = (n) => Array.from({ length: n }, (_, at) => id(at + 1)).join();
  test("a list as long as a query may be", async () => {
    const most = 247;
    const text = `sys_idIN${ids(most)}^ORDERBYDESCsys_id`;
    assert.ok(text.length + 33 > 8192);
    const answer = await get(`table/interaction?${query({ sysparm_query: text, sysparm_fields: "sys_id", sysparm_limit: 2, sysparm_offset: 1 })}`);
    expectResult(answer, 200, list("6 5"));
    assert.equal(answer.headers["x-total-count"], "7");
    expectResult(await ask("interaction", `sys_idIN${ids(most).split(",").reverse()}`), 200, list(ALL));
    const actions = await get(`table/supervisor_help_action?${query({ sysparm_query: `interactionIN${ids(most)}`, sysparm_display_value: "all" })}`);
    assert.equal(JSON.parse(actions.text).result.length, 4);
    const stats = await get(`stats/interaction?${query({ sysparm_query: `sys_idNOT IN${ids(most)}`, sysparm_count: true, sysparm_group_by: "state", sysparm_limit: 1, sysparm_offset: 0 })}`);
    expectResult(stats, 200, []);
  });
  const pairs = (n) => Array.from({ length: n }, (_, at) => `number>IMS${String(at).padStart(7, "0")}^ORtype=${at}`).join("^");
  const filtered = (text) => get(`table/interaction?${query({ sysparm_query: text, type: "x" })}`);
  test("96 values, of conditions, with lists that are one each, and with a filter", async () => {
    expectTableFaults(await ask("interaction", pairs(48)), tooMany(96));
    expectTableFaults(await ask("interaction", `${pairs(47)}^sys_idIN${ids(50)}^sys_idNOT IN${ids(50)}`), tooMany(96));
    expectTableFaults(await ask("interaction", `${pairs(47)}^typeBETWEENa@b`), tooMany(96));
    expectTableFaults(await filtered(`${pairs(47)}^NQsys_idIN${ids(50)}`), tooMany(96));
  });
  test("95 values, of conditions, with a list, and with a filter", async () => {
    expectResult(await ask("interaction", `${pairs(47)}^NQsys_idIN${ids(150)}`), 200, list(ALL));
    // A filter is one value, however many alternatives there are.
    expectResult(await filtered(`${pairs(46)}^state=new^NQsys_idIN${ids(150)}`), 200, []);
  });
  test("95 conditions with a value each, joined in each way", async () => {
    const rows = (joint, condition) => Array.from({ length: 95 }, (_, n) => condition(n)).join(joint);
    const sought = (n) => (n === 94 ? "state=on_hold" : `short_description=nothing ${n}`);
    expectResult(await ask("interaction", rows("^OR", sought)), 200, list("3"));
    expectResult(await ask("interaction", rows("^NQ", sought)), 200, list("3"));
    expectResult(await ask("interaction", rows("^", (n) => (n === 94 ? "state=on_hold" : `type!=no ${n}`))), 200, list("3"));
    expectResult(await ask("supervisor_help_action", rows("^OR", (n) => (n === 94 ? "action=observe" : `interaction.short_description=no ${n}`))), 200, list("b4"));
  });
  test("95 values behind a position, in a list that may be longer than a page", async () => {
    const others = Array.from({ length: 94 }, (_, n) => `^sys_created_by!=no ${n}`).join("");
    for (const [first, position, expected] of [
      ["start_time>2026-01-01", "2026-03-01 11:00:00,", ["b3", "b4"]],
      ["help_request.sys_created_on>=2000-01-01", "2000-01-01 00:00:00,,", ["b4", "b1"]],
    ]) {
      const answer = await get(`table/supervisor_help_action?${query({ sysparm_query: first + others, sysparm_after: `9,${position}` })}`);
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(JSON.parse(answer.text).result.map((row) => row.sys_id), expected.map(id));
    }
  });
  test("10 searches for parts of texts, each through a reference counting twice", async () => {
    const rows = (condition, n) => Array.from({ length: n }, (_, at) => condition(at)).join("^OR");
    const direct = (n) => `short_descriptionLIKEnothing ${n}`;
    const through = (n) => `interaction.short_description${["LIKE", "NOT LIKE", "ENDSWITH", "STARTSWITH"][n % 4]}no ${n}`;
    const tooCostly = (scans) => message("query_too_costly", { scans });
    expectResult(await ask("interaction", rows(direct, 10)), 200, []);
    expectTableFaults(await ask("interaction", rows(direct, 11)), tooCostly(11));
    expectResult(await ask("supervisor_help_action", rows(through, 5)), 200, list("b1 b2 b3 b4"));
    expectTableFaults(await ask("supervisor_help_action", rows(through, 6)), tooCostly(12));
    expectTableFaults(await ask("supervisor_help_action", `${rows(through, 4)}^${["a", "b", "c"].map((part) => `sys_created_byLIKE${part}`).join("^")}`), tooCostly(11));
  });
  test("100 conditions and orders, and not 101", async () => {
    const terms = (n, term) => Array.from({ length: n }, () => term).join("^");
    expectResult(await ask("interaction", terms(100, "typeISEMPTY")), 200, list("3 4"));
    expectResult(await ask("interaction", terms(100, "typeISEMPTY^NQtypeISEMPTY").split("^").slice(0, 100).join("^")), 200, list("3 4"));
    expectResult(await ask("interaction", terms(100, "ORDERBYDESCtype")), 200, list("1 2 7 5 6 4 3"));
    expectResult(await ask("supervisor_help_action", terms(100, "interaction.short_descriptionISNOTEMPTY")), 200, list("b1 b2 b3 b4"));
    for (const term of ["typeISEMPTY", "ORDERBYtype"]) {
      expectTableFaults(await ask("interaction", `x=1^${terms(100, term)}`), limit("has 101 conditions and orders, 100 are possible"));
    }
  });
  test("64 KiB, and not a byte more, by bytes and not by characters", async () => {
    const of = (bytes, filler) => `short_description=${filler.repeat((bytes - 18) / Buffer.byteLength(filler))}`;
    // No URL of its own is so long.
    const long = async (text) => {
      const item = { id: "1", method: "GET", url: `/api/now/table/interaction?${query({ sysparm_query: text })}` };
      const answer = await call("POST", "v1/batch", { rest_requests: [item] }, { "content-type": "application/json" });
      const { status_code: status, body } = JSON.parse(answer.text).serviced_requests[0];
      return { status, text: Buffer.from(body, "base64").toString() };
    };
    expectResult(await long(of(65_536, "x")), 200, []);
    expectTableFaults(await long(of(65_537, "x")), limit("has 65537 bytes, 65536 are possible"));
    expectResult(await long(of(65_536, "ä")), 200, []);
    expectTableFaults(await long(of(65_538, "ä")), limit("has 65538 bytes, 65536 are possible"));
  });
});
