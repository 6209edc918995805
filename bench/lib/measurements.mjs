// What is measured of which candidate, and how.
import { CANDIDATES } from "./candidates.mjs";
import { coldStart } from "./cold-start.mjs";
import { callOnce, costs } from "./cost.mjs";
import { start } from "./instance.mjs";
import { inRounds } from "./rounds.mjs";
import { CONNECTIONS, RATE } from "./settings.mjs";
import { stub } from "./observed.mjs";

const OPERATIONS = ["create", "update", "end", "invalid", "refused"];
const WRITES = ["create", "update", "end"];
const READS = ["list", "record"];
const FORMATS = ["json", "xml"];

const HELLO = ["helloRust", "helloJs"];

/** Cells of the given operations for every candidate that knows them; those of one operation stand together. */
function cells(operations, formats = FORMATS) {
  return operations.flatMap((operation) =>
    formats.flatMap((format) => {
      const isJson = format === "json";
      const ofWrite = isJson && WRITES.includes(operation) ? ["basic", "keyed"] : [];
      const ofCreate = isJson && operation === "create" ? ["bare"] : [];
      return ["service", "typescript", ...ofWrite, ...ofCreate].map((key) => ({ key, operation, format }));
    }),
  );
}

const helloCells = () => HELLO.map((key) => ({ key, operation: "hello" }));

/** Starts an instance for each candidate that the cells name, and stops them all when `work` is done. */
async function withInstances(cells, startOne, work) {
  const instances = {};
  try {
    for (const { key } of cells) instances[key] ??= await startOne(key);
    return await work(instances);
  } finally {
    for (const instance of Object.values(instances)) await instance.stop();
  }
}

/** Measures the cells in rounds, each on the instance that `startOne` starts for its candidate. */
function compare(cells, startOne, rounds, measure, say) {
  return withInstances(cells, startOne, (instances) =>
    inRounds(cells, rounds, (cell, share) => measure(instances[cell.key], cell, share), say),
  );
}

/** Processor time and throughput with all connections calling all the time. */
export async function busy(load, folder, { rounds, seconds }, say) {
  const all = [...cells(OPERATIONS), ...cells(["end10", "end100"], ["json"]), ...helloCells()];
  const measure = (instance, cell, share) =>
    load.run(instance, cell, { connections: CONNECTIONS, seconds: seconds * share });
  return compare(all, (key) => start(CANDIDATES[key], folder), rounds, measure, say);
}

/** The same with a database that answers at once without doing anything. */
export async function withoutDatabase(load, folder, { rounds, seconds }, say) {
  const all = cells(WRITES).filter(({ key }) => ["service", "typescript", "bare"].includes(key));
  const measure = (instance, cell, share) =>
    load.run(instance, cell, { connections: CONNECTIONS, seconds: seconds * share });
  return compare(all, (key) => start(CANDIDATES[key], folder, stub), rounds, measure, say);
}

/** Latency at a fixed rate. */
export async function paced(load, folder, { rounds, rateSeconds }, say) {
  const all = [...cells(WRITES, ["json"]), ...helloCells()];
  const measure = (instance, cell, share) => load.run(instance, cell, { rate: RATE, seconds: rateSeconds * share });
  return compare(all, (key) => start(CANDIDATES[key], folder), rounds, measure, say);
}

/** The service's figures with more and more help actions stored; reads only where the service has them. */
export async function growth(load, folders, { growthRounds, seconds, rateSeconds }, say) {
  const sizes = [...folders.keys()];
  const sized = sizes.map((stored) => ({ key: stored }));
  return withInstances(
    sized,
    (stored) => start(CANDIDATES.service, folders.get(stored)),
    async (instances) => {
      const operations = [...WRITES, ...((await canRead(instances[sizes[0]])) ? READS : [])];
      const all = operations.flatMap((operation) => sizes.map((stored) => ({ key: stored, stored, operation })));
      for (const stored of sizes) {
        const found = await costs(CANDIDATES.service, folders.get(stored), operations, stored);
        for (const cell of all) if (cell.stored === stored) cell.cost = found[cell.operation];
      }
      const measure = async (cell, share) => {
        const instance = instances[cell.key];
        const busy = await load.run(instance, cell, { connections: CONNECTIONS, seconds: seconds * share });
        const { latencies } = await load.run(instance, cell, { rate: RATE, seconds: rateSeconds * share });
        return { ...busy, latencies };
      };
      return inRounds(all, growthRounds, measure, say);
    },
  );
}

async function canRead(instance) {
  try {
    await callOnce(instance, { operation: "list" }, 0);
    await callOnce(instance, { operation: "record" }, 0);
    return true;
  } catch {
    return false;
  }
}

/** Cold starts, each candidate in turn. */
export async function coldStarts(folder, { coldStarts: times }, say) {
  const all = Object.keys(CANDIDATES)
    .filter((key) => key !== "keyed")
    .map((key) => ({ key, operation: HELLO.includes(key) ? "hello" : "create" }));
  return inRounds(all, times, ({ key, operation }) => coldStart(CANDIDATES[key], folder, operation), say);
}

/** What the operations cost in the database. */
export async function databaseCosts(folder) {
  const found = {};
  for (const key of ["service", "basic", "keyed", "typescript"]) {
    found[key] = await costs(CANDIDATES[key], folder, [...WRITES, "end10", "end100"]);
  }
  found.bare = await costs(CANDIDATES.bare, folder, ["create"]);
  return found;
}
