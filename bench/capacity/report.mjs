// The figures as tables.
import os from "node:os";
import { createRequire } from "node:module";
import { NONE, number, table, whole } from "../lib/table.mjs";
import { CENTRE, CPU_MS, helpedPerYear, interactionsPerYear, KEPT_DAYS, NUMBERS, PUBLISHED } from "./assumptions.mjs";
import { ROUNDS } from "./calls.mjs";
import { DATABASES, MANY, OF_YEAR } from "./ids.mjs";
import { COUNTS, folded } from "./year.mjs";

const DAYS = 365;
const MILLION = 1e6;
/** "Several milliseconds", which D1's documentation says for a write. */
const SLOW_MS = 5;
const percent = (value) => `${number(100 * value)} %`;
const dollars = (value) => value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const gigabytes = (bytes) => number(bytes / 1e9);
const TABLES = {
  interaction: "`interaction`",
  helpRequest: "`interaction_help_request`",
  action: "`supervisor_help_action`, ended",
  audit: "`sys_audit`, one end",
  idempotency: "`idempotency_record`",
};

function sizes({ uuid7, instance }) {
  const rows = Object.entries(TABLES).map(([key, title]) => [
    title, whole(uuid7[key].rows), whole(uuid7[key].bytes), whole(instance[key].bytes),
  ]);
  return table(["bytes of a row and its index entries", "rows", "interactions' ids UUIDv7", "as ServiceNow's examples"], rows);
}

const TIMES = { create: "create", update: "update", end1: "end all, 1 help action", end5: "end all, 5 help actions" };

function times(measured) {
  const rows = Object.entries(TIMES).map(([key, title]) => {
    const { statements, duration, trip, idleTrip } = measured[key];
    return [title, ...[statements, duration, trip, idleTrip].map(number)];
  });
  const head = ["ms", "statements", "the same by `meta.duration`", "round trip of one call", "of statements that do nothing"];
  return table(head, rows);
}

/** The statements of the mean call of the endpoint, as the year has them. */
function meanTime({ create, update, end1, end5 }, { total }) {
  const perAction = (end5.statements - end1.statements) / 4;
  const ends = total.endAll * (end1.statements - perAction) + total.endAllActions * perAction;
  return (total.create * create.statements + total.update * update.statements + ends) / keyedOf(total);
}

/** Calls a second in the busiest minute: with the helped interactions registered, and with all. */
function peaks({ busiestMinute, arrivalsInMinute }) {
  const others = arrivalsInMinute * (interactionsPerYear / helpedPerYear - 1);
  return [busiestMinute[0] / 60, (busiestMinute[0] + others) / 60];
}

function rates(times, year) {
  const measured = meanTime(times, year);
  const all = [[`${number(measured)}, the statements here`, measured], ...[1, 3, 5, 10].map((ms) => [String(ms), ms])];
  const rows = all.map(([title, ms]) => [
    title,
    number(1000 / ms),
    ...peaks(year).map((peak) => number((CENTRE.agents * 1000) / ms / peak)),
  ]);
  const head = ["ms a call", "calls/s of one database", "agents it serves in the busiest minute, helped interactions registered", "all interactions registered"];
  return table(head, rows);
}

const CALLS = {
  create: "create",
  createKeyed: "create, Idempotency-Key",
  update: "update",
  updateKeyed: "update, Idempotency-Key",
  end1: "end all, 1 help action",
  end1Keyed: "end all, 1 help action, Idempotency-Key",
  end5: "end all, 5 help actions",
  end5Keyed: "end all, 5 help actions, Idempotency-Key",
  repeated: "repetition of a create",
  register: "register an interaction",
  registerHelpRequest: "register a help request",
  record: "read one interaction",
  ofInteraction: "list the help actions of an interaction",
  newest: "list the newest 10 help actions, without their count",
  newestCounted: "the same with their count",
  statistics: "count by `action`",
};

const unit = (value) => value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 3 });

const price = ({ read, written }) =>
  PUBLISHED.request + CPU_MS * PUBLISHED.cpuMillisecond + read * PUBLISHED.rowRead + written * PUBLISHED.rowWritten;

function prices(costs) {
  const rows = Object.entries(CALLS).map(([key, title]) => {
    const { trips, statements, read, written } = costs[key];
    return [title, trips, statements.length, whole(read), whole(written), dollars(price(costs[key]))];
  });
  const refused = ["rejected or refused", 0, 0, 0, 0, dollars(price({ read: 0, written: 0 }))];
  return table(["call", "round trips", "statements", "rows read", "rows written", "$ for a million"], [...rows, refused]);
}

