// Contract, sections 3 and 8: a caller who hangs up. The call runs to its end, has its log line, and leaves nothing behind. The
// local runtime does not notice a client that closes its connection, so another Worker calls this one and gives up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heldBy, instance } from "./support/instance.mjs";
import { keyServer } from "./support/key-server.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { claims, ENDPOINT, LOCAL_VARIABLES, start, TOKEN } from "./support/service.mjs";
import { clear, id, seed } from "./support/table.mjs";
import { keyPair } from "./support/tokens.mjs";

/** Calls of each stage that are made at once. */
const AT_ONCE = 20;
const ROUNDS = 10;

/** Makes all calls that it is told at once, gives each up after its time, and tells how many it has given up. */
const CALLER = `
const half = (text) => new TextEncoder().encode(text).slice(0, text.length / 2);
const BODIES = {
  whole: (text) => text,
  // The rest never comes.
  half: (text) => new ReadableStream({ start: (body) => body.enqueue(half(text)) }),
  halfOfLength(text) {
    const { readable, writable } = new FixedLengthStream(text.length);
    writable.getWriter().write(half(text)).catch(() => {});
    return readable;
  },
};

async function isGivenUp({ method, path, headers, text, sends = "whole", reads = "all", after }, service) {
  const signal = AbortSignal.timeout(after);
  try {
    const body = text === undefined ? undefined : BODIES[sends](text);
    const answer = await service.fetch("http://localhost" + path, { method, headers, body, signal });
    if (reads === "all") {
      await answer.text();
      return false;
    }
    await answer.body.getReader().read();
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return true;
  } catch (error) {
    if (signal.aborted) return true;
    throw error;
  }
}

export default {
  async fetch(request, env) {
    const calls = await request.json();
    const outcomes = await Promise.all(calls.map((call) => isGivenUp(call, env.SERVICE)));
    return Response.json(outcomes.filter(Boolean).length);
  },
};
`;

const LONG = "x".repeat(60_000);
const INTERACTION = id(1);
const json = JSON.stringify;
const ec = keyPair("ES256", "ec-1");
let made = 0;

/** The number of a call in 32 hexadecimal digits: a sys_id or the id of a trace. */
const hex = (n) => n.toString(16).padStart(32, "0");

/** The `n`th call of all, which is given up at a stage, and what its log line has to say. */
const STAGES = {
  "while the body is uploaded": (n) => ({
    ...(n % 2 ? { sends: "half" } : { sends: "halfOfLength" }),
    text: json({ interaction: INTERACTION, action: "coach" }),
    logged: [400, "invalid_request"],
  }),
  "while the rest of a refused body is read": () => ({
    headers: { authorization: "Bearer x" },
    text: LONG,
    sends: "half",
    logged: [401, "token_malformed"],
  }),
  "while keys are fetched": () => ({
    headers: { authorization: `Bearer ${ec.sign(claims())}` },
    text: json({ interaction: INTERACTION, action: "coach" }),
    logged: [503, "unavailable"],
  }),
  "while D1 works for the Help Request API": (n) => ({
    text: json({ interaction: INTERACTION, action: "coach", start_time: "2026-03-01 10:00:00" }),
    headers: n % 2 ? {} : { "idempotency-key": hex(n) },
    writes: "supervisor_help_action",
    logged: [200, undefined],
  }),
  "while D1 works for the Table API": (n) => ({
    path: "/api/now/table/interaction",
    text: json({ sys_id: hex(n), short_description: hex(n) }),
    writes: "interaction",
    logged: [201, undefined],
  }),
  "while the answer is read": () => ({
    method: "GET",
    path: `/api/now/table/interaction?sysparm_query=${encodeURIComponent("typeISNOTEMPTY")}`,
    reads: "first",
    logged: [200, undefined],
  }),
};

