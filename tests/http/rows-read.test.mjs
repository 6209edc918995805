// What reads cost: D1 bills each row read, and does one thing at a time. Each documented read takes few rows for each row that it
// returns, however many there are (contract, section 6). Counted by D1 itself. The count of a list is told apart.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { observedDatabase } from "./support/observed-database.mjs";
import { start } from "./support/service.mjs";
import { caller, id, query } from "./support/table.mjs";

const observed = observedDatabase();
const service = await start({ observed });
const { get } = caller(service);

const INTERACTIONS = 2_000;
const ACTIONS = 20_000;
const OPEN = 40;
const at = (n) => `datetime('2026-01-01', '+' || (${n}) || ' minutes')`;
const moment = (n) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString().slice(0, 19).replace("T", " ");

before(async () => {
  for (const table of ["supervisor_help_action", "interaction_help_request", "interaction"]) await service.rows(`DELETE FROM ${table}`);
  await service.rows(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${INTERACTIONS})
     INSERT INTO interaction (sys_id, number, parent, contact, account, consumer, opened_for, assigned_to, opened_at,
       sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
     SELECT printf('%032x', i), printf('IMS%07d', i), ${`printf('c%031x', i % 20), `.repeat(4)}
       'Caller ' || (i % 20), 'Agent ' || (i % 20), ${at("i * 10")}, ${at("i * 10")}, 'test', ${at("i * 10")}, 'test' FROM n`,
  );
  await service.rows(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${INTERACTIONS})
     INSERT INTO interaction_help_request (sys_id, interaction, state, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
     SELECT printf('b%031x', i), printf('%032x', i), CASE WHEN i > ${INTERACTIONS - OPEN} THEN 'new' ELSE 'closed' END,
       ${at("i * 10")}, 'test', ${at("i * 10")}, 'test' FROM n`,
  );
  // The ids are not in the order of time.
  await service.rows(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ACTIONS})
     INSERT INTO supervisor_help_action
       (sys_id, interaction, help_request, action, start_time, end_time, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
     SELECT printf('a%031x', i * 7919 % ${ACTIONS}), printf('%032x', 1 + i % ${INTERACTIONS}),
       CASE WHEN i < ${INTERACTIONS} THEN printf('b%031x', 1 + i % ${INTERACTIONS}) END, 'coach',
       ${at("i")}, CASE WHEN i <= ${ACTIONS - OPEN} THEN ${at("i + 1")} END, ${at("i")}, 'test', ${at("i + 1")}, 'test' FROM n`,
  );
});

/** The rows that the first statement of a call read, and the records that it answered. */
async function cost(table, parameters) {
  observed.batches.length = 0;
  const answer = await get(`table/${table}?${query(parameters)}`);
  assert.equal(answer.status, 200, answer.text);
  const [{ metas }] = observed.batches;
  return { read: metas[0].rows_read, count: metas[1]?.rows_read, records: JSON.parse(answer.text).result };
}

const NEWEST = moment(ACTIONS - 60);
const gs = (call) => `javascript:gs.${call}`;
/** Whole days since the day of the newest help actions, which have times of 2026. */
const AGO = Math.floor(Date.now() / 86_400_000) - Math.floor(Date.UTC(2026, 0, 1, 0, ACTIONS - 60) / 86_400_000);
const day = `@${gs(`daysAgoStart(${AGO})`)}@${gs(`daysAgoEnd(${AGO})`)}`;
const SHAPES = {
  supervisor_help_action: [
    ["end_timeISEMPTY", OPEN],
    [`end_timeISEMPTY^start_time>=${moment(ACTIONS - 9)}`, 10],
    ["ORDERBYDESCsys_created_on", 10],
    ["ORDERBYDESCsys_updated_on", 10],
    ["ORDERBYDESCstart_time", 10],
    ["ORDERBYstart_time", 10],
    [`sys_created_on>=${NEWEST}`, 10],
    [`sys_updated_on>=${NEWEST}`, 10],
    [`sys_updated_on>${NEWEST}^ORDERBYsys_updated_on`, 10],
    [`start_time>=${NEWEST}`, 10],
    [`end_time>=${NEWEST}`, 10],
    [`start_timeBETWEEN${moment(100)}@${moment(200)}`, 10],
    [`interaction=${id(7)}`, 10],
    ["interaction.number=IMS0000007", 10],
    [`help_request=${id(7).replace(/^0/, "b")}`, 1],
    ["help_request.state=new", 10],
    ["help_request.state=closed", 10],
    [`help_request.sys_created_on>=${moment(INTERACTIONS * 10 - 200)}`, 10],
    [`interaction.sys_created_on>=${moment(INTERACTIONS * 10 - 200)}`, 10],
    [`interaction.opened_at>=${moment(INTERACTIONS * 10 - 200)}`, 10],
    [`start_timeONthat day${day}`, 10],
    [`sys_created_onONthat day${day}`, 10],
    [`end_timeONthat day${day}^ORDERBYend_time`, 10],
    [`start_time>=${gs(`daysAgoStart(${AGO})`)}`, 10],
    [`sys_updated_onBETWEEN${gs(`daysAgoStart(${AGO})`)}@${gs(`daysAgoEnd(${AGO})`)}^ORDERBYsys_updated_on`, 10],
    [`sys_updated_onRELATIVEGE@dayofweek@ago@${AGO + 1}^ORDERBYDESCsys_updated_on`, 10],
    [`start_timeRELATIVEEE@dayofweek@ago@${AGO}`, 10],
    ["sys_created_on>=2026-01-14", 10],
    ["start_timeON2026-01-14", 10],
    ["help_request.interaction.number=IMS0000007", 1],
    [`sys_id=${id(7).replace(/^0/, "a")}`, 1],
    [`sys_id>${id(7).replace(/^0/, "a")}^ORDERBYsys_id`, 10],
  ],
  interaction: [
    ["number=IMS0000007", 1],
    ["ORDERBYDESCsys_created_on", 10],
    ["ORDERBYDESCsys_updated_on", 10],
    ["ORDERBYDESCopened_at", 10],
    ...["parent", "contact", "account", "consumer"].map((name) => [`${name}=${id(7).replace(/^0/, "c")}^ORDERBYDESCopened_at`, 10]),
    ["opened_for=caller 7^ORDERBYDESCopened_at", 10],
    ["assigned_to=AGENT 7^ORDERBYDESCopened_at", 10],
    ["assigned_to=AGENT 7^state=new^ORDERBYopened_at", 10],
    [`sys_created_on>=${moment(INTERACTIONS * 10 - 200)}`, 10],
    [`sys_updated_on>=${moment(INTERACTIONS * 10 - 200)}`, 10],
    [`opened_at>=${moment(INTERACTIONS * 10 - 200)}`, 10],
    [`opened_atONthat day${day}`, 10],
    ["sys_created_onRELATIVELE@dayofweek@ago@1^ORDERBYDESCsys_created_on", 10],
  ],
  interaction_help_request: [
    ["state=new", 10],
    [`interaction=${id(7)}`, 1],
    ["ORDERBYDESCsys_created_on", 10],
    ["ORDERBYDESCsys_updated_on", 10],
    [`sys_created_on>=${moment(INTERACTIONS * 10 - 200)}`, 10],
    [`sys_updated_on>=${moment(INTERACTIONS * 10 - 200)}`, 10],
  ],
};

for (const [table, shapes] of Object.entries(SHAPES)) {
  describe(table, () => {
    for (const [sysparm_query, expected] of shapes) {
      test(sysparm_query, async () => {
        const { read, records } = await cost(table, { sysparm_query, sysparm_limit: Math.max(expected, 10), sysparm_no_count: true, sysparm_exclude_reference_link: true });
        assert.equal(records.length, expected);
        assert.ok(read <= 4 * records.length + 20, `${read} rows read for ${records.length}`);
      });
    }
  });
}

test("the last day's summary reads two rows for each record", async () => {
  observed.batches.length = 0;
  const parameters = { sysparm_query: `start_time>=${moment(ACTIONS - 1_439)}`, sysparm_count: true, sysparm_avg_fields: "duration", sysparm_group_by: "action" };
  const answer = await get(`stats/supervisor_help_action?${query(parameters)}`);
  assert.equal(JSON.parse(answer.text).result[0].stats.count, "1440");
  const read = observed.batches[0].metas[0].rows_read;
  assert.ok(read <= 2 * 1_440 + 20, `${read} rows read`);
});

for (const [name, parameters, each] of [
  ["by action, filtered and ordered", { sysparm_group_by: "action", sysparm_having: "count^action^>^1", sysparm_order_by: "COUNT^DESC,AVG^duration" }, 2],
  ["by action, with display values", { sysparm_group_by: "action", sysparm_display_value: "true" }, 2],
  // Each reference that is followed is looked up for each record. A group costs five rows more, and here is one for each record.
  ["by the state of the interaction", { sysparm_group_by: "interaction.state" }, 3],
  ["by interaction, with display values", { sysparm_group_by: "interaction", sysparm_display_value: "all" }, 7],
]) {
  test(`the last day's summary ${name} reads ${each} rows for each record`, async () => {
    observed.batches.length = 0;
    const all = { sysparm_query: `start_time>=${moment(ACTIONS - 1_439)}`, sysparm_count: true, sysparm_avg_fields: "duration", ...parameters };
    const groups = JSON.parse((await get(`stats/supervisor_help_action?${query(all)}`)).text).result;
    assert.equal(groups.reduce((sum, { stats }) => sum + Number(stats.count), 0), 1_440);
    const read = observed.batches[0].metas[0].rows_read;
    assert.ok(read <= each * 1_440 + 20, `${read} rows read for ${groups.length} groups`);
  });
}

test("a long history is read a page at a time", async () => {
  const sys_id = id(7).replace(/^0/, "a");
  for (let n = 0; n < 300; n += 1) {
    await service.rows("UPDATE supervisor_help_action SET end_time = datetime(end_time, '+1 second') WHERE sys_id = ?1", sys_id);
  }
  const admin = caller(service, `Basic ${Buffer.from("admin:help-request-demo").toString("base64")}`);
  await admin.get("table/sys_audit?sysparm_limit=1");
  observed.batches.length = 0;
  const answer = await admin.get(`table/sys_audit?${query({ sysparm_query: `documentkey=${sys_id}`, sysparm_limit: 10, sysparm_no_count: true })}`);
  assert.equal(JSON.parse(answer.text).result.length, 10);
  const read = observed.batches[0].metas[0].rows_read;
  assert.ok(read <= 4 * 10 + 20, `${read} rows read`);
});