/** What all calls of the year with Idempotency-Key come to, and the deletion of their keys. */
function bill(costs, deletion, { total }, bytes) {
  const slope = (name) => (costs.end5Keyed[name] - costs.end1Keyed[name]) / 4;
  const rows = (name) =>
    total.register * costs.register[name] +
    total.registerHelpRequest * costs.registerHelpRequest[name] +
    total.create * costs.createKeyed[name] +
    total.update * costs.updateKeyed[name] +
    total.endAll * (costs.end1Keyed[name] - slope(name)) +
    total.endAllActions * slope(name);
  const keyed = keyedOf(total);
  const calls = callsOf(total);
  const lines = [
    ["million requests", calls, PUBLISHED.request],
    ["million ms of processor time", calls * CPU_MS, PUBLISHED.cpuMillisecond],
    ["million rows read by the calls", rows("read"), PUBLISHED.rowRead],
    ["million rows written by the calls", rows("written"), PUBLISHED.rowWritten],
    ["million rows read to delete idempotency records", keyed * deletion.read, PUBLISHED.rowRead],
    ["million rows written to delete them", keyed * deletion.written, PUBLISHED.rowWritten],
    ["million log lines", calls, PUBLISHED.logLine],
    // On the average half of what is there in the end, for 12 months.
    ["GB-months of storage", (bytes / 1e9) * 6 * MILLION, PUBLISHED.gigabyteMonth],
  ].map(([title, amount, each]) => [title, (amount / MILLION) * each, amount / MILLION, each]);
  const sum = lines.reduce((total, [, cost]) => total + cost, 0);
  const shown = lines.map(([title, cost, amount, each]) => [title, number(amount), unit(each), whole(cost)]);
  return table(["", "amount", "$ each", "$ a year"], [...shown, ["in all", "", "", whole(sum)]]);
}

/** Calls with Idempotency-Key. */
const keyedOf = ({ create, update, endAll }) => create + update + endAll;

const callsOf = ({ register, registerHelpRequest, create, update, endAll }) => register + registerHelpRequest + create + update + endAll;

/** Of each of the databases, the bytes of the year's rows that stay. */
function bytesOf(rows, sizes, databases) {
  const sums = new Array(databases).fill(0);
  for (const [key, counts] of Object.entries(rows)) {
    folded(counts, databases).forEach((count, at) => (sums[at] += count * sizes[key].bytes));
  }
  return sums;
}

function filling(sizes, year, bytes) {
  const { total } = year;
  const keys = (keyedOf(total) / DAYS) * KEPT_DAYS * sizes.idempotency.bytes;
  const others = (interactionsPerYear - total.register) * sizes.interaction.bytes;
  const columns = [[total.register, bytes], [interactionsPerYear, bytes + others]];
  const row = (title, of) => [title, ...columns.map(([interactions, stored]) => of(interactions, stored))];
  return table(["", "helped interactions registered", "all interactions registered"], [
    row("interactions a year, millions", (interactions) => number(interactions / MILLION)),
    row("GB a year", (_, stored) => gigabytes(stored)),
    row(`GB of idempotency records, ${KEPT_DAYS} days`, () => gigabytes(keys)),
    row("bytes a year for a helped interaction", (_, stored) => whole(stored / total.register)),
    row("days until one database is full", (_, stored) => whole((PUBLISHED.databaseBytes - keys) / (stored / DAYS))),
    row("days until one database has no `number` left", (interactions) => whole(NUMBERS / (interactions / DAYS))),
    ["calls/s in the busiest minute", ...peaks(year).map(number)],
    row("years until an account's 1 TB is full", (_, stored) => number(PUBLISHED.accountBytes / stored)),
    row("databases for a year, by bytes", (_, stored) => whole(Math.ceil((stored + keys) / PUBLISHED.databaseBytes))),
    row("databases for a year, by `number`", (interactions) => whole(Math.ceil(interactions / NUMBERS))),
  ]);
}

function candidates({ found }) {
  const rows = found.map(({ title, uuid7, minute, random, instance, many, oneMore, doubled }) => [
    title,
    ...[uuid7, minute, random, instance, many].map((value) => value.toFixed(2)),
    ...[oneMore, doubled].map((value) => (value === undefined ? NONE : percent(value))),
  ]);
  const kinds = ["UUIDv7, year", "UUIDv7, busiest minute", "random", "ServiceNow's examples"];
  const moves = [DATABASES + 1, 2 * DATABASES].map((count) => `moves, ${DATABASES} → ${count}`);
  const head = ["", ...kinds, `the same, N = ${MANY.toLocaleString("en")}`, ...moves];
  return table(head, rows);
}

const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
const unevenness = (list) => (Math.max(...list) / mean(list)).toFixed(3);

function yearRows(found, sizes) {
  const rows = COUNTS.map((databases) => {
    const interactions = folded(found.rows.interaction, databases);
    const bytes = bytesOf(found.rows, sizes, databases);
    const fullest = [number(Math.max(...interactions) / MILLION), gigabytes(Math.max(...bytes))];
    return [databases, fullest[0], unevenness(interactions), fullest[1], unevenness(bytes)];
  });
  return table(["databases", "millions of interactions in the fullest", "÷ mean", "GB in the fullest", "÷ mean"], rows);
}

