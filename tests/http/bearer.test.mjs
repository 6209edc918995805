// Contract, section 4: bearer tokens signed with HS256.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { expectFailure, expectSuccess, SUCCESS, UNAUTHENTICATED, UNAUTHORIZED } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { claims, ENDPOINT, ISSUER, LOCAL_VARIABLES, SECRET, start } from "./support/service.mjs";
import { hs256, keyPair, token } from "./support/tokens.mjs";

const service = await start();
const NOW = () => Math.floor(Date.now() / 1000);
const ROLE = "interaction_integration_user";

async function create(at, bearer) {
  const interaction = await at.interaction();
  const answer = await at.post({ interaction, action: "coach" }, { authorization: `Bearer ${bearer}` });
  const [row] = await at.rows("SELECT * FROM supervisor_help_action WHERE interaction = ?1", interaction);
  return { answer, row };
}

/** The token lets in. */
async function accepted(at, bearer, name) {
  const { answer, row } = await create(at, bearer);
  expectSuccess(answer, SUCCESS.created, row?.sys_id);
  if (name) assert.equal(row.sys_created_by, name);
  return answer;
}

/** The token is refused, with the reason in the log and, where it cannot help an attacker, in the challenge. */
async function refused(at, bearer, code, description) {
  const { answer, row } = await create(at, bearer);
  expectFailure(answer, 401, ...UNAUTHENTICATED);
  assert.equal(row, undefined);
  assert.equal((await at.logLine(answer)).error, code);
  const bearerChallenge = description ? `, error="invalid_token", error_description="${description}"` : "";
  assert.equal(
    answer.rawHeaders.filter((_, n) => answer.rawHeaders[n - 1]?.toLowerCase() === "www-authenticate").join(", "),
    `Basic realm="help-request-api", charset="UTF-8", Bearer realm="help-request-api"${bearerChallenge}`,
  );
}

const UNTRUSTED = message("token_untrusted");
const CLAIMS = message("token_claims_malformed");
const good = (changes) => hs256(claims(changes), SECRET);

describe("accepted", () => {
  test("one D1 round trip of one statement", async () => {
    const answer = await accepted(service, good(), "cti-cloud");
    const line = await service.logLine(answer);
    assert.deepEqual([line.d1_statements, line.caller], [1, `${ISSUER}|cti-cloud`]);
  });
  for (const [name, changes] of [
    ["roles as text with blanks", { roles: `x ${ROLE} y` }],
    ["roles as text with commas", { roles: `x,${ROLE}` }],
    ["admin", { roles: ["admin"] }],
    ["roles among things that are none", { roles: [1, null, ROLE] }],
    ["audience in a list", { aud: ["other", "help-request-api"] }],
    ["expired within the leeway", { exp: NOW() - 50 }],
    ["not yet valid within the leeway", { nbf: NOW() + 50 }],
    ["fractions of seconds", { exp: NOW() + 100.5, nbf: NOW() - 0.5 }],
  ]) {
    test(name, () => accepted(service, good(changes)));
  }
  test("without sub, client_id names the caller, then azp", async () => {
    await accepted(service, good({ sub: undefined, client_id: "genesys", azp: "x" }), "genesys");
    await accepted(service, good({ sub: "", azp: "five9" }), "five9");
  });
});

