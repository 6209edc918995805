// Contract, section 11: the relay to a ServiceNow instance.
import assert from "node:assert/strict";
import { after, beforeEach, describe, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { expectFailure, expectFaults, expectMissing, INTERNAL } from "./support/expect.mjs";
import { FakeInstance } from "./support/fake-instance.mjs";
import { message } from "./support/messages.mjs";
import { MAX_ARGUMENTS, mostArgumentsIn } from "./support/migration-rules.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { ADMIN, BASIC, bothSides, CALLER, carried, idle, relaying, runNow, startRelaying, STATUS, statusOf, until } from "./support/relay.mjs";
import { LOCAL_VARIABLES } from "./support/service.mjs";

const PATH = "/api/now/helprequest/action/create_or_update";
const MINUTE = 60_000;

const instance = await new FakeInstance().start();
after(() => instance.stop());
const observed = observedDatabase();
const service = await startRelaying({ variables: relaying(instance.url), entry: CLOCK, observed });
// The sample data is relayed first.
await runNow(service);
await carried(service);

beforeEach(async () => {
  instance.lies = [];
  instance.always = () => undefined;
  instance.passesOver = false;
  await putForward(service, 61 * MINUTE);
  await runNow(service);
  await carried(service);
  instance.requests = [];
});

const equal = async () => {
  const { ours, theirs } = await bothSides(service, instance.actions.values());
  assert.deepEqual(ours, theirs);
};
const bodies = () => instance.requests.filter(({ method }) => method === "POST").map(({ body }) => JSON.parse(body));
const relayed = async (id) =>
  instance.actions.get((await service.rows("SELECT remote_sys_id FROM relay_record WHERE sys_id = ?1", id))[0]?.remote_sys_id);
const update = (row, fields) => service.post({ interaction: row.interaction, action_sys_id: row.sys_id, ...fields });
const lines = () => service.log.filter((line) => line.includes('"job":"relay"')).map((line) => JSON.parse(line));

describe("what is sent", () => {
  test("a create with its start, at once after the answer", async () => {
    const interaction = await service.interaction();
    const row = await service.action(interaction);
    await carried(service);
    assert.deepEqual(bodies(), [{ interaction, action: "coach", start_time: "2026-03-01 10:00:00" }]);
    const [{ method, path, headers }] = instance.requests;
    assert.deepEqual([method, path, headers.accept, headers["content-type"]], ["POST", PATH, "application/json", "application/json"]);
    assert.equal(headers.authorization, `Basic ${Buffer.from("relay.user:relay-password").toString("base64")}`);
    assert.match(headers["idempotency-key"], /^[0-9a-f]{64}$/);
    assert.equal((await relayed(row.sys_id)).start_time, row.start_time);
    await equal();
  });

  test("an update with the fields that changed, under the id of the instance", async () => {
    const interaction = await service.interaction();
    const row = await service.action(interaction);
    await carried(service);
    await update(row, { end_time: "2026-03-01 10:05:00", action: "coach" });
    await carried(service);
    const { sys_id } = await relayed(row.sys_id);
    assert.notEqual(sys_id, row.sys_id);
    assert.deepEqual(bodies()[1], { interaction, action_sys_id: sys_id, end_time: "2026-03-01 10:05:00" });
    await equal();
  });

  test("changes that wait together, as the result they have", async () => {
    const interaction = await service.interaction();
    const help_request = await service.helpRequest(interaction);
    instance.lies = ["hibernating"];
    await service.action(await service.interaction());
    await idle(service);
    const row = await service.action(interaction);
    await update(row, { help_request });
    await service.post({ interaction, end_time: "2026-03-01 10:05:00" });
    await putForward(service, MINUTE);
    await runNow(service);
    await carried(service);
    const sent = bodies().filter((body) => body.interaction === interaction);
    assert.deepEqual(sent, [{ interaction, action: "coach", help_request, start_time: "2026-03-01 10:00:00", end_time: "2026-03-01 10:05:00" }]);
    await equal();
  });

  test("a change that was taken back while it waited sends nothing", async () => {
    const row = await service.action(await service.interaction());
    await carried(service);
    instance.lies = ["hibernating"];
    await service.action(await service.interaction());
    await idle(service);
    await update(row, { action: "monitor" });
    await update(row, { action: "coach" });
    await putForward(service, MINUTE);
    await runNow(service);
    await carried(service);
    assert.ok(!bodies().some((body) => body.action_sys_id));
    await equal();
  });

  test("of one interaction one by one, in the order of the log; of several at most 4 at once", async () => {
    instance.latency = 30;
    let most = 0;
    let now = 0;
    const open = new Set();
    instance.always = ({ body }) => {
      const { interaction } = JSON.parse(body);
      assert.ok(!open.has(interaction), "two of one interaction");
      open.add(interaction);
      now += 1;
      most = Math.max(most, now);
      setTimeout(() => { now -= 1; open.delete(interaction); }, 25);
      return undefined;
    };
    const interactions = await Promise.all(Array.from({ length: 8 }, () => service.interaction()));
    await Promise.all(interactions.map(async (interaction) => {
      for (let n = 0; n < 4; n += 1) await service.action(interaction, { start_time: `2026-03-01 10:00:0${n}` });
    }));
    await carried(service);
    instance.latency = 0;
    assert.equal(most, 4);
    for (const interaction of interactions) {
      const starts = bodies().filter((body) => body.interaction === interaction).map((body) => body.start_time);
      assert.deepEqual(starts, [0, 1, 2, 3].map((n) => `2026-03-01 10:00:0${n}`));
    }
    await equal();
  });

  test("a deleted record is not relayed, and forgotten", async () => {
    const row = await service.action(await service.interaction());
    await carried(service);
    await service.rows("DELETE FROM supervisor_help_action WHERE sys_id = ?1", row.sys_id);
    const before = instance.requests.length;
    await runNow(service);
    await carried(service);
    assert.equal(instance.requests.length, before);
    assert.deepEqual(await service.rows("SELECT * FROM relay_record WHERE sys_id = ?1", row.sys_id), []);
    instance.actions.clear();
    await service.rows("DELETE FROM relay_record");
  });
});

describe("what the answer means", () => {
  const NEXT_TRY = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
  for (const [lie, reason, level] of [
    ["hibernating", "asleep", "info"],
    ["login", "asleep", "info"],
    ["waking", "asleep", "info"],
    ["redirect", "asleep", "info"],
    ["accepted", "asleep", "info"],
    ["maintenance", "asleep", "info"],
    ["unauthorized", "unauthorized", "error"],
    ["forbidden", "forbidden", "error"],
    ["unknownUri", "unknown_uri", "error"],
    ["retryAfter", "rate_limited", "info"],
    ["retryAt", "rate_limited", "info"],
    ["reset", "rate_limited", "info"],
    ["busy", "rate_limited", "info"],
  ]) {
    test(`${lie} pauses the relay: ${reason}; nothing is lost`, async () => {
      instance.lies = [lie];
      const row = await service.action(await service.interaction());
      await idle(service);
      const status = await until("paused", async () => {
        const status = await statusOf(service);
        return status.state === "paused" && status;
      });
      assert.match(status.pause.next_try, NEXT_TRY);
      assert.deepEqual({ ...status, delivered: 0, oldest_seconds: 0 }, {
        state: "paused",
        pause: { reason, pauses: 1, next_try: status.pause.next_try },
        waiting: 1,
        oldest_seconds: 0,
        delivered: 0,
        parked_count: 0,
        parked: [],
      });
      const line = await until("a line", () => lines().findLast((line) => line.paused));
      assert.deepEqual([line.level, line.paused], [level, reason]);
      // While it pauses, nothing is sent.
      const before = instance.requests.length;
      await service.action(row.interaction, { start_time: "2026-03-01 10:00:01" });
      await runNow(service);
      assert.equal(instance.requests.length, before);
      await putForward(service, MINUTE);
      assert.equal(await runNow(service), "ok");
      await carried(service);
      assert.equal((await statusOf(service)).state, "running");
      await equal();
    });
  }

  test("the pauses grow up to 15 minutes", async () => {
    instance.always = () => "hibernating";
    await service.action(await service.interaction());
    const pauses = [];
    for (let n = 0; n < 12; n += 1) {
      await runNow(service);
      await idle(service);
      pauses.push(lines().findLast((line) => line.paused).pause_seconds);
      await putForward(service, 15 * MINUTE);
    }
    assert.ok(pauses.every((pause, at) => at === 0 || pause >= pauses[at - 1] || pause > 600), `${pauses}`);
    assert.ok(pauses.at(-1) >= 660 && pauses.at(-1) <= 900, `${pauses}`);
  });

  for (const lie of ["refused", "unsuccessful"]) {
    test(`${lie} parks the record, and holds back its later changes alone`, async () => {
      const interaction = await service.interaction();
      instance.lies = [lie];
      const row = await service.action(interaction);
      await idle(service);
      const other = await service.action(interaction, { start_time: "2026-03-01 10:00:01" });
      await update(row, { end_time: "2026-03-01 10:05:00" });
      await carried(service);
      assert.ok(await relayed(other.sys_id));
      assert.equal(await relayed(row.sys_id), undefined);
      const { parked_count, parked } = await statusOf(service);
      assert.equal(parked_count, 1);
      assert.deepEqual(parked, [{
        sys_id: row.sys_id,
        interaction,
        sent: { interaction, action: "coach", start_time: "2026-03-01 10:00:00" },
        status: lie === "refused" ? 400 : 200,
        message: lie === "refused" ? "Invalid request: a business rule says no" : "a business rule says no",
        parked_at: parked[0].parked_at,
      }]);
      const retried = await service.request("POST", `${STATUS}/retry`, { authorization: ADMIN, "content-type": "application/json" }, JSON.stringify({ sys_id: row.sys_id }));
      assert.deepEqual([retried.status, retried.text], [200, '{"result":{"success":true,"message":"Parked records that are tried again: 1","retried":1}}']);
      await carried(service);
      assert.equal((await relayed(row.sys_id)).end_time, "2026-03-01 10:05:00");
      await equal();
    });
  }

  test("404 is tried for 24 hours, and holds back the interaction", async () => {
    const interaction = await service.interaction();
    instance.always = ({ body }) => (body.includes(interaction) ? "missing" : undefined);
    const row = await service.action(interaction);
    await idle(service);
    const later = await service.action(interaction, { start_time: "2026-03-01 10:00:01" });
    const other = await service.action(await service.interaction());
    await until("the other", () => relayed(other.sys_id));
    for (let n = 0; n < 3; n += 1) {
      await putForward(service, 7 * 60 * MINUTE);
      await runNow(service);
    }
    await idle(service);
    assert.deepEqual([await relayed(row.sys_id), await relayed(later.sys_id)], [undefined, undefined]);
    assert.equal((await statusOf(service)).parked_count, 0);
    await putForward(service, 4 * 60 * MINUTE);
    await runNow(service);
    await idle(service);
    const { parked } = await statusOf(service);
    assert.deepEqual(parked.map(({ sys_id, status, message }) => [sys_id, status, message]), [[row.sys_id, 404, "Interaction not found"]]);
    instance.always = () => undefined;
    await service.request("POST", `${STATUS}/retry`, { authorization: ADMIN });
    await putForward(service, 15 * MINUTE);
    await runNow(service);
    await carried(service);
    await equal();
  });

  test("404 that is found later", async () => {
    instance.lies = ["missing"];
    await service.action(await service.interaction());
    await idle(service);
    await putForward(service, MINUTE);
    await runNow(service);
    await carried(service);
    assert.equal((await statusOf(service)).parked_count, 0);
    await equal();
  });
});

describe("an unknown outcome", () => {
  for (const [lie, creates, looks] of [
    ["errorBefore", 2, 1],
    ["errorAfter", 1, 1],
    ["withoutId", 1, 1],
    ["closeAfter", 1, 1],
    ["closeBefore", 2, 1],
  ]) {
    test(`of a create is looked for first: ${lie}`, async () => {
      instance.lies = [lie];
      await service.action(await service.interaction());
      await idle(service);
      for (let n = 0; n < 3; n += 1) {
        await putForward(service, MINUTE);
        await runNow(service);
        await idle(service);
      }
      await carried(service);
      const methods = instance.requests.map(({ method }) => method);
      assert.deepEqual([methods.filter((one) => one === "POST").length, methods.filter((one) => one === "GET").length], [creates, looks]);
      const keys = instance.requests.filter(({ method }) => method === "POST").map(({ headers }) => headers["idempotency-key"]);
      assert.equal(new Set(keys).size, 1, "the same key each time");
      await equal();
    });

    test(`of an update is sent again, with all fields: ${lie}`, async () => {
      const row = await service.action(await service.interaction());
      await carried(service);
      instance.requests = [];
      instance.lies = lie === "withoutId" ? [] : [lie];
      await update(row, { action: "monitor" });
      await idle(service);
      await update(row, { action: "coach" });
      await putForward(service, 2 * MINUTE);
      await runNow(service);
      await carried(service);
      const { sys_id } = await relayed(row.sys_id);
      if (lie !== "withoutId") {
        assert.deepEqual(bodies().at(-1), { interaction: row.interaction, action_sys_id: sys_id, action: "coach", start_time: row.start_time });
      }
      await equal();
    });
  }

  test("two equal actions are two, also where the instance passes over conditions", async () => {
    instance.passesOver = true;
    const interaction = await service.interaction();
    await service.action(interaction);
    await carried(service);
    for (const lie of ["closeAfter", "closeBefore"]) {
      instance.lies = [lie];
      await service.action(interaction);
      await idle(service);
      for (let n = 0; n < 3; n += 1) {
        await putForward(service, MINUTE);
        await runNow(service);
      }
      await carried(service);
    }
    assert.equal([...instance.actions.values()].filter((action) => action.interaction === interaction).length, 3);
    await equal();
  });

  test("a create that nobody finds is not sent again before it is settled", async () => {
    instance.lies = ["closeBefore"];
    await service.action(await service.interaction());
    await idle(service);
    await putForward(service, 10_000);
    await runNow(service);
    await idle(service);
    assert.deepEqual(instance.requests.map(({ method }) => method), ["POST", "GET"]);
  });

  test("several in a row pause the relay", async () => {
    instance.always = () => "closeBefore";
    for (let n = 0; n < 6; n += 1) await service.action(await service.interaction());
    const { pause } = await until("paused", async () => {
      const status = await statusOf(service);
      return status.state === "paused" && status;
    });
    assert.equal(pause.reason, "no_answer");
  });
});

describe("runs", () => {
  test("a run of another is not disturbed, and taken over when its lease has expired", async () => {
    await service.rows("UPDATE relay SET owner = 'another', lease_until = unixepoch() * 1000 + 60000");
    await service.action(await service.interaction());
    await runNow(service);
    assert.equal(instance.requests.length, 0);
    await service.rows("UPDATE relay SET lease_until = unixepoch() * 1000 - 1");
    await runNow(service);
    await carried(service);
    assert.equal(instance.requests.length, 1);
    await equal();
  });

  test("a run that died while it sent a create leaves its note: it is looked for", async () => {
    const interaction = await service.interaction();
    instance.lies = ["hibernating"];
    const row = await service.action(interaction);
    await idle(service);
    // As a run leaves it that dies when the instance has carried it out.
    await service.rows("UPDATE relay_record SET sent_by = 'a step', intent_key = 'key', is_uncertain = 0, intent = ?2, settled_at = 0 WHERE sys_id = ?1",
      row.sys_id, JSON.stringify({ action: row.action, start_time: row.start_time }));
    instance.actions.set("e".repeat(32), { sys_id: "e".repeat(32), interaction, action: row.action, start_time: row.start_time });
    instance.requests = [];
    await putForward(service, MINUTE);
    await runNow(service);
    await carried(service);
    assert.deepEqual(instance.requests.map(({ method }) => method), ["GET"]);
    await equal();
  });

  test("a step whose answer is lost is repeated without harm", async () => {
    const before = (await statusOf(service)).delivered;
    observed.faults = [{}, { failAfter: "D1_ERROR: Network connection lost." }, {}, { failAfter: "D1_ERROR: Network connection lost." }];
    await service.action(await service.interaction());
    observed.faults = [];
    await carried(service);
    assert.equal(bodies().length, 1);
    assert.equal((await statusOf(service)).delivered, before + 1);
    await equal();
  });

  test("a scheduled run that has nothing to do writes nothing, and no line", async () => {
    const [before, log] = [observed.batches.length, lines().length];
    assert.equal(await runNow(service), "ok");
    assert.equal(observed.batches.length, before + 1);
    assert.equal(observed.batches.at(-1).metas.reduce((sum, meta) => sum + meta.rows_written, 0), 0);
    assert.equal(lines().length, log);
  });

  test("one line for a run, without values", async () => {
    const log = lines().length;
    await service.action(await service.interaction());
    await carried(service);
    const line = await until("a line", () => lines()[log]);
    assert.deepEqual({ ...line, duration_ms: 0 }, { level: "info", job: "relay", delivered: 1, duration_ms: 0 });
  });

  test("what a create costs: 2 round trips, and its rows", async () => {
    const interaction = await service.interaction();
    const before = observed.batches.length;
    await service.action(interaction);
    await idle(service);
    const batches = observed.batches.slice(before).filter(({ statements }) => statements.some((text) => text.includes("relay")));
    const steps = batches.filter(({ metas }) => metas);
    const rows = steps.flatMap(({ metas }) => metas).reduce((sum, meta) => sum + meta.rows_written, 0);
    assert.deepEqual([steps.length, steps.map(({ statements }) => statements.length), rows], [2, [7, 8], 8]);
  });
});

test("a run keeps to the calls of the free plan, those to the database included, and the next ones go on", async () => {
  const [other, observed] = [await new FakeInstance().start(), observedDatabase()];
  after(() => other.stop());
  const service = await startRelaying({ variables: { ...relaying(other.url), D1_QUERIES_PER_CALL: "50" }, entry: CLOCK, observed });
  other.always = () => "hibernating";
  for (let n = 0; n < 30; n += 1) await service.action(await service.interaction());
  await idle(service);
  other.always = () => undefined;
  await putForward(service, MINUTE);
  let runs = 0;
  do {
    const [sent, batches] = [other.requests.length, observed.batches.length];
    await runNow(service);
    const statements = observed.batches.slice(batches).reduce((sum, { statements }) => sum + statements.length, 0);
    assert.ok(other.requests.length - sent + statements <= 50, `${other.requests.length - sent} calls and ${statements} statements`);
    runs += 1;
  } while ((await statusOf(service)).waiting > 0 && runs < 20);
  assert.ok(runs >= 2 && runs <= 6, `${runs} runs`);
  const { ours, theirs } = await bothSides(service, other.actions.values());
  assert.deepEqual(ours, theirs);
});

describe("status and retry", () => {
  test("are for administrators", async () => {
    for (const [method, path] of [["GET", STATUS], ["POST", `${STATUS}/retry`]]) {
      const answer = await service.request(method, path, { authorization: CALLER });
      expectFailure(answer, 403, message("not_authorized"), message("role_missing_detail", { role: "admin" }));
    }
  });

  test("in XML, and under both versions", async () => {
    for (const version of ["v1", "v2"]) {
      const answer = await service.request("GET", STATUS.replace("now/", `now/${version}/`), { authorization: ADMIN, accept: "application/xml" });
      assert.match(answer.text, /^<\?xml version="1\.0" encoding="UTF-8"\?><response><result><state>running<\/state><pause\/><waiting>0<\/waiting><oldest_seconds\/><delivered>\d+<\/delivered><parked_count>0<\/parked_count><\/result><\/response>$/);
    }
  });

  test("of what is not parked is 404; a faulty body is 400", async () => {
    const retry = (body, type = "application/json") => service.request("POST", `${STATUS}/retry`, { authorization: ADMIN, "content-type": type }, body);
    const id = "0".repeat(32);
    expectMissing(await retry(JSON.stringify({ sys_id: id })), message("not_parked", { id }), message("not_parked_detail"));
    expectMissing(await retry(`<request><sys_id>${id}</sys_id></request>`, "application/xml"), message("not_parked", { id }), message("not_parked_detail"));
    expectFaults(await retry('{"sys_id":"x"}'), ["sys_id", "invalid_sys_id", message("invalid_parked_sys_id", { value: "x" })]);
    expectFaults(await retry('{"sys_id":1}'), ["sys_id", "not_a_string", message("parked_sys_id_not_a_string")]);
    for (const body of [undefined, "", "{}", '{"sys_id":null}']) {
      assert.equal((await retry(body)).text, '{"result":{"success":true,"message":"Parked records that are tried again: 0","retried":0}}');
    }
  });

  test("retry of all ends a pause", async () => {
    instance.lies = ["hibernating"];
    await service.action(await service.interaction());
    await until("paused", async () => (await statusOf(service)).state === "paused");
    await idle(service);
    await service.request("POST", `${STATUS}/retry`, { authorization: ADMIN });
    await carried(service);
    assert.equal((await statusOf(service)).state, "running");
  });

  test("the probe's line says how long the oldest change waits, and the probe never fails because of it", async () => {
    const ready = async () => {
      await putForward(service, 2_000);
      const answer = await service.request("GET", "/readyz");
      assert.equal(answer.status, 200);
      return (await service.logLine(answer)).relay_oldest_seconds;
    };
    assert.equal(await ready(), undefined);
    instance.lies = ["hibernating"];
    await service.action(await service.interaction());
    await idle(service);
    await putForward(service, 0);
    assert.equal(typeof (await ready()), "number");
  });
});

describe("credentials", () => {
  const CLIENT = { RELAY_CLIENT_ID: "client", RELAY_CLIENT_SECRET: "client-secret" };
  async function relayOf(credentials) {
    const other = await new FakeInstance().start();
    after(() => other.stop());
    const service = await startRelaying({ variables: relaying(other.url, credentials), entry: CLOCK });
    await runNow(service);
    await carried(service);
    other.requests = [];
    return [service, other];
  }

  test("an API key", async () => {
    const [service, other] = await relayOf({ RELAY_API_KEY: "the-api-key" });
    await service.action(await service.interaction());
    await carried(service);
    assert.deepEqual([other.requests[0].headers["x-sn-apikey"], other.requests[0].headers.authorization], ["the-api-key", undefined]);
  });

  test("a client: its token is kept until shortly before its end, and fetched anew once after a 401", async () => {
    const [service, other] = await relayOf(CLIENT);
    const paths = () => other.requests.map(({ path }) => path);
    assert.equal(other.tokens, 1);
    await service.action(await service.interaction());
    await carried(service);
    assert.deepEqual([paths(), other.requests[0].headers.authorization], [[PATH], "Bearer token-1"]);
    await putForward(service, 1_799_000);
    other.requests = [];
    await service.action(await service.interaction());
    await carried(service);
    assert.deepEqual(paths(), ["/oauth_token.do", PATH]);
    assert.equal(other.requests[0].body, "grant_type=client_credentials&client_id=client&client_secret=client-secret");
    other.requests = [];
    other.lies = ["unauthorized"];
    await service.action(await service.interaction());
    await carried(service);
    assert.deepEqual(paths(), [PATH, "/oauth_token.do", PATH]);
    other.requests = [];
    other.always = ({ path }) => (path === PATH ? "unauthorized" : undefined);
    await service.action(await service.interaction());
    await until("paused", async () => (await statusOf(service)).pause?.reason === "unauthorized");
    assert.deepEqual(paths(), [PATH, "/oauth_token.do", PATH]);
  });

  for (const [lie, reason] of [["hibernating", "asleep"], ["redirect", "asleep"], ["unauthorized", "unauthorized"], ["refused", "unauthorized"], ["closeBefore", "no_answer"], ["busy", "rate_limited"]]) {
    test(`${lie} instead of a token pauses the relay: ${reason}`, async () => {
      const [service, other] = await relayOf(CLIENT);
      await putForward(service, 1_799_000);
      other.lies = [lie];
      await service.action(await service.interaction());
      await until("paused", async () => (await statusOf(service)).pause?.reason === reason);
      await idle(service);
      await putForward(service, MINUTE);
      await runNow(service);
      await carried(service);
      const { ours, theirs } = await bothSides(service, other.actions.values());
      assert.deepEqual(ours, theirs);
    });
  }

  test("none is in the log, in an answer or in the database", async () => {
    const [service, other] = await relayOf(CLIENT);
    other.lies = ["refused"];
    await service.action(await service.interaction());
    await idle(service);
    const rows = JSON.stringify([await service.rows("SELECT * FROM relay"), await service.rows("SELECT * FROM relay_record")]);
    const all = rows + service.log.join("\n") + JSON.stringify(await statusOf(service));
    for (const secret of ["client-secret", "token-1", "relay-password"]) assert.ok(!all.includes(secret), secret);
  });
});

describe("off", async () => {
  const observed = observedDatabase();
  const service = await startRelaying({ observed });

  test("no query, no row, no line", async () => {
    assert.equal(await runNow(service), "ok");
    assert.equal(observed.batches.length, 0);
    const interaction = await service.interaction();
    await service.action(interaction);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(observed.batches.map(({ statements }) => statements.length), [1]);
    assert.ok(!observed.batches.some(({ statements }) => statements.some((text) => text.includes("relay"))));
    assert.deepEqual(await service.rows("SELECT * FROM relay_record"), []);
    assert.ok(!service.log.some((line) => line.includes("relay")));
  });

  test("the status says so, without a query", async () => {
    const before = observed.batches.length;
    assert.deepEqual(await statusOf(service), { state: "off" });
    assert.equal(observed.batches.length, before);
    const answer = await service.request("POST", `${STATUS}/retry`, { authorization: ADMIN });
    expectFaults(answer, [null, "malformed_body", message("relay_off")]);
  });
});

describe("a faulty setting stops the relay alone, and is named in the log", () => {
  const URL = "http://127.0.0.1:9";
  const KINDS = "RELAY_USER and RELAY_PASSWORD, or RELAY_CLIENT_ID and RELAY_CLIENT_SECRET, or RELAY_API_KEY";
  for (const [variables, variable, reason] of [
    [{ RELAY_URL: "http://example.com", ...BASIC }, "RELAY_URL", message("setting_insecure_url")],
    [{ RELAY_URL: URL }, "RELAY_URL", message("setting_no_credentials", { kinds: KINDS })],
    [{ RELAY_URL: URL, ...BASIC, RELAY_API_KEY: "key" }, "RELAY_URL", message("setting_several_credentials", { kinds: KINDS })],
  ]) {
    test(JSON.stringify(variables), async () => {
      const service = await startRelaying({ variables: { ...LOCAL_VARIABLES, ...variables } });
      await service.action(await service.interaction());
      assert.equal(await runNow(service), "exception");
      const line = await until("a line", () => service.log.find((line) => line.includes('"job":"relay"')));
      assert.deepEqual([JSON.parse(line).level, JSON.parse(line).reason], ["error", `configuration: ${variable} ${reason}`]);
      const answer = await service.request("GET", STATUS, { authorization: ADMIN });
      expectFailure(answer, 500, ...INTERNAL);
      assert.equal((await service.logLine(answer)).reason, `configuration: ${variable} ${reason}`);
      assert.equal((await service.request("GET", "/readyz")).status, 200);
    });
  }
});

test("every statement is within D1's limits", () => {
  const texts = [...new Set(observed.batches.flatMap(({ statements }) => statements))].filter((text) => text.includes("relay"));
  assert.ok(texts.length >= 15, `${texts.length} statements`);
  for (const text of texts) {
    assert.ok(mostArgumentsIn(text) <= MAX_ARGUMENTS, text);
    assert.ok(Math.max(0, ...[...text.matchAll(/\?(\d+)/g)].map(([, n]) => Number(n))) <= 100, text);
  }
});
