// Contract, section 4: what a withdrawn password, role, key or token still opens, and for how long, as the table in
// docs/operations.md says. The clock is put forward and goes on by itself, so each time has 3 seconds for the calls themselves.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { keyServer } from "./support/key-server.mjs";
import { AUDIENCE, claims, ISSUER, SECRET, start } from "./support/service.mjs";
import { hs256, keyPair } from "./support/tokens.mjs";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** The status of a call, and the error code in its log line. A call that is let in is 400 for its body. */
async function outcome(service, authorization) {
  const answer = await service.post({}, { authorization });
  const { status, error } = await service.logLine(answer);
  return [status, error];
}
const IN = [400, "invalid_request"];

describe("a user of HTTP Basic", async () => {
  const service = await start({ entry: CLOCK });
  let users = 0;

  const stored = (password) => {
    const [salt, plain] = [Buffer.from("0123456789abcdef"), (bytes) => bytes.toString("base64").replace(/=+$/, "")];
    return `$hmac-sha256$${plain(salt)}$${plain(createHmac("sha256", salt).update(password).digest())}`;
  };
  const basic = (name, password) => `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

  /** A new user with a role, whose password is `password-1`. */
  async function user() {
    users += 1;
    const [id, name] = [users.toString(16).padStart(32, "0"), `user${users}`];
    const sys = "'2026-01-01 00:00:00', 'test', '2026-01-01 00:00:00', 'test'";
    await service.rows(
      `INSERT INTO sys_user (sys_id, user_name, user_password, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
       VALUES (?1, ?2, ?3, ${sys})`,
      id,
      name,
      stored("password-1"),
    );
    await service.rows(
      `INSERT INTO sys_user_has_role (sys_id, user, role, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
       VALUES (?1, ?1, 'interaction_integration_user', ${sys})`,
      id,
    );
    return { id, name };
  }

  for (const [what, statement, refused] of [
    ["whose password was changed", ["UPDATE sys_user SET user_password = ?2 WHERE sys_id = ?1", stored("password-2")], [401, "wrong_user_or_password"]],
    ["who was deactivated", ["UPDATE sys_user SET active = 0 WHERE sys_id = ?1"], [401, "wrong_user_or_password"]],
    ["whose role was revoked", ["DELETE FROM sys_user_has_role WHERE user = ?1"], [403, "role_missing"]],
  ]) {
    test(`${what} is let in for 60 seconds after the last verification, however often the user calls`, async () => {
      const { id, name } = await user();
      const call = (password = "password-1") => outcome(service, basic(name, password));
      assert.deepEqual(await call(), IN);
      const [sql, ...parameters] = statement;
      await service.rows(sql, id, ...parameters);
      // What is withdrawn and was not remembered opens nothing, and what is new opens at once.
      if (parameters.length > 0) assert.deepEqual(await call("password-2"), IN);
      for (let n = 0; n < 3; n += 1) {
        assert.deepEqual(await call(), IN);
        await putForward(service, 19 * SECOND);
      }
      assert.deepEqual(await call(), IN, "57 seconds later");
      await putForward(service, 3 * SECOND);
      assert.deepEqual(await call(), refused, "60 seconds later");
      if (parameters.length > 0) assert.deepEqual(await call("password-2"), IN);
    });

    test(`${what}, and who has not called within 60 seconds before, is refused at once`, async () => {
      const { id, name } = await user();
      const call = () => outcome(service, basic(name, "password-1"));
      assert.deepEqual(await call(), IN);
      await putForward(service, MINUTE);
      const [sql, ...parameters] = statement;
      await service.rows(sql, id, ...parameters);
      assert.deepEqual(await call(), refused);
    });
  }
});

describe("a token", () => {
  test("is refused 60 seconds after its exp, although it was verified just before", async () => {
    const service = await start({ entry: CLOCK });
    const token = `Bearer ${hs256(claims({ exp: Math.floor(Date.now() / 1000) + 300 }), SECRET)}`;
    assert.deepEqual(await outcome(service, token), IN);
    await putForward(service, 5 * MINUTE + 57 * SECOND);
    for (let n = 0; n < 2; n += 1) assert.deepEqual(await outcome(service, token), IN, "57 seconds after exp");
    await putForward(service, 3 * SECOND);
    assert.deepEqual(await outcome(service, token), [401, "token_expired"]);
  });
});

describe("a key of JWT_JWKS_URL", async () => {
  const [old, young] = [keyPair("ES256", "old"), keyPair("ES256", "young")];
  const exp = Math.floor(Date.now() / 1000) + 3 * (DAY / SECOND);
  let subjects = 0;
  /** A token of the key that the service has not seen. */
  const fresh = (key) => `Bearer ${key.sign(claims({ exp, sub: `system-${(subjects += 1)}` }))}`;

  async function started() {
    const keys = await keyServer({ keys: [old.jwk] });
    const service = await start({ variables: { JWT_JWKS_URL: keys.url, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE }, entry: CLOCK });
    const call = (token) => outcome(service, token);
    assert.deepEqual(await call(fresh(old)), IN);
    return { keys, call, wait: (ms) => putForward(service, ms) };
  }

  test("that the issuer has withdrawn opens for 10 minutes after the last fetch", async () => {
    const { keys, call, wait } = await started();
    keys.answer = { keys: [young.jwk] };
    await wait(9 * MINUTE + 57 * SECOND);
    assert.deepEqual(await call(fresh(old)), IN, "9 minutes and 57 seconds later");
    await wait(3 * SECOND);
    // The fetch of the new set is also the one for the unknown key.
    const refused = await call(fresh(old));
    assert.ok([401, 503].includes(refused[0]), JSON.stringify(refused));
    assert.deepEqual(await call(fresh(young)), IN);
    await wait(MINUTE);
    assert.deepEqual(await call(fresh(old)), [401, "token_key_unknown"]);
  });

  test("opens 60 seconds more with a token that was verified just before, if no other token comes", async () => {
    const { keys, call, wait } = await started();
    keys.answer = { keys: [young.jwk] };
    await wait(9 * MINUTE + 57 * SECOND);
    const token = fresh(old);
    assert.deepEqual(await call(token), IN);
    await wait(57 * SECOND);
    assert.deepEqual(await call(token), IN, "10 minutes and 54 seconds later");
    assert.equal(keys.requests, 1);
    await wait(3 * SECOND);
    assert.notEqual((await call(token))[0], 400, "10 minutes and 57 seconds later");
  });

  test("opens no more, with a remembered token either, once any other token has led to a fetch", async () => {
    const { keys, call, wait } = await started();
    keys.answer = { keys: [young.jwk] };
    const token = fresh(old);
    assert.deepEqual(await call(token), IN);
    assert.deepEqual(await call(fresh(young)), IN);
    for (const one of [token, fresh(old)]) assert.notEqual((await call(one))[0], 400);
    await wait(MINUTE);
    for (const one of [token, fresh(old)]) assert.deepEqual(await call(one), [401, "token_key_unknown"]);
  });

  for (const [name, pauses] of [
    ["while it is used each hour", Array(24).fill(60 * MINUTE)],
    ["while nobody calls", [DAY]],
  ]) {
    test(`opens for 24 hours after the last fetch if the issuer cannot be reached, ${name}`, async () => {
      const { keys, call, wait } = await started();
      keys.answer = (response) => response.destroy();
      const last = pauses.length - 1;
      for (const [at, pause] of pauses.entries()) {
        await wait(at === last ? pause - 3 * SECOND : pause);
        assert.deepEqual(await call(fresh(old)), IN, `after ${at + 1} of ${pauses.length}`);
      }
      await wait(3 * SECOND);
      assert.deepEqual(await call(fresh(old)), [503, "unavailable"]);
      // It is the issuer's to say that the key is good.
      keys.answer = { keys: [old.jwk] };
      await wait(MINUTE);
      assert.deepEqual(await call(fresh(old)), IN);
    });
  }
});
