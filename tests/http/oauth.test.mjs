// Contract, section 15: tokens from POST /oauth_token.do, as ServiceNow answers them.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { expectFailure, expectSuccess, SUCCESS, UNAUTHORIZED } from "./support/expect.mjs";
import { keyServer } from "./support/key-server.mjs";
import { message } from "./support/messages.mjs";
import { asClient, ask, basic, claimsOf, CLIENT, dump, FORM, PASSWORD, storedSecret, withPassword, withRefreshToken } from "./support/oauth.mjs";
import { observedDatabase } from "./support/observed-database.mjs";
import { claims, LOCAL_VARIABLES, SECRET, start } from "./support/service.mjs";
import { hs256, keyPair } from "./support/tokens.mjs";

const service = await start();
const OWN = "urn:help-request-api";
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const DENIED = '{"error_description":"access_denied","error":"server_error"}';
const TOKEN = "[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+";
const REFRESH = "[0-9a-f]{32}\\.[A-Za-z0-9_-]{43}";
const END = '"scope":"useraccount","token_type":"Bearer","expires_in":1799}$';
const WITH_REFRESH = new RegExp(`^{"access_token":"${TOKEN}","refresh_token":"${REFRESH}",${END}`);
const WITHOUT_REFRESH = new RegExp(`^{"access_token":"${TOKEN}",${END}`);

/** Tokens that were granted. */
async function granted(fields, headers, at = service) {
  const answer = await ask(at, fields, headers);
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text);
}

/** A refusal, and its code in the log. */
async function expectDenied(answer, code, at = service, text = DENIED) {
  assert.equal(answer.text, text);
  assert.equal(answer.status, 401);
  assert.equal(answer.headers["content-type"], "application/json;charset=UTF-8");
  assert.equal(answer.headers["cache-control"], "no-store");
  assert.equal((await at.logLine(answer)).error, code);
}

const bearer = (token) => ({ authorization: `Bearer ${token}` });

async function expectCaller(token, userName, at = service) {
  const interaction = await at.interaction();
  const answer = await at.post({ interaction, action: "coach" }, bearer(token));
  const [row] = await at.rows("SELECT * FROM supervisor_help_action WHERE interaction = ?1", interaction);
  expectSuccess(answer, SUCCESS.created, row?.sys_id);
  assert.deepEqual([row.sys_created_by, row.sys_updated_by], [userName, userName]);
  assert.equal((await at.logLine(answer)).caller, `basic:${userName}`);
}

const SYS = "'2026-01-01 00:00:00', 'test'";

/** A further client, which acts as a user, or as nobody. */
async function newClient(at, id, user = null, secret = "the-secret-of-another-client") {
  await at.rows(
    `INSERT INTO oauth_entity (client_id, client_secret, name, user, sys_created_on, sys_created_by) VALUES (?1, ?2, ?1, ?3, ${SYS})`,
    id, storedSecret(secret), user,
  );
  return { client_id: id, client_secret: secret };
}