function yearCalls(found) {
  const rows = COUNTS.map((databases, at) => {
    const [second, minute] = [found.busiestSecond[at], found.busiestMinute[at]];
    const ofAll = (calls, most) => ((calls * databases) / most).toFixed(2);
    return [
      databases,
      number(minute / 60),
      ofAll(minute, found.busiestMinute[0]),
      second,
      ofAll(second, found.busiestSecond[0]),
      percent((second * SLOW_MS) / 1000),
    ];
  });
  const minute = ["calls/s in the busiest minute of one", "÷ Nth part of all"];
  const second = ["calls in the busiest second of one", "÷ Nth part of all", `share it works, at ${SLOW_MS} ms a call`];
  const head = ["databases", ...minute, ...second];
  return table(head, rows);
}

function machine() {
  const version = (name) => createRequire(import.meta.url)(`${name}/package.json`).version;
  const cpus = os.cpus();
  const when = new Date().toISOString().slice(0, 10);
  const on = `${cpus.length} × ${cpus[0].model.trim()}, Linux ${os.release().split("-")[0]}`;
  return `${when}: ${on}, workerd ${version("workerd")}, miniflare ${version("miniflare")}, Node.js ${process.versions.node}`;
}

function assumptions({ total }) {
  const { agents, workingDays, callsPerDay, helpedShare, helpRequestShare, endedAloneShare, busyDays, busyDayFactor } = CENTRE;
  return `${agents.toLocaleString("en")} agents in one time zone, ${workingDays} days a year, ${callsPerDay} interactions a day each:
${number(interactionsPerYear / MILLION)} million interactions a year. ${percent(helpedShare)} of them are helped, ${number(helpedPerYear / MILLION)} million. Hours, weekdays, and ${busyDays} days with ${busyDayFactor}
times the interactions, as in \`bench/capacity/assumptions.mjs\`. The share of interactions with n help actions falls as n to the
power of ${CENTRE.actionsExponent}, up to ${CENTRE.mostActions}; the mean is ${number(total.create / total.register)}. ${percent(helpRequestShare)} have a help request. ${percent(endedAloneShare)} of the help actions are ended by
an update, the rest by "end all". Registering an interaction costs one call. That is ${number(callsOf(total) / total.register)} calls for a helped interaction, and ${number(callsOf(total) / MILLION)} million a year.`;
}

export function report({ sizes: measured, costs, times: timed, deletion, year: simulated, ids, actions }) {
  const sizesOfRows = measured.uuid7;
  const bytes = bytesOf(simulated.rows, sizesOfRows, 1)[0];
  const millionth = `requests ${unit(PUBLISHED.request)}, milliseconds of processor time ${unit(PUBLISHED.cpuMillisecond)}, rows read ${unit(PUBLISHED.rowRead)}, rows written ${unit(PUBLISHED.rowWritten)}`;
  return `${machine()}.

### Bytes

A new database is filled with ${whole(actions)} help actions. D1's \`meta.size_after\` says how it grows. In the end it has ${number(measured.uuid7.full / 1e6)} MB.

${sizes(measured)}

### Rows and prices of a call

In that database, by \`meta.rows_read\` and \`meta.rows_written\`, with a bearer token. Prices are in dollars for a million, after what
the plan includes: ${millionth}. A call is assumed to take ${CPU_MS} ms of processor time. A log line costs ${dollars(PUBLISHED.logLine)} more.

${prices(costs)}

### Time of a call

Calls with \`Idempotency-Key\`, in the same database, on a local disk, in the shortest of ${ROUNDS} rounds. The first column is the time of 50
calls in one transaction, divided by 50, minus the time of as many statements of the same length that do nothing. So it has no commit
and no transport. \`meta.duration\` is summed over the same calls. A round trip is one call in its own transaction.

${times(timed)}

### What one database serves

For the mean call of the endpoint in the year below. The first line is measured and has no commit. The other lines are assumptions.

${rates(timed, simulated)}

### The contact centre

${assumptions(simulated)}

### What one database holds

${gigabytes(PUBLISHED.databaseBytes)} GB; \`number\` ends at ${NUMBERS.toLocaleString("en")}.

${filling(sizesOfRows, simulated, bytes)}

### What the year costs

Only helped interactions are registered, every change has an \`Idempotency-Key\`, each call logs one line, and no call reads. What the
plan includes is not subtracted.

${bill(costs, deletion, simulated, bytes)}

### Choosing the database

N = ${DATABASES}: the fullest database as a multiple of the mean. A sample of ${OF_YEAR.toLocaleString("en")} interactions spread over the year, and all ${whole(ids.inMinute)} of its
busiest minute. "Moves" is the share of random ids that get another database when N grows.

${candidates(ids)}

### The year over N databases

Every second is simulated, with UUIDv7 ids, by FNV-1a modulo N. The bytes do not include idempotency records.

${yearRows(simulated, sizesOfRows)}

${yearCalls(simulated)}
`;
}
