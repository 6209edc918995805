// Contract, sections 10 to 12: a conference of Twilio's, told in the wrong order and twice, gives three help actions: in the Table API, in
// the feed, and at a second service by the relay.
import assert from "node:assert/strict";
import { test } from "node:test";
import { conference, helpOf, recorded, twilio, variables } from "./support/cti.mjs";
import { CALLER, carried, relaying, startRelaying } from "./support/relay.mjs";
import { start } from "./support/service.mjs";

const instance = await start({ variables: {} });
const USER = { RELAY_USER: "cti.integration", RELAY_PASSWORD: "help-request-demo" };
const service = await startRelaying({ variables: { ...variables(), ...relaying(instance.url.origin, USER) } });
// What the second service has itself is not relayed to it.
await service.rows("UPDATE relay SET position = (SELECT max(sequence) FROM record_change)");

const get = async (path) => JSON.parse((await service.request("GET", `/api/now/${path}`, { authorization: CALLER })).text);

test("join, coach, barge and leave in the wrong order and twice", async () => {
  const interaction = await service.interaction();
  await instance.rows(
    `INSERT INTO interaction (sys_id, number, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
     SELECT ?1, printf('IMS%07d', substr(max(number), 4) + 1), '2026-01-01 00:00:00', 'test', '2026-01-01 00:00:00', 'test' FROM interaction`,
    interaction,
  );
  const { leg } = conference();
  const supervisor = leg(2);
  const events = [
    supervisor("join", 3, 60, true, false),
    supervisor("modify", 4, 90, false, true),
    supervisor("unmute", 5, 150, false, false),
    supervisor("leave", 6, 200, false, false),
  ];
  const { next } = await get("helprequest/changes?after=latest");
  for (const at of [3, 1, 0, 2, 2, 3, 1, 0]) {
    const answer = await twilio(service, events[at], { query: `?interaction=${interaction}` });
    assert.equal(answer.status, 200, answer.text);
  }
  const expected = [
    ["monitor", recorded(60), recorded(90), "cti:twilio"],
    ["coach", recorded(90), recorded(150), "cti:twilio"],
    ["barge_in", recorded(150), recorded(200), "cti:twilio"],
  ];
  assert.deepEqual(await helpOf(service, interaction), expected);
  const listed = await get(`table/supervisor_help_action?sysparm_query=interaction=${interaction}^ORDERBYstart_time&sysparm_fields=action,start_time,end_time,sys_created_by`);
  assert.deepEqual(listed.result.map(Object.values), expected);
  // The feed: what its changes amount to.
  const told = new Map();
  for (const { table, sys_id, operation, changes } of (await get(`helprequest/changes?after=${next}&limit=1000`)).result) {
    if (table !== "supervisor_help_action") continue;
    const values = Object.fromEntries(Object.entries(changes).map(([field, [, value]]) => [field, value]));
    if (operation === "delete") told.delete(sys_id);
    else told.set(sys_id, { ...told.get(sys_id), ...values });
  }
  const ofFeed = [...told.values()].map(({ action, start_time, end_time }) => [action, start_time, end_time, "cti:twilio"]);
  assert.deepEqual(ofFeed.sort(([, a], [, b]) => (a < b ? -1 : 1)), expected);
  await carried(service);
  const theirs = await helpOf(instance, interaction);
  assert.deepEqual(theirs.map((row) => row.slice(0, 3)), expected.map((row) => row.slice(0, 3)));
});
