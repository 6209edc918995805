// Works out what one D1 database holds, serves and costs, and how interactions would spread over many, and prints it as Markdown.
// Takes about 2 minutes and needs `make build`.
//
//   --write   puts the figures into docs/capacity.md, between its two markers
//
// Bytes, rows and times are measured with the built Worker on a local D1. The year of a contact centre is simulated, the same in
// each run. Its assumptions are in bench/capacity/assumptions.mjs.
import { readFileSync, writeFileSync } from "node:fs";
import { costs, deletion, times } from "./capacity/calls.mjs";
import { fill, records } from "./capacity/filling.mjs";
import { compare } from "./capacity/ids.mjs";
import { report } from "./capacity/report.mjs";
import { withService } from "./capacity/service.mjs";
import { simulate } from "./capacity/year.mjs";
import { PLACES } from "./lib/places.mjs";

const ACTIONS = 100_000;
const DOCS = `${PLACES.root}docs/capacity.md`;
const MARKERS = ["<!-- capacity:begin -->", "<!-- capacity:end -->"];

const startedAt = Date.now();

/** What goes on, beside the figures. */
const say = (text) => process.stderr.write(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(4)} s  ${text}\n`);

async function measure() {
  const stored = records(ACTIONS, "uuid7");
  const measured = await withService(async (service) => {
    say(`Filling a database with ${stored.actions.length.toLocaleString("en")} help actions`);
    const uuid7 = await fill(service, stored);
    say("Rows and times of calls");
    const found = { costs: await costs(service, stored), times: await times(service, stored) };
    return { uuid7, ...found, deletion: await deletion(service) };
  });
  say("Filling another, with other ids");
  const instance = await withService((service) => fill(service, records(ACTIONS, "instance")));
  const { uuid7, ...rest } = measured;
  return { actions: stored.actions.length, sizes: { uuid7, instance }, ...rest };
}

function writeDocs(text) {
  const [begin, end] = MARKERS;
  const page = readFileSync(DOCS, "utf8");
  const [head, rest] = page.split(begin);
  const tail = rest?.split(end)[1];
  if (tail === undefined) throw new Error(`docs/capacity.md has no ${begin} and ${end} to write between`);
  writeFileSync(DOCS, `${head}${begin}\n${text}${end}${tail}`);
}

async function main() {
  // Miniflare names modules by their path from here.
  process.chdir(PLACES.root);
  const measured = await measure();
  say("Comparing ways to choose the database");
  const ids = compare();
  say("Simulating the year");
  const year = simulate((day) => say(`  day ${day}`));
  const text = report({ ...measured, ids, year });
  if (process.argv.includes("--write")) writeDocs(text);
  process.stdout.write(text);
  say("Done");
}

try {
  await main();
} catch (error) {
  process.stderr.write(`Working out the capacity has failed: ${error.stack}\n`);
  process.exitCode = 1;
}
