// Contract, section 5: retries with an Idempotency-Key.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { expectFaults, expectMissing, expectSuccess, SUCCESS } from "./support/expect.mjs";
import { CHOICES, message, valuesIn } from "./support/messages.mjs";
import { claims, SECRET, start } from "./support/service.mjs";
import { hs256 } from "./support/tokens.mjs";

const service = await start({ entry: CLOCK });
let keys = 0;
const newKey = () => `key-${(keys += 1)}`;
const post = (body, key, headers = {}) => service.post(body, { "idempotency-key": key, ...headers });
const COACH = { action: "coach", start_time: "2026-03-01 10:00:00" };
/** A moment from now, in the form of the contract. */
const inSeconds = (seconds) => new Date(Date.now() + 1000 * seconds).toISOString().slice(0, 19).replace("T", " ");
const OTHER = {
  message: message("key_of_other_request"),
  detail: message("key_of_other_request_detail"),
};

/** The answer of a call that changes nothing. */
async function withoutChange(call) {
  const before = await service.everything();
  const answer = await call();
  assert.deepEqual(await service.everything(), before);
  return answer;
}

/** The repetition gets the first answer, marked as replayed, and changes nothing. */
async function expectReplay(first, call) {
  const answer = await withoutChange(call);
  assert.deepEqual([answer.status, answer.text], [200, first.text]);
  assert.equal(answer.headers["idempotency-replayed"], "true");
  assert.equal(first.headers["idempotency-replayed"], undefined);
}

function expectOther(answer) {
  const body = { result: { success: false, message: OTHER.message }, error: OTHER, status: "failure" };
  assert.deepEqual([answer.status, answer.text], [422, JSON.stringify(body)]);
}

describe("a repetition gets the first answer and changes nothing", () => {
  test("create, though its default start is another by now", async () => {
    const [interaction, key] = [await service.interaction(), newKey()];
    const call = () => post({ interaction, action: "coach" }, key);
    const first = await call();
    expectSuccess(first, SUCCESS.created, JSON.parse(first.text).result.action_sys_id);
    await putForward(service, 2_000);
    await expectReplay(first, call);
  });

  test("create, though its default start is later than its end by now", async () => {
    const [interaction, key] = [await service.interaction(), newKey()];
    const end_time = inSeconds(30);
    const call = () => post({ interaction, action: "coach", end_time }, key);
    const first = await call();
    expectSuccess(first, SUCCESS.created, JSON.parse(first.text).result.action_sys_id);
    await putForward(service, 31_000);
    await expectReplay(first, call);
    expectOther(await withoutChange(() => post({ interaction, action: "monitor", end_time }, key)));
    const tooLate = (answer) => {
      const told = JSON.parse(answer.text).error.faults[0].message;
      assert.equal(valuesIn("end_before_default_start", told).end, end_time);
      expectFaults(answer, ["end_time", "end_before_start", told]);
    };
    tooLate(await withoutChange(() => post({ interaction, action: "coach", end_time }, newKey())));
    tooLate(await withoutChange(() => post({ interaction: "0".repeat(32), action: "coach", end_time }, newKey())));
  });

  test("update, even after somebody has changed the action again", async () => {
    const [interaction, key] = [await service.interaction(), newKey()];
    const { sys_id: action_sys_id } = await service.action(interaction);
    const call = () => post({ interaction, action_sys_id, end_time: "2026-03-01 10:30:00" }, key);
    const first = await call();
    expectSuccess(first, SUCCESS.updated, action_sys_id);
    await service.post({ interaction, action_sys_id, end_time: "2026-03-01 10:45:00" });
    await expectReplay(first, call);
  });

  test("end all, even after a new action was created", async () => {
    const [interaction, key] = [await service.interaction(), newKey()];
    await service.action(interaction);
    const call = () => post({ interaction }, key);
    const first = await call();
    expectSuccess(first, SUCCESS.ended(interaction));
    await service.action(interaction);
    await expectReplay(first, call);
  });

  test("an update that changed nothing", async () => {
    const [interaction, key] = [await service.interaction(), newKey()];
    const { sys_id: action_sys_id } = await service.action(interaction);
    const call = () => post({ interaction, action_sys_id, action: "coach" }, key);
    await expectReplay(await call(), call);
  });

  test("whatever the form of the request: order, white space, case, offset, JSON or XML, version, quotation marks", async () => {
    const [interaction, key] = [await service.interaction(), newKey()];
    const first = await post({ interaction, ...COACH }, key);
    await expectReplay(first, () => post(`{ "start_time": "2026-03-01T11:00:00+01:00", "action":" coach", "interaction": "${interaction.toUpperCase()}" }`, `"${key}"`));
    const xml = `<r><interaction>${interaction}</interaction><action>coach</action><start_time>2026-03-01 10:00:00</start_time></r>`;
    await expectReplay(first, () => post(xml, key, { "content-type": "application/xml" }));
    const answer = await post(xml, key, { "content-type": "application/xml", accept: "application/xml" });
    const { message, action_sys_id } = JSON.parse(first.text).result;
    assert.equal(answer.text, `<?xml version="1.0" encoding="UTF-8"?><response><result><success>true</success><message>${message}</message><action_sys_id>${action_sys_id}</action_sys_id></result></response>`);
    const headers = { authorization: `Bearer ${hs256(claims(), SECRET)}`, "idempotency-key": key };
    await expectReplay(first, () => service.request("POST", "/api/now/v1/helprequest/action/create_or_update", headers, JSON.stringify({ interaction, ...COACH })));
  });
});

