// Contract, section 12: telephony systems' events, from the call to the help action.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cloudEvent, conference, expectStatus, helpOf, keyed, recorded, twilio, twilioJson, variables, zoom } from "./support/cti.mjs";
import { expectFailure, roleMissing, TOO_LARGE, UNAUTHENTICATED } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { claims, SECRET, start, TOKEN } from "./support/service.mjs";
import { hs256 } from "./support/tokens.mjs";

const service = await start({ variables: variables() });
const ADMIN = { authorization: `Bearer ${hs256(claims({ roles: ["admin"] }), SECRET)}` };
const USER = { authorization: `Bearer ${TOKEN}` };
const query = (interaction) => ({ query: `?interaction=${interaction}` });
const BY = "cti:twilio";

describe("a conference of Twilio's", () => {
  const events = ({ event, leg }) => {
    const [agent, supervisor] = [leg(1, "agent"), leg(2)];
    return [
      event("conference-start", 1, 0),
      agent("join", 2, 1, false, false),
      supervisor("join", 3, 60, true, false),
      supervisor("modify", 4, 120, false, true),
      supervisor("modify", 5, 180, false, false),
      supervisor("leave", 6, 240, false, false),
      event("conference-end", 7, 250),
    ];
  };
  const three = [
    ["monitor", recorded(60), recorded(120), BY],
    ["coach", recorded(120), recorded(180), BY],
    ["barge_in", recorded(180), recorded(240), BY],
  ];

  test("gives three help actions", async () => {
    const interaction = await service.interaction();
    const statuses = ["ignored", "ignored", "recorded", "recorded", "recorded", "recorded", "recorded"];
    const reasons = ["no_leg", "no_supervisor_yet"];
    for (const [at, fields] of events(conference()).entries()) {
      expectStatus(await twilio(service, fields, query(interaction)), statuses[at], reasons[at] ?? null);
    }
    assert.deepEqual(await helpOf(service, interaction), three);
  });

  test("gives the same in the wrong order and twice", async () => {
    const interaction = await service.interaction();
    const all = events(conference());
    for (const at of [5, 3, 6, 2, 4, 0, 1]) assert.equal((await twilio(service, all[at], query(interaction))).status, 200);
    assert.deepEqual(await helpOf(service, interaction), three);
    const before = await service.everything();
    for (const [at, fields] of all.entries()) {
      const answer = await twilio(service, fields, query(interaction));
      if (at === 0) expectStatus(answer, "ignored", "no_leg");
      else expectStatus(answer, "duplicate");
    }
    assert.deepEqual(await service.everything(), before);
  });

  for (let round = 0; round < 5; round += 1) {
    test(`gives the same if all events come at once, each twice (${round})`, async () => {
      const interaction = await service.interaction();
      const all = events(conference());
      const shuffled = [...all, ...all].map((one, at) => [(at * 7919 + round * 31) % 13, one]).sort(([a], [b]) => a - b);
      const answers = await Promise.all(shuffled.map(([, fields]) => twilio(service, fields, query(interaction))));
      assert.deepEqual(answers.map(({ status }) => status), answers.map(() => 200), answers.map(({ text }) => text).join());
      assert.deepEqual(await helpOf(service, interaction), three);
    });
  }
});

