// Contract, section 5: D1 that fails in passing, for long, or for good. The faults are injected at the storage boundary.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectFailure, expectSuccess, FULL, INTERNAL, SUCCESS, UNAVAILABLE, UNKNOWN, UNKNOWN_WITH_KEY } from "./support/expect.mjs";
import { held, observedDatabase } from "./support/observed-database.mjs";
import { start, TOKEN } from "./support/service.mjs";

const observed = observedDatabase();
const service = await start({ observed });
const COACH = { action: "coach", start_time: "2026-03-01 10:00:00" };
const LOST = "D1_ERROR: Network connection lost.";
const records = (interaction) => service.rows("SELECT * FROM supervisor_help_action WHERE interaction = ?1", interaction);

/** The batches of one call under these faults, and its answer. */
async function under(faults, call) {
  observed.batches.length = 0;
  observed.faults = [...faults];
  const from = Date.now();
  const answer = await call();
  const elapsed = Date.now() - from;
  observed.faults = [];
  return { answer, batches: observed.batches.length, elapsed };
}

describe("passing faults are tried again", () => {
  for (const message of [
    LOST,
    "D1_ERROR: D1 DB reset because its code was updated.",
    "D1_ERROR: Internal error while starting up D1 DB storage caused object to be reset.",
    "D1_ERROR: Internal error in D1 DB storage caused object to be reset.",
    "D1_ERROR: Cannot resolve D1 DB due to transient issue on remote node.",
    "D1_ERROR: Can't read from request stream because client disconnected.",
    "Network connection lost.",
  ]) {
    test(message, async () => {
      const interaction = await service.interaction();
      const { answer, batches } = await under([{ failBefore: message }, { failBefore: message }], () => service.post({ interaction, ...COACH }));
      const rows = await records(interaction);
      assert.deepEqual([rows.length, batches], [1, 3]);
      expectSuccess(answer, SUCCESS.created, rows[0].sys_id);
    });
  }

  test("a create whose answer was lost does not make a second record", async () => {
    const interaction = await service.interaction();
    const { answer, batches } = await under([{ failAfter: LOST }, { failAfter: LOST }], () => service.post({ interaction, ...COACH }));
    const rows = await records(interaction);
    assert.deepEqual([rows.length, batches], [1, 3]);
    expectSuccess(answer, SUCCESS.created, rows[0].sys_id);
  });

  test("nor does one with a key, which is no replay, and is replayed later", async () => {
    const interaction = await service.interaction();
    const call = () => service.post({ interaction, ...COACH }, { "idempotency-key": "lost" });
    const { answer } = await under([{ failAfter: LOST }], call);
    const rows = await records(interaction);
    assert.equal(rows.length, 1);
    expectSuccess(answer, SUCCESS.created, rows[0].sys_id);
    assert.equal(answer.headers["idempotency-replayed"], undefined);
    const again = await call();
    assert.deepEqual([again.text, again.headers["idempotency-replayed"]], [answer.text, "true"]);
  });

  test("an update and an end of all whose answers were lost leave one entry of history", async () => {
    const interaction = await service.interaction();
    const { sys_id: action_sys_id } = await service.action(interaction);
    const update = await under([{ failAfter: LOST }], () => service.post({ interaction, action_sys_id, end_time: "2026-03-01 10:30:00" }));
    expectSuccess(update.answer, SUCCESS.updated, action_sys_id);
    const end = await under([{ failAfter: LOST }], () => service.post({ interaction, end_time: "2026-03-01 10:40:00" }));
    expectSuccess(end.answer, SUCCESS.ended(interaction));
    const history = await service.rows("SELECT newvalue FROM sys_audit WHERE documentkey = ?1 ORDER BY sys_id", action_sys_id);
    assert.deepEqual(history.map((entry) => entry.newvalue), ["2026-03-01 10:30:00", "2026-03-01 10:40:00"]);
    assert.equal((await service.actionRow(action_sys_id)).sys_mod_count, 2);
  });

  for (const [name, others] of [
    ["changed again", { end_time: "2026-03-01 21:00:00" }],
    ["moved beyond", { start_time: "2026-03-01 20:00:00", end_time: "2026-03-01 21:00:00" }],
  ]) {
    test(`an update whose answer was lost, and which somebody else has ${name} since, is done and not done again`, async () => {
      const interaction = await service.interaction();
      const { sys_id: action_sys_id } = await service.action(interaction);
      const lost = under([{ failAfter: LOST }], () => service.post({ interaction, action_sys_id, end_time: "2026-03-01 10:30:00" }));
      while ((await service.actionRow(action_sys_id)).end_time === null);
      const other = await service.post({ interaction, action_sys_id, ...others });
      assert.equal(other.status, 200);
      expectSuccess((await lost).answer, SUCCESS.updated, action_sys_id);
      const row = await service.actionRow(action_sys_id);
      assert.deepEqual([row.end_time, row.sys_mod_count], ["2026-03-01 21:00:00", 2]);
    });
  }

  test("an end of all whose answer was lost does not end what was created since", async () => {
    const interaction = await service.interaction();
    const { sys_id: id } = await service.action(interaction);
    const lost = under([{ failAfter: LOST }], () => service.post({ interaction, end_time: "2026-03-01 10:30:00" }));
    while ((await service.actionRow(id)).end_time === null);
    const later = await service.action(interaction, { start_time: "2026-03-01 10:10:00" });
    expectSuccess((await lost).answer, SUCCESS.ended(interaction));
    assert.equal((await service.actionRow(later.sys_id)).end_time, null);
  });

  test("a sign-in is tried again too", async () => {
    const authorization = `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`;
    const { answer, batches } = await under([{ failBefore: LOST }], () => service.post({}, { authorization }));
    assert.deepEqual([answer.status, batches], [400, 2]);
  });
});

