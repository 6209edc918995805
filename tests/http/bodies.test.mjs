// Bodies that the Worker stops reading, of callers and of the key server: nothing of them stays in the Wasm instance.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { heldBy, instance } from "./support/instance.mjs";
import { keyServer } from "./support/key-server.mjs";
import { raw, statusOf } from "./support/raw.mjs";
import { claims, ENDPOINT, LOCAL_VARIABLES, start, TOKEN } from "./support/service.mjs";
import { keyPair } from "./support/tokens.mjs";

/** What the service's instance holds after a call is what it holds after more of them. */
async function holdsNothingOf(call, more, service) {
  await call();
  const { objects: atFirst } = await heldBy(service);
  await more();
  assert.deepEqual(await heldBy(service).then(({ instances, objects }) => [instances, objects]), [1, atFirst]);
}

describe("a caller's body", () => {
  for (const [name, authorization, chunk, status] of [
    ["that is refused and does not end", "Bearer x", "1\r\nx\r\n", 401],
    ["that is too large and does not end", `Bearer ${TOKEN}`, `11000\r\n${"x".repeat(0x11000)}\r\n`, 413],
    ["that is too large", `Bearer ${TOKEN}`, `11000\r\n${"x".repeat(0x11000)}\r\n0\r\n\r\n`, 413],
  ]) {
    test(name, async () => {
      const service = await start({ entry: instance() });
      const head = `POST ${ENDPOINT} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: ${authorization}\r\nTransfer-Encoding: chunked\r\n\r\n`;
      const call = async () => assert.equal(statusOf(await raw(service, head + chunk)), status);
      await holdsNothingOf(call, () => Promise.all(Array.from({ length: 20 }, call)), service);
    });
  }
});

describe("an answer of the key server", () => {
  const rsa = keyPair("RS256", "rsa-1");
  for (const [name, answer] of [
    ["of another status", (response) => response.writeHead(500).end("no")],
    ["that is too large", JSON.stringify({ keys: [rsa.jwk], x: "x".repeat(300_000) })],
  ]) {
    test(name, async () => {
      const keys = await keyServer(answer);
      const service = await start({ variables: { ...LOCAL_VARIABLES, JWT_JWKS_URL: keys.url }, entry: instance() });
      const call = async () => {
        const { status } = await service.post({}, { authorization: `Bearer ${rsa.sign(claims())}` });
        assert.equal(status, 503);
      };
      const more = async () => {
        while (keys.requests < 4) await call();
      };
      await holdsNothingOf(call, more, service);
    });
  }
});