/** A service, and beside it a Worker that calls it and gives up. `context` is what the service gets as its context. */
async function startBesideCaller(context) {
  const observed = observedDatabase();
  const keys = await keyServer((response) => setTimeout(() => response.writeHead(500).end(), 300));
  const others = [
    {
      name: "caller",
      modules: [{ type: "ESModule", path: "index.js", contents: CALLER }],
      compatibilityDate: "2026-04-01",
      serviceBindings: { SERVICE: "help-request" },
    },
  ];
  const variables = { ...LOCAL_VARIABLES, JWT_JWKS_URL: keys.url };
  const service = await start({ variables, observed, others, entry: instance(context) });
  await clear(service);
  const texts = Array.from({ length: 500 }, (_, n) => ({ sys_id: id(n + 1), number: `IMS${String(n).padStart(7, "0")}`, type: "phone", short_description: LONG.slice(0, 1000) }));
  await seed(service, "interaction", texts);
  const caller = await service.miniflare.getWorker("caller");

  /** Makes calls of each stage and waits until they are done. */
  async function round() {
    const calls = Object.values(STAGES).flatMap((stage) => {
      return Array.from({ length: AT_ONCE }, (_, k) => {
        made += 1;
        const { headers, logged, writes, ...call } = stage(made + 0x10000);
        const trace = `00-${hex(made + 0x10000)}-b7ad6b7169203331-01`;
        const all = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", ...headers, traceparent: trace };
        return { method: "POST", path: ENDPOINT, after: 20 + 5 * k, ...call, headers: all, expected: { trace, logged, writes } };
      });
    });
    // Longer than any caller waits.
    observed.faults = Array(3 * AT_ONCE).fill({ pause: 250 });
    const answer = await caller.fetch("http://caller/", { method: "POST", body: json(calls) });
    const givenUp = await answer.json();
    observed.faults = [];
    return { givenUp, calls: calls.map(({ expected }) => expected) };
  }
  return { service, keys, round };
}

/** The log line of each call that has one by its trace. */
const linesOf = ({ log }) => new Map(log.map((line) => JSON.parse(line)).map((line) => [line.traceparent, line]));

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until the calls have their lines, 10 seconds at most. */
async function logged(service, calls) {
  for (let tries = 0; tries < 100; tries += 1) {
    const lines = linesOf(service);
    if (calls.every(({ trace }) => lines.has(trace))) return lines;
    await pause(100);
  }
  return linesOf(service);
}

test("a thousand calls whose callers hang up run to their end, are logged, and leave nothing behind", async () => {
  const { service, keys, round } = await startBesideCaller();
  const rounds = [];
  let atFirst;
  for (let n = 0; n < ROUNDS; n += 1) {
    rounds.push(await round());
    await logged(service, rounds.at(-1).calls);
    // The keys are fetched again after a second.
    await pause(1_000);
    // What the first calls have left is remembered once: settings, headers.
    atFirst ??= await heldBy(service);
  }
  const calls = rounds.flatMap((one) => one.calls);
  const givenUp = rounds.reduce((sum, one) => sum + one.givenUp, 0);
  assert.ok(calls.length >= 1_000 && givenUp > 0.95 * calls.length, `${givenUp} of ${calls.length} were given up`);
  assert.ok(keys.requests >= ROUNDS, `the keys were fetched ${keys.requests} times`);

  const lines = await logged(service, calls);
  const statuses = calls.map(({ trace }) => [lines.get(trace)?.status, lines.get(trace)?.error]);
  assert.deepEqual(statuses, calls.map((call) => call.logged));

  // Each write was made, and made once.
  const written = (table) => calls.filter(({ writes }) => writes === table).length;
  const [{ actions }] = await service.rows("SELECT count(*) AS actions FROM supervisor_help_action");
  const [{ kept, distinct }] = await service.rows('SELECT count(*) AS kept, count(DISTINCT sys_id) AS "distinct" FROM idempotency_record');
  const [{ interactions }] = await service.rows("SELECT count(*) AS interactions FROM interaction WHERE type IS NULL");
  assert.deepEqual([actions, interactions], [written("supervisor_help_action"), written("interaction")]);
  assert.deepEqual([kept, distinct], [actions / 2, actions / 2]);

  const atLast = await heldBy(service);
  assert.equal(atLast.instances, 1);
  assert.ok(atLast.objects <= atFirst.objects, `the instance held ${atFirst.objects} objects and holds ${atLast.objects}`);
  assert.ok(atLast.bytes <= atFirst.bytes + 512 * 1024, `the memory grew from ${atFirst.bytes} to ${atLast.bytes} bytes`);
});

test("without waitUntil they do not: what is measured above can fail", async () => {
  const { service, round } = await startBesideCaller("{ waitUntil() {} }");
  const atFirst = await heldBy(service);
  const { calls } = await round();
  await pause(3_000);
  const lines = linesOf(service);
  const isLost = calls.filter(({ trace }) => !lines.has(trace));
  assert.ok(isLost.length > calls.length / 2, `${isLost.length} of ${calls.length} have no log line`);
  const { objects } = await heldBy(service);
  assert.ok(objects - atFirst.objects > isLost.length, `the instance held ${atFirst.objects} objects and holds ${objects}`);
});
