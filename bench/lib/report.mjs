// The figures as tables.
import os from "node:os";
import { createRequire } from "node:module";
import { CANDIDATES } from "./candidates.mjs";
import { compressedSize } from "./size.mjs";
import { CONNECTIONS, RATE } from "./settings.mjs";
import { median, quantile } from "./statistics.mjs";
import { NONE, number, table, whole } from "./table.mjs";

const OPERATION = {
  create: "create",
  update: "update",
  end: "end all, 1 help action",
  end10: "end all, 10 help actions",
  end100: "end all, 100 help actions",
  invalid: "rejected, 400",
  refused: "refused, 401",
  hello: "hello world",
  list: "list of 10 (Table API)",
  record: "one record (Table API)",
};

const COLUMNS = {
  service: "service",
  basic: "Basic",
  keyed: "Idempotency-Key",
  typescript: "TypeScript",
  bare: "bare",
};

/** The median over the rounds of a figure. */
const figure = (cell, of) => (cell ? median(cell.samples.map(of)) : undefined);

const cpu = (sample) => sample.cpuUs;
const throughput = (sample) => sample.calls / sample.seconds;
const latency = (share) => (sample) => quantile(sample.latencies, share);

const find = (cells, key, { operation, format }) =>
  cells.find((cell) => cell.key === key && cell.operation === operation && cell.format === format);

/** The service's figure divided by another's of the same round: the median, and between which values half of them lie. */
function ratio(cell, other, of) {
  if (!other) return NONE;
  const ratios = cell.samples.map((sample, round) => of(sample) / of(other.samples[round]));
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  return `${middle} (${low}–${high})`;
}

/** Operations down, candidates across, and the service beside the others. */
function comparison(cells, of, columns = Object.keys(COLUMNS)) {
  const rows = cells
    .filter(({ key }) => key === "service")
    .map((cell) => [
      `${OPERATION[cell.operation]}, ${cell.format.toUpperCase()}`,
      ...columns.map((key) => whole(figure(find(cells, key, cell), of))),
      ...["typescript", "bare"].map((key) => ratio(cell, find(cells, key, cell), of)),
    ]);
  const head = ["", ...columns.map((key) => COLUMNS[key]), "service ÷ TypeScript", "service ÷ bare"];
  return table(head, rows);
}

/** What a reader wants to know first: JSON calls of the service, beside the others. */
function summary(busy, paced) {
  const rows = busy
    .filter(({ key, format }) => key === "service" && format === "json")
    .map((cell) => {
      const timed = find(paced, "service", cell);
      return [
        OPERATION[cell.operation],
        whole(figure(cell, cpu)),
        ...["typescript", "bare"].map((key) => ratio(cell, find(busy, key, cell), cpu)),
        whole(figure(cell, throughput)),
        number(timed && figure(timed, latency(0.5))),
        number(timed && figure(timed, latency(0.99))),
      ];
    });
  return table(["", "CPU, µs", "÷ TypeScript", "÷ bare INSERT", "calls/s", "p50, ms", "p99, ms"], rows);
}

/** The floor, and how a rejected call of the service compares with it. */
function hellos(cells, columns) {
  const rejected = find(cells, "service", { operation: "invalid", format: "json" });
  const rows = cells
    .filter(({ operation }) => operation === "hello")
    .map((cell) => [
      CANDIDATES[cell.key].title,
      ...columns.map(([, of, form]) => form(figure(cell, of))),
      ratio(rejected, cell, cpu),
    ]);
  return table(["", ...columns.map(([name]) => name), "service, rejected, ÷ it"], rows);
}

const LATENCIES = [
  ["p50", latency(0.5), number],
  ["p95", latency(0.95), number],
  ["p99", latency(0.99), number],
];

function latencies(cells) {
  const rows = cells.map((cell) => [
    `${OPERATION[cell.operation]}: ${CANDIDATES[cell.key].title}`,
    ...LATENCIES.map(([, of, form]) => form(figure(cell, of))),
  ]);
  return table(["ms", ...LATENCIES.map(([name]) => name)], rows);
}

const COSTS = ["trips", "statements", "read", "written"];
const COSTS_HEAD = ["round trips", "statements", "rows read", "rows written"];

