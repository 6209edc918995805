// What each event costs: D1 round trips, and rows written, which D1 bills (docs/cti.md); and what becomes of an event when D1 fails.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { conference, expectStatus, helpOf, recorded, twilio, variables } from "./support/cti.mjs";
import { expectFailure, UNAVAILABLE } from "./support/expect.mjs";
import { held, observedDatabase } from "./support/observed-database.mjs";
import { start, TOKEN } from "./support/service.mjs";

const observed = observedDatabase();
const service = await start({ observed, variables: variables() });
const query = (interaction) => ({ query: `?interaction=${interaction}` });
const [TRANSIENT, FATAL] = ["D1_ERROR: Network connection lost.", "D1_ERROR: D1 DB is overloaded. Too many requests queued."];
const BY = "cti:twilio";

/** Round trips and rows written of a call, without those of counts that earlier calls have left. */
async function cost(send) {
  observed.batches.length = 0;
  const answer = await send();
  const metas = observed.batches.flatMap(({ statements, metas = [] }) => metas.map((meta, at) => [statements[at], meta]));
  const rows = metas.filter(([statement]) => !JSON.stringify(statement).includes("INTO cti_count"));
  return [answer, observed.batches.length, rows.reduce((sum, [, meta]) => sum + meta.rows_written, 0)];
}

async function costs(send, status, trips, rows, reason) {
  const [answer, ...cost_] = await cost(send);
  if (status) expectStatus(answer, status, reason);
  assert.deepEqual(cost_, [trips, rows]);
}

test("round trips and rows written of a conference", async () => {
  const interaction = await service.interaction();
  const { event, leg } = conference();
  const [agent, supervisor] = [leg(1, "agent"), leg(2)];
  const send = (fields) => () => twilio(service, fields, query(interaction));
  await costs(send(event("conference-start", 1, 0)), "ignored", 0, 0, "no_leg");
  await costs(send(agent("join", 2, 1, false, false)), "ignored", 1, 1 + 3, "no_supervisor_yet");
  await costs(send(agent("hold", 3, 2, false, false)), "ignored", 1, 1, "no_supervisor_yet");
  await costs(send(supervisor("join", 4, 60, true, false)), "recorded", 2, 1 + 1 + 8);
  await costs(send(supervisor("mute", 5, 61, true, false)), "recorded", 1, 1);
  await costs(send(supervisor("modify", 6, 70, false, true)), "recorded", 2, 1 + 1 + 6 + 8);
  await costs(send(supervisor("leave", 7, 80, false, true)), "recorded", 2, 1 + 1 + 6);
  await costs(send(event("conference-end", 8, 90)), "recorded", 1, 1);
  await costs(send(supervisor("leave", 7, 80, false, true)), "duplicate", 1, 0);
  assert.equal((await helpOf(service, interaction)).length, 2);
});

test("round trips and rows written of a call that waits, and of its registration", async () => {
  const interaction = await service.interaction();
  const { WT, leg } = conference();
  const supervisor = leg(2);
  await costs(() => twilio(service, supervisor("join", 1, 60, true, false)), "waiting", 2, 1 + 2 + 1, "call_not_registered");
  await costs(() => twilio(service, supervisor("leave", 2, 70, true, false)), "waiting", 1, 1, "call_not_registered");
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
  const path = `/api/sn_ct_ctr_it_core/external_id_mapping/table/interaction/documentId/${interaction}`;
  const put = () => service.request("PUT", path, headers, JSON.stringify({ external_id: WT, external_provider: "twilio" }));
  await costs(put, undefined, 2, 2 + 8 + 1 + 1);
  assert.equal((await helpOf(service, interaction)).length, 1);
});

describe("when D1 fails", () => {
  // Two batches: the first keeps the event, the second changes the help actions.
  for (const [what, faults] of [
    ["before the first batch", [{ failBefore: TRANSIENT }]],
    ["after the first batch", [{ failAfter: TRANSIENT }]],
    ["before the second batch", [{}, { failBefore: TRANSIENT }]],
    ["after the second batch", [{}, { failAfter: TRANSIENT }]],
    ["after each", [{ failAfter: TRANSIENT }, {}, { failAfter: TRANSIENT }, {}]],
  ]) {
    test(`for a moment, ${what}: recorded once`, async () => {
      const interaction = await service.interaction();
      const supervisor = conference().leg(2);
      observed.faults.push(...faults);
      expectStatus(await twilio(service, supervisor("join", 1, 60, true, false), query(interaction)), "recorded");
      assert.deepEqual(await helpOf(service, interaction), [["monitor", recorded(60), null, BY]]);
      observed.faults.push(...faults);
      expectStatus(await twilio(service, supervisor("leave", 2, 70, true, false), query(interaction)), "recorded");
      assert.deepEqual(await helpOf(service, interaction), [["monitor", recorded(60), recorded(70), BY]]);
      const log = await service.rows("SELECT operation FROM record_change WHERE interaction = ?1 AND tablename = 'supervisor_help_action'", interaction);
      assert.deepEqual(log.map(({ operation }) => operation), ["insert", "update"]);
      observed.faults.length = 0;
    });
  }
  for (const [what, faults] of [["in the first batch", [{ failBefore: FATAL }]], ["in the second batch", [{}, { failBefore: FATAL }]]]) {
    test(`for longer, ${what}: 503, and the vendor's repetition brings all up to date`, async () => {
      const interaction = await service.interaction();
      const join = conference().leg(2)("join", 1, 60, true, false);
      observed.faults.push(...faults);
      const answer = await twilio(service, join, query(interaction));
      expectFailure(answer, 503, ...UNAVAILABLE);
      assert.equal(answer.headers["retry-after"], "2");
      assert.deepEqual(await helpOf(service, interaction), []);
      expectStatus(await twilio(service, join, query(interaction)), faults.length === 1 ? "recorded" : "duplicate");
      assert.deepEqual(await helpOf(service, interaction), [["monitor", recorded(60), null, BY]]);
    });
  }
});

test("an event whose second batch comes late folds anew with what has come since", async () => {
  const interaction = await service.interaction();
  const supervisor = conference().leg(2);
  const late = held();
  observed.faults.push({}, { held: late });
  const first = twilio(service, supervisor("join", 1, 60, true, false), query(interaction));
  while (observed.faults.length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expectStatus(await twilio(service, supervisor("leave", 2, 70, true, false), query(interaction)), "recorded");
  await late.letGo();
  expectStatus(await first, "recorded");
  assert.deepEqual(await helpOf(service, interaction), [["monitor", recorded(60), recorded(70), BY]]);
});