describe("what changes is in the log, by the source", () => {
  test("a clock that goes back makes no end before a start", async () => {
    const interaction = await service.interaction();
    const { leg } = conference();
    const supervisor = leg(2);
    for (const fields of [supervisor("join", 3, 60, true, false), supervisor("leave", 2, 70, true, false), supervisor("mute", 1, 50, true, false)]) {
      assert.equal((await twilio(service, fields, query(interaction))).status, 200);
    }
    // In the order of the numbers: monitor at 50, gone at 70, back at 60, which cannot be.
    assert.deepEqual(await helpOf(service, interaction), [["monitor", recorded(50), null, BY]]);
    await twilio(service, supervisor("leave", 4, 50, true, false), query(interaction));
    assert.deepEqual(await helpOf(service, interaction), [["monitor", recorded(50), recorded(70), BY]]);
  });

  test("insert, update and delete have the source and the request", async () => {
    const interaction = await service.interaction();
    const contact = (id, changes) => ({
      id, "detail-type": "Amazon Connect Contact Event", time: "2026-09-15T14:05:10Z",
      detail: { eventType: "CONNECTED_TO_AGENT", contactId: `SUP-${interaction}`, relatedContactId: `CALL-${interaction}`, initiationMethod: "MONITOR",
        agentInfo: { connectedToAgentTimestamp: "2026-09-15T14:03:23.000Z" }, ...changes },
    });
    assert.equal((await register(interaction, `CALL-${interaction}`, "connect")).status, 201);
    const answers = [
      await keyed(service, "connect", contact("e1", {})),
      await keyed(service, "connect", contact("e2", { eventType: "DISCONNECTED", disconnectTimestamp: "2026-09-15T14:05:09.900Z" })),
      await keyed(service, "connect", contact("e3", { eventType: "DISCONNECTED", disconnectTimestamp: "2026-09-15T14:03:23.100Z" })),
    ];
    for (const answer of answers) expectStatus(answer, "recorded");
    assert.deepEqual(await helpOf(service, interaction), []);
    const log = await service.rows(
      "SELECT operation, user, transaction_id FROM record_change WHERE interaction = ?1 AND tablename = 'supervisor_help_action' ORDER BY sequence",
      interaction,
    );
    const by = (at) => ({ user: "cti:connect", transaction_id: answers[at].headers["x-transaction-id"] });
    assert.deepEqual(log, [{ operation: "insert", ...by(0) }, { operation: "update", ...by(1) }, { operation: "delete", ...by(2) }]);
  });

  test("a correction by a caller stays, and an end before the start cannot come of it", async () => {
    const interaction = await service.interaction();
    const { leg } = conference();
    const supervisor = leg(2);
    await twilio(service, supervisor("join", 5, 60, true, false), query(interaction));
    const [{ sys_id: action_sys_id }] = await service.rows("SELECT sys_id FROM supervisor_help_action WHERE interaction = ?1", interaction);
    assert.equal((await service.post({ interaction, action_sys_id, end_time: recorded(90) })).status, 200);
    await twilio(service, supervisor("mute", 4, 50, true, false), query(interaction));
    assert.deepEqual(await helpOf(service, interaction), [["monitor", recorded(50), recorded(90), BY]]);
    assert.equal((await service.post({ interaction, action_sys_id, start_time: recorded(85) })).status, 200);
    await twilio(service, supervisor("leave", 6, 70, true, false), query(interaction));
    assert.deepEqual(await helpOf(service, interaction), [["monitor", recorded(50), recorded(70), BY]]);
  });
});

const MAPPING = "/api/sn_ct_ctr_it_core/external_id_mapping/table/interaction/documentId/";

function register(interaction, external_id, external_provider, on = service) {
  const body = JSON.stringify({ external_id, external_provider });
  return on.request("PUT", MAPPING + interaction, { ...USER, "content-type": "application/json" }, body);
}

const mapping = (interaction, external_id, external_provider) =>
  JSON.stringify({ result: { data: { document_table: "interaction", document_id: interaction, external_id, external_provider } } });

