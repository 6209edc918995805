// The clients that exist for ServiceNow, unchanged, against this service: each script in tests/clients is run with its
// client as its users run it. scripts/setup-clients.sh installs the clients.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
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