/** One line for candidates that cost the same. */
function databaseCosts(costs) {
  const rows = Object.keys(costs.service).flatMap((operation) => {
    const lines = new Map();
    for (const [key, cost] of Object.entries(costs)) {
      if (!cost[operation]) continue;
      const figures = COSTS.map((name) => cost[operation][name]);
      const line = lines.get(figures.join()) ?? { names: [], figures };
      line.names.push(COLUMNS[key]);
      lines.set(figures.join(), line);
    }
    return [...lines.values()].map(({ names, figures }) => [
      `${OPERATION[operation]}: ${names.join(", ")}`,
      ...figures,
    ]);
  });
  return table(["", ...COSTS_HEAD], rows);
}

function sizes(coldStarts) {
  const rows = coldStarts
    .filter(({ key }) => key !== "basic")
    .map(({ key, samples }) => [
      CANDIDATES[key].title.replace(", bearer token", ""),
      whole(compressedSize(CANDIDATES[key])),
      number(median(samples)),
    ]);
  return table(["", "compressed, bytes", "cold start, ms"], rows);
}

function growth(cells) {
  const rows = cells.map((cell) => [
    OPERATION[cell.operation],
    cell.stored.toLocaleString("en"),
    whole(figure(cell, cpu)),
    cell.stored ? ratio(cell, cells.find(({ operation, stored }) => operation === cell.operation && !stored), cpu) : NONE,
    whole(figure(cell, throughput)),
    ...LATENCIES.map(([, of, form]) => form(figure(cell, of))),
    ...COSTS.map((name) => cell.cost[name]),
  ]);
  const head = ["", "others stored", "CPU, µs", "÷ with none", "calls/s", "p50, ms", "p95, ms", "p99, ms", ...COSTS_HEAD];
  return table(head, rows);
}

/** How far the rounds differ: half of all samples lie within so much of their cell's median. */
function spread(cells) {
  const deviations = cells.flatMap((cell) => {
    const middle = figure(cell, cpu);
    return cell.samples.map((sample) => Math.abs(cpu(sample) / middle - 1));
  });
  return `${(100 * median(deviations)).toFixed(1)} %`;
}

export function report(
  { busy, withoutDatabase, paced, costs, coldStarts, growth: grown },
  { rounds, growthRounds, coldStarts: starts },
) {
  const version = (name) => createRequire(import.meta.url)(`${name}/package.json`).version;
  const machine = `${os.cpus().length} × ${os.cpus()[0].model.trim()}, Linux ${os.release().split("-")[0]}`;
  const when = new Date().toISOString().slice(0, 10);
  const answers = busy.filter(({ operation }) => operation !== "hello");
  return `Measured on ${when}: ${machine}, workerd ${version("workerd")}, Node.js ${process.versions.node}. Medians of ${rounds} rounds; half of all
samples lie within ${spread(busy)} of the median of their kind. A ratio is the median of the ratios of the rounds.
Behind it stands the range that half of them lie in.

${summary(answers, paced)}

## Details

### Processor time of a call

In µs, of the whole runtime with its database, while ${CONNECTIONS} connections call all the time.

${comparison(answers, cpu)}

The same with a stand-in for the database that answers at once. What is left is the work of the Worker, and of the runtime for HTTP.

${comparison(withoutDatabase, cpu, ["service", "typescript", "bare"])}

The least that the runtime costs:

${hellos(busy, [
  ["µs", cpu, whole],
  ["calls/s", throughput, whole],
])}

### Calls per second

${CONNECTIONS} connections.

${comparison(answers, throughput)}

### Latency

At ${RATE} calls a second, from the moment a call is due.

${latencies(paced)}

### What a call costs in D1

A rejected or refused call does not ask D1.

${databaseCosts(costs)}

### Size and cold start

The size is compressed with gzip -9. The cold start is the time from the start of the process to the answer to the first call, a
create where the Worker has one. Median of ${starts}.

${sizes(coldStarts)}

### Growth

This service with more and more other help actions stored. Medians of ${growthRounds} rounds.

${growth(grown)}
`;
}