describe("a call that is not known yet", () => {
  test("waits until it is registered, and becomes help actions in that transaction", async () => {
    const interaction = await service.interaction();
    const { WT, leg } = conference();
    const supervisor = leg(2);
    const [join, leave] = [supervisor("join", 3, 60, true, false), supervisor("leave", 4, 90, true, false)];
    for (const fields of [join, leave]) expectStatus(await twilio(service, fields), "waiting", "call_not_registered");
    expectStatus(await twilio(service, join), "duplicate");
    const report = JSON.parse((await service.request("GET", "/api/now/helprequest/cti", ADMIN)).text).result;
    assert.ok(report.waiting.some((one) => one.source === "twilio" && one.call === WT));
    const answer = await register(interaction, WT, "twilio");
    assert.deepEqual([answer.status, answer.text], [201, mapping(interaction, WT, "twilio")]);
    assert.deepEqual(await helpOf(service, interaction), [["monitor", recorded(60), recorded(90), BY]]);
    const [{ transaction_id }] = await service.rows("SELECT transaction_id FROM record_change WHERE interaction = ?1 AND tablename = 'supervisor_help_action'", interaction);
    assert.equal(transaction_id, answer.headers["x-transaction-id"]);
    assert.deepEqual(await service.rows("SELECT * FROM cti_waiting WHERE call = ?1", WT), []);
    expectStatus(await twilio(service, supervisor("join", 5, 100, false, true)), "recorded");
    assert.equal((await helpOf(service, interaction)).length, 2);
  });

  test("waits for the interaction that its event names", async () => {
    const id = (await service.interaction()).replace(/^./, "f");
    const { leg } = conference();
    expectStatus(await twilio(service, leg(2)("join", 3, 60, true, false), query(id)), "waiting", "interaction_not_found");
    const body = JSON.stringify({ sys_id: id });
    assert.equal((await service.request("POST", "/api/now/table/interaction", { ...USER, "content-type": "application/json" }, body)).status, 201);
    assert.equal((await register(id, "any", "twilio")).status, 201);
    assert.equal((await helpOf(service, id)).length, 1);
  });

  test("loses nothing if events and the registration come at once", async () => {
    for (let round = 0; round < 6; round += 1) {
      const interaction = await service.interaction();
      const { WT, leg } = conference();
      const supervisor = leg(2);
      const all = [supervisor("join", 3, 60, true, false), supervisor("modify", 4, 70, false, true), supervisor("leave", 5, 90, false, true)];
      const sends = all.map((fields) => () => twilio(service, fields));
      sends.splice(round % 4, 0, () => register(interaction, WT, "twilio"));
      const answers = await Promise.all(sends.map((send) => send()));
      for (const { status, text } of answers) assert.ok([200, 201].includes(status), `${status} ${text}`);
      assert.deepEqual(await helpOf(service, interaction), [["monitor", recorded(60), recorded(70), BY], ["coach", recorded(70), recorded(90), BY]]);
    }
  });
});

describe("the External ID Mapping API", () => {
  test("registers, changes and reads", async () => {
    const interaction = await service.interaction();
    const get = (path = interaction) => service.request("GET", MAPPING + path, USER);
    expectFailure(await get(), 404, message("no_record"), message("no_record_detail"));
    assert.equal((await register(interaction, "A 1", "zoom")).status, 201);
    const changed = await register(interaction, "A 2", "genesys");
    assert.deepEqual([changed.status, changed.text], [200, mapping(interaction, "A 2", "genesys")]);
    const read = await get(interaction.toUpperCase());
    assert.deepEqual([read.status, read.text], [200, mapping(interaction, "A 2", "genesys")]);
    const xml = await service.request("GET", MAPPING + interaction, { ...USER, accept: "application/xml" });
    assert.match(xml.text, /<data><document_table>interaction<\/document_table>.*<external_id>A 2<\/external_id>/);
    const other = await service.interaction();
    const taken = await register(other, "A 2", "genesys");
    expectFailure(taken, 409, message("external_id_taken", { interaction }), message("external_id_taken_detail"));
    assert.equal((await register(other, "A 2", "zoom")).status, 201);
  });

  test("refuses what is missing or wrong, and changes nothing", async () => {
    const before = await service.rows("SELECT * FROM external_id_mapping ORDER BY 1");
    const interaction = await service.interaction();
    const put = (path, body, headers = USER) => service.request("PUT", MAPPING + path, { ...headers, "content-type": "application/json" }, body);
    const unknown = interaction.replace(/^./, "e");
    expectFailure(await register(unknown, "A", "zoom"), 404, message("no_interaction", { id: unknown }), message("no_interaction_detail"));
    const faults = message("invalid_request", { faults: "external_id is required; external_provider is required" });
    expectFailure(await put(interaction, "{}"), 400, faults, message("invalid_table_request_detail"));
    assert.equal((await put("x", "{}")).status, 400);
    assert.equal((await put(interaction, "{}", {})).status, 401);
    const nobody = { authorization: `Bearer ${hs256(claims({ roles: [] }), SECRET)}` };
    expectFailure(await put(interaction, "{}", nobody), 403, ...roleMissing("interaction_integration_user"));
    assert.deepEqual(await service.rows("SELECT * FROM external_id_mapping ORDER BY 1"), before);
  });
});