describe("granted", () => {
  for (const [name, fields, headers, shape, user = "cti.integration"] of [
    ["a password, the client in the body", withPassword(), {}, WITH_REFRESH],
    ["a password, the client by Basic", withPassword({ client_id: undefined, client_secret: undefined }), { authorization: basic(CLIENT.id, CLIENT.secret) }, WITH_REFRESH],
    ["a password, the client both ways", withPassword(), { authorization: basic(CLIENT.id, CLIENT.secret) }, WITH_REFRESH],
    ["a password of a user with other roles", withPassword({ username: "admin" }), {}, WITH_REFRESH, "admin"],
    ["a password, with the scope that there is", withPassword({ scope: "useraccount" }), {}, WITH_REFRESH],
    ["a password, with an empty scope", withPassword({ scope: "" }), {}, WITH_REFRESH],
    ["client credentials in the body", asClient(), {}, WITHOUT_REFRESH],
    ["client credentials by Basic", { grant_type: "client_credentials" }, { authorization: basic(CLIENT.id, CLIENT.secret) }, WITHOUT_REFRESH],
    ["with a charset", asClient(), { "content-type": `${FORM}; charset=UTF-8` }, WITHOUT_REFRESH],
    ["with a charset as Java writes it", asClient(), { "content-type": `${FORM.toUpperCase()};charset="utf8"` }, WITHOUT_REFRESH],
    ["with unknown parameters", asClient({ resource: "x", audience: "y" }), {}, WITHOUT_REFRESH],
    ["whatever Accept says, in JSON", asClient(), { accept: "application/xml" }, WITHOUT_REFRESH],
    ["with an old token in the header", asClient(), bearer("old.expired.token"), WITHOUT_REFRESH],
  ]) {
    test(name, async () => {
      const answer = await ask(service, fields, headers);
      assert.match(answer.text, shape);
      assert.equal(answer.status, 200);
      assert.equal(answer.headers["content-type"], "application/json;charset=UTF-8");
      assert.equal(answer.headers["cache-control"], "no-store");
      assert.equal((await service.logLine(answer)).caller, `basic:${user}`);
      await expectCaller(JSON.parse(answer.text).access_token, user);
    });
  }

  test("a user without the role gets a token, with which it is 403", async () => {
    const { access_token: token } = await granted(withPassword({ username: "agent.desk" }));
    expectFailure(await service.post("{}", bearer(token)), 403, ...UNAUTHORIZED);
  });

  test("a password with every kind of character", async () => {
    const password = "100% & +more= ä🔑 ?";
    await service.rows(
      `INSERT INTO sys_user (sys_id, user_name, user_password, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
       VALUES (?1, 'hard.password', ?2, ${SYS}, ${SYS})`,
      "e".repeat(32), storedSecret(password),
    );
    await granted(withPassword({ username: "hard.password", password }));
    await expectDenied(await ask(service, withPassword({ username: "hard.password", password: password.replace("+", " ") })), "wrong_user_or_password");
  });

  test("queries and rows: client credentials 1 and none, a password 3 batches and 1 row, a refresh 2 batches and 1 row", async () => {
    const observed = observedDatabase();
    const at = await start({ observed });
    const written = () => observed.batches.flatMap((batch) => batch.metas).reduce((sum, meta) => sum + meta.rows_written, 0);
    const cost = async (fields) => {
      observed.batches.length = 0;
      const tokens = await granted(fields, {}, at);
      return [observed.batches.length, written(), tokens.refresh_token];
    };
    assert.deepEqual(await cost(asClient()), [1, 0, undefined]);
    const [batches, rows, refresh] = await cost(withPassword());
    assert.deepEqual([batches, rows], [3, 1]);
    assert.deepEqual((await cost(withRefreshToken(refresh))).slice(0, 2), [2, 1]);
  });
});

