// Contract, section 7: times in encoded queries, as ServiceNow's list filter and its clients write them. Each row is a query
// and the records that it finds, on a Tuesday that is a leap day. The native tests check the functions at every border.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { expectResult, expectTableFaults } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { start } from "./support/service.mjs";
import { caller, clear, id, query, seed } from "./support/table.mjs";

const NOW = Date.UTC(2028, 1, 29, 12, 30, 0);
const service = await start({ entry: CLOCK });
const { get } = caller(service, `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`);

// Records by the moments at which they were opened and closed. The test takes less than the minutes between them and now.
const MOMENTS = {
  1: ["2028-02-29 12:20:00", "2028-02-29 12:21:00"],
  2: ["2028-02-29 11:59:59", "2028-02-29 23:59:59"],
  3: ["2028-02-29 00:00:00", "2028-03-01 00:00:00"],
  4: ["2028-02-28 23:59:59", "2028-02-29 00:00:00"],
  5: ["2028-02-28 00:00:00", "2028-02-28 00:00:00"],
  6: ["2028-02-27 23:59:59", "2028-03-05 23:59:59"],
  7: ["2028-02-22 00:00:00", null],
  8: ["2028-02-21 23:59:59", "2028-02-22 23:59:58"],
  9: ["2028-01-31 00:00:00", "2028-02-29 00:00:00"],
  10: ["2027-12-31 23:59:59", "2028-01-01 00:00:00"],
  11: ["2027-03-01 00:00:00", "2028-02-29 00:00:00"],
  12: ["2027-02-28 12:00:00", "2027-02-28 12:00:01"],
  13: [null, null],
};
const ALL = Object.keys(MOMENTS).join(" ");
const but = (...numbers) => Object.keys(MOMENTS).filter((number) => !numbers.includes(Number(number))).join(" ");
const key = (number) => id(String(number).padStart(2, "0"));

before(async () => {
  await putForward(service, NOW - Date.now());
  await clear(service);
  await seed(service, "interaction", Object.entries(MOMENTS).map(([number, [opened_at, closed_at]]) => ({ sys_id: key(number), number: `IMS${number.padStart(7, "0")}`, opened_at, closed_at })));
});

const ask = (text) => get(`table/interaction?${query({ sysparm_query: `${text}^ORDERBYsys_id`, sysparm_fields: "sys_id" })}`);
function finds(rows) {
  for (const [text, expected] of rows) {
    test(`${text}: ${expected || "none"}`, async () => {
      const records = expected.split(" ").filter(Boolean).map((number) => ({ sys_id: key(number) }));
      const answer = await ask(text);
      expectResult(answer, 200, records);
      assert.equal(answer.headers["x-total-count"], String(records.length));
    });
  }
}
const gs = (call) => `javascript:gs.${call}`;
const on = (period) => `ON${period}@${gs(`beginningOf${period}()`)}@${gs(`endOf${period}()`)}`;