describe("dry_run", () => {
  const path = (more = "") => `/cti/twilio?dry_run=true${more}`;
  const send = (fields, headers, more) =>
    service.request("POST", path(more), { "content-type": "application/x-www-form-urlencoded", ...headers }, new URLSearchParams(fields).toString());

  test("tells what an event would do, and does nothing", async () => {
    const interaction = await service.interaction();
    const { leg, event } = conference();
    const join = leg(2)("join", 3, 60, true, false);
    const before = [await service.everything(), await service.rows("SELECT * FROM cti_observation ORDER BY 1, 2, 3, 4")];
    const answer = await send(join, ADMIN, `&interaction=${interaction}`);
    const change = { operation: "insert", leg: join.CallSid, interaction, sys_id: null, action: "monitor", start_time: recorded(60), end_time: null };
    assert.deepEqual(JSON.parse(answer.text), { result: { status: "recorded", reason: null, dry_run: true, changes: [change] } });
    const none = (status, reason) => ({ result: { status, reason, dry_run: true, changes: [] } });
    assert.deepEqual(JSON.parse((await send(join, ADMIN)).text), none("waiting", "call_not_registered"));
    assert.deepEqual(JSON.parse((await send(event("conference-start", 1, 0), ADMIN)).text), none("ignored", "no_leg"));
    assert.deepEqual([await service.everything(), await service.rows("SELECT * FROM cti_observation ORDER BY 1, 2, 3, 4")], before);
    expectStatus(await twilio(service, join, query(interaction)), "recorded");
    assert.deepEqual(JSON.parse((await send(join, ADMIN)).text), none("duplicate", null));
    const [{ sys_id }] = await service.rows("SELECT sys_id FROM supervisor_help_action WHERE interaction = ?1", interaction);
    const [update] = JSON.parse((await send(leg(2)("leave", 4, 90, true, false), ADMIN)).text).result.changes;
    assert.deepEqual(update, { ...change, operation: "update", sys_id, end_time: recorded(90) });
  });

  test("is for administrators, by the usual credentials", async () => {
    const join = conference().leg(2)("join", 3, 60, true, false);
    expectFailure(await send(join, {}), 401, ...UNAUTHENTICATED);
    expectFailure(await send(join, USER), 403, ...roleMissing("admin"));
    const signed = await twilio(service, join, { query: "?dry_run=true" });
    expectFailure(signed, 401, ...UNAUTHENTICATED);
    assert.equal((await twilio(service, join, { query: "?dry_run=maybe" })).status, 400);
    expectStatus(await twilio(service, join, { query: "?dry_run=false" }), "waiting", "call_not_registered");
  });
});

