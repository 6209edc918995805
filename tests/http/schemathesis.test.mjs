// Contract, section 14: schemathesis makes calls of the description (examples, every boundary, chance), right and wrong ones, and
// compares all answers with it. The same seed makes the same calls.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { secretsOf } from "./support/logs.mjs";
import { start } from "./support/service.mjs";

const path = (name) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "negative_data_rejection",
  "unsupported_method",
  "allow_header_conformance",
  "ignored_auth",
];

/** Under a version everything is the same, but for lists under v1: openapi/tests/core/routes.rs compares the descriptions. */
const REPEATED = String.raw`/api/now/(v2/|v1/(?!table/\{table\}$))`;

const SEED = 20260218;
const CASES = 5;

function schemathesis(service, [user, password]) {
  const args = ["run", path("dev/site/openapi.json"), "--url", service.url.origin, "--auth", `${user}:${password}`];
  args.push("--checks", CHECKS.join(), "--phases", "examples,coverage,fuzzing", "--exclude-path-regex", REPEATED);
  args.push("--seed", String(SEED), "--max-examples", String(CASES), "--warnings", "off", "--no-color");
  const own = { SCHEMATHESIS_HOOKS: "hooks", PYTHONPATH: path("tests/schemathesis"), PYTHONDONTWRITEBYTECODE: "1", NO_PROXY: "*" };
  // A folder of the tests': schemathesis keeps what it has found where it runs.
  const options = { env: { ...process.env, ...own }, cwd: path(".wrangler/test"), maxBuffer: 256 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(path(".tools/schemathesis/bin/schemathesis"), args, options, (error, output, said) => {
      resolve({ code: error ? (error.code ?? error.signal) : 0, text: output + said });
    });
  });
}

test("no answer differs from the description, and nothing wrong is accepted", async (t) => {
  const service = await start();
  const admin = ["admin", "help-request-demo"];
  for (const secret of secretsOf(`Basic ${btoa(admin.join(":"))}`)) service.secrets.add(secret);
  const { code, text } = await schemathesis(service, admin);
  assert.equal(code, 0, text);
  const [, cases, passed] = text.match(/(\d+) generated, (\d+) passed/) ?? assert.fail(text);
  assert.equal(cases, passed);
  // All methods of the service took part.
  const [, selected, all] = text.match(/Selected: (\d+)\/(\d+)/) ?? assert.fail(text);
  assert.match(text, new RegExp(`Tested: ${selected}\\n`));
  assert.ok(Number(selected) >= 20 && Number(all) >= 47, `${selected} of ${all} methods`);
  assert.ok(Number(cases) > 1000, `${cases} cases`);
  t.diagnostic(`schemathesis: ${cases} calls of ${selected} methods`);
});
