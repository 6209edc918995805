// Compares the processor time of two builds of the service call by call: node bench/compare.mjs BEFORE AFTER, two folders
// with index.js and index_bg.wasm. The builds take turns, so that a drift of the machine meets both. Both are started anew for
// each round, because two processes of the same build differ by up to 10 %.
//
// BENCH_ROUNDS is the number of rounds (8), BENCH_SECONDS the length of a sample (0.5), BENCH_OPERATIONS names what is compared.
// Samples of 1.5 s show differences of 2 %. Needs what `make bench` installs, and databases that have the same schema for
// both builds.
import { cpSync } from "node:fs";
import { CANDIDATES } from "./lib/candidates.mjs";
import { canMeasure } from "./lib/cpu.mjs";
import { deleteStale, prepared } from "./lib/database.mjs";
import { start } from "./lib/instance.mjs";
import { Load } from "./lib/load.mjs";
import { PLACES } from "./lib/places.mjs";
import { inRounds } from "./lib/rounds.mjs";
import { CONNECTIONS } from "./lib/settings.mjs";
import { median, quantile } from "./lib/statistics.mjs";
import { table } from "./lib/table.mjs";

const STORED = 100_000;
const SAMPLES = 3;
const OPERATIONS = ["create", "update", "end", "invalid", "refused", "list", "list1000", "record"];

const folders = process.argv.slice(2);
if (folders.length !== 2 || !canMeasure) throw new Error("give two folders, on Linux: node bench/compare.mjs BEFORE AFTER");
const rounds = Number(process.env.BENCH_ROUNDS ?? 8);
const seconds = Number(process.env.BENCH_SECONDS ?? 0.5);
const operations = process.env.BENCH_OPERATIONS?.split(",") ?? OPERATIONS;

/** Of each operation: the median CPU time of both builds in one round, in µs. */
async function round(number, load, database) {
  const instances = [];
  try {
    for (const build of number % 2 === 0 ? [0, 1] : [1, 0]) {
      instances[build] = await start({ ...CANDIDATES.service, folder: copies[build] }, database);
    }
    const cells = operations.flatMap((operation) => [0, 1].map((build) => ({ operation, build, stored: STORED })));
    const measure = (cell, share) =>
      load.run(instances[cell.build], cell, { connections: CONNECTIONS, seconds: seconds * share });
    await inRounds(cells, SAMPLES, measure, () => {});
    return cells.map(({ samples }) => median(samples.map(({ cpuUs }) => cpuUs)));
  } finally {
    for (const instance of instances) await instance?.stop();
  }
}

// The runtime finds no modules outside of the project.
const copies = folders.map((folder, build) => {
  const copy = `${PLACES.root}bench/build/compare-${build}`;
  cpSync(folder, copy, { recursive: true });
  return copy;
});
deleteStale();
process.on("exit", deleteStale);
const database = await prepared(STORED, () => {});
const load = new Load();
const measured = [];
for (let number = 0; number < rounds; number += 1) {
  measured.push(await round(number, load, database));
  process.stderr.write(`round ${number + 1} of ${rounds}\n`);
}
load.stop();
const rows = operations.map((operation, at) => {
  const [before, after] = [0, 1].map((build) => measured.map((medians) => medians[2 * at + build]));
  const ratios = after.map((us, number) => us / before[number]);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  return [operation, ...[before, after].map((all) => String(Math.round(median(all)))), `${middle} (${low}–${high})`];
});
process.stdout.write(`${table(["µs of CPU per call", "before", "after", "after ÷ before"], rows)}\n`);
