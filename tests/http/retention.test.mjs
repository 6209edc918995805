// Contract, section 13: RETENTION_DAYS deletes what ended longer ago, in portions.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { expectFailure } from "./support/expect.mjs";
import { changesOf, hoursAgo, runJobs } from "./support/jobs.mjs";
import { message } from "./support/messages.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { LOCAL_VARIABLES, start } from "./support/service.mjs";
import { caller, clear, id, seed } from "./support/table.mjs";

const DAYS = 30;
const PAGE = 300;
const CHANGES_AT_ONCE = 2_000;
const JOB = "delete_expired_records";
const TABLES = ["interaction", "interaction_help_request", "supervisor_help_action"];

const observed = observedDatabase();
const service = await start({ observed, variables: { ...LOCAL_VARIABLES, RETENTION_DAYS: String(DAYS) } });
const run = () => runJobs(service, [JOB]);
const daysAgo = (days) => hoursAgo(days * 24);
const [OLD, OLDER] = [daysAgo(DAYS + 2), daysAgo(DAYS + 9)];
const stamps = (on) => ({ sys_created_on: OLD, sys_updated_on: on });

/** The ids that are left, by table. */
async function left(of = service) {
  const ids = async (table) => (await of.rows(`SELECT sys_id FROM ${table} ORDER BY 1`)).map(({ sys_id }) => sys_id.replace(/^0+/, ""));
  return Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, await ids(table)])));
}

/** Puts the records of some calls into the database. Ids are made of the call's number: `a1`, `b1`, `c1` and so on. */
async function seedCalls(calls, of = service) {
  const [interactions, requests, actions] = [[], [], []];
  calls.forEach(([{ interaction = {}, request, action, more }], n) => {
    const own = (letter) => id(`${letter}${n + 1}`);
    interactions.push({ sys_id: own("a"), number: `IMS${String(n + 1).padStart(7, "0")}`, state: "new", ...stamps(OLD), ...interaction });
    if (request) requests.push({ sys_id: own("b"), interaction: own("a"), state: "new", ...stamps(OLD), ...request });
    for (const [letter, one] of [["c", action], ["d", more]]) {
      if (!one) continue;
      const help_request = request && !one.alone ? own("b") : null;
      const { alone, ...fields } = one;
      actions.push({ sys_id: own(letter), interaction: own("a"), help_request, action: "coach", start_time: OLDER, end_time: OLD, ...stamps(OLD), ...fields });
    }
  });
  await seed(of, "interaction", interactions);
  if (requests.length > 0) await seed(of, "interaction_help_request", requests);
  if (actions.length > 0) await seed(of, "supervisor_help_action", actions);
}

beforeEach(async () => {
  observed.faults = [];
  await clear(service);
});

/** Each: what a call has, and the letters of its records that are left. */
const CALLS = [
  [{ action: {} }, ""],
  [{ action: {}, request: {} }, ""],
  [{ action: {}, request: { state: "closed" }, interaction: { state: "closed_complete" } }, ""],
  [{}, ""],
  [{ interaction: { state: "closed_abandoned" } }, ""],
  [{ request: { state: "cancelled" } }, ""],
  [{ request: { state: "in_progress" }, interaction: { state: "closed_complete" } }, ""],
  // Open.
  [{ action: { end_time: null } }, "ac"],
  [{ action: { end_time: null }, request: { state: "closed" }, interaction: { state: "closed_complete" } }, "abc"],
  [{ action: {}, request: { state: "in_progress" } }, "ab"],
  [{ action: {}, request: {}, interaction: { state: "work_in_progress" } }, "ab"],
  [{ action: {}, request: { state: "closed" }, interaction: { state: "on_hold" } }, "a"],
  [{ action: {}, interaction: { state: "wrap_up" } }, "a"],
  // Ended, or changed, within the time.
  [{ action: { end_time: daysAgo(DAYS - 1) } }, "ac"],
  [{ action: { end_time: daysAgo(-1) } }, "ac"],
  [{ action: stamps(daysAgo(DAYS - 1)), request: { state: "closed" } }, "abc"],
  [{ action: {}, request: { state: "closed", ...stamps(daysAgo(1)) } }, "ab"],
  [{ action: {}, interaction: { state: "closed_complete", ...stamps(daysAgo(1)) } }, "a"],
  // Other records that stay.
  [{ action: {}, request: { state: "closed" }, more: { end_time: daysAgo(1) } }, "abd"],
  [{ action: {}, request: { state: "closed" }, more: { end_time: daysAgo(1), alone: true } }, "ad"],
];