describe("each kind, from the request to the record", () => {
  test("CloudEvents", async () => {
    const interaction = await service.interaction();
    const event = (id, kind, second, data) => ({ specversion: "1.0", id, source: "/pbx", type: `com.example.help_action.${kind}`, subject: interaction,
      time: new Date(Date.parse("2026-09-15T14:00:00Z") + second * 1000).toISOString(), data });
    const ended = event("2", "ended", 90);
    expectStatus(await cloudEvent(service, ended), "recorded");
    expectStatus(await cloudEvent(service, event("1", "started", 60, { interaction, action: "observe" })), "recorded");
    expectStatus(await cloudEvent(service, [ended, ended], { type: "application/cloudevents-batch+json" }), "duplicate");
    assert.deepEqual(await helpOf(service, interaction), [["observe", recorded(60), recorded(90), "cti:events"]]);
    const types = "application/cloudevents+json or application/cloudevents-batch+json";
    const detail = message("unsupported_media_type_detail").replace("application/json or application/xml", types);
    expectFailure(await cloudEvent(service, "x", { type: "application/cloudevents+avro" }), 415, message("unsupported_media_type"), detail);
  });

  test("Event Streams, and the callback again", async () => {
    const interaction = await service.interaction();
    const join = conference().leg(2)("join", 3, 60, true, false);
    const streamed = [{ specversion: "1.0", type: "com.twilio.voice.status-callback.conference.participant.updated", id: "EZ1", data: { request: { parameters: join } } }];
    expectStatus(await twilioJson(service, streamed, query(interaction)), "recorded");
    expectStatus(await twilio(service, join, query(interaction)), "duplicate");
    assert.equal((await helpOf(service, interaction)).length, 1);
  });

  test("Genesys Cloud", async () => {
    const interaction = await service.interaction();
    const body = { id: `CONV-${interaction}`, externalTag: interaction, participants: [
      { id: "AGENT", purpose: "agent", connectedTime: "2026-09-15T14:00:10.000Z" },
      { id: "SUP", purpose: "user", connectedTime: "2026-09-15T14:01:00.000Z", endTime: "2026-09-15T14:01:30.000Z", coachedParticipantId: "AGENT" }] };
    expectStatus(await keyed(service, "genesys", { topicName: "v2.users.U1.conversations.calls", eventBody: body }), "recorded");
    assert.deepEqual(await helpOf(service, interaction), [["coach", recorded(60), recorded(90), "cti:genesys"]]);
  });

  test("Zoom Contact Center and Zoom Phone", async () => {
    const interaction = await service.interaction();
    const at = Date.parse("2026-09-15T14:01:00Z");
    const live = (name, second) => zoom(service, { event: `contact_center.engagement_${name}`, event_ts: at + second * 1000,
      payload: { account_id: "A", object: { engagement_id: `E-${interaction}`, user_id: "U" } } });
    await register(interaction, `E-${interaction}`, "zoom");
    expectStatus(await live("user_barge_initiated", 0), "recorded");
    expectStatus(await live("ended", 30), "recorded");
    expectStatus(await live("user_answered", 3), "ignored", "other_event_type");
    assert.deepEqual(await helpOf(service, interaction), [["barge_in", recorded(60), recorded(90), "cti:zoom"]]);
    const log = { id: `L-${interaction}`, call_id: `E-${interaction}`, event: "whisper", answer_time: "2026-09-15T14:02:00Z", end_time: "2026-09-15T14:03:00Z" };
    const history = (name) => zoom(service, { event: `phone.${name}_call_history_completed`, event_ts: at, payload: { account_id: "A", object: { call_logs: [log] } } });
    expectStatus(await history("caller"), "recorded");
    expectStatus(await history("callee"), "duplicate");
    assert.deepEqual((await helpOf(service, interaction))[1], ["coach", recorded(120), recorded(180), "cti:zoom"]);
  });
});

describe("the handshake of CloudEvents", () => {
  test("is answered", async () => {
    const answer = await service.request("OPTIONS", "/cti/events", { "webhook-request-origin": "eventemitter.example.com", "webhook-request-rate": "120" });
    const { allow, "webhook-allowed-origin": origin, "webhook-allowed-rate": rate } = answer.headers;
    assert.deepEqual([answer.status, answer.text, allow, origin, rate], [200, "", "POST, OPTIONS", "eventemitter.example.com", "*"]);
  });
  test("without its header tells the methods alone", async () => {
    const answer = await service.request("OPTIONS", "/cti/events");
    assert.deepEqual([answer.status, answer.headers.allow, answer.headers["webhook-allowed-origin"]], [200, "POST, OPTIONS", undefined]);
    assert.equal((await service.request("OPTIONS", "/cti/none")).status, 404);
    assert.equal((await service.request("GET", "/cti/events")).status, 405);
  });
});

