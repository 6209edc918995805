#!/usr/bin/env node
// Deploys: checks what can be checked before anything changes, then migrates the database, then deploys the Worker. After any
// failure it may be run again. `node scripts/deploy.mjs --help` says how; docs/deploy.md says what to do before and after.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "smol-toml";
import { objectsOf } from "./deploy/schema.mjs";
import { checkSettings, givesKeys } from "./deploy/settings.mjs";
import { wrangler } from "./deploy/wrangler.mjs";
import { Database } from "./user/database.mjs";
import { Fault } from "./user/fault.mjs";

const USAGE = `Deploys the Worker and the migrations of its database.

Usage: node scripts/deploy.mjs [--check] [--config <file>]

  --check    Only checks; changes nothing.
  --config   A configuration in TOML other than wrangler.toml.

Exit code: 0 if all is well, 1 if not. The environment variable WRANGLER names another wrangler executable.
`;
const NO_DATABASE = /^[0-]*$/;

try {
  const { values } = parseArgs({
    options: { check: { type: "boolean" }, config: { type: "string", default: "wrangler.toml" }, help: { type: "boolean" } },
  });
  if (values.help) process.stdout.write(USAGE);
  else await run(resolve(values.config), values.check);
} catch (error) {
  const isOperators = error instanceof Fault || error.syscall || error.code?.startsWith("ERR_PARSE_ARGS");
  if (!isOperators) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = 1;
}

async function run(configFile, onlyChecks) {
  say("Checking. Nothing is changed yet.");
  const config = checkConfiguration(configFile);
  await checkLogin(configFile);
  const secrets = await checkSecrets(configFile, config);
  const database = new Database({ remote: true, config: configFile });
  const migrations = readMigrations(configFile, config);
  const pending = await checkDatabase(database, migrations);
  await checkBuild(configFile);
  if (onlyChecks) return say("All checks passed; nothing was changed.");

  if (pending.length > 0) await migrate(configFile, database, migrations, pending);
  const address = await deployWorker(configFile);
  await sayWhatIsMissing(database, config, secrets);
  return say(`Deployed. Now check it: node scripts/check-deployment.mjs ${address ?? "https://<its address>"}`);
}

/** Checks what wrangler would accept. Wrangler itself refuses other mistakes when it builds. */
function checkConfiguration(configFile) {
  let config;
  try {
    config = { d1_databases: [], vars: {}, ...parse(readFileSync(configFile, "utf8")) };
  } catch (error) {
    throw new Fault(`${configFile} cannot be read: ${error.message}`);
  }
  const database = config.d1_databases.find?.(({ binding }) => binding === "DB");
  if (!database) throw new Fault(`${configFile} binds no database as DB; take [[d1_databases]] from the project's wrangler.toml.`);
  if (NO_DATABASE.test(database.database_id ?? "")) {
    throw new Fault(
      `${configFile} names no database yet. Run \`npx wrangler d1 create ${database.database_name} --location weur\` once (or another ` +
        "location, see docs/deploy.md), and put the id that it prints into database_id.",
    );
  }
  if ((config.routes?.length || config.route) && config.workers_dev !== false) {
    throw new Fault(
      `${configFile} has a domain, but workers_dev is on too: anyone could pass by the rules of the domain's zone at workers.dev. Set ` +
        "workers_dev = false.",
    );
  }
  checkDone(`the database is ${database.database_name} (${database.database_id})`);
  return { ...config, database };
}

async function checkLogin(configFile) {
  const { code, stdout } = await wrangler(configFile, "whoami", "--json");
  if (code !== 0) {
    throw new Fault("wrangler is not signed in to Cloudflare; run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.");
  }
  const { email } = JSON.parse(stdout);
  checkDone(`signed in to Cloudflare${email ? ` as ${email}` : ""}`);
}

/** The names of the secrets that are set. */
async function checkSecrets(configFile, config) {
  const { code, stdout, output } = await wrangler(configFile, "secret", "list", "--format", "json");
  const isNew = code !== 0 && output.includes(`Worker "${config.name}" not found`);
  if (code !== 0 && !isNew) throw new Fault(`The secrets cannot be listed. wrangler said:\n${output.trim()}`);
  const secrets = isNew ? [] : JSON.parse(stdout).map(({ name }) => name);
  checkSettings(config.vars, secrets);
  checkDone(isNew ? `the Worker ${config.name} is new, without secrets` : `secrets: ${secrets.join(", ") || "none"}`);
  return secrets;
}

