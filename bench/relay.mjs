#!/usr/bin/env node
// Measures the relay (contract, section 11) on workerd with a real local D1, against an instance in this process. Needs `make build`
// and the test's database (`node tests/http/support/template.mjs`). `node --test bench/relay.mjs` with RELAY_BENCH=latency,carry,callers
// for a choice.
import { readdirSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { FakeInstance } from "../tests/http/support/fake-instance.mjs";
import { idle, relaying, runNow } from "../tests/http/support/relay.mjs";
import { LOCAL_VARIABLES, start } from "../tests/http/support/service.mjs";

const chosen = (process.env.RELAY_BENCH ?? "latency,carry,callers").split(",");
const CREATES = 400;
const CHANGES = Number(process.env.RELAY_CHANGES ?? 10_000);

/** CPU time of the processes that this one has started, in milliseconds. */
function cpu() {
  let ticks = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
      if (Number(fields[1]) === process.pid) ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return ticks * 10;
}

const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];
const say = (line) => console.log(`relay: ${line}`);

async function instanceAfter(latency) {
  const instance = await new FakeInstance().start();
  after(() => instance.stop());
  instance.latency = latency;
  return instance;
}

/** Interactions with a help action each, and the end of each: two changes an interaction, in the log as calls would have put them. */
async function fill(service, interactions) {
  const stamp = "'2026-01-01 00:00:00', 'bench', '2026-01-01 00:00:00', 'bench'";
  const columns = "sys_created_on, sys_created_by, sys_updated_on, sys_updated_by";
  for (let from = 0; from < interactions; from += 1_000) {
    const n = `WITH RECURSIVE n (n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM n LIMIT ${Math.min(1_000, interactions - from)})`;
    await service.rows(`${n} INSERT INTO interaction (sys_id, number, ${columns}) SELECT printf('%032x', n + 1), printf('IMS%07d', n + 100000), ${stamp} FROM n`);
    await service.rows(`${n} INSERT INTO supervisor_help_action (sys_id, interaction, action, start_time, ${columns})
      SELECT printf('a%031x', n + 1), printf('%032x', n + 1), 'coach', '2026-03-01 10:00:00', ${stamp} FROM n`);
  }
}

test("from the commit to the record", { skip: !chosen.includes("latency") }, async () => {
  const instance = await instanceAfter(50);
  const service = await start({ variables: relaying(instance.url) });
  await runNow(service);
  const arrived = new Map();
  instance.always = ({ body }) => void arrived.set(JSON.parse(body).interaction, performance.now());
  const interactions = [];
  for (let n = 0; n < CREATES; n += 1) interactions.push(await service.interaction());
  const answered = new Map();
  for (const interaction of interactions) {
    await service.action(interaction);
    answered.set(interaction, performance.now());
    await sleep(Math.random() * 200);
  }
  await sleep(2_000);
  // Arrived, and 50 ms later there.
  const times = interactions.map((one) => arrived.get(one) + 50 - answered.get(one));
  say(`from the answer to the record, an instance that answers in 50 ms, ${CREATES} creates at about 8 a second: p50 ${quantile(times, 0.5).toFixed(0)} ms, p99 ${quantile(times, 0.99).toFixed(0)} ms`);
});

for (const latency of [0, 20, 50]) {
  test(`changes a second, ${latency} ms`, { skip: !chosen.includes("carry") }, async () => {
    const instance = await instanceAfter(latency);
    const service = await start({ variables: relaying(instance.url) });
    await runNow(service);
    await idle(service);
    await fill(service, CHANGES / 2);
    await service.rows("UPDATE supervisor_help_action SET end_time = '2026-03-01 10:05:00' WHERE sys_created_by = 'bench'");
    const before = instance.changes.length;
    const [from, used] = [performance.now(), cpu()];
    let runs = 0;
    while (instance.changes.length - before < CHANGES / 2) {
      await runNow(service);
      runs += 1;
    }
    const seconds = (performance.now() - from) / 1_000;
    const sent = instance.changes.length - before;
    say(`an outage of ${CHANGES} changes, an instance that answers in ${latency} ms: ${seconds.toFixed(1)} s, ${(CHANGES / seconds).toFixed(0)} changes a second in ${(sent / seconds).toFixed(0)} calls a second, ${runs} runs, ${((cpu() - used) / sent).toFixed(2)} ms of CPU a call with the database`);
  });
}

test("what callers feel", { skip: !chosen.includes("callers") }, async () => {
  const instance = await instanceAfter(0);
  instance.always = () => "hang";
  const [on, off] = [await start({ variables: relaying(instance.url) }), await start({ variables: LOCAL_VARIABLES })];
  const times = { on: [], off: [] };
  const round = async (service, list, n) => {
    const interaction = await service.interaction();
    for (let call = 0; call < n; call += 1) {
      const from = performance.now();
      await service.action(interaction, { start_time: "2026-03-01 10:00:00" });
      list.push(performance.now() - from);
    }
  };
  for (const service of [on, off]) await round(service, [], 50);
  // In turns, because others use the machine, too.
  for (let n = 0; n < 60; n += 1) {
    await round(on, times.on, 25);
    await round(off, times.off, 25);
  }
  const [p50, p99] = [0.5, 0.99].map((share) => ["on", "off"].map((which) => quantile(times[which], share)));
  say(`a create while the instance hangs, ${times.on.length} each: p50 ${p50[0].toFixed(2)} ms (off ${p50[1].toFixed(2)}), p99 ${p99[0].toFixed(2)} ms (off ${p99[1].toFixed(2)}): ${(p99[0] / p99[1]).toFixed(2)} times`);
});