test("INTERACTION_POLICY=open makes one interaction for a call, at once, whoever comes first", async () => {
  const open = await start({ variables: variables({ INTERACTION_POLICY: "open" }) });
  const { WT, leg } = conference();
  const supervisor = leg(2);
  const all = [supervisor("join", 3, 60, true, false), supervisor("modify", 4, 70, false, true), supervisor("leave", 5, 90, false, true)];
  const other = { ...conference().leg(3)("join", 3, 75, true, false), FriendlyName: WT };
  const answers = await Promise.all([...all, other].map((fields) => twilio(open, fields)));
  for (const answer of answers) expectStatus(answer, "recorded");
  const rows = await open.rows("SELECT sys_id, type, short_description, sys_created_by FROM interaction WHERE sys_created_by = 'cti:twilio'");
  const [{ sys_id, ...row }] = rows;
  assert.deepEqual([rows.length, row], [1, { type: "phone", short_description: `Call ${WT} of twilio (twilio)`, sys_created_by: "cti:twilio" }]);
  assert.deepEqual((await helpOf(open, sys_id)).map(([action]) => action), ["monitor", "coach", "monitor"]);
  assert.equal((await open.request("GET", MAPPING + sys_id, USER)).text, mapping(sys_id, WT, "twilio"));
  const named = "00b50f2c5352001068d0ddeeff7b1264";
  expectStatus(await twilio(open, conference().leg(2)("join", 3, 60, true, false), query(named)), "recorded");
  assert.equal((await helpOf(open, named)).length, 1);
  const batch = ["1", "2"].map((leg) => ({ specversion: "1.0", id: "1", source: "/pbx", type: "help_action.started", subject: leg, time: "2026-09-15T14:00:00Z",
    data: { call: "C-1", action: "coach" } }));
  expectStatus(await cloudEvent(open, batch, { type: "application/cloudevents-batch+json" }), "recorded");
  const [made, ...others] = await open.rows("SELECT sys_id FROM interaction WHERE client_session_id = 'C-1'");
  assert.deepEqual([others, (await helpOf(open, made.sys_id)).length], [[], 2]);
});

test("an event that means nothing asks D1 nothing, and is counted with the next", async () => {
  const observed = observedDatabase();
  const quiet = await start({ observed, variables: variables() });
  const interaction = await quiet.interaction();
  const { event, leg } = conference();
  const ignored = await twilio(quiet, event("conference-start", 1, 0), query(interaction));
  expectStatus(ignored, "ignored", "no_leg");
  const { d1_statements, caller, cti_status, cti_reason } = await quiet.logLine(ignored);
  assert.deepEqual([d1_statements, caller, cti_status, cti_reason], [0, "cti:twilio", "ignored", "no_leg"]);
  assert.equal((await twilio(quiet, { ...event("conference-start", 1, 0), SequenceNumber: "x" }, { ...query(interaction), token: "no" })).status, 401);
  assert.equal((await twilio(quiet, { StatusCallbackEvent: "x" }, query(interaction))).status, 400);
  const join = leg(2)("join", 3, 60, true, false);
  for (const fields of [join, join, leg(2)("leave", 4, 90, true, false)]) assert.equal((await twilio(quiet, fields, query(interaction))).status, 200);
  const report = JSON.parse((await quiet.request("GET", "/api/now/helprequest/cti", ADMIN)).text).result;
  const { last_event, ...counted } = report.sources.find(({ source }) => source === "twilio");
  assert.ok(Math.abs(Date.parse(last_event) - Date.now()) < 60_000);
  assert.deepEqual(counted, { source: "twilio", kind: "twilio", recorded: 2, duplicate: 1, waiting: 0, ignored: 1, refused: 2, reasons: [
    { status: "ignored", reason: "no_leg", events: 1 },
    { status: "refused", reason: "malformed", events: 1 },
    { status: "refused", reason: "signature", events: 1 },
  ] });
  assert.deepEqual(report.waiting, []);
  assert.deepEqual(report.sources.map(({ source }) => source), ["connect", "events", "genesys", "twilio", "zoom"]);
});