function readMigrations(configFile, { database }) {
  const folder = join(dirname(configFile), database.migrations_dir ?? "migrations");
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql")).sort();
  return names.map((name) => ({ name, sql: readFileSync(join(folder, name), "utf8") }));
}

/** The names of the migrations that have not been applied. */
async function checkDatabase(database, migrations) {
  const { objects, applied } = await readSchema(database);
  const unknown = applied.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new Fault(
      `The database has migrations that this copy of the project does not have: ${unknown.join(", ")}. It is newer than the ` +
        "code here; deploy from a newer copy.",
    );
  }
  checkObjects(objects, migrations.filter(({ name }) => applied.includes(name)));
  const pending = migrations.map(({ name }) => name).filter((name) => !applied.includes(name));
  checkDone(pending.length > 0 ? `migrations to apply: ${pending.join(", ")}` : "the database has all migrations");
  return pending;
}

/** Checks that the database has what these migrations create. Finds one that failed half-way, or was only recorded as applied. */
function checkObjects(objects, migrations) {
  const missing = objectsOf(migrations).filter(({ name }) => !objects.includes(name));
  if (missing.length > 0) {
    const list = missing.map(({ type, name, migration }) => `${type} ${name} of ${migration}`).join(", ");
    throw new Fault(`The database lacks what its migrations make: ${list}. ${wayOut(missing[0].migration)}`);
  }
}

async function readSchema(database) {
  const [rows] = await database.query("SELECT name FROM sqlite_schema ORDER BY name");
  const objects = rows.map(({ name }) => name);
  if (!objects.includes("d1_migrations")) return { objects, applied: [] };
  const [applied] = await database.query("SELECT name FROM d1_migrations ORDER BY id");
  return { objects, applied: applied.map(({ name }) => name) };
}

async function checkBuild(configFile) {
  say("Building (seconds; minutes the first time)");
  const { code, output } = await wrangler(configFile, "deploy", "--dry-run");
  if (code !== 0) throw new Fault(`The Worker cannot be built. wrangler said:\n${output.trim()}`);
  if (output.includes("WARNING")) throw new Fault(`wrangler warns of something; mend it first. It said:\n${output.trim()}`);
  checkDone(`built: ${output.match(/^Total Upload: .*$/m)?.[0] ?? "size unknown"}`);
}

async function migrate(configFile, database, migrations, pending) {
  if (pending.length < migrations.length) await sayWayBack(configFile);
  say(`Applying migrations to the database: ${pending.join(", ")}`);
  const { code } = await wrangler.shown(configFile, "d1", "migrations", "apply", "DB", "--remote");
  if (code !== 0) throw new Fault(`A migration was refused; the Worker was not deployed. ${wayOut("the migration's file")}`);
  checkObjects((await readSchema(database)).objects, migrations);
}

/** Where Time Travel can bring the database back to. */
async function sayWayBack(configFile) {
  const { code, stdout, output } = await wrangler(configFile, "d1", "time-travel", "info", "DB", "--json");
  if (code !== 0) throw new Fault(`The database's bookmark, the way back, cannot be read. wrangler said:\n${output.trim()}`);
  const { bookmark } = JSON.parse(stdout);
  say(`The way back: npx wrangler d1 time-travel restore DB --bookmark=${bookmark}`);
}

function wayOut(file) {
  return `See docs/deploy.md, "When a migration is refused", and mend ${file} before anything else.`;
}

/** The address at workers.dev, if wrangler says one. */
async function deployWorker(configFile) {
  say("Deploying the Worker");
  const { code, output } = await wrangler.shown(configFile, "deploy");
  if (code === 0) return output.match(/https:\/\/\S+\.workers\.dev/)?.[0];
  if (output.includes("CPU limits are not supported for the Free plan")) {
    throw new Fault("Cloudflare's free plan takes no CPU limit: remove [limits] and cpu_ms from wrangler.toml and run this again.");
  }
  throw new Fault("The Worker was not deployed; the one before still runs. Mend what wrangler says above and run this again.");
}

async function sayWhatIsMissing(database, config, secrets) {
  if (givesKeys(config.vars, secrets)) return;
  const [users] = await database.query("SELECT user_name FROM sys_user WHERE active = 1 AND user_password IS NOT NULL LIMIT 1");
  if (users.length > 0) return;
  say(
    "Nobody can sign in yet. Create a user: node scripts/user.mjs create <user_name> --role interaction_integration_user " +
      "--generate --remote; or set a key for tokens: npx wrangler secret put JWT_HS256_SECRET",
  );
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function checkDone(line) {
  say(`  ok: ${line}`);
}
