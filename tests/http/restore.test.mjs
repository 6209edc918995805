// Contract, section 13: the records are made again from the archive and the log, row by row as they were.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { objectsOf } from "./support/archive.mjs";
import { CLOCK, putForward } from "./support/clock.mjs";
import { expectFailure } from "./support/expect.mjs";
import { changesOf, DAY_MS, runJobs } from "./support/jobs.mjs";
import { message } from "./support/messages.mjs";
import { claims, LOCAL_VARIABLES, SECRET, start } from "./support/service.mjs";
import { wrangler } from "./support/template.mjs";
import { Replay } from "../../scripts/restore/replay.mjs";
import { hs256 } from "./support/tokens.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "help-request-restore-test-"));
after(() => rmSync(directory, { recursive: true, force: true }));
/** A database with the migrations alone. */
const EMPTY = join(directory, "empty");
wrangler("d1", "migrations", "apply", "DB", "--local", "--persist-to", EMPTY);

const DAYS = 30;
const JOBS = ["delete_expired_records", "archive_changes"];
const TABLES = ["interaction", "interaction_help_request", "supervisor_help_action"];
const FOLDER = join(directory, "archive");
const options = { r2Buckets: { ARCHIVE: "archive" } };
const variables = { ...LOCAL_VARIABLES, RETENTION_DAYS: String(DAYS) };
const service = await start({ template: EMPTY, entry: CLOCK, variables, options });
const authorization = `Bearer ${hs256(claims({ exp: Math.floor(Date.now() / 1_000) + 365 * 86_400, sub: "o'neill", roles: ["admin"] }), SECRET)}`;
const HEADERS = { authorization, "content-type": "application/json" };

/** A call that has to succeed: its answer. */
async function call(method, path, body) {
  const answer = await service.request(method, `/api/now/${path}`, HEADERS, body && JSON.stringify(body));
  assert.ok(answer.status >= 200 && answer.status < 300, answer.text);
  return answer.text ? JSON.parse(answer.text).result : {};
}
const help = async (body) => (await call("POST", "helprequest/action/create_or_update", body)).action_sys_id;

/** Creates, changes and deletes records of all tables. */
async function useIt(name) {
  const { sys_id: interaction } = await call("POST", "table/interaction", { type: "phone", short_description: `${name}: a 'b' "c"; -- d\n\\ \u{1F600} ä`, client_session_id: "x", u_result: "1", u_agent: "2", work_notes: `${name} 'begins'` });
  const { sys_id: help_request } = await call("POST", "table/interaction_help_request", { interaction, reason: "r".repeat(1_000), opened_by: "ann" });
  const action = await help({ interaction, action: "coach", help_request });
  await help({ interaction, action: "monitor", start_time: "2026-01-01 10:00:00", end_time: "2026-01-01 10:00:10" });
  await help({ interaction, action_sys_id: action, action: "barge_in" });
  await call("PATCH", `table/interaction/${interaction}`, { short_description: "", client_session_id: "y", state: "closed_complete", u_result: "", u_more: "3", work_notes: "changed" });
  await call("PATCH", `table/interaction/${interaction}`, { work_notes: "only this" });
  await call("PUT", `table/interaction_help_request/${help_request}`, { state: "closed", help_provided_by: "bob" });
  const { sys_id: gone } = await call("POST", "table/interaction", { number: undefined });
  await call("DELETE", `table/interaction/${gone}`);
  await help({ interaction });
  return interaction;
}

const recordsOf = async (of) => Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, await of.rows(`SELECT * FROM ${table} ORDER BY sys_id`)])));

/** Entries of journals, without their ids, which the log does not have. */
const JOURNALS = "SELECT name, element_id, element, value, sys_created_on, sys_created_by, sys_transaction_id FROM sys_journal_field ORDER BY 2, 5, 4";

/** Writes the archive into a folder, as its download does. */
async function download(folder) {
  const objects = await objectsOf(await service.miniflare.getR2Bucket("ARCHIVE", "help-request"));
  for (const { key, bytes } of objects) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), bytes);
  }
  return objects;
}

/** Runs the script: its exit code and what it said. */
const script = (...args) =>
  new Promise((resolve) => {
    execFile(process.execPath, ["scripts/restore.mjs", ...args], { cwd: root }, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }));
  });