test("a fault that lasts is 503 after four attempts, with Retry-After, and nothing of it reaches the caller", async () => {
  const interaction = await service.interaction();
  const { answer, batches } = await under(Array(9).fill({ failBefore: LOST }), () => service.post({ interaction, ...COACH }));
  expectFailure(answer, 503, ...UNKNOWN);
  assert.deepEqual([answer.headers["retry-after"], batches], ["2", 4]);
  assert.equal((await service.logLine(answer)).reason, `D1: ${LOST}`);
  assert.deepEqual(await records(interaction), []);
});

for (const message of [
  "D1_ERROR: D1 DB is overloaded. Requests queued for too long.",
  "D1_ERROR: D1 DB is overloaded. Too many requests queued.",
  "D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.",
  "D1_ERROR: D1 DB's isolate exceeded its memory limit and was reset.",
  "D1_ERROR: D1 DB exceeded its CPU time limit and was reset.",
  "something new",
]) {
  test(`503 at once, so as not to add to the load: ${message}`, async () => {
    const interaction = await service.interaction();
    const { answer, batches } = await under([{ failBefore: message }], () => service.post({ interaction, ...COACH }));
    // An overloaded database has not taken the change. After all else nobody knows.
    expectFailure(answer, 503, ...(message.includes("overloaded") ? UNAVAILABLE : UNKNOWN));
    assert.deepEqual([answer.headers["retry-after"], batches], ["2", 1]);
  });
}

for (const message of [
  "D1_ERROR: near \"SELEC\": syntax error: SQLITE_ERROR",
  "D1_ERROR: CHECK constraint failed: secret: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_CHECK)",
  "D1_TYPE_ERROR: Type 'bigint' not supported for value '1'",
]) {
  test(`500 at once, without a word of it: ${message}`, async () => {
    const interaction = await service.interaction();
    const { answer, batches } = await under([{ failBefore: message }], () => service.post({ interaction, ...COACH }));
    expectFailure(answer, 500, ...INTERNAL);
    assert.equal(batches, 1);
    assert.equal((await service.logLine(answer)).reason, `D1: ${message}`);
  });
}

