// What would be deployed: complete, small, and without anything of the local run.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
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
const MAX_GZIP_BYTES = 700_000;

/** The budget of all static files, compressed. A page must be there at once on a phone. */
const MAX_SITE_GZIP_BYTES = 60_000;

/** The budget of the reference and its description. Developers open it; most of it is Swagger UI. */
const MAX_REFERENCE_GZIP_BYTES = 540_000;

const { status, stdout, stderr } = spawnSync("node_modules/.bin/wrangler", ["deploy", "--dry-run", "--outdir", bundle], {
  cwd: root,
  env: WRANGLER_ENV,
  encoding: "utf8",
});
const files = ["index.js", "index_bg.wasm"];
const site = readdirSync(`${root}web/build`).map((name) => `web/build/${name}`);

test("wrangler takes the configuration without a warning", () => {
  assert.deepEqual([status, stderr.match(/WARNING|ERROR/g)], [0, null], stderr);
  assert.ok(!stdout.includes("WARNING"), stdout);
});

test("nothing is uploaded but the Worker's two files", () => {
  // Without a bundler of its own, wrangler would also take other files beside them. It adds a README.md that stays here.
  assert.deepEqual(readdirSync(bundle).sort(), ["README.md", ...files]);
});

test("the static files are uploaded, and take no path or method from the Worker", () => {
  assert.match(stdout, new RegExp(`Read ${site.length} files from the assets directory .*/web/build\\n`));
  const text = readFileSync(`${root}wrangler.toml`, "utf8");
  assert.ok(text.includes('[assets]\ndirectory = "web/build"\nnot_found_handling = "none"\n'));
  assert.ok(!text.includes("run_worker_first"));
});

test("the static files are small", () => {
  const isOfReference = (name) => /\/(reference|openapi)\./.test(name);
  const bytes = (names) => names.reduce((sum, name) => sum + gzipSync(readFileSync(root + name)).length, 0);
  const [pages, reference] = [bytes(site.filter((name) => !isOfReference(name))), bytes(site.filter(isOfReference))];
  assert.ok(pages <= MAX_SITE_GZIP_BYTES, `${pages} bytes`);
  assert.ok(reference > 100_000 && reference <= MAX_REFERENCE_GZIP_BYTES, `${reference} bytes`);
});

test("the database and the rate limits are bound, and nothing else", () => {
  const bindings = [...stdout.matchAll(/^env\.(\w+) /gm)].map(([, name]) => name);
  assert.deepEqual(bindings.sort(), ["DB", "RATE_LIMITER", "SIGN_IN_LIMITER", "SIGN_IN_USER_LIMITER"]);
});

test("it is within its budget", () => {
  const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(bundle, name)), { level: 9 }).length, 0);
  assert.ok(bytes <= MAX_GZIP_BYTES, `${bytes} bytes`);
});

test("no sample data, no local secret, no path of the machine that built it", () => {
  const text = files.map((name) => readFileSync(join(bundle, name), "latin1")).join("");
  for (const foreign of [SECRET, "help-request-demo", "cti.integration", "/.cargo/", process.env.HOME]) {
    assert.ok(!text.includes(foreign), foreign);
  }
  const deployed = ["wrangler.toml", ...site, ...readdirSync(`${root}migrations`).map((name) => `migrations/${name}`)];
  for (const name of deployed) {
    const text = readFileSync(`${root}${name}`, "utf8");
    assert.ok(!/help-request-demo|local-development|cti\.integration|d4dec70f|de3000/.test(text), name);
  }
});

test("what only Cloudflare shows is switched as docs/deploy.md says", () => {
  const text = readFileSync(`${root}wrangler.toml`, "utf8").replace(/^#.*\n/gm, "");
  for (const setting of [
    "workers_dev = true\npreview_urls = false\n",
    '[placement]\nregion = "aws:eu-central-1"\n',
    "[limits]\ncpu_ms = 2000\n",
    "[observability.logs]\nenabled = true\ninvocation_logs = false\n",
    "[observability.traces]\nenabled = false\n",
  ]) {
    assert.ok(text.includes(setting), setting);
  }
});

test("what docs/deploy.md and the commands name is there", () => {
  const guide = readFileSync(`${root}docs/deploy.md`, "utf8");
  const named = [...guide.matchAll(/\b(?:migrations|scripts|tests)\/[\w./-]+\.(?:mjs|sql)/g)].map(([path]) => path);
  assert.deepEqual(named.filter((path) => !existsSync(join(root, path))), []);
  assert.ok(named.length >= 6, named.join());
  const applied = [...guide.matchAll(/VALUES \('(.*?)'\)/g)].map(([, name]) => `migrations/${name}`);
  assert.deepEqual(applied.filter((path) => !named.includes(path)), []);
  const headings = [...guide.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  for (const [script, heading] of [
    ["scripts/deploy.mjs", "When a migration is refused"],
    ["scripts/check-deployment/checks.mjs", "Restore"],
  ]) {
    assert.ok(headings.includes(heading) && readFileSync(`${root}${script}`, "utf8").includes(heading), heading);
  }
});

test("the local run has the same Worker settings as the deployment", () => {
  const setting = (file, name) => readFileSync(`${root}${file}`, "utf8").match(new RegExp(`^${name} = (.*)$`, "m"))[1];
  assert.equal(setting("wrangler.toml", "compatibility_date"), setting("dev/wrangler.toml", "compatibility_date"));
  assert.ok(readFileSync(`${root}tests/http/support/service.mjs`, "utf8").includes(setting("wrangler.toml", "compatibility_date")));
});