describe("the same key with another request is 422 and changes nothing", () => {
  test("each field counts, given or not", async () => {
    const [interaction, key] = [await service.interaction(), newKey()];
    const { sys_id: action_sys_id } = await service.action(interaction);
    const other = await service.interaction();
    await post({ interaction, ...COACH }, key);
    for (const body of [
      { interaction: other, ...COACH },
      { interaction, ...COACH, action: "monitor" },
      { interaction, ...COACH, start_time: "2026-03-01 10:00:01" },
      { interaction, action: "coach" },
      { interaction, ...COACH, end_time: "2026-03-01 11:00:00" },
      { interaction, ...COACH, help_request: await service.helpRequest(interaction) },
      { interaction, ...COACH, action_sys_id },
      { interaction },
    ]) {
      expectOther(await withoutChange(() => post(body, key)));
    }
  });
  test("also where the other request would have failed by what is stored", async () => {
    const [interaction, key] = [await service.interaction(), newKey()];
    await post({ interaction, ...COACH }, key);
    expectOther(await post({ interaction: "0".repeat(32), ...COACH }, key));
  });
  test("the default end of an end of all is not a given one", async () => {
    const [interaction, key] = [await service.interaction(), newKey()];
    const { sys_id: id } = await service.action(interaction);
    await post({ interaction }, key);
    expectOther(await post({ interaction, end_time: (await service.actionRow(id)).end_time }, key));
  });
});

test("failures are not kept: the same key serves the corrected request", async () => {
  const [interaction, key] = [await service.interaction(), newKey()];
  assert.equal((await post({ interaction, action: "Coach" }, key)).status, 400);
  expectMissing(
    await post({ interaction }, key),
    message("nothing_to_end", { id: interaction }),
    message("nothing_to_end_detail"),
  );
  const answer = await post({ interaction, ...COACH }, key);
  expectSuccess(answer, SUCCESS.created, JSON.parse(answer.text).result.action_sys_id);
});

test("a key belongs to its caller: another one's key of the same name is another key", async () => {
  const [interaction, key] = [await service.interaction(), newKey()];
  const as = (sub, iss) => ({ authorization: `Bearer ${hs256(claims({ sub, ...(iss ? { iss } : {}) }), SECRET)}` });
  const first = await post({ interaction, ...COACH }, key, as("a"));
  const second = await post({ interaction, ...COACH }, key, as("b"));
  assert.notEqual(first.text, second.text);
  const authorization = `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`;
  const third = await post({ interaction, ...COACH }, key, { authorization });
  for (const answer of [second, third]) assert.equal(answer.headers["idempotency-replayed"], undefined);
  await expectReplay(first, () => post({ interaction, ...COACH }, key, as("a")));
});

test("fifty calls at once with one key make one record, and all get its answer", async () => {
  const [interaction, key] = [await service.interaction(), newKey()];
  const answers = await Promise.all(Array.from({ length: 50 }, () => post({ interaction, ...COACH }, key)));
  assert.equal(new Set(answers.map((answer) => `${answer.status} ${answer.text}`)).size, 1);
  assert.equal(answers[0].status, 200);
  assert.equal(answers.filter((answer) => !answer.headers["idempotency-replayed"]).length, 1);
  assert.equal((await service.rows("SELECT 1 FROM supervisor_help_action WHERE interaction = ?1", interaction)).length, 1);
});

