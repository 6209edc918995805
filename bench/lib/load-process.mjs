// The load generator, started by load.mjs.
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { requestsOf } from "./requests.mjs";

/** More than are ever open at once where the candidate keeps up. */
const CONNECTIONS_AT_RATE = 64;
/** Timers are late by up to a millisecond and more; what is left of the time is waited for without one. */
const TIMER_MS = 2;

process.on("message", async ({ origin, call, from, how }) => {
  const pool = new Pool(origin, { connections: how.connections ?? CONNECTIONS_AT_RATE, pipelining: 1 });
  try {
    process.send(await (how.rate ? atRate : asFastAsAnswered)(new Calls(pool, requestsOf(call), from), how));
  } catch (error) {
    process.send({ error: error.message });
  } finally {
    await pool.destroy();
  }
});

class Calls {
  constructor(pool, request, from) {
    Object.assign(this, { pool, request, from, made: 0 });
  }

  async next() {
    const { status, ...options } = this.request(this.from + this.made);
    this.made += 1;
    const answer = await this.pool.request(options);
    const text = await answer.body.text();
    if (answer.statusCode !== status) throw new Error(`answered with ${answer.statusCode}: ${text.slice(0, 500)}`);
  }
}

async function asFastAsAnswered(calls, { connections, seconds }) {
  const start = performance.now();
  const end = start + seconds * 1000;
  const connection = async () => {
    while (performance.now() < end) await calls.next();
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return { calls: calls.made, seconds: (performance.now() - start) / 1000 };
}

/** Each latency counts from the moment when the call was due, so that a late start is no excuse. */
async function atRate(calls, { rate, seconds }) {
  const start = performance.now();
  const latencies = [];
  const open = [];
  for (let number = 0; number < rate * seconds; number += 1) {
    const due = start + (number * 1000) / rate;
    await until(due);
    open.push(calls.next().then(() => latencies.push(performance.now() - due)));
  }
  await Promise.all(open);
  return { calls: calls.made, seconds: (performance.now() - start) / 1000, latencies };
}

async function until(due) {
  const left = due - performance.now();
  if (left > TIMER_MS) await sleep(left - TIMER_MS);
  while (performance.now() < due) await new Promise(setImmediate);
}