test("what ended longer ago goes; what is open, was changed since, or has other records stays", async () => {
  await seedCalls(CALLS);
  const all = await left();
  const { outcome, [JOB]: line } = await run();
  const letters = { interaction: "a", interaction_help_request: "b", supervisor_help_action: "cd" };
  const expected = Object.fromEntries(TABLES.map((table) => {
    const ids = CALLS.flatMap(([, kept], n) => [...kept].filter((letter) => letters[table].includes(letter)).map((letter) => `${letter}${n + 1}`));
    return [table, ids.sort()];
  }));
  const now = await left();
  for (const table of TABLES) now[table].sort();
  assert.deepEqual(now, expected);
  const deleted = TABLES.reduce((sum, table) => sum + all[table].length - now[table].length, 0);
  assert.deepEqual([outcome, line], ["ok", { level: "info", deleted, deleted_changes: 0 }]);
  assert.deepEqual((await run())[JOB], { level: "info", deleted: 0, deleted_changes: 0 });
});

test("each delete stands in the log, by system, with all that the record had", async () => {
  await seedCalls([[{ action: {}, request: { state: "closed", reason: "r" } }]]);
  const { sequence: last } = (await changesOf(service)).at(-1);
  await run();
  const added = (await changesOf(service)).filter(({ sequence }) => sequence > last);
  const shown = added.map(({ tablename, documentkey, operation, user, changes }) => [tablename, documentkey, operation, user, JSON.parse(changes)]);
  assert.deepEqual(shown, [
    ["supervisor_help_action", id("c1"), "delete", "system", { interaction: [id("a1"), null], help_request: [id("b1"), null], action: ["coach", null], start_time: [OLDER, null], end_time: [OLD, null] }],
    ["interaction_help_request", id("b1"), "delete", "system", { state: ["closed", null], interaction: [id("a1"), null], reason: ["r", null] }],
    ["interaction", id("a1"), "delete", "system", { number: ["IMS0000001", null], state: ["new", null], virtual_agent: ["false", null], agent_chat: ["false", null], help_requested: ["false", null] }],
  ]);
  for (const { transaction_id } of added) assert.match(transaction_id, /^[0-9a-f]{32}$/);
});

describe("changes of the log", () => {
  /** Makes the first `n` changes old. */
  const aged = (n) => service.rows("UPDATE record_change SET recorded_at = recorded_at - ?1 WHERE sequence <= (SELECT min(sequence) FROM record_change) + ?2 - 1", (DAYS + 1) * 86_400_000, n);
  const sequences = async () => (await changesOf(service)).map(({ sequence }) => sequence);
  const many = (n) => seed(service, "interaction", Array.from({ length: n }, (_, at) => ({ sys_id: id(`a${at}`), number: `IMS${String(at + 1).padStart(7, "0")}`, ...stamps(daysAgo(1)) })));

  test("the old ones go, in portions, without a gap", async () => {
    await many(2 * CHANGES_AT_ONCE + 60);
    await aged(2 * CHANGES_AT_ONCE + 50);
    const before = await sequences();
    observed.batches.length = 0;
    assert.deepEqual((await run())[JOB], { level: "info", deleted: 0, deleted_changes: 2 * CHANGES_AT_ONCE + 50 });
    assert.deepEqual(await sequences(), before.slice(-10));
    for (const { metas } of observed.batches) assert.ok(metas[0].changes <= CHANGES_AT_ONCE);
  });
  test("a young one keeps those behind it, however old the clock makes them: a gap would cut readers off", async () => {
    await many(20);
    await aged(15);
    const before = await sequences();
    await service.rows("UPDATE record_change SET recorded_at = recorded_at + ?1 WHERE sequence = ?2", 5 * 86_400_000, before[5]);
    await run();
    assert.deepEqual(await sequences(), before.slice(5));
  });
  test("the highest is kept, so that its number is not used again", async () => {
    await many(7);
    await aged(7);
    const before = await sequences();
    await run();
    assert.deepEqual(await sequences(), before.slice(-1));
    await run();
    await service.interaction();
    assert.deepEqual(await sequences(), [before.at(-1), before.at(-1) + 1]);
  });
  test("the feed: 410 with the oldest position for one who missed some; others miss none", async () => {
    await many(20);
    await aged(12);
    const before = await sequences();
    const [{ epoch }] = await service.rows("SELECT epoch FROM change_log_epoch");
    await run();
    const { get } = caller(service);
    const feed = (after) => get(`helprequest/changes?after=${after}`);
    const oldest = `${epoch}.${before[11]}`;
    for (const seen of [before[0], before[10]]) {
      expectFailure(await feed(`${epoch}.${seen}`), 410, message("changes_gone"), message("changes_gone_detail", { after: oldest }));
    }
    for (const [after, expected] of [["0", before.slice(12)], [oldest, before.slice(12)], [`${epoch}.${before[15]}`, before.slice(16)], [`${epoch}.${before.at(-1)}`, []]]) {
      assert.deepEqual(JSON.parse((await feed(after)).text).result.map(({ sequence }) => sequence), expected);
    }
  });
});

