// Attacks: what was tried, and what it got. Each row is a request, the status it has to get, and, unless it is told
// otherwise, the database is the same afterwards. What is not a matter of one request has its test below the table.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, describe, test } from "node:test";
import { raw, statusOf } from "./support/raw.mjs";
import { AUDIENCE, claims, ENDPOINT, ISSUER, SECRET, start, TOKEN } from "./support/service.mjs";
import { hs256, keyPair, token } from "./support/tokens.mjs";

const rsa = keyPair("RS256", "rsa-1");
const foreign = keyPair("RS256", "rsa-1");
const service = await start({
  variables: { JWT_HS256_SECRET: SECRET, JWT_JWKS: JSON.stringify({ keys: [rsa.jwk] }), JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE },
});
const interaction = await service.interaction();
const { sys_id: ACTION } = await service.action(interaction);
const CREATE = JSON.stringify({ interaction, action: "coach" });
const bearer = (value) => ({ authorization: `Bearer ${value}` });
const pem = rsa.publicKey.export({ type: "spki", format: "pem" });
const json = (body) => [{}, typeof body === "string" ? body : JSON.stringify(body)];
const xml = (body) => [{ "content-type": "application/xml" }, body];
const tried = { attacks: 0, refused: 0 };
after(() => console.log(`${tried.attacks} attacks tried, ${tried.refused} refused`));

function attack(name, status, send) {
  test(`${name}: ${status}`, async () => {
    tried.attacks += 1;
    const before = await service.everything();
    assert.equal(await send(), status);
    assert.deepEqual(await service.everything(), before);
    tried.refused += 1;
  });
}

