// The hourly jobs block the database for a moment only: each of their statements reads and writes a bounded number of rows,
// however many records are old (contract, section 13). Counted by D1 itself.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { hoursAgo, runJobs } from "./support/jobs.mjs";
import { MAX_ARGUMENTS, mostArgumentsIn } from "./support/migration-rules.mjs";
import { observedArchive } from "./support/observed-archive.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { LOCAL_VARIABLES, start } from "./support/service.mjs";
import { clear } from "./support/table.mjs";

const OLD = 100_000;
const DAYS = 30;
/** Most rows of a batch that are read and written, by what it does. In the comments: how many records or changes it takes. */
const BOUNDS = {
  "DELETE FROM idempotency_record, SELECT": [10, 0],
  // 200
  "UPDATE supervisor_help_action, SELECT": [10 * 200, 5 * 200],
  // 300
  "SELECT, UPDATE supervisor_help_action, DELETE FROM supervisor_help_action, SELECT": [20 * 300, 4 * 300],
  "SELECT, UPDATE interaction_help_request, DELETE FROM interaction_help_request, SELECT": [20 * 300, 4 * 300],
  "SELECT, UPDATE interaction, DELETE FROM interaction, SELECT": [20 * 300, 4 * 300],
  // 2,000
  "DELETE FROM record_change, SELECT": [6 * 2_000, 2_000],
  "SELECT, WITH": [7 * 2_000, 0],
  "SELECT": [2_000 + 1, 0],
  "UPDATE change_archive, SELECT": [2, 1],
  "UPDATE change_archive": [1, 1],
};

const observed = observedDatabase();
const archive = observedArchive(observed);
const variables = { ...LOCAL_VARIABLES, RETENTION_DAYS: String(DAYS), STALE_AFTER_HOURS: "12" };
const service = await start({ variables, ...archive.settings });
const JOBS = ["end_stale_help_actions", "delete_expired_records", "archive_changes"];
const N = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${OLD})`;
const STAMP = "sys_created_on, sys_created_by, sys_updated_on, sys_updated_by";
const old = `datetime('${hoursAgo(24 * (DAYS + 100))}', '+' || (i % 86400) || ' minutes')`;

before(async () => {
  await clear(service);
  const by = `${old}, 'test', ${old}, 'test'`;
  await service.rows(`${N} INSERT INTO interaction (sys_id, number, state, ${STAMP}) SELECT printf('a%031x', i), printf('IMS%07d', i), 'closed_complete', ${by} FROM n`);
  await service.rows(`${N} INSERT INTO interaction_help_request (sys_id, interaction, state, ${STAMP}) SELECT printf('b%031x', i), printf('a%031x', i), 'closed', ${by} FROM n`);
  // Each tenth help action is open, so it is ended, and changed within the time.
  await service.rows(`${N} INSERT INTO supervisor_help_action (sys_id, interaction, help_request, action, start_time, end_time, ${STAMP})
    SELECT printf('c%031x', i), printf('a%031x', i), printf('b%031x', i), 'coach', ${old}, iif(i % 10 = 0, NULL, ${old}), ${by} FROM n`);
  await service.rows("UPDATE record_change SET recorded_at = recorded_at - ?1", (DAYS + 1) * 86_400_000);
});

/** What the batches have cost, by the kind of their statements: the most rows read and written, and how many milliseconds. */
function costs() {
  const kinds = {};
  for (const { statements, metas } of observed.batches) {
    const kind = statements.map((sql) => sql.match(/^(?:WITH|SELECT|UPDATE \w+|DELETE FROM \w+)/)?.[0]).join(", ");
    const sum = (name) => metas.reduce((all, meta) => all + meta[name], 0);
    const cost = (kinds[kind] ??= { read: 0, written: 0, times: [] });
    cost.read = Math.max(cost.read, sum("rows_read"));
    cost.written = Math.max(cost.written, sum("rows_written"));
    cost.times.push(sum("duration"));
  }
  return kinds;
}

test(`with ${OLD} old records of each table no batch reads or writes more than some rows for each record that it deletes`, async (t) => {
  observed.batches.length = 0;
  for (let n = 0; n < 3; n += 1) assert.equal((await runJobs(service, JOBS)).outcome, "ok");
  // The archive needs a run for each 60,000 changes; then records are deleted.
  await service.rows("UPDATE change_archive SET archived_through = (SELECT max(sequence) FROM record_change), first = NULL, last = NULL, object_key = NULL");
  const lines = await runJobs(service, JOBS);
  assert.ok(lines.delete_expired_records.deleted > 30_000, JSON.stringify(lines));
  const texts = new Set(observed.batches.flatMap(({ statements }) => statements));
  for (const sql of texts) assert.ok(mostArgumentsIn(sql) <= MAX_ARGUMENTS, sql);
  const found = costs();
  assert.deepEqual(Object.keys(found).sort(), Object.keys(BOUNDS).sort());
  for (const [kind, { read, written, times }] of Object.entries(found)) {
    times.sort((a, b) => a - b);
    const share = (part) => times[Math.floor(part * (times.length - 1))];
    t.diagnostic(`${kind}: ${read} rows read, ${written} written; ${share(0.5)} ms, 95 % within ${share(0.95)} ms`);
    const [mostRead, mostWritten] = BOUNDS[kind];
    assert.ok(read <= mostRead && written <= mostWritten, `${kind}: ${read} read, ${written} written`);
  }
});
