// Measures the service beside other Workers on the same runtime and prints the figures as Markdown. bench/results keeps them with
// all samples. `make bench` starts it by scripts/bench.sh, and bench/README.md says how it measures.
//
//   --quick   a try in 2 minutes, whose figures mean little
//   --check   measures nothing, and only checks that the Worker in TypeScript still does the same work
//   --write   puts the figures into docs/benchmarks.md, between its two markers
//
// BENCH_ROUNDS is the number of rounds (7), BENCH_SECONDS the length of a sample in seconds (0.8).
//
// One run at a time: a run deletes the databases of earlier ones.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { CANDIDATES } from "./lib/candidates.mjs";
import { check } from "./lib/conformance.mjs";
import { canMeasure } from "./lib/cpu.mjs";
import { deleteStale, prepared } from "./lib/database.mjs";
import { start } from "./lib/instance.mjs";
import { Load } from "./lib/load.mjs";
import * as measurements from "./lib/measurements.mjs";
import { observed } from "./lib/observed.mjs";
import { PLACES } from "./lib/places.mjs";
import { report } from "./lib/report.mjs";
import { settings } from "./lib/settings.mjs";

const MARKERS = ["<!-- bench:begin -->", "<!-- bench:end -->"];

const startedAt = Date.now();

/** What goes on, beside the figures. */
const say = (text) =>
  process.stderr.write(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(4)} s  ${text}\n`);

async function conformance(folder) {
  const pair = [];
  try {
    for (const key of ["service", "typescript"]) {
      const { wrapper, trips } = observed();
      pair.push({ instance: await start(CANDIDATES[key], folder, wrapper), trips });
    }
    say(`The peer in TypeScript answers ${await check(...pair)} calls as the service does`);
  } finally {
    for (const { instance } of pair) await instance.stop();
  }
}

async function measureAll(load, folders, set) {
  const folder = folders.get(0);
  const part = (name) => (progress) => say(`${name}: ${progress}`);
  return {
    costs: await measurements.databaseCosts(folder),
    coldStarts: await measurements.coldStarts(folder, set, part("Cold start")),
    busy: await measurements.busy(load, folder, set, part("Processor time and throughput")),
    withoutDatabase: await measurements.withoutDatabase(load, folder, set, part("Without the database")),
    paced: await measurements.paced(load, folder, set, part("Latency")),
    growth: await measurements.growth(load, folders, set, part("Growth")),
  };
}

function writeDocs(text) {
  const [begin, end] = MARKERS;
  const page = readFileSync(PLACES.docs, "utf8");
  const [head, rest] = page.split(begin);
  const tail = rest?.split(end)[1];
  if (tail === undefined) throw new Error(`docs/benchmarks.md has no ${begin} and ${end} to write between`);
  writeFileSync(PLACES.docs, `${head}${begin}\n${text}${end}${tail}`);
}

async function main() {
  if (!canMeasure) throw new Error("The processor time of a process is read from /proc, which only Linux has.");
  const set = settings(process.argv.slice(2), process.env);
  deleteStale();
  const folders = new Map();
  for (const stored of set.growth) folders.set(stored, await prepared(stored, say));
  await conformance(folders.get(0));
  if (set.measuresNothing) return;
  const load = new Load();
  try {
    const measured = await measureAll(load, folders, set);
    const text = report(measured, set);
    mkdirSync(PLACES.results, { recursive: true });
    writeFileSync(`${PLACES.results}/benchmarks.md`, text);
    writeFileSync(`${PLACES.results}/samples.json`, JSON.stringify(measured));
    if (set.writesDocs) writeDocs(text);
    process.stdout.write(text);
  } finally {
    load.stop();
  }
}

process.on("exit", deleteStale);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));
try {
  await main();
} catch (error) {
  process.stderr.write(`The bench has failed: ${error.message}\n`);
  process.exitCode = 1;
}
