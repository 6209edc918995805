// Makes the database that every test service starts from: the project's migrations applied by wrangler, and the sample
// data, exactly as `make run` does it. Run once before the tests.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
export const TEMPLATE = `${root}.wrangler/test/template`;

export const WRANGLER_ENV = {
  ...process.env,
  CI: "1",
  NO_COLOR: "1",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_LOG_PATH: `${root}.wrangler/logs`,
  XDG_CONFIG_HOME: `${root}.wrangler/config`,
};

/** Runs wrangler with the configuration of the local run. */
export function wrangler(...args) {
  return execFileSync(`${root}node_modules/.bin/wrangler`, ["--config", "dev/wrangler.toml", ...args], {
    cwd: root,
    env: WRANGLER_ENV,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function makeTemplate() {
  rmSync(TEMPLATE, { recursive: true, force: true });
  wrangler("d1", "migrations", "apply", "DB", "--local", "--persist-to", TEMPLATE);
  wrangler("d1", "execute", "DB", "--local", "--persist-to", TEMPLATE, "--file", "dev/sample-data.sql");
}

/** Makes the database, unless there is one that is newer than the migrations. */
export function makeTemplateIfOld() {
  const changed = readdirSync(`${root}migrations`).map((name) => statSync(`${root}migrations/${name}`).mtimeMs);
  if (existsSync(`${TEMPLATE}/v3`) && statSync(`${TEMPLATE}/v3`).mtimeMs > Math.max(...changed)) return;
  makeTemplate();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) makeTemplate();