describe("refused", () => {
  for (const [name, bearer, code, description] of [
    ["nothing", "", "credentials_malformed", undefined],
    ["no token", "x", "token_malformed", UNTRUSTED],
    ["two parts", "a.b", "token_malformed", UNTRUSTED],
    ["four parts", `${good()}.x`, "token_malformed", UNTRUSTED],
    ["padding", `${good()}=`, "token_malformed", UNTRUSTED],
    ["another secret", hs256(claims(), `${SECRET}x`), "token_signature_wrong", UNTRUSTED],
    ["changed claims", good().replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify(claims({ sub: "admin" }))).toString("base64url")}.`), "token_signature_wrong", UNTRUSTED],
    ["no signature", good().replace(/[^.]+$/, ""), "token_signature_wrong", UNTRUSTED],
    ["a shortened signature", good().slice(0, -3), "token_signature_wrong", UNTRUSTED],
    ["alg none", token({ alg: "none" }, claims(), () => ""), "token_key_unknown", UNTRUSTED],
    ["alg None", token({ alg: "None" }, claims(), () => ""), "token_key_unknown", UNTRUSTED],
    ["alg none with the signature of HS256", hs256(claims(), SECRET, { alg: "none" }), "token_key_unknown", UNTRUSTED],
    ["alg hs256", hs256(claims(), SECRET, { alg: "hs256" }), "token_key_unknown", UNTRUSTED],
    ["HS512", token({ alg: "HS512" }, claims(), (s) => createHmac("sha512", SECRET).update(s).digest("base64url")), "token_key_unknown", UNTRUSTED],
    ["no alg", hs256(claims(), SECRET, { typ: "JWT" }), "token_key_unknown", UNTRUSTED],
    ["RS256 without keys", keyPair("RS256", "k").sign(claims()), "token_key_unknown", UNTRUSTED],
    ["an extension that is critical", hs256(claims(), SECRET, { alg: "HS256", crit: ["b64"], b64: false }), "token_malformed", UNTRUSTED],
    ["a header that is no object", hs256(claims(), SECRET, "[]"), "token_malformed", UNTRUSTED],
    ["claims that are no object", hs256("[]", SECRET), "token_claims_malformed", CLAIMS],
    ["no exp", good({ exp: undefined }), "token_without_exp", message("token_without_exp")],
    ["exp as text", good({ exp: String(NOW() + 600) }), "token_without_exp", message("token_without_exp")],
    ["expired", good({ exp: NOW() - 61 }), "token_expired", message("token_expired")],
    ["exp far in the past", good({ exp: -1e300 }), "token_expired", message("token_expired")],
    ["not yet valid", good({ nbf: NOW() + 75 }), "token_not_yet_valid", message("token_not_yet_valid")],
    ["nbf as text", good({ nbf: "0" }), "token_claims_malformed", CLAIMS],
    ["another issuer", good({ iss: `${ISSUER}/` }), "token_issuer_wrong", message("token_issuer_wrong")],
    ["no issuer", good({ iss: undefined }), "token_issuer_wrong", message("token_issuer_wrong")],
    ["another audience", good({ aud: "other" }), "token_audience_wrong", message("token_audience_wrong")],
    ["no audience", good({ aud: undefined }), "token_audience_wrong", message("token_audience_wrong")],
    ["nobody", good({ sub: undefined }), "token_without_subject", message("token_without_subject")],
    ["a blank subject", good({ sub: " " }), "token_without_subject", message("token_without_subject")],
    ["a subject that is no text", good({ sub: 1 }), "token_claims_malformed", CLAIMS],
  ]) {
    test(name, () => refused(service, bearer, code, description));
  }
});

describe("without the role: 403", () => {
  for (const [name, changes] of [
    ["no roles", { roles: undefined }],
    ["an empty list", { roles: [] }],
    ["another role", { roles: ["itil"] }],
    ["the role in other case", { roles: [ROLE.toUpperCase()] }],
    ["the role as part of another", { roles: [`${ROLE}2`] }],
    ["roles as an object", { roles: { [ROLE]: true } }],
    ["the role in another claim", { roles: undefined, scope: ROLE }],
  ]) {
    test(name, async () => {
      const { answer, row } = await create(service, good(changes));
      expectFailure(answer, 403, ...UNAUTHORIZED);
      assert.equal(row, undefined);
    });
  }
});

test("roles by JSON Pointer", async () => {
  const at = await start({ variables: { ...LOCAL_VARIABLES, JWT_ROLES_CLAIM: "/realm_access/roles" } });
  await accepted(at, good({ roles: undefined, realm_access: { roles: [ROLE] } }));
  const { answer } = await create(at, good());
  expectFailure(answer, 403, ...UNAUTHORIZED);
});

test("roles by the name of a claim with slashes", async () => {
  const name = "https://example.com/roles";
  const at = await start({ variables: { ...LOCAL_VARIABLES, JWT_ROLES_CLAIM: name } });
  await accepted(at, good({ roles: undefined, [name]: [ROLE] }));
});

test("issuer and audience are checked only where they are configured", async () => {
  const at = await start({ variables: { JWT_HS256_SECRET: SECRET } });
  const answer = await accepted(at, good({ iss: "a|b", aud: undefined, sub: "c" }));
  assert.equal((await at.logLine(answer)).caller, "a%7Cb|c");
});

test("with no key configured every token is 401", async () => {
  const at = await start({ variables: {} });
  await refused(at, good(), "bearer_not_configured");
  await refused(at, token({ alg: "none" }, claims(), () => ""), "bearer_not_configured");
});

test("a token in the query or in another header lets nobody in", async () => {
  const path = `${ENDPOINT}?access_token=${good()}`;
  expectFailure(await service.request("POST", path, { "x-authorization": `Bearer ${good()}` }, "{}"), 401, ...UNAUTHENTICATED);
});

test("a token that was let in is let in no longer once it has expired", async () => {
  const at = await start({ entry: CLOCK });
  const interaction = await at.interaction();
  // 60 seconds of leeway: 30 are left.
  const token = hs256(claims({ exp: Math.floor(Date.now() / 1000) - 30 }), SECRET);
  const call = () => at.post({ interaction, action: "coach" }, { authorization: `Bearer ${token}` });
  assert.equal((await call()).status, 200);
  await putForward(at, 31_000);
  expectFailure(await call(), 401, ...UNAUTHENTICATED);
});
