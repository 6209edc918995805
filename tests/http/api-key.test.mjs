// Contract, section 15: API keys in the header x-sn-apikey.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { expectFailure, expectSuccess, SUCCESS, UNAUTHENTICATED, UNAUTHORIZED } from "./support/expect.mjs";
import { API_KEY, ask, asClient, basic, dump, PASSWORD, storedSecret } from "./support/oauth.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { ENDPOINT, SECRET, start, TOKEN } from "./support/service.mjs";

const [ID, PART] = API_KEY.split(".");
const service = await start();
service.secrets.add(PART);

const call = (at, key, body = "{}", headers = {}) => at.request("POST", ENDPOINT, { "x-sn-apikey": key, ...headers }, body);

async function expectRefused(answer, code, at = service) {
  expectFailure(answer, 401, ...UNAUTHENTICATED);
  const challenges = answer.rawHeaders.filter((_, n) => answer.rawHeaders[n - 1]?.toLowerCase() === "www-authenticate");
  assert.deepEqual(challenges.join(", "), 'Basic realm="help-request-api", charset="UTF-8", Bearer realm="help-request-api"');
  assert.equal((await at.logLine(answer)).error, code);
}

/** A further key, of the user with this sys_id. */
async function newKey(at, id, user, secret) {
  await at.rows("INSERT INTO api_key (sys_id, token, user, sys_created_on, sys_created_by) VALUES (?1, ?2, ?3, '2026-01-01 00:00:00', 'test')", id, storedSecret(secret), user);
  at.secrets.add(secret);
  return `${id}.${secret}`;
}

test("lets its user in, who is the one who created the record", async () => {
  const interaction = await service.interaction();
  const answer = await call(service, API_KEY, JSON.stringify({ interaction, action: "coach" }));
  const [row] = await service.rows("SELECT * FROM supervisor_help_action WHERE interaction = ?1", interaction);
  expectSuccess(answer, SUCCESS.created, row?.sys_id);
  assert.deepEqual([row.sys_created_by, row.sys_updated_by], ["cti.integration", "cti.integration"]);
  assert.equal((await service.logLine(answer)).caller, "basic:cti.integration");
});

test("needs no JWT_HS256_SECRET", async () => {
  const at = await start({ variables: {} });
  assert.equal((await call(at, API_KEY)).status, 400);
});

test("of a user without the role is 403, of an inactive one 401", async () => {
  const desk = await newKey(service, "d".repeat(32), "a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6a6", "the-secret-of-agent-desk");
  expectFailure(await call(service, desk), 403, ...UNAUTHORIZED);
  const former = await newKey(service, "f".repeat(32), "f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0", "the-secret-of-the-former");
  await expectRefused(await call(service, former), "wrong_api_key");
});

describe("refused", () => {
  for (const [name, key, code = "wrong_api_key"] of [
    ["an unknown id", `${"0".repeat(32)}.${PART}`],
    ["a wrong secret", `${ID}.wrong`],
    ["the secret in capitals", `${ID}.${PART.toUpperCase()}`],
    ["the id in capitals", `${ID.toUpperCase()}.${PART}`],
    ["an id without a secret", `${ID}.`],
    ["an id alone", ID],
    ["the secret alone", PART],
    ["a text", "wrong"],
    ["SQL", "' OR '1'='1.x"],
    ["a key and more", `${API_KEY}x`],
    ["a key of 10 KB", `${ID}.${"x".repeat(10_000)}`],
    ["two keys", `${API_KEY}, ${API_KEY}`],
    ["an access token", TOKEN],
    ["an empty key", "", "credentials_missing"],
  ]) {
    test(name, async () => expectRefused(await call(service, key), code));
  }

  test("in the URL", async () => {
    const answer = await service.request("POST", `${ENDPOINT}?x-sn-apikey=${API_KEY}`, {}, "{}");
    await expectRefused(answer, "credentials_missing");
  });

  test("as an Authorization header, also after the key was let in", async () => {
    assert.equal((await call(service, API_KEY)).status, 400);
    for (const authorization of [API_KEY, `x-sn-apikey ${API_KEY}`, `Bearer ${API_KEY}`]) {
      assert.equal((await service.request("POST", ENDPOINT, { authorization }, "{}")).status, 401, authorization);
    }
  });
});