test("pages: those that stay are passed, and all others go", async () => {
  const stays = { action: stamps(daysAgo(1)) };
  const calls = Array.from({ length: 3 * PAGE + 20 }, (_, n) => [n % 3 === 0 || (n > 50 && n < 50 + PAGE + 10) ? stays : { action: { end_time: daysAgo(DAYS + 8 - n / 1000) } }]);
  await seedCalls(calls);
  const staying = calls.filter(([call]) => call === stays).length;
  observed.batches.length = 0;
  assert.deepEqual((await run())[JOB], { level: "info", deleted: 2 * (calls.length - staying), deleted_changes: 0 });
  const { interaction, supervisor_help_action: actions } = await left();
  assert.deepEqual([interaction.length, actions.length], [staying, staying]);
  for (const { metas } of observed.batches) for (const { changes } of metas) assert.ok(changes <= 2 * PAGE);
});

test("a record that was corrected just now stays", async () => {
  await seedCalls([[{ action: {} }]]);
  const { interaction } = (await service.rows("SELECT interaction FROM supervisor_help_action"))[0];
  const answer = await service.post({ interaction, action_sys_id: id("c1"), end_time: daysAgo(DAYS + 3) });
  assert.equal(answer.status, 200, answer.text);
  await run();
  assert.deepEqual(await left(), { interaction: ["a1"], interaction_help_request: [], supervisor_help_action: ["c1"] });
});

test("stopped before or after each batch, and run again: the same is left, and each delete is logged once", async () => {
  const seeded = async () => {
    await clear(service);
    await seedCalls(CALLS);
  };
  const result = async () => {
    const deletes = (await changesOf(service)).filter(({ operation }) => operation === "delete");
    return { left: await left(), deletes: deletes.map(({ documentkey }) => documentkey).sort() };
  };
  await seeded();
  await run();
  const expected = await result();
  let stops = 0;
  for (const stop of ["failBefore", "failAfter"]) {
    for (let n = 1; ; n += 1) {
      await seeded();
      let batch = 0;
      observed.faults = { shift: () => ((batch += 1) < n ? {} : batch === n ? { [stop]: "D1_ERROR: killed" } : { failBefore: "D1_ERROR: killed" }) };
      const { outcome } = await runJobs(service, [JOB]);
      observed.faults = [];
      if (batch < n) break;
      assert.equal(outcome, "exception");
      assert.equal((await run()).outcome, "ok");
      assert.deepEqual(await result(), expected, `${stop} ${n}`);
      stops += 1;
    }
  }
  assert.ok(stops >= 8, `${stops} stops`);
});

test("without the variable nothing is deleted, and there is no line", async () => {
  const off = await start();
  await seedCalls(CALLS, await (async () => (await clear(off), off))());
  const before = await off.everything();
  await runJobs(off, []);
  assert.deepEqual(await off.everything(), before);
});

describe("a faulty configuration is named, and nothing is deleted", () => {
  const number = message("setting_number", { highest: "36500" });
  for (const [variables, variable, reason, jobs] of [
    ...["0", "-30", "30.0", "a", "36501"].map((value) => [{ RETENTION_DAYS: value }, "RETENTION_DAYS", number, [JOB]]),
    [{ RETENTION_DAYS: "" }, "RETENTION_DAYS", message("setting_empty"), [JOB]],
    [{ RETENTION_DAYS: 30 }, "RETENTION_DAYS", message("setting_not_text"), [JOB]],
    [{ RETENTION_DAYS: "30", ARCHIVE_REQUIRED: "true" }, "ARCHIVE_REQUIRED", message("setting_no_archive"), [JOB, "archive_changes"]],
    [{ RETENTION_DAYS: "30", ARCHIVE_REQUIRED: "yes" }, "ARCHIVE_REQUIRED", message("setting_choice", { choices: "true or false" }), [JOB, "archive_changes"]],
  ]) {
    test(JSON.stringify(variables), async () => {
      const faulty = await start({ variables: { ...LOCAL_VARIABLES, ...variables } });
      await clear(faulty);
      await seedCalls(CALLS, faulty);
      const before = await faulty.everything();
      const { outcome, forget_idempotency_records: other, ...lines } = await runJobs(faulty, jobs);
      assert.deepEqual(lines, Object.fromEntries(jobs.map((job) => [job, { level: "error", reason: `configuration: ${variable} ${reason}` }])));
      assert.deepEqual([outcome, other], ["exception", { level: "info", deleted: 0 }]);
      assert.deepEqual(await faulty.everything(), before);
    });
  }
  test("ARCHIVE_REQUIRED=false asks for nothing", async () => {
    const plain = await start({ variables: { ...LOCAL_VARIABLES, RETENTION_DAYS: "30", ARCHIVE_REQUIRED: "false" } });
    assert.equal((await runJobs(plain, [JOB])).outcome, "ok");
  });
});