let restores = 0;
/** A service on a database that was restored by the script with these arguments. */
async function restored(...args) {
  restores += 1;
  const [sql, state] = [join(directory, `${restores}.sql`), join(directory, `restored-${restores}`)];
  const { code, stderr } = await script("--archive", FOLDER, "--output", sql, ...args);
  assert.equal(code, 0, stderr);
  cpSync(EMPTY, state, { recursive: true });
  wrangler("d1", "execute", "DB", "--local", "--persist-to", state, "--file", sql, "--yes");
  return start({ template: state, options });
}

/** The state of the service as wrangler finds it. */
const STATE = join(directory, "state");
/** What was there before retention deleted, and after it. */
let full;
let now;
let objects;

before(async () => {
  await useIt("one");
  // The clock of the Worker is ahead of that of the database: what a record bears is not when it was recorded.
  await putForward(service, 3_700_000);
  const open = await call("POST", "table/interaction", { state: "work_in_progress" });
  await help({ interaction: open.sys_id, action: "observe" });
  assert.equal((await runJobs(service, JOBS)).outcome, "ok");
  await useIt("more");
  assert.equal((await runJobs(service, JOBS)).outcome, "ok");
  await putForward(service, (DAYS + 1) * DAY_MS);
  await useIt("two");
  full = await recordsOf(service);
  // Archives what follows, and deletes the records of "one"; a second run archives the deletes and deletes changes.
  await runJobs(service, JOBS);
  const { delete_expired_records: line } = await runJobs(service, JOBS);
  assert.ok(line.deleted_changes > 0, JSON.stringify(line));
  await useIt("three");
  now = await recordsOf(service);
  objects = await download(FOLDER);
  mkdirSync(STATE);
  symlinkSync(service.state, join(STATE, "v3"));
});

test("retention has deleted, the archive has more than the log, and the log has what the archive has not", async () => {
  const log = await changesOf(service);
  const archived = objects.flatMap(({ changes }) => changes.map(({ sequence }) => sequence));
  assert.ok(log[0].sequence > 1 && log[0].sequence <= archived.at(-1) + 1);
  assert.ok(log.at(-1).sequence > archived.at(-1));
  const ids = ({ interaction }) => interaction.map(({ sys_id }) => sys_id);
  assert.ok(ids(full).some((id) => !ids(now).includes(id)));
  assert.ok(now.supervisor_help_action.some(({ sys_created_on, end_time }) => end_time === null && sys_created_on > new Date().toISOString().replace("T", " ")));
});

describe("from archive and log", () => {
  test("all rows as they were, with their stamps; numbers of changes and interactions go on; the feed has another epoch", async () => {
    const again = await restored("--state", STATE);
    assert.deepEqual(await recordsOf(again), now);
    const journals = await again.rows(JOURNALS);
    assert.deepEqual(journals, await service.rows(JOURNALS));
    assert.ok(journals.length > 0);
    const log = await changesOf(again);
    const last = objects.at(-1).changes.at(-1).sequence;
    assert.deepEqual(log, (await changesOf(service)).filter(({ sequence }) => sequence > last));
    assert.deepEqual(await again.rows("SELECT * FROM interaction_number"), await service.rows("SELECT * FROM interaction_number"));
    const [{ epoch }] = await service.rows("SELECT epoch FROM change_log_epoch");
    const feed = await again.request("GET", `/api/now/helprequest/changes?after=${epoch}.${last}`, { authorization });
    expectFailure(feed, 410, message("changes_gone"), message("changes_gone_detail", { after: "0" }));
    // It works: a change gets the next number, and the archive goes on behind the old one.
    const answer = await again.post({ interaction: now.interaction[0].sys_id, action: "coach" });
    assert.equal(answer.status, 200, answer.text);
    assert.equal((await changesOf(again)).at(-1).sequence, log.at(-1).sequence + 1);
    assert.equal((await runJobs(again, ["archive_changes"])).archive_changes.archived, log.length + 1);
  });
  test("--keep-expired: with those that retention deleted", async () => {
    const again = await restored("--state", STATE, "--keep-expired");
    const ids = new Set();
    const union = (table) => [...now[table], ...full[table]].filter(({ sys_id }) => !ids.has(sys_id) && ids.add(sys_id)).sort((a, b) => (a.sys_id < b.sys_id ? -1 : 1));
    assert.deepEqual(await recordsOf(again), Object.fromEntries(TABLES.map((table) => [table, union(table)])));
  });
});

