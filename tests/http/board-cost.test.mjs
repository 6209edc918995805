// What the board costs (contract, section 14): its first picture reads rows in proportion to what it shows, however many records and
// changes there are. Its own queries, sent to the service and counted by D1.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { load } from "../web/load.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { start } from "./support/service.mjs";
import { caller } from "./support/table.mjs";

const { picture } = await load("board/picture.ts");
const { MOST_SHOWN, PAGE, changes } = await load("board/core/queries.ts");
const observed = observedDatabase();
const service = await start({ observed });
const { get } = caller(service);

const OLD = 20_000;
const DAY = 300;
const OPEN = 40;
const WAITING = 30;
const ago = (minutes) => `datetime('now', '-' || (${minutes}) || ' minutes')`;
const numbers = (count) => `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;

/** Interactions with a help request and a help action each: `minutes` is SQL for how long ago, `i` numbers them. */
async function records(prefix, count, minutes, state, end) {
  const when = ago(minutes);
  const id = (table) => `printf('${prefix}${table}%030x', i)`;
  await service.rows(`${numbers(count)} INSERT INTO interaction (sys_id, number, opened_at, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
    SELECT ${id(1)}, printf('IMS%09d', ${parseInt(prefix, 16)} * 1000000 + i), ${when}, ${when}, 'test', ${when}, 'test' FROM n`);
  await service.rows(`${numbers(count)} INSERT INTO interaction_help_request (sys_id, interaction, state, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
    SELECT ${id(2)}, ${id(1)}, '${state}', ${when}, 'test', ${when}, 'test' FROM n`);
  await service.rows(`${numbers(count)} INSERT INTO supervisor_help_action (sys_id, interaction, action, start_time, end_time, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
    SELECT ${id(3)}, ${id(1)}, 'coach', ${when}, ${end}, ${when}, 'test', ${when}, 'test' FROM n`);
}

before(async () => {
  for (const table of ["supervisor_help_action", "interaction_help_request", "interaction"]) await service.rows(`DELETE FROM ${table}`);
  await records("a", OLD, "3000 + i", "closed", "datetime('now')");
  await records("b", DAY, "i * 4", "closed", "datetime('now')");
  await records("c", OPEN, "i % 9", "in_progress", "NULL");
  await records("d", WAITING, "i % 9", "new", ago("i % 9"));
});

/** The board's own call, and the rows that it read. */
async function counted(act) {
  observed.batches.length = 0;
  const result = await act();
  const rows = observed.batches.flatMap(({ metas }) => metas).reduce((sum, { rows_read: read }) => sum + read, 0);
  return { result, rows, calls: observed.batches.length };
}
const list = async (path) => {
  const answer = await get(path.replace("/api/now/", ""));
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text).result;
};

test("the first picture: four lists, a few rows for each record that it shows", async (t) => {
  const { result: board, rows, calls } = await counted(() => picture(list, Date.now()));
  const shown = board.actions.size + board.requests.size;
  assert.ok(board.actions.size >= OPEN + WAITING + DAY && board.actions.size < OLD, `${board.actions.size} help actions`);
  assert.equal([...board.actions.values()].filter(({ end }) => end === null).length, OPEN);
  assert.equal([...board.requests.values()].filter(({ state }) => state === "new").length, WAITING);
  assert.equal(board.calls.size, OPEN + WAITING);
  t.diagnostic(`${rows} rows for ${shown} records in ${calls} calls`);
  assert.equal(calls, 4);
  assert.ok(rows <= 3 * shown, `${rows} rows for ${shown} records`);
});

test("the place in the log, and a poll that finds nothing: one row each at most", async () => {
  const { result, rows } = await counted(async () => JSON.parse((await get(changes("latest", 0).replace("/api/now/", ""))).text));
  assert.ok(rows <= 1, `${rows} rows`);
  const idle = await counted(() => get(changes(result.next, 0).replace("/api/now/", "")));
  assert.ok(idle.rows <= 1, `${idle.rows} rows`);
});

test("each list has a limit", async () => {
  const paths = [];
  await picture((path) => paths.push(path) && list(path), Date.now());
  const limits = paths.map((path) => Number(new URL(path, service.url).searchParams.get("sysparm_limit")));
  assert.deepEqual(limits, [MOST_SHOWN, MOST_SHOWN, PAGE, PAGE]);
});
