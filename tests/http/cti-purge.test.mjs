// Contract, section 12: events are kept for 7 days after the last one of their call, and go together.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { conference, expectStatus, helpOf, recorded, twilio, variables } from "./support/cti.mjs";
import { start } from "./support/service.mjs";

const DAY_MS = 86_400_000;
const service = await start({ entry: CLOCK, variables: variables() });
const worker = await service.miniflare.getWorker();

/** The outcome of a run of the hourly jobs, and the log line of this one. */
async function run() {
  const lines = () => service.log.filter((line) => line.includes("forget_cti_events"));
  const before = lines().length;
  const { outcome } = await worker.scheduled({ cron: "17 * * * *" });
  for (let tries = 0; tries < 100 && lines().length === before; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  return [outcome, JSON.parse(lines().at(-1))];
}

const line = (deleted) => ({ level: "info", job: "forget_cti_events", deleted });
const left = async () => {
  const tables = ["cti_observation", "cti_call", "cti_leg", "cti_waiting"];
  const counts = tables.map(async (table) => (await service.rows(`SELECT count(*) AS n FROM ${table}`))[0].n);
  return Promise.all(counts);
};

test("events go 7 days after the last one of their call, and help actions stay", async () => {
  const interaction = await service.interaction();
  const { leg } = conference();
  const supervisor = leg(2);
  const send = (fields) => twilio(service, fields, { query: `?interaction=${interaction}` });
  expectStatus(await send(supervisor("join", 1, 60, true, false)), "recorded");
  expectStatus(await twilio(service, conference().leg(2)("join", 1, 60, true, false)), "waiting", "call_not_registered");
  assert.deepEqual(await left(), [2, 5, 1, 1]);
  await putForward(service, 5 * DAY_MS);
  expectStatus(await send(supervisor("mute", 2, 70, true, false)), "recorded");
  assert.deepEqual(await run(), ["ok", line(0)]);
  // The second call is old now; of the first one something has come since.
  await putForward(service, 3 * DAY_MS);
  assert.deepEqual(await run(), ["ok", line(2)]);
  assert.deepEqual(await left(), [2, 6, 1, 0]);
  expectStatus(await send(supervisor("leave", 3, 90, true, false)), "recorded");
  assert.deepEqual(await helpOf(service, interaction), [["monitor", recorded(60), recorded(90), "cti:twilio"]]);
  await putForward(service, 9 * DAY_MS);
  assert.deepEqual(await run(), ["ok", line(9)]);
  assert.deepEqual(await left(), [0, 0, 0, 0]);
  assert.equal((await helpOf(service, interaction)).length, 1);
  // What comes later still begins anew, and changes nothing of what is recorded.
  assert.equal((await send(supervisor("leave", 4, 95, true, false))).status, 200);
  assert.deepEqual(await helpOf(service, interaction), [["monitor", recorded(60), recorded(90), "cti:twilio"]]);
});
