// Contract, section 13: with the R2 binding ARCHIVE nothing is deleted before it is archived, once, and read back.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { archived, objectsOf } from "./support/archive.mjs";
import { changesOf, hoursAgo, runJobs } from "./support/jobs.mjs";
import { observedArchive } from "./support/observed-archive.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { LOCAL_VARIABLES, start } from "./support/service.mjs";
import { clear, id, seed } from "./support/table.mjs";

const DAYS = 30;
const MAX_CHANGES = 2_000;
const MAX_OBJECTS = 30;
const [RETENTION, ARCHIVE] = ["delete_expired_records", "archive_changes"];

const observed = observedDatabase();
const archive = observedArchive(observed);
const variables = { ...LOCAL_VARIABLES, RETENTION_DAYS: String(DAYS), ARCHIVE_REQUIRED: "true" };
const service = await start({ variables, ...archive.settings });
const bucket = await archive.bucketOf(service);
const run = () => runJobs(service, [RETENTION, ARCHIVE]);
const daysAgo = (days) => hoursAgo(days * 24);
const OLD = daysAgo(DAYS + 2);

/** Empties the database and the archive. */
async function empty() {
  observed.faults = [];
  archive.failing = {};
  await clear(service);
  await service.rows("UPDATE change_archive SET archived_through = 0, first = NULL, last = NULL, object_key = NULL");
  const { objects } = await bucket.list();
  if (objects.length > 0) await bucket.delete(objects.map(({ key }) => key));
  archive.calls.length = 0;
}
beforeEach(empty);

const interactions = (from, to, fields = {}) =>
  seed(service, "interaction", Array.from({ length: to - from + 1 }, (_, at) => ({ sys_id: id(`a${from + at}`), number: `IMS${String(from + at).padStart(7, "0")}`, sys_updated_on: daysAgo(1), ...fields })));
const state = async () => (await service.rows("SELECT * FROM change_archive"))[0];
const aged = () => service.rows("UPDATE record_change SET recorded_at = recorded_at - ?1", (DAYS + 1) * 86_400_000);

test("the log, in its order, whole, one line for each change; the next run has the next object", async () => {
  await interactions(1, 3, { short_description: 'a "b"\n\u{1F600}' });
  await service.rows("UPDATE record_change SET recorded_at = unixepoch('2026-02-03 23:59:59') * 1000");
  const first = await changesOf(service);
  assert.deepEqual((await run())[ARCHIVE], { level: "info", archived: 3 });
  await interactions(4, 5);
  const second = (await changesOf(service)).slice(3);
  assert.deepEqual((await run())[ARCHIVE], { level: "info", archived: 2 });
  const objects = await objectsOf(bucket);
  const today = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
  const keys = [[first, "2026/02/03"], [second, today]].map(([rows, day]) => `changes/${day}/${rows[0].sequence}-${rows.at(-1).sequence}.ndjson.gz`);
  assert.deepEqual(objects.map(({ key, changes }) => ({ key, changes })), [
    { key: keys[0], changes: first.map(archived) },
    { key: keys[1], changes: second.map(archived) },
  ]);
  assert.equal((await bucket.head(keys[0])).httpMetadata.contentType, "application/gzip");
  assert.deepEqual(archive.calls, keys.flatMap((key) => [{ name: "put", key }, { name: "get", key }]));
  assert.deepEqual(await state(), { id: 1, archived_through: second.at(-1).sequence, first: null, last: null, object_key: null });
  assert.deepEqual((await run())[ARCHIVE], { level: "info", archived: 0 });
  assert.equal(archive.calls.length, 4);
});

test("objects are bounded in changes and in characters; one change may have more", async () => {
  await interactions(1, 2 * MAX_CHANGES + 10);
  const all = await changesOf(service);
  assert.deepEqual((await run())[ARCHIVE], { level: "info", archived: all.length });
  const sizes = (await objectsOf(bucket)).map(({ changes }) => changes.length);
  assert.deepEqual(sizes, [MAX_CHANGES, MAX_CHANGES, 10]);
  await empty();
  await interactions(1, 6);
  const text = (length) => JSON.stringify({ short_description: [null, "x".repeat(length - '{"short_description":[null,""]}'.length)] });
  // The first two together are exactly as long as an object may be; with the last one the one before it would be longer.
  for (const [at, length] of [[0, 600_000], [1, 400_000], [3, 1_100_000], [4, 999_990]]) {
    await service.rows("UPDATE record_change SET changes = ?2 WHERE sequence = ?1", at + 1, text(length));
  }
  await run();
  assert.deepEqual((await objectsOf(bucket)).map(({ changes }) => changes.length), [2, 1, 1, 1, 1]);
});

