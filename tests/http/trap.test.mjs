// What is left after a Wasm trap cannot be trusted: wasm-bindgen gives the next call a new instance. No request leads to a
// trap, so the test throws one from within a call out of Wasm: from the log line of one path, or of one traceparent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { keyServer } from "./support/key-server.mjs";
import { AUDIENCE, ISSUER, claims, start } from "./support/service.mjs";
import { keyPair } from "./support/tokens.mjs";

const TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const TRAPPING = `
const { log } = console;
console.log = (line) => {
  if (line.includes('"/trap"') || line.includes("${TRACE}")) throw new WebAssembly.RuntimeError("trap");
  log(line);
};
export { default } from "./index.js";
`;

const rsa = keyPair("RS256", "rsa-1");

/** A call that traps at once, and one that traps in the callback of the promise of its commit. */
for (const [name, headers] of [
  ["while it is called", undefined],
  ["while it goes on", { traceparent: TRACE }],
]) {
  test(`after a trap ${name} a new instance answers, which knows nothing of the old one`, async () => {
    const server = await keyServer({ keys: [rsa.jwk] });
    const variables = { JWT_JWKS_URL: server.url, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE };
    const service = await start({ variables, entry: TRAPPING });
    const interaction = await service.interaction();
    const call = (more) =>
      service.post({ interaction, action: "coach" }, { authorization: `Bearer ${rsa.sign(claims())}`, ...more });
    const answers = [await call(), await call()];
    assert.equal(server.requests, 1, "the instance keeps its keys");

    // The caller gets a 500 of the runtime.
    const told = [{ level: "error", job: "call", reason: "RuntimeError: trap" }];
    assert.equal((await (headers ? call(headers) : service.request("GET", "/trap"))).status, 500);
    answers.push(await call(), await call());
    assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200, 200]);
    assert.equal(server.requests, 2, "a new instance has fetched them again");
    assert.deepEqual(service.log.filter((line) => line.includes("trap")).map((line) => JSON.parse(line)), told);
  });
}