test("the report is for administrators, in JSON and XML, under each version", async () => {
  const get = (prefix, headers) => service.request("GET", `/api/now/${prefix}helprequest/cti`, headers);
  for (const prefix of ["", "v1/", "v2/"]) assert.equal((await get(prefix, ADMIN)).status, 200);
  expectFailure(await get("", USER), 403, ...roleMissing("admin"));
  expectFailure(await get("", {}), 401, ...UNAUTHENTICATED);
  assert.match((await get("", { ...ADMIN, accept: "application/xml" })).text, /<sources><source>connect<\/source><kind>amazon_connect<\/kind>/);
});

describe("bad input is 400 or ignored, never 500, and leaves nothing behind", () => {
  const deep = `${"[".repeat(5_000)}${"]".repeat(5_000)}`;
  const junk = ["", " ", "null", "1", "[]", "{}", "{", '"', deep, '{"a":'.repeat(200), "\u0000", "x".repeat(1_000), '{"event":"x","payload":[]}', "\ufeff{}"];
  test("junk of every kind", async () => {
    const before = [await service.everything(), await service.rows("SELECT * FROM cti_observation ORDER BY 1, 2, 3, 4")];
    for (const body of junk) {
      const answers = await Promise.all([
        keyed(service, "connect", body),
        keyed(service, "genesys", body),
        keyed(service, "genesys", body, { "content-type": "text/plain" }),
        keyed(service, "connect", body, { "content-type": "" }),
        zoom(service, body),
        cloudEvent(service, body),
        cloudEvent(service, body, { type: "application/cloudevents-batch+json" }),
        cloudEvent(service, body, { type: "application/json" }),
        twilioJson(service, body),
        twilio(service, [[body, body]]),
      ]);
      for (const { status, text } of answers) assert.ok([200, 400].includes(status), `${status} ${text} for ${body.slice(0, 40)}`);
      for (const { text } of answers.filter(({ status }) => status === 200)) assert.match(text, /"ignored"/);
    }
    assert.deepEqual([await service.everything(), await service.rows("SELECT * FROM cti_observation ORDER BY 1, 2, 3, 4")], before);
  });

  test("a body that is too large is 413", async () => {
    expectFailure(await keyed(service, "genesys", "x".repeat(65_537)), ...TOO_LARGE);
    assert.equal((await keyed(service, "genesys", "x".repeat(65_536))).status, 400);
  });

  test("answers are short", async () => {
    const { leg } = conference();
    const answer = await twilio(service, leg(2)("join", 3, 60, true, false));
    assert.ok(answer.text.length <= 500);
  });

  test("a faulty setting is 500 for the sender and named in the log", async () => {
    for (const [changes, reason] of [
      [{ CTI_TWILIO_TOKEN: "" }, 'names the secret CTI_TWILIO_TOKEN for the source "twilio", which is not set'],
      [{ CTI_SOURCES: "{" }, "is not a JSON object: EOF while parsing an object at line 1 column 1"],
    ]) {
      const faulty = await start({ variables: { ...variables(), ...changes } });
      const answer = await twilio(faulty, conference().event("conference-start", 1, 0));
      expectFailure(answer, 500, message("internal_error"), message("internal_error_detail"));
      assert.equal((await faulty.logLine(answer)).reason, `configuration: CTI_SOURCES ${reason}`);
      assert.equal((await faulty.post({ interaction: await faulty.interaction(), action: "coach" })).status, 200);
    }
  });
});