test("--no-log: as it was at the end of the archive; the last number stays used", async () => {
  const again = await restored("--no-log");
  const last = objects.at(-1).changes.at(-1);
  const ids = new Set(full.interaction.map(({ sys_id }) => sys_id));
  const expected = Object.fromEntries(TABLES.map((table) => [table, now[table].filter((row) => ids.has(row.interaction ?? row.sys_id))]));
  assert.deepEqual(await recordsOf(again), expected);
  assert.deepEqual((await changesOf(again)).map(({ sequence }) => sequence), [last.sequence]);
});

test("a database that has records is refused, and stays as it is", async () => {
  const sql = join(directory, "again.sql");
  await script("--archive", FOLDER, "--output", sql, "--no-log");
  const state = join(directory, "restored-1");
  const count = () => wrangler("d1", "execute", "DB", "--local", "--persist-to", state, "--json", "--command", "SELECT (SELECT count(*) FROM interaction) AS i, (SELECT count(*) FROM record_change) AS c");
  const before = JSON.parse(count())[0].results;
  assert.throws(() => wrangler("d1", "execute", "DB", "--local", "--persist-to", state, "--file", sql, "--yes"), /CHECK constraint failed/);
  assert.deepEqual(JSON.parse(count())[0].results, before);
});

describe("the records that changes make", () => {
  const I = "a".repeat(32);
  let sequence = 0;
  const change = (operation, changes, transaction_id, more = {}) => ({
    sequence: (sequence += 1), tablename: "interaction", documentkey: I, interaction: I, operation, changes, user: "ann", transaction_id, recorded_at: 1_771_459_200_999, record_updated_on: 1_771_459_199, ...more,
  });
  const replayed = (...changes) => {
    const replay = new Replay();
    for (const one of changes) replay.apply(one);
    return replay;
  };
  const STAMPS = { sys_created_on: "2026-02-18 23:59:59", sys_created_by: "ann", sys_updated_on: "2026-02-18 23:59:59", sys_updated_by: "ann" };

  test("own columns, journals and what the database makes itself", () => {
    sequence = 0;
    const replay = replayed(
      change("insert", { number: [null, "IMS0000007"], active: [null, "true"], u_b: [null, "1"], u_a: [null, "2"] }, "t1"),
      change("update", { work_notes: [null, "first"] }, "t1"),
      change("update", { type: [null, "phone"], u_b: ["1", null], u_c: [null, ""] }, "t2", { user: "bob" }),
      change("update", { work_notes: [null, "second"] }, "t2", { user: "bob" }),
      change("update", { active: ["true", "false"], state: ["new", "closed_complete"] }, "t3", { record_updated_on: null }),
    );
    assert.deepEqual(replay.rows("interaction"), [
      { sys_id: I, number: "IMS0000007", type: "phone", state: "closed_complete", own_columns: '{"u_a":"2","u_c":""}', ...STAMPS, sys_updated_on: "2026-02-19 00:00:00", sys_mod_count: 2, sys_transaction_id: "t3" },
    ]);
    const notes = replay.journals();
    const entry = (value, by, transaction) => ({ name: "interaction", element_id: I, element: "work_notes", value, sys_created_on: STAMPS.sys_created_on, sys_created_by: by, sys_transaction_id: transaction });
    assert.deepEqual(notes.map(({ sys_id, ...rest }) => rest), [entry("first", "ann", "t1"), entry("second", "bob", "t2")]);
    for (const { sys_id } of notes) assert.match(sys_id, /^019c733247e7[0-9a-f]{20}$/);
    assert.notEqual(notes[0].sys_id, notes[1].sys_id);
    assert.equal(replay.highestNumber, 7);
  });
  test("by hand: without a request no change is counted", () => {
    sequence = 0;
    const [row] = replayed(change("insert", { number: [null, "IMS0000001"] }, null), change("update", { type: [null, "x"] }, null)).rows("interaction");
    assert.deepEqual([row.sys_mod_count, row.sys_transaction_id], [0, null]);
  });
  test("texts that are longer than a statement of D1", async () => {
    sequence = 0;
    const long = (length) => "'ä\"\u{1F600}\n;".repeat(length / 6);
    const folder = mkdtempSync(join(directory, "long-"));
    mkdirSync(join(folder, "changes"));
    const fields = { short_description: long(42_000), assigned_to: long(42_000), state: "new", type: "x", number: "IMS0000001" };
    const made = change("insert", Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, [null, value]])), "t1");
    writeFileSync(join(folder, "changes", "1-1.ndjson.gz"), gzipSync(JSON.stringify(made)));
    const again = await restored("--no-log", "--archive", folder);
    const sql = readFileSync(join(directory, `${restores}.sql`), "utf8");
    for (const statement of sql.split(";\n").filter((text) => /^(INSERT|UPDATE)/.test(text))) assert.ok(Buffer.byteLength(statement) < 100_000);
    const [row] = await again.rows("SELECT * FROM interaction");
    assert.deepEqual(Object.fromEntries(Object.keys(fields).map((name) => [name, row[name]])), fields);
    const [{ changes, ...logged }] = await changesOf(again);
    assert.deepEqual({ ...logged, changes: JSON.parse(changes) }, made);
  });
});

