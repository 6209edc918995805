// Works out what one D1 database holds, when it is full, and what it costs, and prints it as Markdown. Takes about a minute and needs
// `make build`. Bytes are measured on a local D1, rows by D1's own account of calls over HTTP.
//
//   --write   puts the figures into docs/capacity.md, between its two markers
import { readFileSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { Miniflare } from "miniflare";
import { CANDIDATES } from "./lib/candidates.mjs";
import * as centre from "./lib/centre.mjs";
import { BEARER } from "./lib/credentials.mjs";
import { copyOf, deleteStale, prepared } from "./lib/database.mjs";
import { start } from "./lib/instance.mjs";
import { observed } from "./lib/observed.mjs";
import { PLACES } from "./lib/places.mjs";
import { table, whole } from "./lib/table.mjs";

const DOCS = `${PLACES.root}docs/capacity.md`;
const MARKERS = ["<!-- capacity:begin -->", "<!-- capacity:end -->"];
const AGENTS = [1_000, 10_000, 100_000];
const RETENTIONS = [7, 30, 90, 365];
const COUNT = 20_000;
/** About so many help actions are open at a time. */
const CHUNK = 200;

const say = (text) => process.stderr.write(`${text}\n`);

const BY = "sys_created_on, sys_created_by, sys_updated_on, sys_updated_by, sys_transaction_id";
const moment = "datetime('2026-03-01', '+' || i || ' minutes')";
/** Ids of the usual form: those of one kind come in the order of time. */
const id = (kind) => `printf('%012x7${kind}008%015x', 1772323200000 + i * 60000, i * 7919)`;
const TRANSACTION = "lower(hex(randomblob(16)))";
const stamp = `${moment}, 'https://idp.example.com|cti-cloud', ${moment}, 'https://idp.example.com|cti-cloud', ${TRANSACTION}`;
const numbers = "WITH RECURSIVE n (i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)";

/** Texts of a usual length. Each list of statements fills in the records from ?1 to ?2. */
const FILLS = {
  interaction: [
    `${numbers} INSERT INTO interaction (sys_id, number, type, state, short_description, opened_at, assigned_to, opened_for, ${BY})
      SELECT ${id("0")}, printf('IMS%07d', 3000000 + i), 'phone', 'closed_complete', 'Caller asks for a refund above the limit', ${moment},
        printf('%032x', i % 1000), printf('%032x', i), ${stamp} FROM n`,
  ],
  "help request": [
    `${numbers} INSERT INTO interaction_help_request (sys_id, interaction, state, reason, opened_by, help_provided_by, ${BY})
      SELECT ${id("1")}, ${id("0")}, 'closed', 'Refund above the limit', 'agent.12345', 'supervisor.123', ${stamp} FROM n`,
  ],
  "help action, created and ended": [
    `${numbers} INSERT INTO supervisor_help_action (sys_id, interaction, help_request, action, start_time, ${BY})
      SELECT ${id("2")}, ${id("0")}, ${id("1")}, 'coach', ${moment}, ${stamp} FROM n`,
    `${numbers} UPDATE supervisor_help_action SET end_time = datetime(start_time, '+180 seconds'),
      sys_updated_on = datetime(start_time, '+180 seconds'), sys_mod_count = 1, sys_transaction_id = ${TRANSACTION}
      FROM n WHERE sys_id = ${id("2")}`,
  ],
};

/** Bytes that a record takes, with and without its share of the log. */
async function bytes(folder) {
  const measure = async (hasLog) => {
    const miniflare = new Miniflare({
      cf: false,
      modules: true,
      script: "export default { fetch() { return new Response() } }",
      d1Databases: { DB: "local" },
      d1Persist: `${copyOf(folder)}/d1`,
    });
    try {
      const database = await miniflare.getD1Database("DB");
      const run = async (sql, ...params) => (await database.prepare(sql).bind(...params).run()).meta.size_after;
      if (!hasLog) {
        const { results } = await database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%record_change%'").all();
        for (const { name } of results) await run(`DROP TRIGGER ${name}`);
      }
      const found = {};
      let size = await run("SELECT 1");
      for (const [name, fill] of Object.entries(FILLS)) {
        let after = size;
        for (let from = 1; from <= COUNT; from += CHUNK) {
          for (const sql of fill) after = await run(sql, from, from + CHUNK - 1);
        }
        found[name] = (after - size) / COUNT;
        size = after;
      }
      return found;
    } finally {
      await miniflare.dispose();
    }
  };
  const [plain, logged] = [await measure(false), await measure(true)];
  return Object.fromEntries(Object.keys(FILLS).map((name) => [name, { record: plain[name], log: logged[name] - plain[name] }]));
}

/** Rows that each kind of call writes. */
async function rows(folder) {
  const { wrapper, trips } = observed();
  const instance = await start(CANDIDATES.service, folder, wrapper);
  const written = async (path, body, headers = {}) => {
    trips.length = 0;
    const answer = await fetch(`${instance.origin}/api/now/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: BEARER, ...headers },
      body: JSON.stringify(body),
    });
    const { result } = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return { result, rows: trips.flat().reduce((sum, { meta }) => sum + meta.rows_written, 0) };
  };
  try {
    const action = "helprequest/action/create_or_update";
    const interaction = await written("table/interaction", { type: "phone", short_description: "Caller cannot sign in" });
    const sys_id = interaction.result.sys_id;
    const request = await written("table/interaction_help_request", { interaction: sys_id, reason: "Second opinion" });
    const create = await written(action, { interaction: sys_id, action: "coach" });
    const end = { interaction: sys_id, action_sys_id: create.result.action_sys_id, end_time: "2030-01-01 00:00:00" };
    const update = await written(action, end);
    await written(action, { interaction: sys_id, action: "monitor" });
    const keyed = await written(action, { interaction: sys_id, action: "monitor" }, { "idempotency-key": randomUUID() });
    const endAll = await written(action, { interaction: sys_id, end_time: "2030-01-01 00:00:01" });
    return {
      "register an interaction": interaction.rows,
      "register a help request": request.rows,
      "create a help action": create.rows,
      "the same with an Idempotency-Key": keyed.rows,
      "end one": update.rows,
      "end all, for each of 3 help actions": endAll.rows / 3,
    };
  } finally {
    await instance.stop();
  }
}

const helpedADay = (agents) => (agents * centre.CALLS_A_DAY * centre.WORKING_DAYS * centre.HELPED) / 365;

/** Of one helped call: bytes of its records, of its changes in the log, rows written, and calls. */
function helpedCall(size, written) {
  const counts = { interaction: 1, "help request": centre.HELP_REQUESTS, "help action, created and ended": centre.ACTIONS };
  const sum = (of) => Object.entries(counts).reduce((total, [name, count]) => total + count * of(size[name]), 0);
  const ends = centre.ENDED_ALONE * written["end one"] + (1 - centre.ENDED_ALONE) * written["end all, for each of 3 help actions"];
  return {
    records: sum(({ record }) => record),
    log: sum(({ log }) => log),
    rows:
      written["register an interaction"] +
      centre.HELP_REQUESTS * written["register a help request"] +
      centre.ACTIONS * (written["the same with an Idempotency-Key"] + ends),
    calls: 1 + centre.HELP_REQUESTS + centre.ACTIONS * (1 + centre.ENDED_ALONE) + (1 - centre.ENDED_ALONE),
  };
}

const gigabytes = (value) => `${(value / 1e9).toFixed(value < 1e9 ? 2 : 1)} GB`;

function report(size, written) {
  const one = helpedCall(size, written);
  const each = one.records + one.log;
  const sizes = Object.entries(size).map(([name, { record, log }]) => [name, whole(record), whole(log)]);
  const centres = AGENTS.map((agents) => {
    const helped = helpedADay(agents);
    const fullAfter = centre.PUBLISHED.databaseBytes / (helped * each);
    const kept = (centre.PUBLISHED.databaseBytes * centre.FILLED) / (helped * each);
    const month = (helped * 365) / 12;
    // A row that is written is deleted once.
    const dollars = (month * (2 * one.rows * centre.PUBLISHED.rowWritten + one.calls * centre.PUBLISHED.request)) / 1e6;
    const busiest = (helped * centre.BUSIEST_HOUR * one.calls) / 86_400;
    return [
      whole(agents),
      whole(helped),
      `${whole((helped * each) / 1e6)} MB`,
      whole(fullAfter),
      whole(Math.floor(kept)),
      busiest.toFixed(1),
      `$${whole(dollars)}`,
    ];
  });
  const retention = RETENTIONS.map((days) => [
    whole(days),
    ...AGENTS.map((agents) => gigabytes(helpedADay(agents) * days * each)),
  ]);
  return `### Bytes and rows

${table(["bytes on disk, indexes included", "record", "its changes in the log"], sizes)}

A helped call takes ${whole(each)} bytes and writes ${one.rows.toFixed(1)} rows.

${table(["call", "rows written"], Object.entries(written).map(([name, count]) => [name, whole(count)]))}

### One database for a contact centre

${table(
    ["agents", "helped calls a day", "growth a day", "full after days, without retention", "longest `RETENTION_DAYS` that fits", "API calls/s in the busiest hour", "a month"],
    centres,
  )}

Size with \`RETENTION_DAYS\`:

${table(["`RETENTION_DAYS`", ...AGENTS.map((agents) => `${whole(agents)} agents`)], retention)}
`;
}

function writeDocs(text) {
  const [begin, end] = MARKERS;
  const [head, rest] = readFileSync(DOCS, "utf8").split(begin);
  const tail = rest?.split(end)[1];
  if (tail === undefined) throw new Error(`docs/capacity.md has no ${begin} and ${end} to write between`);
  writeFileSync(DOCS, `${head}${begin}\n${text}${end}${tail}`);
}

process.on("exit", deleteStale);
deleteStale();
const folder = await prepared(0, say);
const text = report(await bytes(folder), await rows(folder));
if (process.argv.includes("--write")) writeDocs(text);
process.stdout.write(text);