describe("forged tokens", () => {
  const none = (alg) => token({ alg }, claims(), () => "");
  for (const [name, value] of [
    ["alg none", none("none")],
    ["alg NONE", none("NONE")],
    ["alg none with a signature", hs256(claims(), SECRET, { alg: "none" })],
    ["alg missing", hs256(claims(), SECRET, {})],
    ["alg a list", hs256(claims(), SECRET, { alg: ["HS256"] })],
    ["HS256 with the public key as secret", hs256(claims(), pem, { alg: "HS256", kid: "rsa-1" })],
    ["HS256 with the public key as secret, as DER", hs256(claims(), rsa.publicKey.export({ type: "spki", format: "der" }))],
    ["HS256 with the modulus as secret", hs256(claims(), Buffer.from(rsa.jwk.n, "base64url"))],
    ["HS256 with an empty secret", hs256(claims(), "")],
    ["RS256 signed with the secret", token({ alg: "RS256", kid: "rsa-1" }, claims(), (s) => createHmac("sha256", SECRET).update(s).digest("base64url"))],
    ["another key under a known kid", foreign.sign(claims())],
    ["a foreign kid", rsa.sign(claims(), { alg: "RS256", kid: "foreign" })],
    ["a kid that is a path", foreign.sign(claims(), { alg: "RS256", kid: "../../dev/null" })],
    ["a kid that is SQL", foreign.sign(claims(), { alg: "RS256", kid: "x' UNION SELECT 'AA" })],
    ["the attacker's key in the header", foreign.sign(claims(), { alg: "RS256", kid: "own", jwk: foreign.jwk })],
    ["the attacker's key set by jku", foreign.sign(claims(), { alg: "RS256", kid: "own", jku: "http://127.0.0.1:9/" })],
    ["a critical extension", hs256(claims(), SECRET, { alg: "HS256", crit: ["exp"], exp: 1 })],
    ["another audience", hs256(claims({ aud: "another-api" }), SECRET)],
    ["another issuer", hs256(claims({ iss: "https://evil.example.com" }), SECRET)],
    ["an issuer that begins the same", hs256(claims({ iss: `${ISSUER}.evil.example` }), SECRET)],
    ["expired", hs256(claims({ exp: 1 }), SECRET)],
    ["valid for ever", hs256(claims({ exp: undefined }), SECRET)],
    ["exp true", hs256(claims({ exp: true }), SECRET)],
    ["from the future", hs256(claims({ nbf: 4e9 }), SECRET)],
    ["claims exchanged", TOKEN.replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify(claims({ roles: ["admin"] }))).toString("base64url")}.`)],
    ["signature left out", TOKEN.slice(0, TOKEN.lastIndexOf(".") + 1)],
    ["nested deeply", token("[".repeat(2000), claims(), () => "")],
    ["of 100 KB", "x".repeat(100_000)],
  ]) {
    attack(name, 401, async () => (await service.post(CREATE, bearer(value))).status);
  }
  attack("no role", 403, async () => (await service.post(CREATE, bearer(hs256(claims({ roles: ["x"] }), SECRET)))).status);
});

describe("SQL and markup in every field", () => {
  for (const text of ["'; DROP TABLE sys_user; --", "' OR '1'='1", "\\'; --", "?1", "%27", "\u0000", "{{7*7}}", "<!--", "]]>", "x".repeat(60_000)]) {
    for (const field of ["interaction", "action", "action_sys_id", "help_request", "start_time", "end_time"]) {
      attack(`${field}: ${text.slice(0, 30)}`, 400, async () =>
        (await service.post(...json({ interaction, action: "coach", [field]: text }).reverse())).status);
    }
    attack(`a field named ${text.slice(0, 30)}`, 400, async () => (await service.post({ interaction, [text]: "x" })).status);
  }
  attack("in a user name", 401, async () =>
    (await service.post(CREATE, { authorization: `Basic ${Buffer.from("x' UNION SELECT 'admin:x").toString("base64")}` })).status);
});

describe("XML", () => {
  const field = `<interaction>${interaction}</interaction><action>&x;</action>`;
  for (const [name, document] of [
    ["a file", `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>${field}</r>`],
    ["an address", `<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]><r>${field}</r>`],
    ["a parameter entity", `<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/"> %p;]><r>${field}</r>`],
    ["an external DTD", `<!DOCTYPE r SYSTEM "http://127.0.0.1:9/"><r>${field}</r>`],
    ["a billion laughs", `<!DOCTYPE r [${Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n} "${`&l${n - 1};`.repeat(n ? 10 : 0)}ha">`).join("")}]><r>&l8;</r>`],
    ["quadratic blow-up", `<!DOCTYPE r [<!ENTITY x "${"x".repeat(30_000)}">]><r><action>${"&x;".repeat(5_000)}</action></r>`],
    ["XInclude", `<r xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></r>`],
    ["elements nested 10,000 deep", `${"<a>".repeat(8_000)}${"</a>".repeat(5)}`],
    ["a stylesheet", `<?xml-stylesheet href="http://127.0.0.1:9/"?><r>${field}</r>`],
    ["10,000 attributes", `<r ${Array.from({ length: 6_000 }, (_, n) => `a${n}=""`).join(" ")}/>`],
    ["a name of 60,000 letters", `<r><${"a".repeat(30_000)}>x</${"a".repeat(30_000)}></r>`],
  ]) {
    attack(name, 400, async () => (await service.post(...xml(document).reverse())).status);
  }
});

describe("JSON", () => {
  for (const [name, body] of [
    ["nested 30,000 deep", `{"interaction":${"[".repeat(30_000)}${"]".repeat(30_000)}}`],
    ["nested 10,000 deep, unclosed", `{"a":`.repeat(10_000)],
    ["30,000 unknown fields", `{${Array.from({ length: 6_000 }, (_, n) => `"a${n}":1`).join()}}`],
    ["the same field 3,500 times", `{${Array(3_500).fill('"action":"coach"').join()}}`],
    ["a number of 60,000 digits", `{"interaction":${"9".repeat(60_000)}}`],
    ["__proto__", `{"__proto__":{"interaction":"${interaction}"},"action":"coach"}`],
    ["constructor", `{"constructor":"x","interaction":"${interaction}"}`],
  ]) {
    attack(name, 400, async () => (await service.post(body)).status);
  }
});

describe("headers and framing", () => {
  const line = `POST ${ENDPOINT} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
  const withToken = `${line}Authorization: Bearer ${TOKEN}\r\n`;
  const smuggled = `0\r\n\r\nPOST ${ENDPOINT} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n`;
  const status = async (text) => statusOf(await raw(service, text));
  attack("two Authorization headers", 401, () =>
    status(`${withToken}Authorization: Bearer ${TOKEN}\r\nContent-Length: ${CREATE.length}\r\n\r\n${CREATE}`));
  attack("two Content-Type headers", 415, () =>
    status(`${withToken}Content-Type: application/xml\r\nContent-Length: ${CREATE.length}\r\n\r\n${CREATE}`));
  attack("two Idempotency-Key headers", 400, () =>
    status(`${withToken}Idempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: ${CREATE.length}\r\n\r\n${CREATE}`));
  // The runtime answers these itself, and its own server, which stands behind no edge here, calls them 500.
  attack("two lengths that differ", 500, () =>
    status(`${withToken}Content-Length: ${CREATE.length}\r\nContent-Length: 5\r\n\r\n${CREATE}`));
  attack("a negative length", 500, () => status(`${withToken}Content-Length: -1\r\n\r\n${CREATE}`));
  attack("a header folded over two lines", 400, () => status(`${withToken}X-A: a\r\nB\r\nContent-Length: 2\r\n\r\n{}`));
  attack("a header of 200 KB", 431, () => status(`${withToken}X-A: ${"a".repeat(200_000)}\r\n\r\n`));
  test("a length and chunks: the chunks count, and what follows them is a request of its own, without credentials", async () => {
    const answer = await raw(service, `${withToken}Content-Length: ${smuggled.length}\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled}`);
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
    assert.ok(statuses[0] === 400 && [undefined, 401].includes(statuses[1]) && statuses.length <= 2, answer);
  });
  attack("an Authorization header of 60 KB", 401, async () =>
    (await service.post(CREATE, { authorization: `Basic ${"QQ".repeat(30_000)}` })).status);
  attack("a path of 15 KB", 400, async () => (await service.request("GET", `/${"a".repeat(15_000)}`)).status);
  attack("a key of 10 KB", 400, async () => (await service.post(CREATE, { "idempotency-key": "k".repeat(10_000) })).status);
  test("line breaks in what is echoed or logged make no header and no log line", async () => {
    const answer = await service.post({ interaction, "x\r\nSet-Cookie: a=b": "1" }, { traceparent: "00-x" });
    assert.equal(answer.status, 400);
    assert.equal(answer.headers["set-cookie"], undefined);
    assert.equal((await service.logLine(answer)).status, 400);
  });
});