describe("what is wrong is said, and nothing is written", () => {
  const output = join(directory, "faulty.sql");
  const refused = async (args, stderr) => {
    const answer = await script("--output", output, ...args);
    assert.equal(answer.code, 1);
    assert.match(answer.stderr, stderr);
    assert.ok(!existsSync(output));
  };
  /** The archive, with one of its objects changed. */
  const damaged = (damage) => {
    const folder = mkdtempSync(join(directory, "damaged-"));
    cpSync(FOLDER, folder, { recursive: true });
    damage(objects.map(({ key, changes }) => ({ path: join(folder, key), changes })), folder);
    return ["--archive", folder, "--no-log"];
  };
  const zipped = (changes) => gzipSync(changes.map((change) => `${JSON.stringify(change)}\n`).join(""));
  for (const [what, damage, stderr] of [
    ["a missing object", ([, { path }]) => rmSync(path), /^The archive misses the changes \d+ to \d+: see /],
    ["a missing first object", ([{ path }]) => rmSync(path), /^The archive begins with change \d+, so it does not have the records from before/],
    ["no object", (all) => all.forEach(({ path }) => rmSync(path)), /has no objects\.$/m],
    ["no folder", (all, folder) => rmSync(join(folder, "changes"), { recursive: true }), /has no folder "changes"/],
    ["another file", ([{ path }]) => writeFileSync(join(dirname(path), "notes.txt"), ""), /notes\.txt is no object of the archive; remove it\.$/m],
    ["half an object", ([{ path }]) => writeFileSync(path, readFileSync(path).subarray(0, 100)), /cannot be read \(unexpected end of file\); download it again/],
    ["an object with a change less", ([{ path, changes }]) => writeFileSync(path, zipped(changes.slice(1))), /does not have the changes 1 to \d+; download it again/],
    ["an object under another name", ([, { path }]) => renameSync(path, join(dirname(path), "1-2.ndjson.gz")), /has change 1 twice/],
    ["an update of what was never made", ([{ path, changes }]) => writeFileSync(path, zipped([{ ...changes[0], operation: "update" }, ...changes.slice(1)])), /^Change 1 \(update\) does not fit: interaction [0-9a-f]{32} is not there\.$/m],
    ["a table that is not known", ([{ path, changes }]) => writeFileSync(path, zipped([{ ...changes[0], tablename: "other" }, ...changes.slice(1)])), /^Change 1 is of a table that is not known: other\.$/m],
  ]) {
    test(what, () => refused(damaged(damage), stderr));
  }
  for (const [what, args, stderr] of [
    ["no archive", ["--no-log"], /^--archive is missing/],
    ["no log", ["--archive", FOLDER], /^Give one of --remote, --state and --no-log/],
    ["two logs", ["--archive", FOLDER, "--no-log", "--remote"], /^Give one of --remote, --state and --no-log/],
    ["an unknown option", ["--archive", FOLDER, "--no-log", "--all"], /^The options are not as expected/],
  ]) {
    test(what, () => refused(args, stderr));
  }
  test("a log that does not follow the archive", async () => {
    const folder = mkdtempSync(join(directory, "short-"));
    cpSync(FOLDER, folder, { recursive: true });
    for (const { key } of objects.slice(1)) rmSync(join(folder, key));
    await refused(["--archive", folder, "--state", STATE], /^The log misses the changes \d+ to \d+, which the archive does not have either\.$/m);
  });
});
