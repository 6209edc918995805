// Contract, section 4: the operator's settings follow their variables in an isolate that runs.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectFailure, expectSuccess, INTERNAL, SUCCESS, UNAUTHENTICATED, UNAVAILABLE } from "./support/expect.mjs";
import { keyServer } from "./support/key-server.mjs";
import { message } from "./support/messages.mjs";
import { held, observedDatabase } from "./support/observed-database.mjs";
import { AUDIENCE, claims, ENDPOINT, ISSUER, LOCAL_VARIABLES, SECRET, start, TOKEN } from "./support/service.mjs";
import { hs256, keyPair } from "./support/tokens.mjs";
import { setVariables, VARIABLES } from "./support/variables.mjs";

const BASIC = `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`;
const REGISTERED = "d4dec70f3b4bfe101baa9f7e53e45a5d";
const bearer = (token) => ({ authorization: `Bearer ${token}` });

/** A call that is let in is 400 for its body, so that nothing is written. */
async function accepted(service, headers) {
  const answer = await service.post({}, headers);
  assert.equal(answer.status, 400, answer.text);
  return service.logLine(answer);
}

async function refused(service, headers, code) {
  const answer = await service.post({}, headers);
  expectFailure(answer, 401, ...UNAUTHENTICATED);
  assert.equal((await service.logLine(answer)).error, code);
}

describe("credentials", async () => {
  const observed = observedDatabase();
  const service = await start({ entry: VARIABLES, observed });
  const set = (variables) => setVariables(service, variables);
  const other = "another-secret-of-the-test-0123456789abcdef";
  service.secrets.add(other);
  const next = hs256(claims(), other);

  test("a new secret is accepted at once, and the old one refused at once, although its token was remembered", async () => {
    await set({});
    for (let n = 0; n < 2; n += 1) await accepted(service, bearer(TOKEN));
    await refused(service, bearer(next), "token_signature_wrong");
    await set({ JWT_HS256_SECRET: other });
    await refused(service, bearer(TOKEN), "token_signature_wrong");
    for (let n = 0; n < 2; n += 1) await accepted(service, bearer(next));
    await set({});
    await refused(service, bearer(next), "token_signature_wrong");
    await accepted(service, bearer(TOKEN));
  });

  for (const [name, variables, code] of [
    ["JWT_ISSUER", { JWT_ISSUER: "https://other.example.com" }, "token_issuer_wrong"],
    ["JWT_AUDIENCE", { JWT_AUDIENCE: "other" }, "token_audience_wrong"],
  ]) {
    test(`${name}: a remembered token is measured by the new value`, async () => {
      await set({});
      await accepted(service, bearer(TOKEN));
      await set(variables);
      await refused(service, bearer(TOKEN), code);
      await set({});
      await accepted(service, bearer(TOKEN));
    });
  }

  test("JWT_ROLES_CLAIM: a remembered token has the roles of the new claim", async () => {
    await set({});
    const token = hs256(claims({ groups: ["other"] }), SECRET);
    await accepted(service, bearer(token));
    await set({ JWT_ROLES_CLAIM: "groups" });
    assert.equal((await service.post({}, bearer(token))).status, 403);
  });

  test("JWT_JWKS: a key that is no longer in it", async () => {
    const [old, young] = [keyPair("ES256", "old"), keyPair("ES256", "young")];
    await set({ JWT_JWKS: JSON.stringify({ keys: [old.jwk] }) });
    await accepted(service, bearer(old.sign(claims())));
    await refused(service, bearer(young.sign(claims())), "token_key_unknown");
    await set({ JWT_JWKS: JSON.stringify({ keys: [young.jwk] }) });
    await accepted(service, bearer(young.sign(claims())));
    await refused(service, bearer(old.sign(claims())), "token_key_unknown");
  });

  test("a password is verified again once any of these variables has changed, and else remembered", async () => {
    await set({});
    await accepted(service, { authorization: BASIC });
    const statements = async () => (await accepted(service, { authorization: BASIC })).d1_statements;
    assert.equal(await statements(), 0);
    await set({ BULK_END_SCOPE: "open" });
    assert.equal(await statements(), 0);
    await set({ JWT_AUDIENCE: "other" });
    assert.deepEqual([await statements(), await statements()], [1, 0]);
  });

  test("a sign-in that is under way meanwhile is not remembered", async () => {
    await set({});
    await accepted(service, bearer(TOKEN));
    const signIn = held();
    observed.faults = [{ held: signIn }];
    const batches = observed.batches.length;
    const first = service.post({}, { authorization: BASIC });
    while (observed.batches.length === batches) await new Promise((resolve) => setTimeout(resolve, 10));
    await set({ JWT_AUDIENCE: "other" });
    await refused(service, bearer(TOKEN), "token_audience_wrong");
    await signIn.letGo();
    assert.equal((await first).status, 400);
    assert.equal((await accepted(service, { authorization: BASIC })).d1_statements, 1);
  });
});

