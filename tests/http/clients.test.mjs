// The clients that exist for ServiceNow, unchanged, against this service: each script in tests/clients is run with its
// client as its users run it. scripts/setup-clients.sh installs those in Python; npm installs the one for Node.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import http from "node:http";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { secretsOf } from "./support/logs.mjs";
import { API_KEY, CLIENT } from "./support/oauth.mjs";
import { TOKEN, start } from "./support/service.mjs";

const python = fileURLToPath(new URL("../../.tools/clients/bin/python", import.meta.url));
const folder = fileURLToPath(new URL("../clients/", import.meta.url));
const TIMEOUT_MS = 90_000;

/** Runs a script to its end: its exit code, what became of each of its tests, and what else it said. */
function run(script, service) {
  const own = { SERVICE_ADDRESS: service.url.host, SERVICE_TOKEN: TOKEN, PYTHONDONTWRITEBYTECODE: "1", NO_PROXY: "*", OAUTHLIB_INSECURE_TRANSPORT: "1" };
  const env = { ...process.env, ...own };
  const options = { env, timeout: TIMEOUT_MS, killSignal: "SIGKILL", maxBuffer: 16 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(python, ["-W", "ignore", `${folder}${script}`], options, (error, output, said) => {
      const tests = output.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
      resolve({ code: error ? (error.code ?? error.signal) : 0, tests, said });
    });
  });
}

for (const [client, script] of [
  ["pysnow", "pysnow_client.py"],
  ["pysnc", "pysnc_client.py"],
  ["pysnc, asynchronous", "pysnc_async_client.py"],
  ["aiosnow", "aiosnow_client.py"],
  ["pysnow and pysnc, with tokens and keys", "oauth_client.py"],
]) {
  test(client, { timeout: TIMEOUT_MS + 10_000 }, async (t) => {
    const service = await start();
    const basic = ["cti.integration", "agent.desk", "admin"].map((user) => btoa(`${user}:help-request-demo`));
    for (const secret of [...basic, TOKEN].flatMap(secretsOf)) service.secrets.add(secret);
    for (const secret of [CLIENT.secret, API_KEY.split(".")[1]]) service.secrets.add(secret);
    const { code, tests, said } = await run(script, service);
    for (const { name, failures } of tests) {
      await t.test(name, () => assert.ok(failures.length === 0, failures.join("\n")));
    }
    assert.ok(tests.length > 0, `no test has run: ${said}`);
    const failed = tests.some(({ failures }) => failures.length > 0);
    assert.equal(code, failed ? 1 : 0, `${script} did not end by itself: ${said}`);
  });
}

test("servicenow-rest-api", async (t) => {
  const service = await start();
  const ServiceNow = createRequire(import.meta.url)("servicenow-rest-api");
  const client = new ServiceNow(service.url.host, "cti.integration", "help-request-demo");
  // It speaks HTTPS alone. Its own way to another network is used for the local service, which has no certificate.
  client.setNetworkOptions({ transport: http, proxy: false });
  /** Calls a method of the client, whose last argument is the callback. */
  const call = (method, ...given) => new Promise((resolve) => client[method](...given, resolve));

  await t.test("looks at a record", async () => {
    const result = await call("getSampleData", "interaction");
    assert.deepEqual(result.map(({ number }) => number), ["IMS0000002"]);
  });
  await t.test("creates, finds, changes and deletes a record by its number", async () => {
    const { number, sys_id, state } = await call("createNewTask", { short_description: "From Node", type: "phone" }, "interaction");
    assert.match(number, /^IMS[0-9]{7}$/);
    assert.equal(state, "New");
    assert.equal(await call("getSysId", "interaction", number), sys_id);
    const changed = await call("UpdateTask", "interaction", number, { short_description: "Changed from Node" });
    assert.deepEqual([changed.sys_id, changed.short_description, changed.sys_mod_count], [sys_id, "Changed from Node", "1"]);
    const filters = ["short_description=Changed from Node", "type=phone"];
    assert.deepEqual(await call("getTableData", ["number", "short_description"], filters, "interaction"), [{ number, short_description: "Changed from Node" }]);
    assert.equal((await call("DeleteTask", "interaction", number)).status ?? 204, 204);
    assert.deepEqual(await call("getTableData", ["number"], filters, "interaction"), []);
  });
  await t.test("is told what is wrong", async () => {
    const error = await call("getTableData", [], ["colour=red"], "interaction");
    assert.equal(error.response.status, 400);
    assert.match(error.response.data.error.message, /colour/);
    const stranger = new ServiceNow(service.url.host, "cti.integration", "wrong");
    assert.equal((await new Promise((resolve) => stranger.getSampleData("interaction", resolve))).response.status, 401);
  });
});