test("a run stops after its objects, and the next one goes on", async () => {
  const many = MAX_OBJECTS * MAX_CHANGES + 5;
  await interactions(1, 5);
  await service.rows(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
     INSERT INTO record_change (tablename, documentkey, interaction, operation, changes, user, recorded_at) SELECT 'interaction', 'a', 'a', 'update', '{}', 'test', 0 FROM n`,
    many - 5,
  );
  assert.deepEqual((await run())[ARCHIVE], { level: "info", archived: many - 5, more: true });
  assert.deepEqual((await run())[ARCHIVE], { level: "info", archived: 5 });
});

describe("nothing is deleted before it is archived", () => {
  const CALL = async () => {
    await interactions(1, 1, { sys_updated_on: OLD });
    await seed(service, "supervisor_help_action", [{ sys_id: id("c1"), interaction: id("a1"), action: "coach", start_time: OLD, end_time: OLD, sys_updated_on: OLD }]);
    await aged();
  };
  const left = async () => (await service.rows("SELECT (SELECT count(*) FROM interaction) AS interactions, (SELECT count(*) FROM supervisor_help_action) AS actions, (SELECT count(*) FROM record_change) AS changes"))[0];

  test("neither records nor changes; in the run after it they go", async () => {
    await CALL();
    const { [RETENTION]: first, [ARCHIVE]: kept } = await run();
    assert.deepEqual([first, kept], [{ level: "info", deleted: 0, deleted_changes: 0 }, { level: "info", archived: 2 }]);
    assert.deepEqual(await left(), { interactions: 1, actions: 1, changes: 2 });
    const { [RETENTION]: second } = await run();
    assert.deepEqual(second, { level: "info", deleted: 2, deleted_changes: 2 });
    assert.deepEqual(await left(), { interactions: 0, actions: 0, changes: 2 });
  });
  for (const [what, name] of [["put", "put"], ["read back", "get"]]) {
    test(`as long as it cannot be ${what}`, async () => {
      await CALL();
      const reason = `${name}: We encountered an internal error. Please try again. (10001)`;
      archive.failing = { [name]: reason };
      for (let n = 0; n < 3; n += 1) {
        const { outcome, [RETENTION]: line, [ARCHIVE]: kept } = await run();
        assert.deepEqual([outcome, line, kept], ["exception", { level: "info", deleted: 0, deleted_changes: 0 }, { level: "error", archived: 0, reason: `R2: ${reason}` }]);
      }
      assert.deepEqual(await left(), { interactions: 1, actions: 1, changes: 2 });
    });
  }
  test("a record with a change that is not archived yet stays", async () => {
    await CALL();
    await run();
    await service.rows("UPDATE supervisor_help_action SET action = 'monitor'");
    await aged();
    assert.deepEqual((await run())[RETENTION], { level: "info", deleted: 0, deleted_changes: 2 });
    assert.deepEqual((await run())[RETENTION], { level: "info", deleted: 2, deleted_changes: 1 });
  });
  for (const [what, bytes] of [
    ["other changes", gzipSync('{"sequence":1}\n')],
    ["no gzip", Buffer.from("nothing")],
    ["half of it", undefined],
  ]) {
    test(`${what} under the key: the log says so, and nothing is deleted`, async () => {
      await CALL();
      // Stopped when the object is planned, so that its key is known.
      archive.failing = { put: "killed" };
      await run();
      archive.failing = {};
      const { object_key: key } = await state();
      const [first] = await changesOf(service);
      const content = new Uint8Array(bytes ?? gzipSync(`${JSON.stringify(archived(first))}\n`));
      await bucket.put(key, content);
      const { outcome, [RETENTION]: line, [ARCHIVE]: kept } = await run();
      assert.deepEqual([outcome, line], ["exception", { level: "info", deleted: 0, deleted_changes: 0 }]);
      assert.deepEqual(kept, { level: "error", archived: 0, reason: `R2: ${key} has other changes than the log; see docs/archive.md` });
      assert.deepEqual(new Uint8Array(await (await bucket.get(key)).arrayBuffer()), content);
      assert.deepEqual(await left(), { interactions: 1, actions: 1, changes: 2 });
    });
  }
});

test("killed before or after each call to D1 and R2: nothing is gone that is not archived, nothing is archived twice", async () => {
  const records = "SELECT sys_id FROM supervisor_help_action UNION SELECT sys_id FROM interaction";
  /** What was ever in the log of this round. */
  const known = new Map();
  const look = async () => {
    const objects = await objectsOf(bucket);
    const inArchive = objects.flatMap(({ changes }) => changes);
    const numbers = inArchive.map(({ sequence }) => sequence);
    assert.equal(new Set(numbers).size, numbers.length, "archived twice");
    const inLog = await changesOf(service);
    for (const row of inLog) known.set(row.sequence, archived(row));
    const kept = new Map([...inArchive, ...inLog.map(archived)].map((row) => [row.sequence, row]));
    for (const [sequence, row] of known) {
      assert.ok(kept.has(sequence), `change ${sequence} is gone`);
      assert.deepEqual({ ...kept.get(sequence), recorded_at: 0 }, { ...row, recorded_at: 0 });
    }
    // A record that is gone has all its changes but the delete in the archive.
    const left = new Set((await service.rows(records)).map(({ sys_id }) => sys_id));
    const archivedNumbers = new Set(numbers);
    for (const { sequence, documentkey, operation } of known.values()) {
      if (!left.has(documentkey) && operation !== "delete") assert.ok(archivedNumbers.has(sequence), `${documentkey} is gone before it is archived`);
    }
    return { left: left.size, keys: objects.map(({ key }) => key) };
  };
  let stops = 0;
  for (const stop of ["failBefore", "failAfter"]) {
    for (let n = 1; ; n += 1) {
      await empty();
      known.clear();
      await interactions(1, 3, { sys_updated_on: OLD });
      await seed(service, "supervisor_help_action", [1, 2].map((at) => ({ sys_id: id(`c${at}`), interaction: id(`a${at}`), action: "coach", start_time: OLD, end_time: at === 1 ? OLD : null, sys_updated_on: OLD })));
      await aged();
      let call = 0;
      // Two runs: the first archives, the second deletes and archives its deletes. After the kill nothing is done any more.
      observed.faults = { shift: () => ((call += 1) < n ? {} : call === n ? { [stop]: "D1_ERROR: killed" } : { failBefore: "D1_ERROR: killed" }) };
      await run();
      await look();
      await run();
      const isOver = call < n;
      observed.faults = [];
      await look();
      if (isOver) break;
      await run();
      await look();
      await run();
      await run();
      const { left } = await look();
      // What is open, with its interaction.
      assert.equal(left, 2, `${stop} ${n}`);
      const { archived_through } = await state();
      assert.equal(archived_through, Math.max(...known.keys()), `${stop} ${n}`);
      stops += 1;
    }
  }
  assert.ok(stops >= 40, `${stops} stops`);
});

test("two runs at once archive everything once", async () => {
  await interactions(1, MAX_CHANGES + 500);
  const worker = await service.miniflare.getWorker();
  const outcomes = await Promise.all([1, 2, 3].map(() => worker.scheduled({ cron: "17 * * * *" })));
  assert.deepEqual(outcomes.map(({ outcome }) => outcome), ["ok", "ok", "ok"]);
  const objects = await objectsOf(bucket);
  assert.deepEqual(objects.flatMap(({ changes }) => changes), (await changesOf(service)).map(archived));
  assert.equal(objects.length, 2);
});

test("without RETENTION_DAYS it archives all the same, and nothing is deleted", async () => {
  const options = { r2Buckets: { ARCHIVE: "archive" } };
  const plain = await start({ options });
  const before = await plain.everything();
  assert.deepEqual((await runJobs(plain, [ARCHIVE]))[ARCHIVE], { level: "info", archived: before.record_change.length });
  const objects = await objectsOf(await plain.miniflare.getR2Bucket("ARCHIVE", "help-request"));
  assert.deepEqual(objects.flatMap(({ changes }) => changes), before.record_change.map(archived));
  assert.deepEqual(await plain.everything(), before);
});

test("a faulty ARCHIVE_REQUIRED: the log names it, and nothing is archived or deleted", async () => {
  const faulty = await start({ variables: { ...variables, ARCHIVE_REQUIRED: "1" }, options: { r2Buckets: { ARCHIVE: "archive" } } });
  const { outcome, [RETENTION]: line, [ARCHIVE]: kept } = await runJobs(faulty, [RETENTION, ARCHIVE]);
  const expected = { level: "error", reason: "configuration: ARCHIVE_REQUIRED has to be true or false" };
  assert.deepEqual([outcome, line, kept], ["exception", expected, expected]);
  assert.deepEqual(await objectsOf(await faulty.miniflare.getR2Bucket("ARCHIVE", "help-request")), []);
});
