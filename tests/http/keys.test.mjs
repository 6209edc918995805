// Contract, section 4: RS256 and ES256 with key sets, inline and fetched.
import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync } from "node:crypto";
import { describe, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import { expectFailure, expectSuccess, INTERNAL, SUCCESS, UNAUTHENTICATED, UNAVAILABLE } from "./support/expect.mjs";
import { keyServer } from "./support/key-server.mjs";
import { AUDIENCE, claims, ISSUER, SECRET, start } from "./support/service.mjs";
import { hs256, keyPair, token } from "./support/tokens.mjs";

const rsa = keyPair("RS256", "rsa-1");
const ec = keyPair("ES256", "ec-1");
const other = keyPair("RS256", "rsa-1");
const variables = { JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE };
const inline = await start({ variables: { ...variables, JWT_JWKS: JSON.stringify({ keys: [rsa.jwk, ec.jwk] }) } });

async function call(at, bearer) {
  const interaction = await at.interaction();
  const answer = await at.post({ interaction, action: "coach" }, { authorization: `Bearer ${bearer}` });
  const [row] = await at.rows("SELECT sys_id FROM supervisor_help_action WHERE interaction = ?1", interaction);
  return { answer, id: row?.sys_id };
}

async function accepted(at, bearer) {
  const { answer, id } = await call(at, bearer);
  expectSuccess(answer, SUCCESS.created, id);
}

async function refused(at, bearer, code) {
  const { answer, id } = await call(at, bearer);
  expectFailure(answer, 401, ...UNAUTHENTICATED);
  assert.equal(id, undefined);
  assert.equal((await at.logLine(answer)).error, code);
}

/** Numbers that are no point on the curve. */
const NO_KEY = { kty: "EC", crv: "P-256", x: Buffer.alloc(32, 1).toString("base64url"), y: Buffer.alloc(32, 2).toString("base64url") };

async function unavailable(at, bearer) {
  const { answer, id } = await call(at, bearer);
  expectFailure(answer, 503, ...UNAVAILABLE);
  assert.equal(answer.headers["retry-after"], "2");
  assert.equal(id, undefined);
}

describe("inline", () => {
  test("a key that is none lets nobody in, and the log says so", async () => {
    const at = await start({ variables: { ...variables, JWT_JWKS: JSON.stringify({ keys: [NO_KEY] }) } });
    const { answer, id } = await call(at, ec.sign(claims(), { alg: "ES256" }));
    expectFailure(answer, 500, ...INTERNAL);
    assert.equal(id, undefined);
    const { error, reason } = await at.logLine(answer);
    assert.equal(error, "internal_error");
    assert.match(reason, /^configuration: a key that verifies tokens is none: /);
  });

  test("RS256 and ES256, with and without kid", async () => {
    for (const key of [rsa, ec]) {
      await accepted(inline, key.sign(claims()));
      await accepted(inline, key.sign(claims(), { alg: key.jwk.alg }));
    }
  });
  for (const [name, bearer, code] of [
    ["another key of the same kid", other.sign(claims()), "token_signature_wrong"],
    ["a foreign kid", rsa.sign(claims(), { alg: "RS256", kid: "foreign" }), "token_key_unknown"],
    ["the kid of a key of another kind", rsa.sign(claims(), { alg: "RS256", kid: "ec-1" }), "token_key_unknown"],
    ["a kid that is no text", rsa.sign(claims(), { alg: "RS256", kid: 1 }), "token_key_unknown"],
    ["ES256 in the header, RSA signature", rsa.sign(claims(), { alg: "ES256", kid: "rsa-1" }), "token_key_unknown"],
    ["HS256 with no secret configured", hs256(claims(), SECRET), "token_key_unknown"],
    [
      "HS256 with the public key as secret",
      hs256(claims(), rsa.publicKey.export({ type: "spki", format: "pem" }), { alg: "HS256", kid: "rsa-1" }),
      "token_key_unknown",
    ],
    ["alg none with the kid", token({ alg: "none", kid: "rsa-1" }, claims(), () => ""), "token_key_unknown"],
    ["PS256", rsa.sign(claims(), { alg: "PS256", kid: "rsa-1" }), "token_key_unknown"],
    ["an ECDSA signature of zeros", token({ alg: "ES256", kid: "ec-1" }, claims(), () => Buffer.alloc(64).toString("base64url")), "token_signature_wrong"],
    ["an own key in the header", rsa.sign(claims(), { alg: "RS256", kid: "x", jwk: other.jwk, jku: "http://127.0.0.1/" }), "token_key_unknown"],
    ["expired", rsa.sign(claims({ exp: 1 })), "token_expired"],
  ]) {
    test(`refused: ${name}`, () => refused(inline, bearer, code));
  }
  test("beside a secret, each algorithm keeps to its own key", async () => {
    const at = await start({
      variables: { ...variables, JWT_HS256_SECRET: SECRET, JWT_JWKS: JSON.stringify({ keys: [rsa.jwk] }) },
    });
    await accepted(at, hs256(claims(), SECRET));
    await accepted(at, rsa.sign(claims()));
    await refused(at, hs256(claims(), rsa.publicKey.export({ type: "spki", format: "pem" })), "token_signature_wrong");
    await refused(at, token({ alg: "RS256", kid: "rsa-1" }, claims(), (s) => createHmac("sha256", SECRET).update(s).digest("base64url")), "token_signature_wrong");
  });
  test("keys that are of no use are passed over", async () => {
    const weak = generateKeyPairSync("rsa", { modulusLength: 1024 });
    const keys = [
      { kty: "oct", k: Buffer.from(SECRET).toString("base64url"), alg: "HS256", kid: "oct" },
      { ...weak.publicKey.export({ format: "jwk" }), kid: "weak" },
      { ...other.jwk, kid: "enc", use: "enc" },
      { ...other.jwk, kid: "512", alg: "RS512" },
      { kty: "EC", crv: "P-384", x: "AA", y: "AA", kid: "384" },
      "nonsense",
      rsa.jwk,
    ];
    const at = await start({ variables: { ...variables, JWT_JWKS: JSON.stringify({ keys }) } });
    await accepted(at, rsa.sign(claims()));
    for (const kid of ["enc", "512"]) await refused(at, other.sign(claims(), { alg: "RS256", kid }), "token_key_unknown");
    await refused(at, hs256(claims(), SECRET, { alg: "HS256", kid: "oct" }), "token_key_unknown");
  });
});

describe("fetched", () => {
  test("a byte order mark in front of the key set is passed over", async () => {
    const server = await keyServer(`\uFEFF${JSON.stringify({ keys: [rsa.jwk] })}`);
    await accepted(await start({ variables: { ...variables, JWT_JWKS_URL: server.url } }), rsa.sign(claims()));
  });

  test("once, and kept", async () => {
    const server = await keyServer({ keys: [rsa.jwk] });
    const at = await start({ variables: { ...variables, JWT_JWKS_URL: server.url } });
    await Promise.all(Array.from({ length: 10 }, () => accepted(at, rsa.sign(claims()))));
    await accepted(at, rsa.sign(claims()));
    assert.equal(server.requests, 1);
  });

  test("not at all for a token that no public key can have signed", async () => {
    const server = await keyServer({ keys: [rsa.jwk] });
    const at = await start({ variables: { ...variables, JWT_JWKS_URL: server.url } });
    await refused(at, token({ alg: "none" }, claims(), () => ""), "token_key_unknown");
    await refused(at, hs256(claims(), SECRET), "token_key_unknown");
    assert.equal(server.requests, 0);
  });

  test("again when a kid is unknown, so that keys can rotate, but at most once a minute", async () => {
    const server = await keyServer({ keys: [rsa.jwk] });
    const at = await start({ variables: { ...variables, JWT_JWKS_URL: server.url }, entry: CLOCK });
    await accepted(at, rsa.sign(claims()));
    const next = keyPair("RS256", "rsa-2");
    server.answer = { keys: [rsa.jwk, next.jwk] };
    await Promise.all(Array.from({ length: 5 }, () => accepted(at, next.sign(claims()))));
    await accepted(at, rsa.sign(claims()));
    assert.equal(server.requests, 2);
    const foreign = keyPair("RS256", "rsa-3");
    // Its key may have been published since: the caller comes again, and is answered once the keys may be fetched again.
    for (let n = 0; n < 5; n += 1) await unavailable(at, foreign.sign(claims()));
    assert.equal(server.requests, 2);
    await putForward(at, 60_000);
    for (let n = 0; n < 5; n += 1) await refused(at, foreign.sign(claims()), "token_key_unknown");
    assert.equal(server.requests, 3);
  });

  test("a key that rotated away lets in no longer once the set was fetched again", async () => {
    const server = await keyServer({ keys: [rsa.jwk] });
    const at = await start({ variables: { ...variables, JWT_JWKS_URL: server.url }, entry: CLOCK });
    await accepted(at, rsa.sign(claims()));
    server.answer = { keys: [ec.jwk] };
    await accepted(at, ec.sign(claims()));
    await unavailable(at, rsa.sign(claims()));
    await putForward(at, 60_000);
    await refused(at, rsa.sign(claims()), "token_key_unknown");
  });

  for (const [name, withdrawn] of [
    ["an empty set", { keys: [] }],
    ["a set without a key of use", { keys: [{ kty: "oct", k: "AA" }] }],
  ]) {
    test(`an issuer that withdraws all its keys by ${name} is believed`, async () => {
      const server = await keyServer({ keys: [rsa.jwk] });
      const at = await start({ variables: { ...variables, JWT_JWKS_URL: server.url }, entry: CLOCK });
      await accepted(at, rsa.sign(claims()));
      server.answer = withdrawn;
      await refused(at, ec.sign(claims()), "token_key_unknown");
      await putForward(at, 60_000);
      await refused(at, rsa.sign(claims()), "token_key_unknown");
    });
  }

  test("a redirect is not followed: it could lead anywhere", async () => {
    const elsewhere = await keyServer({ keys: [rsa.jwk] });
    const server = await keyServer((response) => response.writeHead(302, { location: elsewhere.url }).end());
    const at = await start({ variables: { ...variables, JWT_JWKS_URL: server.url } });
    await unavailable(at, rsa.sign(claims()));
    assert.equal(elsewhere.requests, 0);
  });

  test("a key of the set that is none is passed over", async () => {
    const server = await keyServer({ keys: [NO_KEY, ec.jwk] });
    const at = await start({ variables: { ...variables, JWT_JWKS_URL: server.url } });
    await accepted(at, ec.sign(claims(), { alg: "ES256" }));
    await refused(at, keyPair("ES256", "ec-1").sign(claims(), { alg: "ES256" }), "token_signature_wrong");
  });

  for (const [name, answer] of [
    ["an error", (response) => response.writeHead(500).end("no")],
    ["no JSON", "<html>"],
    ["no key set", { jwks: [] }],
    ["too much", () => JSON.stringify({ keys: [rsa.jwk], x: "x".repeat(300_000) })],
  ]) {
    test(`a server that sends ${name}: 503, until it is well again`, async () => {
      const server = await keyServer(name === "too much" ? answer() : answer);
      const at = await start({ variables: { ...variables, JWT_JWKS_URL: server.url }, entry: CLOCK });
      await unavailable(at, rsa.sign(claims()));
      server.answer = { keys: [rsa.jwk] };
      await putForward(at, 1_100);
      await accepted(at, rsa.sign(claims()));
    });
  }

  test("a server that does not answer: 503 within the caller's three seconds", async () => {
    const server = await keyServer(() => {});
    const at = await start({ variables: { ...variables, JWT_JWKS_URL: server.url } });
    await unavailable(at, rsa.sign(claims()));
  });

  test("a server that is not there: 503, and nobody is let in; with known keys all goes on", async () => {
    const at = await start({ variables: { ...variables, JWT_JWKS_URL: "http://127.0.0.1:1/jwks.json" } });
    await unavailable(at, rsa.sign(claims()));
    await unavailable(at, other.sign(claims()));

    const server = await keyServer({ keys: [rsa.jwk] });
    const known = await start({ variables: { ...variables, JWT_JWKS_URL: server.url } });
    await accepted(known, rsa.sign(claims()));
    server.answer = (response) => response.destroy();
    await unavailable(known, ec.sign(claims()));
    await accepted(known, rsa.sign(claims()));
  });
});