for (const message of ["D1_ERROR: Exceeded maximum DB size", "D1_ERROR: database or disk is full: SQLITE_FULL"]) {
  test(`a full database is 503 at once, and the log says so: ${message}`, async () => {
    const interaction = await service.interaction();
    const { sys_id: action_sys_id } = await service.action(interaction);
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
    const table = "/api/now/table/interaction";
    const before = await service.everything();
    for (const call of [
      () => service.post({ interaction, ...COACH }),
      () => service.post({ interaction, ...COACH }, { "idempotency-key": "full" }),
      () => service.post({ interaction, action_sys_id, action: "observe" }),
      () => service.post({ interaction }),
      () => service.request("POST", table, headers, "{}"),
      () => service.request("PATCH", `${table}/${interaction}`, headers, '{"type":"x"}'),
      () => service.request("DELETE", `${table}/${interaction}`, headers),
    ]) {
      const { answer, batches } = await under([{ failBefore: message }], call);
      expectFailure(answer, 503, ...FULL);
      assert.deepEqual([answer.headers["retry-after"], batches], ["2", 1]);
      const { level, error, reason } = await service.logLine(answer);
      assert.deepEqual([level, error, reason], ["error", "database_full", `D1: ${message}`]);
    }
    assert.deepEqual(await service.everything(), before);
    // Once there is room, the key is as new.
    const again = await service.post({ interaction, ...COACH }, { "idempotency-key": "full" });
    assert.deepEqual([again.status, again.headers["idempotency-replayed"]], [200, undefined]);
    await service.rows("DELETE FROM idempotency_record");
  });
}

test("an answer that lacks what was asked is no success", async () => {
  const interaction = await service.interaction();
  const { sys_id: action_sys_id } = await service.action(interaction);
  for (const body of [{ interaction, ...COACH }, { interaction, action_sys_id, action: "observe" }, { interaction }]) {
    for (const headers of [{}, { "idempotency-key": `empty-${Object.keys(body)}` }]) {
      const { answer } = await under([{ empty: true }], () => service.post(body, headers));
      expectFailure(answer, 500, ...INTERNAL);
    }
  }
});

test("a database that does not answer is 503 before the caller gives up, and the change can be asked for again", async () => {
  const interaction = await service.interaction();
  const call = () => service.post({ interaction, ...COACH }, { "idempotency-key": "slow" });
  const batch = held();
  const { answer, elapsed } = await under([{ held: batch }], call);
  expectFailure(answer, 503, ...UNKNOWN_WITH_KEY);
  // Not a measure of speed: the answer came before the caller gives up, and not at once.
  assert.ok(elapsed >= 2000 && elapsed < 4000, `${elapsed} ms`);
  const again = await call();
  assert.equal(again.status, 200);
  await batch.letGo();
  assert.equal((await records(interaction)).length, 1);
});

test("sign-in and change have one deadline together", async () => {
  const interaction = await service.interaction();
  const authorization = `Basic ${Buffer.from("admin:help-request-demo").toString("base64")}`;
  const { answer, batches, elapsed } = await under([{ pause: 1500 }, { pause: 4000 }], () =>
    service.post({ interaction, ...COACH }, { authorization }));
  expectFailure(answer, 503, ...UNKNOWN);
  assert.equal(batches, 2);
  // With a deadline each it would be 1500 and 2400 together.
  assert.ok(elapsed < 3700, `${elapsed} ms`);
});

test("faults of the start do not outlast it: the next call is answered", async () => {
  const interaction = await service.interaction();
  await under([{ failBefore: "something new" }], () => service.post({ interaction, ...COACH }));
  assert.equal((await service.post({ interaction, ...COACH })).status, 200);
});
