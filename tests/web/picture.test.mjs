// How the board reads its records (web/board/picture.ts), with a service that holds these rows.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { completed, picture } = await load("board/picture.ts");
const { EMPTY, withRows } = await load("board/core/board.ts");
const { MOST_IDS, PAGE } = await load("board/core/queries.ts");

const NOW = Date.parse("2026-11-28T12:00:00Z");
const utc = (moment) => new Date(moment).toISOString().slice(0, 19).replace("T", " ");
const id = (n) => String(n).padStart(32, "0");

/** A list that answers what `rows` has for a path, and notes the queries. */
function service(rows) {
  const queries = [];
  const list = async (path) => {
    const { pathname, searchParams } = new URL(path, "http://service");
    const query = searchParams.get("sysparm_query");
    queries.push(query);
    return rows(pathname.split("/").at(-1), query).slice(0, Number(searchParams.get("sysparm_limit")));
  };
  return { list, queries };
}

test("a day of more records than a page holds is read page by page, and each record is there once", async () => {
  const count = 2 * PAGE + 10;
  // Ten begin in the same second, also where a page ends.
  const all = Array.from({ length: count }, (_, n) => ({ sys_id: id(n), interaction: id(1), action: "coach", start_time: utc(NOW - 12 * 3_600_000 + Math.floor(n / 10) * 1_000), end_time: utc(NOW) }));
  const { list, queries } = service((table, query) => {
    const since = query.match(/^start_time>=(.*)\^ORDERBYstart_time$/)?.[1];
    return table === "supervisor_help_action" && since ? all.filter((row) => row.start_time >= since) : [];
  });
  const board = await picture(list, NOW);
  assert.equal(board.actions.size, count);
  assert.equal(queries.filter((query) => query.startsWith("start_time")).length, 3);
});

test("a page of records of one moment ends the reading", async () => {
  const all = Array.from({ length: PAGE }, (_, n) => ({ sys_id: id(n), interaction: id(1), action: "coach", start_time: "2026-11-28 11:00:00", end_time: "2026-11-28 11:00:00" }));
  const { list, queries } = service((_, query) => (query.startsWith("start_time") ? all : []));
  await picture(list, NOW);
  assert.equal(queries.filter((query) => query.startsWith("start_time")).length, 2);
});

test("what goes on comes with the numbers of its interactions", async () => {
  const row = { sys_id: id(1), interaction: id(2), action: "coach", start_time: utc(NOW - 60_000) };
  const { list } = service((_, query) => (query.startsWith("end_timeISEMPTY") ? [{ ...row, end_time: "", "interaction.number": "IMS0000001" }] : []));
  const board = await picture(list, NOW);
  assert.deepEqual([...board.actions.values()].map(({ end }) => end), [null]);
  assert.deepEqual(board.calls.get(id(2)), { number: "IMS0000001", about: "" });
});

test("what changes did not hold is read by its ids, a hundred at a time; nothing is read where nothing is missing", async () => {
  const missing = { actions: Array.from({ length: MOST_IDS + 1 }, (_, n) => id(n)), requests: [] };
  const { list, queries } = service((table, query) => {
    const ids = query.replace("sys_idIN", "").split(",");
    if (table === "interaction") return ids.map((sys_id) => ({ sys_id, number: "IMS0000007", short_description: "" }));
    return ids.map((sys_id) => ({ sys_id, interaction: id(7), action: "coach", start_time: utc(NOW), end_time: "" }));
  });
  const board = await completed(EMPTY, missing, list);
  assert.equal(board.actions.size, MOST_IDS + 1);
  assert.equal(board.calls.get(id(7)).number, "IMS0000007");
  assert.deepEqual(queries.map((query) => query.split(",").length), [MOST_IDS, 1, 1]);
  queries.length = 0;
  assert.deepEqual(await completed(withRows(EMPTY, {}), { actions: [], requests: [] }, list), EMPTY);
  assert.deepEqual(queries, []);
});
