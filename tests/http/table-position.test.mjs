// Contract, section 7, "deep pages": following `next` costs the same for each page, and neither skips nor repeats a record.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { expectTableFaults } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { start } from "./support/service.mjs";
import { caller, id, links, query } from "./support/table.mjs";

const observed = observedDatabase();
const service = await start({ observed });
const { get, list } = caller(service);
const N = 3_000;
const SIZE = 100;

before(async () => {
  for (const table of ["supervisor_help_action", "interaction_help_request", "interaction"]) await service.rows(`DELETE FROM ${table}`);
  // Five records are created at a time, and their ids come in another order.
  const at = "datetime('2026-01-01', '+' || (i / 5) || ' minutes')";
  await service.rows(
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${N - 1})
     INSERT INTO interaction (sys_id, number, state, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
     SELECT printf('%032x', i * 7919 % ${N}), printf('IMS%07d', i + 1), CASE i % 3 WHEN 0 THEN 'on_hold' ELSE 'new' END,
       ${at}, 'test', ${at}, 'test' FROM n`,
  );
  await service.rows(
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${N - 1})
     INSERT INTO interaction_help_request (sys_id, interaction, state, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
     SELECT printf('b%031x', i), printf('%032x', i), CASE i % 3 WHEN 0 THEN 'closed' ELSE 'new' END, ${at}, 'test', ${at}, 'test' FROM n`,
  );
  await service.rows(
    `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${N - 1})
     INSERT INTO supervisor_help_action
       (sys_id, interaction, help_request, action, start_time, end_time, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
     SELECT printf('a%031x', i * 7919 % ${N}), printf('%032x', i * 7919 % ${N}), printf('b%031x', i * 7919 % ${N}), 'coach', ${at}, CASE i % 2 WHEN 0 THEN ${at} END,
       ${at}, 'test', ${at}, 'test' FROM n`,
  );
});

/** The ids of all pages, and the rows that D1 read for each. */
async function following(table, parameters) {
  const found = [];
  const costs = [];
  let path = `table/${table}?${query({ sysparm_fields: "sys_id", sysparm_limit: SIZE, sysparm_no_count: true, ...parameters })}`;
  while (path) {
    observed.batches.length = 0;
    const answer = await get(path);
    assert.equal(answer.status, 200, answer.text);
    found.push(...JSON.parse(answer.text).result.map(({ sys_id }) => sys_id));
    costs.push(observed.batches.at(-1).metas[0].rows_read);
    path = links(answer).next?.replace(`${service.url.origin}/api/now/`, "");
    // The first pages are named by their offset alone.
    if (path && found.length > SIZE) assert.match(path, /&sysparm_after=\d+,[^&]+&sysparm_limit=100&sysparm_offset=\d+$/);
  }
  return { found, costs };
}

describe("following next", () => {
  for (const [table, sysparm_query] of [
    ["interaction", ""],
    ["interaction", "ORDERBYDESCsys_created_on"],
    ["interaction", "ORDERBYsys_updated_on"],
    ["interaction", "ORDERBYDESCnumber"],
    ["interaction", "sys_created_on>=2026-01-01 00:30:00"],
    ["interaction", "state=new^ORDERBYsys_created_on"],
    ["supervisor_help_action", "end_timeISEMPTY"],
    ["supervisor_help_action", "ORDERBYDESCstart_time"],
    ["supervisor_help_action", "sys_updated_on>=2026-01-01 00:30:00^ORDERBYsys_updated_on"],
    ["supervisor_help_action", "help_request.state=closed"],
    ["supervisor_help_action", "help_request.sys_created_on>=2026-01-01 00:30:00"],
    ["supervisor_help_action", "interaction.sys_created_on>=2026-01-01 00:30:00^interaction.sys_updated_on>=2026-01-01 00:30:00"],
  ]) {
    test(`${table}?${sysparm_query}`, async () => {
      const whole = (await list(table, { sysparm_query, sysparm_fields: "sys_id" })).map(({ sys_id }) => sys_id);
      const { found, costs } = await following(table, { sysparm_query });
      assert.deepEqual(found, whole);
      assert.ok(costs.length > 5, `${costs.length} pages`);
      // The second page is named by its offset, so it reads the first one too.
      costs[1] /= 2;
      for (const cost of costs) assert.ok(cost <= 4 * SIZE + 20, `${costs} rows read`);
    });
  }
  test("a client that counts offsets goes on working", async () => {
    const whole = (await list("interaction", { sysparm_fields: "sys_id" })).map(({ sys_id }) => sys_id);
    const found = [];
    for (let offset = 0; offset < N; offset += 1_000) {
      const page = await list("interaction", { sysparm_fields: "sys_id", sysparm_limit: 1_000, sysparm_offset: offset });
      found.push(...page.map(({ sys_id }) => sys_id));
    }
    assert.deepEqual(found, whole);
  });
  test("an order by what may be empty goes on by offsets", async () => {
    const answer = await get(`table/interaction?${query({ sysparm_query: "ORDERBYopened_at", sysparm_limit: 10 })}`);
    assert.match(links(answer).next, /sysparm_offset=10$/);
  });
});

test("a position that was not answered is refused", async () => {
  for (const [given, value] of [
    ["nothing", "nothing"],
    [`10,${id(1)},2`, `${id(1)},2`],
  ]) {
    const answer = await get(`table/interaction?${query({ sysparm_after: given })}`);
    expectTableFaults(answer, message("position_invalid", { value }));
  }
});