describe("JWT_JWKS_URL", () => {
  const [old, young] = [keyPair("ES256", "old"), keyPair("ES256", "young")];
  const variables = (server) => ({ JWT_JWKS_URL: server.url, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE });

  test("the keys of the old address are forgotten at once", async () => {
    const [first, second] = [await keyServer({ keys: [old.jwk] }), await keyServer({ keys: [young.jwk] })];
    const service = await start({ variables: variables(first), entry: VARIABLES });
    await accepted(service, bearer(old.sign(claims())));
    await setVariables(service, variables(second));
    await accepted(service, bearer(young.sign(claims())));
    assert.equal((await service.post({}, bearer(old.sign(claims())))).status, 401);
    assert.deepEqual([first.requests, second.requests], [1, 2]);
  });

  test("keys that were being fetched from the old address are not trusted", async () => {
    let deliver;
    const first = await keyServer((response) => (deliver = () => response.end(JSON.stringify({ keys: [old.jwk] }))));
    const second = await keyServer({ keys: [young.jwk] });
    const service = await start({ variables: variables(first), entry: VARIABLES });
    const underWay = [1, 2].map(() => service.post({}, bearer(old.sign(claims()))));
    while (!deliver) await new Promise((resolve) => setTimeout(resolve, 10));
    await setVariables(service, variables(second));
    await accepted(service, bearer(young.sign(claims())));
    deliver();
    for (const answer of await Promise.all(underWay)) expectFailure(answer, 503, ...UNAVAILABLE);
    await refused(service, bearer(old.sign(claims({ sub: "other" }))), "token_key_unknown");
    await accepted(service, bearer(young.sign(claims({ sub: "other" }))));
    assert.equal(first.requests, 1);
  });
});

describe("help actions", async () => {
  const service = await start({ entry: VARIABLES });
  const set = (variables) => setVariables(service, variables);

  test("BULK_END_SCOPE", async () => {
    const interaction = await service.interaction();
    const ended = await service.action(interaction, { end_time: "2026-03-01 10:01:00" });
    const endAll = async (end_time) => {
      expectSuccess(await service.post({ interaction, end_time }), SUCCESS.ended(interaction));
      return (await service.actionRow(ended.sys_id)).end_time;
    };
    await set({ BULK_END_SCOPE: "open" });
    assert.equal(await endAll("2026-03-01 10:30:00"), "2026-03-01 10:01:00");
    await set({ BULK_END_SCOPE: "all" });
    assert.equal(await endAll("2026-03-01 10:30:00"), "2026-03-01 10:30:00");
    await set({ BULK_END_SCOPE: "open" });
    assert.equal(await endAll("2026-03-01 10:40:00"), "2026-03-01 10:30:00");
    await set({});
    assert.equal(await endAll("2026-03-01 10:40:00"), "2026-03-01 10:40:00");
  });

  test("INTERACTION_POLICY", async () => {
    const status = async (digit) => (await service.post({ interaction: digit.repeat(32), action: "coach" })).status;
    await set({});
    assert.equal(await status("a"), 404);
    await set({ INTERACTION_POLICY: "open" });
    assert.equal(await status("a"), 200);
    await set({ INTERACTION_POLICY: "registered" });
    assert.deepEqual([await status("a"), await status("b")], [200, 404]);
  });
});

describe("a faulty value", async () => {
  const service = await start({ entry: VARIABLES });
  const create = { interaction: REGISTERED, action: "coach" };
  const calls = {
    "create_or_update": [200, () => service.post(create)],
    "create_or_update with a password": [200, () => service.post(create, { authorization: BASIC })],
    "the Table API": [200, () => service.request("GET", `/api/now/table/interaction/${REGISTERED}`, bearer(TOKEN))],
    "a write of the Table API": [201, () => service.request("POST", "/api/now/table/interaction", { ...bearer(TOKEN), "content-type": "application/json" }, "{}")],
    "the Aggregate API": [200, () => service.request("GET", "/api/now/stats/interaction?sysparm_count=true", bearer(TOKEN))],
  };
  const open = [["/healthz", 200], ["/readyz", 200], [ENDPOINT, 405], ["/nothing", 400]];
  const HELP_ACTIONS = ["create_or_update", "create_or_update with a password"];

  for (const [variable, value, reason, stopped] of [
    ["JWT_HS256_SECRET", "short", message("setting_short_secret"), Object.keys(calls)],
    ["JWT_HS256_SECRET", "", message("setting_empty"), Object.keys(calls)],
    ["JWT_JWKS", "{}", message("key_set_no_list"), Object.keys(calls)],
    ["JWT_JWKS_URL", "http://idp.example.com/jwks", message("setting_insecure_url"), Object.keys(calls)],
    ["JWT_ISSUER", " ", message("setting_empty"), Object.keys(calls)],
    ["JWT_AUDIENCE", 5, message("setting_not_text"), Object.keys(calls)],
    ["JWT_ROLES_CLAIM", "", message("setting_empty"), Object.keys(calls)],
    ["BULK_END_SCOPE", "none", message("setting_choice", { choices: "all or open" }), HELP_ACTIONS],
    ["INTERACTION_POLICY", "", message("setting_empty"), HELP_ACTIONS],
    ["UNKNOWN_FIELDS", "", message("setting_empty"), ["a write of the Table API"]],
  ]) {
    test(`${variable} = ${JSON.stringify(value)} stops ${stopped.length} of ${Object.keys(calls).length} calls, until it is mended`, async () => {
      for (const variables of [{}, { [variable]: value }, {}, { [variable]: value }, LOCAL_VARIABLES]) {
        await setVariables(service, variables);
        const isFaulty = variable in variables && variables !== LOCAL_VARIABLES;
        const before = await service.everything();
        let written = 0;
        for (const [name, [status, call]] of Object.entries(calls)) {
          const answer = await call();
          if (isFaulty && stopped.includes(name)) {
            expectFailure(answer, 500, ...INTERNAL);
            const line = await service.logLine(answer);
            assert.deepEqual([line.level, line.error, line.reason], ["error", "internal_error", `configuration: ${variable} ${reason}`]);
          } else {
            assert.equal(answer.status, status, `${name}: ${answer.text}`);
            // The record, and its change in the log.
            if (name !== "the Table API" && name !== "the Aggregate API") written += 2;
          }
        }
        const rows = (all) => Object.values(all).flat().length;
        assert.equal(rows(await service.everything()), rows(before) + written);
        for (const [path, status] of open) assert.equal((await service.request("GET", path)).status, status);
      }
    });
  }
});