describe("an access token", () => {
  test("is a JSON Web Token, signed with JWT_HS256_SECRET, for 30 minutes", async () => {
    const before = Math.floor(Date.now() / SECOND);
    const { access_token: token } = await granted(withPassword());
    const [header, payload, signature] = token.split(".");
    assert.deepEqual(JSON.parse(Buffer.from(header, "base64url")), { alg: "HS256", typ: "JWT" });
    assert.equal(signature, createHmac("sha256", SECRET).update(`${header}.${payload}`).digest("base64url"));
    const { iat, exp, ...rest } = claimsOf(token);
    assert.deepEqual(rest, { iss: OWN, aud: OWN, sub: "cti.integration", client_id: CLIENT.id, roles: ["interaction_integration_user"] });
    assert.ok(iat >= before && iat <= before + 60, `${iat} ${before}`);
    assert.equal(exp, iat + 1800);
  });

  test("names only roles that mean something, so that it fits into a header", async () => {
    const user = "d".repeat(32);
    await service.rows(
      `INSERT INTO sys_user (sys_id, user_name, user_password, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
       VALUES (?1, 'many.roles', ?2, ${SYS}, ${SYS})`,
      user, storedSecret("the password of many roles"),
    );
    for (let n = 0; n < 100; n += 1) {
      const role = n === 50 ? "interaction_integration_user" : `role_${String(n).padStart(90, "0")}`;
      await service.rows(
        `INSERT INTO sys_user_has_role (sys_id, user, role, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
         VALUES (?1, ?2, ?3, ${SYS}, ${SYS})`,
        n.toString(16).padStart(32, "9"), user, role,
      );
    }
    const { access_token: token } = await granted(withPassword({ username: "many.roles", password: "the password of many roles" }));
    assert.deepEqual(claimsOf(token).roles, ["interaction_integration_user"]);
    await expectCaller(token, "many.roles");
  });

  for (const [name, changes] of [
    ["none", { JWT_ISSUER: undefined, JWT_AUDIENCE: undefined }],
    ["an issuer and an audience", {}],
    ["an audience alone", { JWT_ISSUER: undefined }],
    ["another claim for roles", { JWT_ROLES_CLAIM: "groups" }],
    ["a pointer to the roles", { JWT_ROLES_CLAIM: "/realm_access/roles" }],
    ["roles in sub", { JWT_ROLES_CLAIM: "sub" }],
    ["this service's own issuer", { JWT_ISSUER: OWN, JWT_AUDIENCE: "else" }],
    ["public keys beside it", { JWT_JWKS: JSON.stringify({ keys: [keyPair("ES256", "k").jwk] }) }],
  ]) {
    test(`lets in under these settings of other tokens: ${name}`, async () => {
      const given = { ...LOCAL_VARIABLES, ...changes };
      const variables = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const at = await start({ variables });
      for (const fields of [withPassword(), asClient()]) {
        await expectCaller((await granted(fields, {}, at)).access_token, "cti.integration", at);
      }
    });
  }

  test("shares rate limit and idempotency keys with the user's other credentials", async () => {
    const { access_token: token } = await granted(asClient());
    const interaction = await service.interaction();
    const key = { "idempotency-key": "one-user-one-scope" };
    const body = { interaction, action: "coach" };
    const first = await service.post(body, { ...bearer(token), ...key });
    const second = await service.post(body, { authorization: basic("cti.integration", PASSWORD), ...key });
    assert.equal(second.text, first.text);
    assert.equal(second.headers["idempotency-replayed"], "true");
  });

  test("is refused 60 seconds after its exp", async () => {
    const at = await start({ entry: CLOCK });
    const { access_token: token } = await granted(withPassword(), {}, at);
    await putForward(at, 30 * MINUTE + 55 * SECOND);
    assert.equal((await at.post("{}", bearer(token))).status, 400);
    await putForward(at, 5 * SECOND);
    const answer = await at.post("{}", bearer(token));
    assert.equal(answer.status, 401);
    assert.equal((await at.logLine(answer)).error, "token_expired");
  });

  for (const [name, changes, code] of [
    ["another audience", { aud: "else" }, "token_audience_wrong"],
    ["no exp", { exp: undefined }, "token_claims_malformed"],
    ["a text as exp", { exp: "2000000000" }, "token_claims_malformed"],
    ["no sub", { sub: undefined }, "token_claims_malformed"],
    ["roles that are a text", { roles: "admin" }, "token_claims_malformed"],
    ["the past", { exp: 1 }, "token_expired"],
  ]) {
    test(`that names this service, with ${name}, is refused`, async () => {
      const now = Math.floor(Date.now() / SECOND);
      const good = { iss: OWN, aud: OWN, sub: "admin", client_id: CLIENT.id, roles: ["admin"], iat: now, exp: now + 600 };
      const answer = await service.post("{}", bearer(hs256({ ...good, ...changes }, SECRET)));
      assert.equal(answer.status, 401);
      assert.equal((await service.logLine(answer)).error, code);
    });
  }

  test("of an identity provider that names this service is not one of ours", async () => {
    const key = keyPair("ES256", "k");
    const keys = await keyServer({ keys: [key.jwk] });
    const at = await start({ variables: { JWT_HS256_SECRET: SECRET, JWT_JWKS_URL: keys.url } });
    const answer = await at.post("{}", bearer(key.sign(claims({ iss: OWN, aud: OWN, sub: "admin" }))));
    assert.equal(answer.status, 400);
    assert.equal((await at.logLine(answer)).caller, `${OWN}|admin`);
  });

  test("is none of another service's that trusts the same provider and secret", async () => {
    const { access_token: token } = await granted(withPassword());
    const { iss, aud } = claimsOf(token);
    assert.ok(iss !== LOCAL_VARIABLES.JWT_ISSUER && aud !== LOCAL_VARIABLES.JWT_AUDIENCE);
  });
});