describe("replays across callers", () => {
  test("the key of another caller gives neither their answer nor a hint of it", async () => {
    const as = (sub) => ({ ...bearer(hs256(claims({ sub }), SECRET)), "idempotency-key": "shared" });
    const body = { interaction, action: "observe", start_time: "2026-03-01 10:00:00" };
    const [mine, theirs] = [await service.post(body, as("mine")), await service.post(body, as("theirs"))];
    const other = await service.post({ interaction }, as("third"));
    assert.deepEqual([mine.status, theirs.status, other.status], [200, 200, 200]);
    assert.notEqual(mine.text, theirs.text);
  });
  test("a subject made to look like another issuer's is another caller", async () => {
    const at = await start({ variables: { JWT_HS256_SECRET: SECRET } });
    const as = (iss, sub) => ({ ...bearer(hs256(claims({ iss, sub }), SECRET)), "idempotency-key": "shared" });
    const body = { interaction: "d4dec70f3b4bfe101baa9f7e53e45a5d", action: "observe" };
    const answers = [];
    for (const [iss, sub] of [["a", "b|c"], ["a|b", "c"], ["a%7Cb", "c"], [undefined, "basic:cti.integration"]]) answers.push(await at.post(body, as(iss, sub)));
    assert.equal(new Set(answers.map((answer) => answer.text)).size, 4);
  });
});

test("the same service still serves", async () => {
  const answer = await service.post({ interaction, action_sys_id: ACTION, action: "coach" });
  assert.equal(answer.status, 200);
});