describe("beside an Authorization header", () => {
  test("the key does not count: neither a good one nor a wrong one", async () => {
    const as = async (key, authorization) => {
      const answer = await call(service, key, "{}", { authorization });
      return [answer.status, (await service.logLine(answer)).caller];
    };
    assert.deepEqual(await as("wrong", basic("admin", PASSWORD)), [400, "basic:admin"]);
    assert.deepEqual(await as(API_KEY, basic("admin", PASSWORD)), [400, "basic:admin"]);
    assert.deepEqual(await as(API_KEY, basic("admin", "wrong")), [401, undefined]);
    assert.deepEqual(await as(API_KEY, "Bearer wrong"), [401, undefined]);
  });

  test("but an empty one is none", async () => {
    assert.equal((await call(service, API_KEY, "{}", { authorization: "" })).status, 400);
  });
});

describe("withdrawn", async () => {
  const at = await start({ entry: CLOCK });
  for (const [what, sql] of [
    ["a key that was deleted", "DELETE FROM api_key WHERE sys_id = ?1"],
    ["a key whose user was deactivated", "UPDATE sys_user SET active = 0 WHERE sys_id = (SELECT user FROM api_key WHERE sys_id = ?1)"],
  ]) {
    test(`${what} opens for at most 60 seconds`, async () => {
      const id = what.length.toString(16).padStart(32, "b");
      const key = await newKey(at, id, "adadadadadadadadadadadadadadadad", "the-secret-of-a-key");
      assert.equal((await call(at, key)).status, 400);
      await at.rows(sql, id);
      await putForward(at, 57_000);
      assert.equal((await call(at, key)).status, 400, "57 seconds later");
      await putForward(at, 3_000);
      await expectRefused(await call(at, key), "wrong_api_key", at);
    });
  }
});

test("a call takes one statement more, and the next ones within a minute none", async () => {
  const observed = observedDatabase();
  const at = await start({ observed });
  const reads = async () => {
    observed.batches.length = 0;
    await call(at, API_KEY);
    return observed.batches.map((batch) => [batch.statements.length, batch.metas[0].rows_written]);
  };
  assert.deepEqual(await reads(), [[1, 0]]);
  assert.deepEqual(await reads(), []);
});

test("when the database does not answer, it is 503; without rows 500", async () => {
  const observed = observedDatabase();
  const at = await start({ observed });
  observed.faults.push({ failBefore: "D1_ERROR: D1 DB is overloaded. Requests queued for too long." }, { empty: true });
  assert.equal((await call(at, API_KEY)).status, 503);
  assert.equal((await call(at, API_KEY)).status, 500);
});

test("the same user by password, token and key shares idempotency keys", async () => {
  const { access_token: token } = JSON.parse((await ask(service, asClient())).text);
  const body = JSON.stringify({ interaction: await service.interaction(), action: "coach" });
  const answers = [];
  for (const headers of [{ authorization: basic("cti.integration", PASSWORD) }, { authorization: `Bearer ${token}` }, { "x-sn-apikey": API_KEY }]) {
    answers.push(await service.request("POST", ENDPOINT, { ...headers, "idempotency-key": "shared-by-one-user" }, body));
  }
  assert.deepEqual(answers.map((answer) => answer.headers["idempotency-replayed"]), [undefined, "true", "true"]);
  assert.equal(new Set(answers.map((answer) => answer.text)).size, 1);
});

test("no key is in the log or in the database", async () => {
  const held = await dump(service);
  for (const secret of [PART, SECRET, "the-secret-of-agent-desk"]) {
    assert.ok(!held.includes(secret) && !service.log.join("\n").includes(secret));
  }
});
