// Contract, section 12: events whose interaction does not exist yet are kept. The job of each minute records them once it does, however
// it was created.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { conference, expectStatus, helpOf, recorded, twilio, variables } from "./support/cti.mjs";
import { held, observedDatabase } from "./support/observed-database.mjs";
import { runNow, until } from "./support/relay.mjs";
import { start, TOKEN } from "./support/service.mjs";

const observed = observedDatabase();
const service = await start({ variables: variables(), observed });
const query = (interaction) => ({ query: `?interaction=${interaction}` });
const BY = "cti:twilio";

let free;
before(async () => {
  free = (await service.interaction()).replace(/^./, "f");
});

const unused = (n) => free.replace(/^.../, `f${String(n).padStart(2, "0")}`);
const waiting = () => service.rows("SELECT source, interaction FROM cti_waiting ORDER BY interaction");
const lines = () => service.log.filter((line) => line.includes("record_waiting_calls")).map((line) => JSON.parse(line));

async function create(sys_id) {
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
  assert.equal((await service.request("POST", "/api/now/table/interaction", headers, JSON.stringify({ sys_id }))).status, 201);
}

async function logged(count) {
  for (let tries = 0; tries < 100 && lines().length < count; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  return lines();
}

test("the events of two calls are recorded when one of their interactions comes", async () => {
  const [one, other] = [unused(1), unused(2)];
  for (const id of [one, other]) {
    const supervisor = conference().leg(2);
    expectStatus(await twilio(service, supervisor("join", 3, 60, true, false), query(id)), "waiting", "interaction_not_found");
    expectStatus(await twilio(service, supervisor("leave", 4, 90, true, false), query(id)), "waiting", "interaction_not_found");
  }
  assert.deepEqual(await waiting(), [one, other].map((interaction) => ({ source: "twilio", interaction })));
  assert.equal(await runNow(service), "ok");
  assert.deepEqual(await helpOf(service, one), []);

  await create(one);
  assert.equal(await runNow(service), "ok");
  assert.deepEqual(await helpOf(service, one), [["monitor", recorded(60), recorded(90), BY]]);
  assert.deepEqual(await helpOf(service, other), []);
  assert.deepEqual(await waiting(), [{ source: "twilio", interaction: other }]);
  // A run that has found nothing writes no line.
  assert.deepEqual(await logged(1), [{ level: "info", job: "record_waiting_calls", recorded: 1 }]);

  const everything = await service.everything();
  assert.equal(await runNow(service), "ok");
  assert.deepEqual(await service.everything(), everything);
});

test("a call that waited for its registration is recorded when the interaction comes that a later event names", async () => {
  const id = unused(4);
  const supervisor = conference().leg(2);
  expectStatus(await twilio(service, supervisor("join", 3, 60, true, false)), "waiting", "call_not_registered");
  expectStatus(await twilio(service, supervisor("leave", 4, 90, true, false), query(id)), "waiting", "interaction_not_found");
  await create(id);
  assert.equal(await runNow(service), "ok");
  assert.deepEqual(await helpOf(service, id), [["monitor", recorded(60), recorded(90), BY]]);
});

test("an event and the job at once record the call once", async () => {
  const id = unused(3);
  const supervisor = conference().leg(2);
  expectStatus(await twilio(service, supervisor("join", 3, 60, true, false), query(id)), "waiting", "interaction_not_found");
  await create(id);
  const [outcome, answer] = await Promise.all([runNow(service), twilio(service, supervisor("leave", 4, 90, true, false), query(id))]);
  assert.equal(outcome, "ok");
  expectStatus(answer, "recorded");
  assert.deepEqual(await helpOf(service, id), [["monitor", recorded(60), recorded(90), BY]]);
});

test("a registration ends the waiting that an event notes while it is under way", async () => {
  const observed = observedDatabase();
  const slow = await start({ observed, variables: variables() });
  const interaction = await slow.interaction();
  const { WT, leg } = conference();
  const [note, register] = [held(), held()];
  observed.faults.push({}, { held: note });
  const event = twilio(slow, leg(2)("join", 3, 60, true, false));
  await until("the event writes", () => observed.batches.length === 2);
  observed.faults.push({}, { held: register });
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
  const path = `/api/sn_ct_ctr_it_core/external_id_mapping/table/interaction/documentId/${interaction}`;
  const registration = slow.request("PUT", path, headers, JSON.stringify({ external_id: WT, external_provider: "twilio" }));
  await until("the registration writes", () => observed.batches.length === 4);
  await note.letGo();
  expectStatus(await event, "waiting", "call_not_registered");
  await register.letGo();
  assert.equal((await registration).status, 201);
  assert.deepEqual(await helpOf(slow, interaction), [["monitor", recorded(60), null, BY]]);
  assert.deepEqual(await slow.rows("SELECT call FROM cti_waiting"), []);
});

test("a call that waits for its registration names no interaction", async () => {
  const before = await waiting();
  expectStatus(await twilio(service, conference().leg(2)("join", 3, 60, true, false)), "waiting", "call_not_registered");
  assert.deepEqual(await waiting(), [{ source: "twilio", interaction: null }, ...before]);
});

/** Lets this many calls wait, each for an interaction that then comes. */
async function found(first, count) {
  const ids = Array.from({ length: count }, (_, n) => unused(first + n));
  for (const id of ids) {
    expectStatus(await twilio(service, conference().leg(2)("join", 3, 60, true, false), query(id)), "waiting", "interaction_not_found");
    await create(id);
  }
  return ids;
}

const recordedOf = async (ids) => (await Promise.all(ids.map((id) => helpOf(service, id)))).filter(({ length }) => length === 1).length;

test("a run leaves the relay most of the statements that D1 allows, and the next runs go on", async () => {
  const ids = await found(10, 12);
  observed.batches.length = 0;
  assert.equal(await runNow(service), "ok");
  const statements = observed.batches.reduce((sum, { metas }) => sum + metas.length, 0);
  assert.ok(statements < 80, `${statements} statements`);
  const first = await recordedOf(ids);
  assert.ok(first > 0 && first < ids.length, `${first} calls`);
  for (let run = 0; run < 3; run += 1) assert.equal(await runNow(service), "ok");
  assert.equal(await recordedOf(ids), ids.length);
});

test("a call that cannot be read does not stop the others, and fails the run", async () => {
  const [one, other, newest] = await found(30, 3);
  await service.rows("UPDATE cti_observation SET says = 'x' WHERE interaction = ?1", newest);
  assert.equal(await runNow(service), "exception");
  assert.equal(await recordedOf([one, other]), 2);
  assert.equal(await recordedOf([newest]), 0);
  await service.rows("DELETE FROM cti_waiting WHERE interaction = ?1", newest);
});
