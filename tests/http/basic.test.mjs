// Contract, section 4: HTTP Basic.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { expectFailure, expectSuccess, SUCCESS, UNAUTHENTICATED, UNAUTHORIZED } from "./support/expect.mjs";
import { ENDPOINT, start } from "./support/service.mjs";

const service = await start();
const PASSWORD = "help-request-demo";
const basic = (user, password) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
const call = (authorization, body = "{}") =>
  service.request("POST", ENDPOINT, { ...(authorization === undefined ? {} : { authorization }) }, body);

async function create(authorization) {
  const interaction = await service.interaction();
  const answer = await call(authorization, JSON.stringify({ interaction, action: "coach" }));
  const [row] = await service.rows("SELECT * FROM supervisor_help_action WHERE interaction = ?1", interaction);
  return { answer, row };
}

function expectRefusal(answer) {
  expectFailure(answer, 401, ...UNAUTHENTICATED);
  const challenges = answer.rawHeaders.filter((_, at) => answer.rawHeaders[at - 1]?.toLowerCase() === "www-authenticate");
  assert.deepEqual(challenges.join(", "), 'Basic realm="help-request-api", charset="UTF-8", Bearer realm="help-request-api"');
}

test("a user with the role is let in, and is the one who created the record", async () => {
  const { answer, row } = await create(basic("cti.integration", PASSWORD));
  expectSuccess(answer, SUCCESS.created, row.sys_id);
  assert.deepEqual([row.sys_created_by, row.sys_updated_by], ["cti.integration", "cti.integration"]);
});

test("admin includes the role", async () => {
  const { answer, row } = await create(basic("admin", PASSWORD));
  expectSuccess(answer, SUCCESS.created, row.sys_id);
});

test("the scheme is not case sensitive", async () => {
  const { answer, row } = await create(basic("cti.integration", PASSWORD).replace("Basic", "bAsIc"));
  expectSuccess(answer, SUCCESS.created, row.sys_id);
});

test("a user without the role is 403, which names the role", async () => {
  expectFailure(await call(basic("agent.desk", PASSWORD)), 403, ...UNAUTHORIZED);
});

describe("401", () => {
  for (const [name, authorization] of [
    ["no credentials", undefined],
    ["an empty header", ""],
    ["a wrong password", basic("cti.integration", "wrong")],
    ["an empty password", basic("cti.integration", "")],
    ["the password in other case", basic("cti.integration", PASSWORD.toUpperCase())],
    ["the password and more", basic("cti.integration", `${PASSWORD}x`)],
    ["an unknown user", basic("nobody", PASSWORD)],
    ["no user", basic("", PASSWORD)],
    ["the user name in other case", basic("CTI.Integration", PASSWORD)],
    ["an inactive user", basic("former.integration", PASSWORD)],
    ["SQL as user name", basic("' OR '1'='1", PASSWORD)],
    ["a wildcard as user name", basic("%", PASSWORD)],
    ["no colon", `Basic ${Buffer.from("cti.integration").toString("base64")}`],
    ["no base64", "Basic cti.integration:help-request-demo"],
    ["no value", "Basic"],
    ["no UTF-8", `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString("base64")}`],
    ["another scheme", `Digest ${Buffer.from(`cti.integration:${PASSWORD}`).toString("base64")}`],
    ["two headers joined", `${basic("cti.integration", PASSWORD)}, ${basic("cti.integration", PASSWORD)}`],
    ["a header of 9 KiB", basic("cti.integration", "x".repeat(9000))],
    ["the password and a NUL, which PBKDF2 cannot tell from it", basic("cti.integration", `${PASSWORD}\0`)],
    ["a line break in the password", basic("cti.integration", `${PASSWORD}\n`)],
    ["a hash as password", basic("cti.integration", "$pbkdf2-sha256$i=100000,l=32$x$y")],
  ]) {
    test(name, async () => expectRefusal(await call(authorization)));
  }
});