describe("as the list filter writes them", () => {
  finds([
    [`opened_at${on("Today")}`, "1 2 3"],
    [`opened_at${on("Yesterday")}`, "4 5"],
    [`closed_at${on("Tomorrow")}`, "3"],
    [`opened_at${on("ThisWeek")}`, "1 2 3 4 5"],
    [`opened_at${on("LastWeek")}`, "6 7 8"],
    [`opened_at${on("ThisMonth")}`, "1 2 3 4 5 6 7 8"],
    [`opened_at${on("LastMonth")}`, "9"],
    [`closed_at${on("NextMonth")}`, "3 6"],
    [`opened_at${on("ThisQuarter")}`, "1 2 3 4 5 6 7 8 9"],
    [`opened_at${on("LastQuarter")}`, "10"],
    [`opened_at${on("ThisYear")}`, "1 2 3 4 5 6 7 8 9"],
    [`opened_at${on("LastYear")}`, "10 11 12"],
    [`opened_at${on("OneYearAgo")}`, "12"],
    [`opened_at${on("Last7Days")}`, "1 2 3 4 5 6 7"],
    [`opened_at${on("Last30Days")}`, "1 2 3 4 5 6 7 8 9"],
    [`opened_at${on("Last3Months")}`, "1 2 3 4 5 6 7 8 9 10"],
    [`opened_at${on("CurrentHour")}`, "1"],
    [`opened_at${on("LastHour")}`, "2"],
    [`opened_at${on("Last2Hours")}`, "1 2"],
    [`opened_atONLast 45 minutes@${gs("minutesAgoStart(45)")}@${gs("minutesAgoEnd(0)")}`, "1 2"],
    [`opened_atONLast 7 days@${gs("beginningOfLast7Days()")}@${gs("endOfLast7Days()")}`, "1 2 3 4 5 6 7"],
    [`opened_atON2028-02-28@${gs("dateGenerate('2028-02-28','start')")}@${gs("dateGenerate('2028-02-28','end')")}`, "4 5"],
    // The label means nothing.
    [`opened_atONa@b c@2028-02-28@2028-02-28 23:59:59`, "4 5"],
    [`opened_atON@2028-02-28@2028-02-29`, "3 4 5"],
    ["opened_atON2028-02-28", "4 5"],
    [`opened_atON${gs("daysAgo(1)")}`, "4 5"],
    [`opened_atNOTONToday@${gs("beginningOfToday()")}@${gs("endOfToday()")}`, but(1, 2, 3)],
    ["opened_atNOTON2028-02-28", but(4, 5)],
    [`opened_at>=${gs("daysAgoStart(0)")}^opened_at<=${gs("daysAgoEnd(0)")}`, "1 2 3"],
  ]);
});

describe("as clients write them", () => {
  finds([
    [`opened_at>${gs("daysAgoStart(7)")}`, "1 2 3 4 5 6"],
    [`opened_at>=${gs("daysAgoStart(7)")}`, "1 2 3 4 5 6 7"],
    [`opened_at<=${gs("daysAgoEnd(7)")}`, "7 8 9 10 11 12"],
    [`opened_at>${gs("minutesAgoStart(15)")}`, "1"],
    [`opened_at<=${gs("endOfLastHour()")}^ORopened_atISEMPTY`, but(1)],
    [`opened_at>=${gs("hoursAgoStart(1)")}`, "1 2"],
    [`opened_at>=${gs("monthsAgoStart(0)")}`, "1 2 3 4 5 6 7 8"],
    [`opened_at>=${gs("monthsAgo(1)")}`, "1 2 3 4 5 6 7 8 9"],
    [`opened_at<${gs("yearsAgo(1)")}`, "12"],
    [`closed_at>${gs("daysAgo(-1)")}`, "6"],
    [`opened_atBETWEEN${gs("quartersAgoStart(1)")}@${gs("quartersAgoEnd(1)")}`, "10"],
    [`opened_at>=${gs("now()")}`, "1 2 3"],
    [`opened_at>${gs("nowDateTime()")}`, ""],
    [`opened_at>=${gs("dateGenerate('2028-2-28','0:0:0')")}`, "1 2 3 4 5"],
    [`opened_at>=${gs("beginningOfWeek('2028-02-27')")}^opened_at<=${gs("endOfWeek('2028-02-27')")}`, "6 7 8"],
    ["opened_at>=2028-02-28", "1 2 3 4 5"],
    ["opened_at=2028-02-28", "5"],
    ["opened_atBETWEEN2028-02-28@2028-02-29", "3 4 5"],
    ["opened_atIN2028-02-28,2028-02-29", "3 5"],
    // Wherever it stands.
    [`ORDERBYDESCnumber^opened_at>=2028-02-29^EQ^^closed_at<2028-03-01^EQ`, "2 1"],
  ]);
});

