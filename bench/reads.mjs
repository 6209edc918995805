// Measures the documented reads at 0, 100,000 and 1,000,000 help actions, and the feed with 1, 10 and 100 waiting readers. Prints
// Markdown. `make bench-reads` starts it by scripts/bench.sh. Needs what `make bench` installs.
//
// BENCH_STORED names the sizes (0,100000,1000000), BENCH_CALLS is the number of calls of each read (30).
import { randomBytes } from "node:crypto";
import { BEARER } from "./lib/credentials.mjs";
import { CANDIDATES } from "./lib/candidates.mjs";
import { deleteStale } from "./lib/database.mjs";
import { start } from "./lib/instance.mjs";
import { observed } from "./lib/observed.mjs";
import { interactionOf, preparedForReads } from "./lib/read-stock.mjs";
import { quantile } from "./lib/statistics.mjs";
import { number, table, whole } from "./lib/table.mjs";

const SIZES = (process.env.BENCH_STORED ?? "0,100000,1000000").split(",").map(Number);
const CALLS = Number(process.env.BENCH_CALLS ?? 30);
const READERS = [1, 10, 100];
const CHANGES = 40;

const startedAt = Date.now();
const say = (text) => process.stderr.write(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(4)} s  ${text}\n`);
const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString().slice(0, 19).replace("T", " ");

const ACTIONS = "table/supervisor_help_action";
const list = (of, query, more = "&sysparm_limit=10&sysparm_no_count=true") =>
  `${of}?sysparm_query=${encodeURIComponent(query)}${more}`;

/** The first is what the others are compared with. */
const SHAPES = {
  "a page by sys_id": () => list(ACTIONS, "ORDERBYsys_id"),
  "open now": () => list(ACTIONS, "end_timeISEMPTY"),
  "open, started in the last hour": () => list(ACTIONS, `end_timeISEMPTY^start_time>=${ago(3600)}`),
  "the newest by sys_created_on": () => list(ACTIONS, "ORDERBYDESCsys_created_on"),
  "changed since, oldest first": () => list(ACTIONS, `sys_updated_on>=${ago(600)}^ORDERBYsys_updated_on`),
  "ended in the last 10 minutes": () => list(ACTIONS, `end_time>=${ago(600)}`),
  "of an interaction": () => list(ACTIONS, `interaction=${interactionOf(3)}`),
  "of an interaction's number": () => list(ACTIONS, "interaction.number=IMS2000003"),
  "of a help request": () => list(ACTIONS, `help_request=b${"3".padStart(31, "0")}`),
  "of help requests that wait": () => list(ACTIONS, "help_request.state=new"),
  "of help requests that are closed": () => list(ACTIONS, "help_request.state=closed"),
  "of interactions of the last hour": () => list(ACTIONS, `interaction.opened_at>=${ago(3600)}`),
  "help requests that wait": () => list("table/interaction_help_request", "state=new"),
  "the newest interactions": () => list("table/interaction", "ORDERBYDESCopened_at"),
  "the feed, 100 changes": () => "helprequest/changes?after=0&limit=100",
  "count of all": () => list(ACTIONS, "ORDERBYsys_id", "&sysparm_limit=1"),
  "summary of the last hour": () =>
    `stats/supervisor_help_action?sysparm_query=${encodeURIComponent(`start_time>=${ago(3600)}`)}` +
    "&sysparm_count=true&sysparm_avg_fields=duration&sysparm_group_by=action",
};

const headers = { accept: "application/json", authorization: BEARER };

async function read(origin, path) {
  const begun = performance.now();
  const answer = await fetch(`${origin}/api/now/${path}`, { headers });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text}`);
  return performance.now() - begun;
}

async function create(origin, interaction) {
  const begun = performance.now();
  const body = JSON.stringify({ interaction, action: "coach" });
  const url = `${origin}/api/now/helprequest/action/create_or_update`;
  const answer = await fetch(url, { method: "POST", headers: { ...headers, "content-type": "application/json" }, body });
  if (answer.status !== 200) throw new Error(`create: ${answer.status} ${await answer.text()}`);
  await answer.text();
  return performance.now() - begun;
}