describe("refused", () => {
  for (const [name, fields, headers, code, text, path] of [
    ["an unknown client", withPassword({ client_id: "0".repeat(32) }), {}, "wrong_client"],
    ["a wrong secret", withPassword({ client_secret: "wrong" }), {}, "wrong_client"],
    ["a wrong secret by Basic", { grant_type: "client_credentials" }, { authorization: basic(CLIENT.id, "wrong") }, "wrong_client"],
    ["SQL as client", withPassword({ client_id: "' OR '1'='1" }), {}, "wrong_client"],
    ["the client's id in capitals", withPassword({ client_id: CLIENT.id.toUpperCase() }), {}, "wrong_client"],
    ["no client", withPassword({ client_id: undefined }), {}, "token_request_malformed"],
    ["no secret", withPassword({ client_secret: undefined }), {}, "token_request_malformed"],
    ["an empty secret", withPassword({ client_secret: "" }), {}, "token_request_malformed"],
    ["a client of 101 characters", withPassword({ client_id: "0".repeat(101) }), {}, "token_request_malformed"],
    ["two different clients", withPassword(), { authorization: basic("0".repeat(32), CLIENT.secret) }, "token_request_malformed"],
    ["two different secrets", withPassword({ client_secret: "wrong" }), { authorization: basic(CLIENT.id, CLIENT.secret) }, "token_request_malformed"],
    ["Basic that cannot be read", withPassword(), { authorization: "Basic !" }, "token_request_malformed"],
    ["a wrong password", withPassword({ password: "wrong" }), {}, "wrong_user_or_password"],
    ["an unknown user", withPassword({ username: "nobody" }), {}, "wrong_user_or_password"],
    ["an inactive user", withPassword({ username: "former.integration" }), {}, "wrong_user_or_password"],
    ["the password and a NUL, which PBKDF2 cannot tell from it", withPassword({ password: `${PASSWORD}\0` }), {}, "token_request_malformed"],
    ["no user", withPassword({ username: undefined }), {}, "token_request_malformed"],
    ["no password", withPassword({ password: undefined }), {}, "token_request_malformed"],
    ["no refresh token", withRefreshToken(undefined), {}, "token_request_malformed"],
    ["a text as refresh token", withRefreshToken("no-such-token"), {}, "wrong_refresh_token"],
    ["an unknown refresh token", withRefreshToken(`${"0".repeat(32)}.${"A".repeat(43)}`), {}, "wrong_refresh_token"],
    ["no grant", withPassword({ grant_type: undefined }), {}, "token_request_malformed"],
    ["an unknown grant", withPassword({ grant_type: "implicit" }), {}, "grant_unknown"],
    ["a grant that ServiceNow has and this service has not", withPassword({ grant_type: "authorization_code", code: "x" }), {}, "grant_unknown"],
    ["a token as grant", withPassword({ grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion: "x" }), {}, "grant_unknown"],
    ["a grant in capitals", withPassword({ grant_type: "PASSWORD" }), {}, "grant_unknown"],
    ["another scope", withPassword({ scope: "admin" }), {}, "scope_unknown"],
    ["a parameter twice", `${new URLSearchParams(withPassword())}&password=x`, {}, "token_request_malformed"],
    ["nothing", "", {}, "token_request_malformed"],
    ["a password in the URL", withPassword({ password: undefined }), {}, "token_request_malformed", DENIED, `/oauth_token.do?password=${PASSWORD}`],
    ["everything in the URL", "", {}, "token_request_malformed", DENIED, `/oauth_token.do?${new URLSearchParams(withPassword())}`],
    ["a secret in the URL as well", withPassword(), {}, "token_request_malformed", DENIED, `/oauth_token.do?client_secret=${CLIENT.secret}`],
    ["JSON", JSON.stringify(withPassword()), { "content-type": "application/json" }, "token_request_not_a_form", '{"error_description":"unspecified error","error":"server_error"}'],
    ["a body without a type", new URLSearchParams(withPassword()).toString(), { "content-type": undefined }, "token_request_not_a_form", '{"error_description":"unspecified error","error":"server_error"}'],
    ["another charset", withPassword(), { "content-type": `${FORM}; charset=iso-8859-1` }, "token_request_not_a_form", '{"error_description":"unspecified error","error":"server_error"}'],
  ]) {
    test(name, async () => {
      const before = await service.rows("SELECT * FROM oauth_credential ORDER BY 1, 2");
      await expectDenied(await ask(service, fields, headers, path), code, service, text ?? DENIED);
      assert.deepEqual(await service.rows("SELECT * FROM oauth_credential ORDER BY 1, 2"), before);
    });
  }

  test("an unknown client costs what a wrong secret costs", async () => {
    const cost = async (fields) => (await service.logLine(await ask(service, fields))).d1_statements;
    assert.deepEqual([await cost(asClient({ client_id: "0".repeat(32) })), await cost(asClient({ client_secret: "wrong" }))], [1, 1]);
  });

  test("a client without a user, and one of an inactive user, cannot call by themselves, but their users can sign in", async () => {
    const nobody = await newClient(service, "1".repeat(32));
    const former = await newClient(service, "2".repeat(32), "f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0");
    for (const client of [nobody, former]) {
      await expectDenied(await ask(service, asClient(client)), "client_without_user");
      await granted(withPassword(client));
    }
  });

  test("a body that is too large, in the words of OAuth", async () => {
    const answer = await ask(service, withPassword({ password: "x".repeat(20_000) }));
    const text = JSON.stringify({ error_description: message("payload_too_large"), error: "server_error" });
    assert.deepEqual([answer.status, answer.text], [413, text]);
  });

  test("another method, in the words of OAuth", async () => {
    const answer = await service.request("GET", `/oauth_token.do?${new URLSearchParams(withPassword())}`);
    const text = JSON.stringify({ error_description: message("method_not_allowed"), error: "server_error" });
    assert.deepEqual([answer.status, answer.text, answer.headers.allow], [405, text, "POST"]);
  });

  test("without JWT_HS256_SECRET the path does not exist, for any method, as any other", async () => {
    const at = await start({ variables: {} });
    for (const method of ["GET", "POST", "DELETE"]) {
      for (const path of ["/oauth_token.do", "/no_such_thing.do"]) {
        const answer = await at.request(method, path, { "content-type": FORM }, method === "POST" ? "grant_type=password" : undefined);
        expectFailure(answer, 400, message("unknown_uri"));
        assert.equal((await at.logLine(answer)).error, "unknown_uri");
      }
    }
  });

  test("with a faulty secret it is 500, and the log names the variable", async () => {
    const at = await start({ variables: { JWT_HS256_SECRET: "short" } });
    const answer = await ask(at, withPassword());
    const text = JSON.stringify({ error_description: message("internal_error"), error: "server_error" });
    assert.deepEqual([answer.status, answer.text], [500, text]);
    assert.match((await at.logLine(answer)).reason, /^configuration: JWT_HS256_SECRET /);
  });
});