describe("in relation to now", () => {
  finds([
    ["opened_atRELATIVEGT@hour@ago@24", "1 2 3 4"],
    ["opened_atRELATIVEGE@dayofweek@ago@7", "1 2 3 4 5 6"],
    ["opened_atRELATIVELT@day@ago@7", "7 8 9 10 11 12"],
    ["opened_atRELATIVELE@year@ago@1", "12"],
    ["opened_atRELATIVEGE@month@ago@1", "1 2 3 4 5 6 7 8 9"],
    ["opened_atRELATIVELT@quarter@ago@1", "11 12"],
    ["opened_atRELATIVEEE@dayofweek@ago@1", "4 5"],
    ["opened_atRELATIVEEE@week@ago@1", "6 7 8"],
    ["opened_atRELATIVEEE@month@ago@1", "9"],
    ["opened_atRELATIVEEE@hour@ago@1", "2"],
    ["closed_atRELATIVEGT@minute@ahead@60", "2 3 6"],
    ["closed_atRELATIVEEE@dayofweek@ahead@1", "3"],
  ]);
});

describe("parts of times", () => {
  const part = (name, value, comparison) => `DATEPARTlabel@${gs(`datePart('${name}','${value}','${comparison}')`)}`;
  finds([
    [`opened_at${part("dayofweek", "monday", "EE")}`, "4 5 8 9 11"],
    // Here a week begins on Sunday.
    [`opened_at${part("dayofweek", "monday", "LT")}`, "6 12"],
    [`opened_at${part("dayofweek", "thursday", "GT")}`, "10"],
    [`opened_at${part("hour", "0", "EE")}`, "3 5 7 9 11"],
    [`opened_at${part("hour", "12", "GE")}^opened_at${part("hour", "12", "LE")}`, "1 12"],
    [`opened_at${part("month", "jan", "EE")}`, "9"],
    [`opened_at${part("month", "December", "EE")}`, "10"],
    [`opened_at${part("month", "3", "GE")}`, "10 11"],
    [`opened_at${part("quarter", "1", "GT")}`, "10"],
    [`opened_at${part("year", "2028", "LT")}`, "10 11 12"],
    // Week 1 begins on the first Monday.
    [`closed_at${part("week", "0", "EE")}`, "10"],
    [`opened_at${part("week", "9", "EE")}`, "1 2 3 4 5 11"],
  ]);
});

describe("in relation to another time of the record", () => {
  finds([
    ["opened_atSAMEASclosed_at", "5"],
    ["opened_atNSAMEASclosed_at", but(5, 13)],
    ["opened_atSAMEASclosed_at@day", "1 2 5 12"],
    ["opened_atSAMEASclosed_at@hour", "1 5 12"],
    ["opened_atSAMEASclosed_at@minute", "5 12"],
    ["opened_atSAMEASclosed_at@week", "1 2 3 4 5 8 10 12"],
    ["opened_atSAMEASclosed_at@month", "1 2 4 5 8 12"],
    ["opened_atSAMEASclosed_at@quarter", "1 2 3 4 5 6 8 9 12"],
    ["opened_atSAMEASclosed_at@year", "1 2 3 4 5 6 8 9 12"],
    ["opened_atNSAMEASclosed_at@year", "7 10 11"],
    ["opened_atLT_FIELDclosed_at", but(5, 7, 13)],
    ["opened_atGT_OR_EQUALS_FIELDclosed_at", "5"],
    ["closed_atGT_FIELDopened_at", but(5, 7, 13)],
    ["closed_atLT_OR_EQUALS_FIELDopened_at", "5"],
    ["opened_atMORETHANclosed_at@day@before@1", "6 9 11"],
    ["opened_atMORETHANclosed_at@month@before@1", "11"],
    ["opened_atMORETHANclosed_at@month@before@11", "11"],
    ["closed_atMORETHANopened_at@hour@after@23", "3 6 8 9 11"],
    ["closed_atMORETHANopened_at@hour@before@1", ""],
    ["closed_atMORETHANopened_at@week@before or after@2", "9 11"],
    ["opened_atLESSTHANclosed_at@minute@before@1", "1 4 5 10 12"],
    ["closed_atLESSTHANopened_at@year@after@1", but(7, 13)],
    ["closed_atLESSTHANopened_at@day@before@1", "5"],
    ["closed_atLESSTHANopened_at@quarter@before or after@1", but(7, 11, 13)],
    ["opened_atANYTHING", ALL],
  ]);
});