/** How long creates take while four callers read without a pause. */
async function behind(origin, path, interaction) {
  let goesOn = true;
  const readers = Array.from({ length: path ? 4 : 0 }, async () => {
    while (goesOn) await read(origin, path());
  });
  const times = [];
  for (let n = 0; n < CALLS; n += 1) times.push(await create(origin, interaction));
  goesOn = false;
  await Promise.all(readers);
  return times;
}

/** The rows that D1 says a read has read. */
async function rowsRead(folder) {
  const { wrapper, trips } = observed();
  const instance = await start(CANDIDATES.service, folder, wrapper);
  const found = {};
  try {
    for (const [name, path] of Object.entries(SHAPES)) {
      trips.length = 0;
      await read(instance.origin, path());
      found[name] = trips.flat().reduce((sum, { meta }) => sum + meta.rows_read, 0);
    }
  } finally {
    await instance.stop();
  }
  return found;
}

async function reads(stored) {
  const folder = await preparedForReads(stored, say);
  const rows = await rowsRead(folder);
  const instance = await start(CANDIDATES.service, folder);
  const interaction = stored ? interactionOf(5) : "d4dec70f3b4bfe101baa9f7e53e45a5d";
  try {
    const found = {};
    const alone = await behind(instance.origin, undefined, interaction);
    for (const [name, path] of Object.entries(SHAPES)) {
      say(`${stored.toLocaleString("en")}: ${name}`);
      const times = [];
      for (let n = 0; n < CALLS; n += 1) times.push(await read(instance.origin, path()));
      found[name] = { rows: rows[name], times, waits: await behind(instance.origin, path, interaction) };
    }
    return { found, alone };
  } finally {
    await instance.stop();
  }
}

/** Milliseconds from the answer of a create to that of each waiting reader. */
async function feed(origin, readers, interaction) {
  const first = await (await fetch(`${origin}/api/now/helprequest/changes?limit=1000`, { headers })).json();
  let next = first.next;
  for (;;) {
    const page = await (await fetch(`${origin}/api/now/helprequest/changes?limit=1000&after=${next}`, { headers })).json();
    if (page.result.length === 0) break;
    next = page.next;
  }
  const times = [];
  for (let n = 0; n < CHANGES; n += 1) {
    let committed;
    const waiting = Array.from({ length: readers }, async () => {
      const answer = await fetch(`${origin}/api/now/helprequest/changes?wait=25&after=${next}`, { headers });
      const page = await answer.json();
      times.push(performance.now() - committed);
      return page.next;
    });
    // At any moment of their turns of waiting.
    await new Promise((resolve) => setTimeout(resolve, 300 + (randomBytes(1)[0] / 255) * 1000));
    await create(origin, interaction);
    committed = performance.now();
    [next] = await Promise.all(waiting);
  }
  return times;
}

const p = (times, share) => number(quantile(times, share));

function readsTable(all) {
  const [base] = Object.keys(SHAPES);
  const head = ["", ...SIZES.flatMap((stored) => [`${stored.toLocaleString("en")}: p50, ms`, "÷ by sys_id", "rows read", "a create waits, p50 ms"])];
  const rows = Object.keys(SHAPES).map((name) => [
    name,
    ...SIZES.flatMap((stored) => {
      const { times, rows: read, waits } = all[stored].found[name];
      const ratio = quantile(times, 0.5) / quantile(all[stored].found[base].times, 0.5);
      return [p(times, 0.5), ratio.toFixed(1), whole(read), p(waits, 0.5)];
    }),
  ]);
  rows.push(["nothing else", ...SIZES.flatMap((stored) => ["–", "–", "–", p(all[stored].alone, 0.5)])]);
  return table(head, rows);
}

async function main() {
  deleteStale();
  const all = {};
  for (const stored of SIZES) all[stored] = await reads(stored);
  const instance = await start(CANDIDATES.service, await preparedForReads(SIZES[0], say));
  const waits = [];
  try {
    for (const readers of READERS) {
      say(`The feed with ${readers} readers`);
      const times = await feed(instance.origin, readers, "d4dec70f3b4bfe101baa9f7e53e45a5d");
      waits.push([whole(readers), p(times, 0.5), p(times, 0.95), p(times, 1)]);
    }
  } finally {
    await instance.stop();
  }
  process.stdout.write(`${readsTable(all)}\n\n${table(["readers that wait", "p50, ms", "p95, ms", "most, ms"], waits)}\n`);
}

process.on("exit", deleteStale);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
await main();
