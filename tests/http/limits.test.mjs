// Contract, sections 3 and 8: rate limits.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectFailure, UNAUTHENTICATED } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { API_KEY, asClient, ask, CLIENT, withPassword, withRefreshToken } from "./support/oauth.mjs";
import { claims, ENDPOINT, SECRET, start } from "./support/service.mjs";
import { hs256 } from "./support/tokens.mjs";

const TOO_MANY = [message("rate_limited"), message("rate_limited_detail")];
const limiter = (limit) => ({ simple: { limit, period: 60 } });

/** Runs a test again if a minute of the clock ended in its midst, because the count begins anew with each minute. */
async function withinAMinute(run) {
  const minute = () => Math.floor(Date.now() / 60_000);
  const from = minute();
  try {
    return await run();
  } catch (error) {
    if (minute() === from) throw error;
    return run();
  }
}

test("per caller: the calls beyond the limit are 429, after credentials and role, before all else", () => withinAMinute(async () => {
  const service = await start({ options: { ratelimits: { RATE_LIMITER: limiter(3) } } });
  const as = (sub, roles) => ({ authorization: `Bearer ${hs256(claims({ sub, ...(roles ? { roles } : {}) }), SECRET)}` });
  for (let n = 0; n < 3; n += 1) assert.equal((await service.post("{}", as("a"))).status, 400);
  const answer = await service.post("{}", { ...as("a"), accept: "text/html", "content-type": "text/plain" });
  expectFailure(answer, 429, ...TOO_MANY);
  assert.equal(answer.headers["retry-after"], "2");
  assert.equal((await service.logLine(answer)).error, "rate_limited");
  assert.equal((await service.post("{}", as("b"))).status, 400, "another caller has a count of their own");
  assert.equal((await service.post("{}", as("a", ["itil"]))).status, 403, "the role is checked first");
  assert.equal((await service.request("POST", ENDPOINT)).status, 401, "credentials are checked first");
}));

test("per address: after too many failed sign-ins a user's password is not tried for a while; nobody else is concerned", () => withinAMinute(async () => {
  const service = await start({ options: { ratelimits: { SIGN_IN_LIMITER: limiter(3) } } });
  const basic = (user, password, address = "192.0.2.1") => ({
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
    "cf-connecting-ip": address,
  });
  const good = "help-request-demo";
  for (let n = 0; n < 3; n += 1) expectFailure(await service.post("{}", basic("admin", `wrong${n}`)), 401, ...UNAUTHENTICATED);
  const answer = await service.post("{}", basic("admin", "wrong"));
  expectFailure(answer, 429, ...TOO_MANY);
  assert.equal(answer.headers["retry-after"], "10");
  expectFailure(await service.post("{}", basic("admin", good)), 429, ...TOO_MANY);
  assert.equal((await service.post("{}", basic("admin", good, "192.0.2.2"))).status, 400, "another address");
  assert.equal((await service.post("{}", basic("cti.integration", good))).status, 400, "another user of the address");
  assert.equal((await service.post("{}", basic("admin", good))).status, 400, "verified elsewhere, and remembered");
  assert.equal((await service.post("{}")).status, 400, "a token");
}));

test("the addresses of one IPv6 network are one", () => withinAMinute(async () => {
  const service = await start({ options: { ratelimits: { SIGN_IN_LIMITER: limiter(3) } } });
  const basic = (n, network = "2001:db8:1:2") => ({
    authorization: `Basic ${Buffer.from(`admin:wrong${n}`).toString("base64")}`,
    "cf-connecting-ip": `${network}::${n}`,
  });
  for (let n = 1; n <= 3; n += 1) expectFailure(await service.post("{}", basic(n)), 401, ...UNAUTHENTICATED);
  expectFailure(await service.post("{}", basic(4)), 429, ...TOO_MANY);
  expectFailure(await service.post("{}", basic(5, "2001:db8:1:3")), 401, ...UNAUTHENTICATED);
}));

test("per user: guessing from many addresses ends, but for where the user has signed in", () => withinAMinute(async () => {
  const service = await start({ options: { ratelimits: { SIGN_IN_USER_LIMITER: limiter(3) } } });
  const basic = (password, n) => ({
    authorization: `Basic ${Buffer.from(`admin:${password}`).toString("base64")}`,
    "cf-connecting-ip": `192.0.2.${n}`,
  });
  assert.equal((await service.post("{}", basic("help-request-demo", 100))).status, 400);
  for (let n = 1; n <= 3; n += 1) expectFailure(await service.post("{}", basic(`wrong${n}`, n)), 401, ...UNAUTHENTICATED);
  expectFailure(await service.post("{}", basic("wrong4", 4)), 429, ...TOO_MANY);
  expectFailure(await service.post("{}", basic("wrong5", 5)), 429, ...TOO_MANY);
  expectFailure(await service.post("{}", basic("mistyped", 100)), 429, ...TOO_MANY);
  assert.equal((await service.post("{}", basic("help-request-demo", 100))).status, 400);
}));

