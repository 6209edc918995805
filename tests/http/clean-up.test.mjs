// Contract, sections 5 and 8: the scheduled clean-up goes on until nothing is left, a portion fails, or its time is over.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { held, observedDatabase } from "./support/observed-database.mjs";
import { start } from "./support/service.mjs";

const PORTION = 1_000;
const RUN_MS = 20_000;

const observed = observedDatabase();
const service = await start({ observed, entry: CLOCK });
const worker = await service.miniflare.getWorker();

/** Stores records of a caller that are some days old. */
async function store(caller, number, days) {
  await service.rows(
    `INSERT INTO idempotency_record (day, caller, key, request, operation, sys_id, transaction_id, created_on)
     SELECT date('now', ?2), ?1, value, 'x', 'create', printf('%032d', 0), 'x', datetime('now', ?2)
     FROM (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT ?3) SELECT value FROM n)`,
    caller,
    `-${days} days`,
    number,
  );
}

const stored = async (caller) => (await service.rows("SELECT count(*) AS n FROM idempotency_record WHERE caller = ?1", caller))[0].n;

/** The outcome of a run as the platform sees it, and its log line. */
async function run() {
  const lines = () => service.log.filter((line) => line.includes("forget_idempotency_records"));
  const before = lines().length;
  observed.batches.length = 0;
  const { outcome } = await worker.scheduled({ cron: "17 * * * *" });
  for (let tries = 0; tries < 100 && lines().length === before; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  // Other jobs of the same schedule have batches of their own.
  const ours = observed.batches.filter(({ statements }) => JSON.stringify(statements).includes("idempotency_record"));
  observed.batches.splice(0, observed.batches.length, ...ours);
  const added = lines().slice(before);
  assert.equal(added.length, 1);
  return [outcome, JSON.parse(added[0])];
}
const line = (members) => ({ level: "info", job: "forget_idempotency_records", ...members });

beforeEach(async () => {
  observed.faults = [];
  await service.rows("DELETE FROM idempotency_record");
  await store("young", 10, 6);
});

test("many thousands are deleted in one run, in portions", async () => {
  await store("old", 25 * PORTION + 1, 9);
  assert.deepEqual(await run(), ["ok", line({ deleted: 25 * PORTION + 1 })]);
  assert.deepEqual([await stored("old"), await stored("young")], [0, 10]);
  // The last one finds nothing more.
  assert.equal(observed.batches.length, 27);
  for (const { metas } of observed.batches) assert.ok(metas[0].changes <= PORTION, `${metas[0].changes} rows`);
  assert.deepEqual(await run(), ["ok", line({ deleted: 0 })]);
});

test("when the time is over, what is left is logged, and the next run goes on", async () => {
  await store("old", 5 * PORTION, 9);
  const portion = held();
  observed.faults = [{}, { held: portion }];
  const running = run();
  while (observed.batches.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  await putForward(service, RUN_MS);
  await portion.letGo();
  assert.deepEqual(await running, ["ok", line({ deleted: 2 * PORTION, left: 3 * PORTION })]);
  assert.equal(await stored("old"), 3 * PORTION);
  assert.deepEqual(await run(), ["ok", line({ deleted: 3 * PORTION })]);
});

test("when the time is over with the last portion, nothing is left to be logged", async () => {
  await store("old", PORTION, 9);
  const portion = held();
  observed.faults = [{ held: portion }];
  const running = run();
  while (observed.batches.length < 1) await new Promise((resolve) => setTimeout(resolve, 10));
  await putForward(service, RUN_MS);
  await portion.letGo();
  assert.deepEqual(await running, ["ok", line({ deleted: PORTION })]);
});

for (const reason of ["D1_ERROR: D1 DB is overloaded. Requests queued for too long.", "D1_ERROR: Exceeded maximum DB size"]) {
  test(`a portion that fails ends the run, which the platform is told: ${reason}`, async () => {
    await store("old", 3 * PORTION, 9);
    observed.faults = [{}, { failBefore: reason }];
    assert.deepEqual(await run(), ["exception", { ...line({ deleted: PORTION, reason: `D1: ${reason}` }), level: "error" }]);
    assert.equal(await stored("old"), 2 * PORTION);
    assert.deepEqual(await run(), ["ok", line({ deleted: 2 * PORTION })]);
  });
}