test("a record of the other side of midnight is found: the repetition may be quicker than the request", async () => {
  const [interaction, key] = [await service.interaction(), newKey()];
  const call = () => post({ interaction, ...COACH }, key);
  const first = await call();
  await service.rows(
    `UPDATE idempotency_record SET created_on = datetime(created_on, '+1 day'), day = date(day, '+1 day') WHERE key = ?1`,
    key,
  );
  await expectReplay(first, call);
});

describe("7 days", () => {
  /** Makes the record of the key older by a number of seconds. */
  const age = (key, seconds) =>
    service.rows(
      `UPDATE idempotency_record SET created_on = datetime(created_on, ?2), day = date(created_on, ?2) WHERE key = ?1`,
      key,
      `-${seconds} seconds`,
    );
  const WEEK = 7 * 24 * 60 * 60;

  test("a record of a minute less is found, one of a minute more is not", async () => {
    const [interaction, key] = [await service.interaction(), newKey()];
    const call = () => post({ interaction, ...COACH }, key);
    const first = await call();
    await age(key, WEEK - 60);
    await expectReplay(first, call);
    await age(key, 120);
    const second = await call();
    assert.equal(second.headers["idempotency-replayed"], undefined);
    assert.notEqual(second.text, first.text);
    await expectReplay(second, call);
  });

  test("the scheduled clean-up deletes what can no longer be asked for, in portions, and nothing else", async () => {
    const [interaction, key] = [await service.interaction(), newKey()];
    const first = await post({ interaction, ...COACH }, key);
    await age(key, WEEK - 60);
    await service.rows(
      `INSERT INTO idempotency_record (day, caller, key, request, operation, sys_id, transaction_id, created_on)
       SELECT date('now', '-8 days'), 'old', value, 'x', 'create', ?1, 'x', datetime('now', '-8 days')
       FROM (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n LIMIT 1200) SELECT value FROM n)`,
      interaction,
    );
    const worker = await service.miniflare.getWorker();
    await worker.scheduled({ cron: "17 * * * *" });
    const [{ left }] = await service.rows("SELECT count(*) AS left FROM idempotency_record WHERE caller = 'old'");
    assert.equal(left, 0);
    await expectReplay(first, () => post({ interaction, ...COACH }, key));
    for (let tries = 0; tries < 100 && !service.log.some((line) => line.includes("forget")); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const line = JSON.parse(service.log.find((line) => line.includes("forget")));
    assert.deepEqual(line, { level: "info", job: "forget_idempotency_records", deleted: 1200 });
  });
});

describe("keys", () => {
  const invalid = (key, shown = key) => [
    "Idempotency-Key",
    "invalid_idempotency_key",
    message("invalid_idempotency_key", { value: shown }),
  ];
  for (const key of ["a", "!#$%&'()*+,-./:;<=>?@[]^_`{|}~", "x".repeat(255), `"${"y".repeat(255)}"`, "8e03978e-40d5-43dd-bc93-6894a57f9324"]) {
    test(`${key} is one`, async () => {
      const interaction = await service.interaction();
      const call = () => post({ interaction, ...COACH }, key);
      await expectReplay(await call(), call);
    });
  }
  for (const [key, shown] of [
    [""],
    ['""'],
    ['"'],
    ['"a'],
    ["a b"],
    ['"a b"'],
    ['"a\\"b"'],
    ["ä"],
    ["x".repeat(256), `${"x".repeat(64)}…`],
  ]) {
    test(`${key} is none: 400, nothing changed`, async () => {
      const interaction = await service.interaction();
      const answer = await withoutChange(() => post({ interaction, ...COACH }, key));
      if (key === "ä") return assert.equal(JSON.parse(answer.text).error.faults[0].code, "invalid_idempotency_key");
      return expectFaults(answer, invalid(key, shown));
    });
  }
  test("is told together with the faults of the body", async () => {
    const interaction = await service.interaction();
    expectFaults(
      await post({ interaction, action: "x" }, "a b"),
      ["action", "invalid_choice", message("invalid_choice", { field: "action", value: "x", choices: CHOICES.action })],
      invalid("a b"),
    );
  });
});