describe("stored passwords", () => {
  let users = 0;
  async function user(stored) {
    users += 1;
    const id = users.toString(16).padStart(32, "0");
    const sys = ["2026-01-01 00:00:00", "test", "2026-01-01 00:00:00", "test"];
    await service.rows(
      `INSERT INTO sys_user (sys_id, user_name, user_password, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
      id,
      `user${users}`,
      stored,
      ...sys,
    );
    await service.rows(
      `INSERT INTO sys_user_has_role (sys_id, user, role, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
       VALUES (?1, ?1, 'interaction_integration_user', ?2, ?3, ?4, ?5)`,
      id,
      ...sys,
    );
    return `user${users}`;
  }
  const salt = Buffer.from("0123456789abcdef");
  const plain = (bytes) => bytes.toString("base64").replace(/=+$/, "");
  const hmac = (password) =>
    `$hmac-sha256$${plain(salt)}$${plain(createHmac("sha256", salt).update(password).digest())}`;

  test("a generated password is verified by its HMAC", async () => {
    const name = await user(hmac("made-at-random"));
    const { answer, row } = await create(basic(name, "made-at-random"));
    expectSuccess(answer, SUCCESS.created, row.sys_id);
    expectRefusal(await call(basic(name, "other")));
  });

  test("a user without a password cannot sign in", async () => {
    const name = await user(null);
    for (const password of ["", "null"]) expectRefusal(await call(basic(name, password)));
  });

  for (const stored of [
    "$pbkdf2-sha256$i=100001,l=32$MDEyMzQ1Njc4OWFiY2RlZg$vLAe7k7nh5lq6sW1iTWauzeYUSkQIR4sRWj0mYlQ8/4",
    "$pbkdf2-sha256$i=0,l=32$MDEyMzQ1Njc4OWFiY2RlZg$vLAe7k7nh5lq6sW1iTWauzeYUSkQIR4sRWj0mYlQ8/4",
    "$pbkdf2-sha256$i=1000,l=32$MDEyMzQ1Njc4OWFiY2RlZg$",
    "$hmac-sha256$$",
    "$hmac-sha256$MDEyMzQ1Njc4OWFiY2RlZg$AAAA",
    "$pbkdf2-sha256$",
  ]) {
    test(`${stored} matches no password, and is no fault of the caller's`, async () => {
      const name = await user(stored);
      for (const password of ["", "x", stored]) expectRefusal(await call(basic(name, password)));
    });
  }

  test("a password with colons and letters beyond ASCII", async () => {
    const name = await user(hmac("pä:ss:wörd"));
    const { answer, row } = await create(basic(name, "pä:ss:wörd"));
    expectSuccess(answer, SUCCESS.created, row.sys_id);
  });
});

test("a verified password is remembered: the database is asked once", async () => {
  await call(basic("cti.integration", PASSWORD));
  const { answer } = await create(basic("cti.integration", PASSWORD));
  assert.equal((await service.logLine(answer)).d1_statements, 1);
});

test("a refused password is not remembered, and a remembered one lets no other in", async () => {
  await create(basic("cti.integration", PASSWORD));
  expectRefusal(await call(basic("cti.integration", "wrong")));
  expectRefusal(await call(basic("cti.integration", "wrong")));
  expectRefusal(await call(basic("agent.desk:cti.integration", PASSWORD)));
});

test("unknown, inactive and wrong cost the same: one slow hash, however the password is stored", async () => {
  // A slow hash takes longer than all the rest of a call, so a call without one stands out by far, on any machine. The
  // users take turns, so that whatever else the machine does meets all of them.
  const users = ["cti.integration", "nobody", "former.integration", "user1"];
  const times = Object.fromEntries(users.map((user) => [user, []]));
  for (let round = 0; round < 11; round += 1) {
    for (const user of users) {
      const from = process.hrtime.bigint();
      await call(basic(user, `wrong${round}`));
      times[user].push(Number(process.hrtime.bigint() - from) / 1e6);
    }
  }
  const [reference, ...others] = users.map((user) => times[user].sort((a, b) => a - b)[5]);
  for (const time of others) assert.ok(time > reference / 2 && time < reference * 2, JSON.stringify(times));
});
