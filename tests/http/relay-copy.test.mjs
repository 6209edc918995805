// Contract, section 11: a second copy of this service as the instance, reached through a line that breaks on demand.
import assert from "node:assert/strict";
import http from "node:http";
import { after, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { bothSides, carried, idle, relaying, runNow, startRelaying, statusOf } from "./support/relay.mjs";
import { start } from "./support/service.mjs";

const MINUTE = 60_000;
const USER = { RELAY_USER: "cti.integration", RELAY_PASSWORD: "help-request-demo" };

const copy = await start({ variables: {} });
/** How many of the next answers get lost on the line. */
let lost = 0;
const line = http.createServer((request, response) => {
  const { hostname, port } = copy.url;
  const forwarded = http.request({ hostname, port, path: request.url, method: request.method, headers: request.headers, agent: false }, (answer) => {
    const chunks = [];
    answer.on("data", (chunk) => chunks.push(chunk));
    answer.on("end", () => {
      if (lost > 0) {
        lost -= 1;
        return void response.destroy();
      }
      response.writeHead(answer.statusCode, answer.headers);
      return void response.end(Buffer.concat(chunks));
    });
  });
  request.pipe(forwarded);
});
await new Promise((resolve) => line.listen(0, "127.0.0.1", resolve));
after(() => line.close());
const service = await startRelaying({ variables: relaying(`http://127.0.0.1:${line.address().port}`, USER), entry: CLOCK });

/** Another service cannot have the sample data relayed to it that it has itself. */
await service.rows("UPDATE relay SET position = (SELECT max(sequence) FROM record_change)");

/** An interaction on both sides. */
async function shared() {
  const interaction = await service.interaction();
  await register(interaction);
  return interaction;
}
const register = (interaction) =>
  copy.rows(
    `INSERT INTO interaction (sys_id, number, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
     SELECT ?1, printf('IMS%07d', substr(max(number), 4) + 1), '2026-01-01 00:00:00', 'test', '2026-01-01 00:00:00', 'test' FROM interaction`,
    interaction,
  );

const actions = (interaction) => copy.rows("SELECT * FROM supervisor_help_action WHERE interaction = ?1 ORDER BY sys_id", interaction);

async function equal(interaction) {
  const { ours, theirs } = await bothSides(service, await actions(interaction));
  assert.deepEqual(ours.filter((row) => row.interaction === interaction), theirs);
  return theirs;
}

test("a help action from start to end, by the instance's id", async () => {
  const interaction = await shared();
  const row = await service.action(interaction, { start_time: undefined });
  await service.post({ interaction, action_sys_id: row.sys_id, action: "barge_in" });
  await service.post({ interaction });
  await carried(service);
  const [theirs] = await equal(interaction);
  assert.notEqual(theirs.id, row.sys_id);
  assert.notEqual(theirs.end_time, null);
});

test("an interaction that is registered there later", async () => {
  const interaction = await service.interaction();
  await service.action(interaction);
  await idle(service);
  assert.equal((await statusOf(service)).waiting, 1);
  await register(interaction);
  await putForward(service, MINUTE);
  await runNow(service);
  await carried(service);
  assert.equal((await equal(interaction)).length, 1);
});

test("answers that get lost: each record once, two equal ones twice", async () => {
  const interaction = await shared();
  for (let n = 0; n < 3; n += 1) {
    lost = 1;
    const row = await service.action(interaction, n < 2 ? {} : { action: "observe", end_time: "2026-03-01 10:30:00" });
    await idle(service);
    for (let tries = 0; tries < 3; tries += 1) {
      await putForward(service, 2 * MINUTE);
      await runNow(service);
    }
    await carried(service);
    lost = 1;
    await service.post({ interaction, action_sys_id: row.sys_id, end_time: `2026-03-01 11:00:0${n}` });
    await idle(service);
    await putForward(service, 2 * MINUTE);
    await runNow(service);
    await carried(service);
  }
  assert.equal((await equal(interaction)).length, 3);
});