describe("a refresh token", () => {
  const refresh = (token, changes = {}, at = service) => ask(at, withRefreshToken(token, changes));

  test("is exchanged for the next one with a new access token, again and again", async () => {
    const tokens = [(await granted(withPassword())).refresh_token];
    for (let n = 0; n < 3; n += 1) {
      const answer = await refresh(tokens.at(-1));
      assert.match(answer.text, WITH_REFRESH);
      assert.equal((await service.logLine(answer)).caller, "basic:cti.integration");
      const { access_token: access, refresh_token: next } = JSON.parse(answer.text);
      await expectCaller(access, "cti.integration");
      tokens.push(next);
    }
    assert.equal(new Set(tokens).size, 4);
  });

  test("by Basic", async () => {
    const { refresh_token: token } = await granted(withPassword());
    await granted({ grant_type: "refresh_token", refresh_token: token }, { authorization: basic(CLIENT.id, CLIENT.secret) });
  });

  test("names the user's roles of now", async () => {
    const at = await start();
    const { refresh_token: token } = await granted(withPassword(), {}, at);
    await at.rows("UPDATE sys_user_has_role SET role = 'admin' WHERE user = 'c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1'");
    const { access_token: access } = await granted(withRefreshToken(token), {}, at);
    assert.deepEqual(claimsOf(access).roles, ["admin"]);
  });

  test("can be repeated for 30 seconds, with the same answer, in case the first one was lost", async () => {
    const at = await start({ entry: CLOCK });
    const { refresh_token: first } = await granted(withPassword(), {}, at);
    const { refresh_token: second } = await granted(withRefreshToken(first), {}, at);
    await putForward(at, 25 * SECOND);
    assert.equal((await granted(withRefreshToken(first), {}, at)).refresh_token, second);
    const { refresh_token: third } = await granted(withRefreshToken(second), {}, at);
    assert.notEqual(third, second);
  });

  test("two at once get the same next one, which is good", async () => {
    const { refresh_token: first } = await granted(withPassword());
    const answers = await Promise.all(Array.from({ length: 5 }, () => granted(withRefreshToken(first))));
    const next = new Set(answers.map((answer) => answer.refresh_token));
    assert.equal(next.size, 1);
    await granted(withRefreshToken([...next][0]));
  });

  test("that is used again later withdraws its whole chain, and no other", async () => {
    const at = await start({ entry: CLOCK });
    const { refresh_token: first } = await granted(withPassword(), {}, at);
    const { refresh_token: other } = await granted(withPassword(), {}, at);
    const { refresh_token: second } = await granted(withRefreshToken(first), {}, at);
    await putForward(at, 31 * SECOND);
    await expectDenied(await refresh(first, {}, at), "refresh_token_reused", at);
    await expectDenied(await refresh(second, {}, at), "wrong_refresh_token", at);
    await granted(withRefreshToken(other), {}, at);
    assert.equal((await at.rows("SELECT * FROM oauth_credential")).length, 1);
  });

  test("that was used before the one before withdraws its chain at once", async () => {
    const { refresh_token: first } = await granted(withPassword());
    const { refresh_token: second } = await granted(withRefreshToken(first));
    const { refresh_token: third } = await granted(withRefreshToken(second));
    await expectDenied(await refresh(first), "refresh_token_reused");
    await expectDenied(await refresh(third), "wrong_refresh_token");
  });

  test("made up of a chain's id withdraws it: only its own client can send it", async () => {
    const { refresh_token: token } = await granted(withPassword());
    const forged = `${token.slice(0, 33)}${"A".repeat(43)}`;
    const other = await newClient(service, "3".repeat(32));
    await expectDenied(await refresh(forged, other), "wrong_refresh_token");
    await expectDenied(await refresh(forged), "refresh_token_reused");
    await expectDenied(await refresh(token), "wrong_refresh_token");
  });

  test("is good for its own client alone", async () => {
    const { refresh_token: token } = await granted(withPassword());
    const other = await newClient(service, "4".repeat(32));
    await expectDenied(await refresh(token, other), "wrong_refresh_token");
    await expectDenied(await refresh(token, { client_secret: "wrong" }), "wrong_client");
    await granted(withRefreshToken(token));
  });

  test("of an inactive user is refused, and good again with the user", async () => {
    const at = await start();
    const { refresh_token: first } = await granted(withPassword(), {}, at);
    const { refresh_token: second } = await granted(withRefreshToken(first), {}, at);
    await at.rows("UPDATE sys_user SET active = 0 WHERE user_name = 'cti.integration'");
    await expectDenied(await refresh(second, {}, at), "wrong_refresh_token", at);
    await expectDenied(await refresh(first, {}, at), "wrong_refresh_token", at);
    await at.rows("UPDATE sys_user SET active = 1 WHERE user_name = 'cti.integration'");
    await granted(withRefreshToken(second), {}, at);
  });

  test("is good for 100 days after the sign-in, however often it was exchanged", async () => {
    const at = await start({ entry: CLOCK });
    const { refresh_token: first } = await granted(withPassword(), {}, at);
    await putForward(at, 50 * DAY);
    const { refresh_token: second } = await granted(withRefreshToken(first), {}, at);
    await putForward(at, 50 * DAY - MINUTE);
    const { refresh_token: third } = await granted(withRefreshToken(second), {}, at);
    await putForward(at, MINUTE);
    await expectDenied(await refresh(third, {}, at), "wrong_refresh_token", at);
  });

  test("that the operator has withdrawn is refused", async () => {
    const { refresh_token: token } = await granted(withPassword());
    await service.rows("DELETE FROM oauth_credential WHERE sys_id = ?1", token.slice(0, 32));
    await expectDenied(await refresh(token), "wrong_refresh_token");
  });

  test("of the oldest sign-in goes when a client has more than 1000", async () => {
    const at = await start();
    const { refresh_token: first } = await granted(withPassword(), {}, at);
    const { refresh_token: second } = await granted(withPassword(), {}, at);
    await at.rows(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 998)
       INSERT INTO oauth_credential (oauth_entity, sys_id, user, token, sys_created_on, sys_updated_on)
       SELECT ?1, printf('f%031x', i), 'c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1c1', printf('%043d', i), '2026-01-01 00:00:00', '2026-01-01 00:00:00' FROM n`,
      CLIENT.id,
    );
    await granted(withPassword(), {}, at);
    await expectDenied(await refresh(first, {}, at), "wrong_refresh_token", at);
    await granted(withRefreshToken(second), {}, at);
    assert.deepEqual(await at.rows("SELECT count(*) AS rows FROM oauth_credential"), [{ rows: 1000 }]);
  });
});

describe("when the database", async () => {
  const observed = observedDatabase();
  const at = await start({ observed });
  const LOST = "D1_ERROR: Network connection lost.";

  test("loses the answer to an exchange, the repetition finds it made", async () => {
    const { refresh_token: first } = await granted(withPassword(), {}, at);
    observed.faults.push({}, { failAfter: LOST });
    const { refresh_token: second } = await granted(withRefreshToken(first), {}, at);
    const { refresh_token: third } = await granted(withRefreshToken(second), {}, at);
    assert.equal(new Set([first, second, third]).size, 3);
  });

  test("loses the answer to a sign-in, there is one chain all the same", async () => {
    const count = async () => (await at.rows("SELECT count(*) AS rows FROM oauth_credential"))[0].rows;
    const before = await count();
    observed.faults.push({}, {}, { failAfter: LOST });
    const { refresh_token: token } = await granted(withPassword(), {}, at);
    assert.equal(await count(), before + 1);
    await granted(withRefreshToken(token), {}, at);
  });

  test("does not answer, it is 503 in the words of OAuth, and nobody is let in", async () => {
    for (const fields of [asClient(), withPassword()]) {
      observed.faults.push({ failBefore: "D1_ERROR: D1 DB is overloaded. Requests queued for too long." });
      const answer = await ask(at, fields);
      const text = JSON.stringify({ error_description: message("unavailable"), error: "server_error" });
      assert.deepEqual([answer.status, answer.text, answer.headers["retry-after"]], [503, text, "2"]);
    }
  });

  test("answers without rows, it is 500", async () => {
    observed.faults.push({ empty: true });
    assert.equal((await ask(at, asClient())).status, 500);
  });
});

test("no secret is in an answer that does not hand it out, in the log or in the database", async () => {
  const { refresh_token: first } = await granted(withPassword());
  const { refresh_token: second, access_token: access } = await granted(withRefreshToken(first));
  const held = await dump(service);
  for (const secret of [CLIENT.secret, PASSWORD, SECRET, first, second, access, ...[first, second].map((token) => token.slice(33))]) {
    assert.ok(!held.includes(secret), "the database holds a secret");
    assert.ok(!service.log.join("\n").includes(secret), "the log holds a secret");
  }
  assert.ok(held.includes(first.slice(0, 32)), "the dump has the table of refresh tokens");
});