describe("faults", () => {
  const malformed = (name, operator, operand) => message(name, { operator, field: "opened_at", operand });
  const time = (text) => message("time_not_accepted", { field: "opened_at", value: text });
  for (const [text, ...messages] of [
    ["opened_atONToday", malformed("query_on_form", "ON", "Today")],
    ["opened_atON", malformed("query_on_form", "ON", "")],
    ["opened_atNOTON2028-02-28@2028-02-29", malformed("query_on_form", "NOTON", "2028-02-28@2028-02-29")],
    ["opened_atONx@yesterday@2028-02-29", time("yesterday")],
    ["opened_atRELATIVEGT@hour@ago", malformed("query_relative_form", "RELATIVEGT", "@hour@ago")],
    ["opened_atRELATIVEGTx@hour@ago@1", malformed("query_relative_form", "RELATIVEGT", "x@hour@ago@1")],
    ["opened_atRELATIVEGE@fortnight@ago@1", malformed("query_relative_form", "RELATIVEGE", "@fortnight@ago@1")],
    ["opened_atRELATIVELE@hour@back@1", malformed("query_relative_form", "RELATIVELE", "@hour@back@1")],
    ["opened_atRELATIVEEE@hour@ago@-1", malformed("query_relative_form", "RELATIVEEE", "@hour@ago@-1")],
    ["opened_atRELATIVELT@year@ago@3000", malformed("query_relative_form", "RELATIVELT", "@year@ago@3000")],
    [`opened_atDATEPART${gs("datePart('hour','1','EE')")}`, malformed("query_part_form", "DATEPART", gs("datePart('hour','1','EE')"))],
    ...["datePart('hour','24','EE')", "datePart('dayofweek','1','EE')", "datePart('hour','1','NE')", "datePart('minute','1','EE')", "datePart('month','0','EE')", "datePart(hour,1,EE)"].map((call) => [
      `opened_atDATEPARTx@${gs(call)}`,
      malformed("query_part_form", "DATEPART", `x@${gs(call)}`),
    ]),
    ["opened_atSAMEASclosed_at@decade", malformed("query_same_form", "SAMEAS", "closed_at@decade")],
    ["opened_atMORETHANclosed_at@day@before", malformed("query_distance_form", "MORETHAN", "closed_at@day@before")],
    ["opened_atLESSTHANclosed_at@day@near@1", malformed("query_distance_form", "LESSTHAN", "closed_at@day@near@1")],
    ["opened_atLESSTHANclosed_at@day@after@x", malformed("query_distance_form", "LESSTHAN", "closed_at@day@after@x")],
    ["opened_atGT_FIELDtype", message("query_other_type", { operator: "GT_FIELD", field: "opened_at", other: "type" })],
    ...["ON2028-02-28", "NOTON2028-02-28", "RELATIVEGT@hour@ago@1", "DATEPARTx@y", "SAMEASnumber@day", "MORETHANnumber@day@before@1", "LESSTHANx"].map((condition) => [
      `type${condition}`,
      message("query_not_for_times", { operator: condition.match(/^(RELATIVEGT|[A-Z]+?)(?=[a-z0-9@])/)[1], field: "type" }),
    ]),
  ]) {
    test(text, async () => expectTableFaults(await ask(text), ...messages));
  }
});
