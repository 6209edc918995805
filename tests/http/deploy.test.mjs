// What would be deployed: complete, small, and without anything of the local run.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { SECRET } from "./support/service.mjs";
import { WRANGLER_ENV } from "./support/template.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const bundle = mkdtempSync(join(tmpdir(), "help-request-deploy-"));
after(() => rmSync(bundle, { recursive: true, force: true }));

/** The budget of the Worker, compressed. Free plans take 3 MB; this one only sees to it that growth is noticed. */
const MAX_GZIP_BYTES = 300_000;

const output = execFileSync("node_modules/.bin/wrangler", ["deploy", "--dry-run", "--outdir", bundle], {
  cwd: root,
  env: WRANGLER_ENV,
  encoding: "utf8",
});
const files = readdirSync(bundle).filter((name) => /\.(js|wasm)$/.test(name));

test("the database and the rate limits are bound, and nothing else", () => {
  const bindings = [...output.matchAll(/^env\.(\w+) /gm)].map(([, name]) => name);
  assert.deepEqual(bindings.sort(), ["DB", "RATE_LIMITER", "SIGN_IN_LIMITER"]);
});

test("it is within its budget", () => {
  const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(bundle, name)), { level: 9 }).length, 0);
  assert.equal(files.length, 2);
  assert.ok(bytes <= MAX_GZIP_BYTES, `${bytes} bytes`);
});

test("no sample data, no local secret, no path of the machine that built it", () => {
  const text = files.map((name) => readFileSync(join(bundle, name), "latin1")).join("");
  for (const foreign of [SECRET, "help-request-demo", "cti.integration", "/.cargo/", process.env.HOME]) {
    assert.ok(!text.includes(foreign), foreign);
  }
  const deployed = ["wrangler.toml", ...readdirSync(`${root}migrations`).map((name) => `migrations/${name}`)];
  for (const name of deployed) {
    const text = readFileSync(`${root}${name}`, "utf8");
    assert.ok(!/help-request-demo|local-development|cti\.integration|d4dec70f/.test(text), name);
  }
});

test("the local run has the same Worker settings as the deployment", () => {
  const setting = (file, name) => readFileSync(`${root}${file}`, "utf8").match(new RegExp(`^${name} = (.*)$`, "m"))[1];
  assert.equal(setting("wrangler.toml", "compatibility_date"), setting("dev/wrangler.toml", "compatibility_date"));
  assert.ok(readFileSync(`${root}tests/http/support/service.mjs`, "utf8").includes(setting("wrangler.toml", "compatibility_date")));
});