describe("credentials of section 15: failures count as those of HTTP Basic", () => {
  const DENIED = '{"error_description":"access_denied","error":"server_error"}';
  const LIMITED = JSON.stringify({ error_description: message("rate_limited"), error: "server_error" });
  const from = (n) => ({ "cf-connecting-ip": `192.0.2.${n}` });
  const token = (service, fields, n = 1) => ask(service, fields, from(n));
  const key = (service, value, n = 1) => service.request("POST", ENDPOINT, { "x-sn-apikey": value, ...from(n) }, "{}");

  async function expectDenied(service, fields, n) {
    const answer = await token(service, fields, n);
    assert.deepEqual([answer.status, answer.text], [401, DENIED]);
  }
  async function expectPaused(service, fields, n) {
    const answer = await token(service, fields, n);
    assert.deepEqual([answer.status, answer.text, answer.headers["retry-after"]], [429, LIMITED, "10"]);
  }

  test("wrong secrets of a client, from an address", () => withinAMinute(async () => {
    const service = await start({ options: { ratelimits: { SIGN_IN_LIMITER: limiter(3) } } });
    for (let n = 0; n < 3; n += 1) await expectDenied(service, asClient({ client_secret: `wrong${n}` }));
    await expectPaused(service, asClient({ client_secret: "wrong" }));
    await expectPaused(service, asClient());
    assert.equal((await token(service, asClient(), 2)).status, 200, "another address");
  }));

  test("wrong passwords, from an address, together with those by Basic", () => withinAMinute(async () => {
    const service = await start({ options: { ratelimits: { SIGN_IN_LIMITER: limiter(3) } } });
    for (let n = 0; n < 3; n += 1) await expectDenied(service, withPassword({ password: `wrong${n}` }));
    await expectPaused(service, withPassword({ password: "wrong" }));
    await expectPaused(service, withPassword());
    const authorization = `Basic ${Buffer.from("cti.integration:help-request-demo").toString("base64")}`;
    expectFailure(await service.post("{}", { authorization, ...from(1) }), 429, ...TOO_MANY);
    assert.equal((await token(service, asClient())).status, 200, "the client itself goes on");
  }));

  test("wrong passwords of a user, from everywhere", () => withinAMinute(async () => {
    const service = await start({ options: { ratelimits: { SIGN_IN_USER_LIMITER: limiter(3) } } });
    for (let n = 0; n < 3; n += 1) await expectDenied(service, withPassword({ password: `wrong${n}` }), n);
    await expectPaused(service, withPassword({ password: "wrong" }), 4);
    await expectPaused(service, withPassword(), 5);
    assert.equal((await token(service, withPassword({ username: "admin" }), 6)).status, 200, "another user");
  }));

  test("wrong refresh tokens of a client, from an address", () => withinAMinute(async () => {
    const service = await start({ options: { ratelimits: { SIGN_IN_LIMITER: limiter(3) } } });
    const { refresh_token: good } = JSON.parse((await token(service, withPassword())).text);
    for (let n = 0; n < 3; n += 1) await expectDenied(service, withRefreshToken(`wrong${n}`));
    await expectPaused(service, withRefreshToken("wrong"));
    await expectPaused(service, withRefreshToken(good));
    assert.equal((await token(service, withRefreshToken(good), 2)).status, 200, "another address");
  }));

  for (const [what, wrong] of [["wrong", `${API_KEY}x`], ["malformed", "wrong"]]) {
    test(`${what} API keys, from an address`, () => withinAMinute(async () => {
      const service = await start({ options: { ratelimits: { SIGN_IN_LIMITER: limiter(3) } } });
      for (let n = 0; n < 3; n += 1) expectFailure(await key(service, wrong), 401, ...UNAUTHENTICATED);
      expectFailure(await key(service, wrong), 429, ...TOO_MANY);
      expectFailure(await key(service, wrong), 429, ...TOO_MANY);
      assert.equal((await key(service, API_KEY, 2)).status, 400, "another address");
    }));
  }

  test("a right API key pauses, too, where it was guessed", () => withinAMinute(async () => {
    const service = await start({ options: { ratelimits: { SIGN_IN_LIMITER: limiter(3) } } });
    for (let n = 0; n < 4; n += 1) await key(service, `${API_KEY}x`);
    expectFailure(await key(service, API_KEY), 429, ...TOO_MANY);
  }));

  test("requests for tokens count, for each client, as calls do", () => withinAMinute(async () => {
    const service = await start({ options: { ratelimits: { RATE_LIMITER: limiter(3) } } });
    const { refresh_token: refresh } = JSON.parse((await token(service, withPassword())).text);
    for (let n = 0; n < 2; n += 1) assert.equal((await token(service, asClient())).status, 200);
    for (const fields of [asClient(), withPassword(), withRefreshToken(refresh)]) {
      const answer = await token(service, fields);
      assert.deepEqual([answer.status, answer.text, answer.headers["retry-after"]], [429, LIMITED, "2"]);
    }
    await expectDenied(service, asClient({ client_id: CLIENT.id.replace("c", "d") }));
  }));
});

test("without the bindings there is no limit", async () => {
  const service = await start();
  for (let n = 0; n < 20; n += 1) assert.equal((await service.post("{}")).status, 400);
});
