// The operator's command scripts/deploy.mjs: the order of its steps, and each reason for which it refuses. A program stands
// in for wrangler, because every step needs Cloudflare.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "help-request-deploy-test-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const ID = "01234567-89ab-cdef-0123-456789abcdef";
const MIGRATIONS = readdirSync(join(root, "migrations")).sort();
const LAST = MIGRATIONS.at(-1);
/** What the last migration makes: [type, name] of each. */
const MADE_LAST = [...readFileSync(join(root, "migrations", LAST), "utf8").matchAll(/^CREATE (TABLE|INDEX|TRIGGER|VIEW) (\w+)/gm)].map(
  ([, type, name]) => [type.toLowerCase(), name],
);
const isMadeLast = (name) => MADE_LAST.some(([, made]) => made === name);
const AUDIT = MIGRATIONS.find((name) => name.endsWith("_audit_view.sql"));
const OBJECTS = [
  "api_key",
  "change_archive",
  "change_log_epoch",
  "cti_call",
  "cti_count",
  "cti_leg",
  "cti_observation",
  "cti_waiting",
  "cti_waiting_named",
  "external_id_mapping",
  "idempotency_record",
  "interaction",
  "interaction_account",
  "interaction_assigned_to",
  "interaction_client_session",
  "interaction_consumer",
  "interaction_contact",
  "interaction_created",
  "interaction_delete",
  "interaction_help_request",
  "interaction_help_request_created",
  "interaction_help_request_delete",
  "interaction_help_request_insert",
  "interaction_help_request_state",
  "interaction_help_request_update",
  "interaction_help_request_updated",
  "interaction_insert",
  "interaction_number",
  "interaction_number_given",
  "interaction_opened",
  "interaction_opened_for",
  "interaction_parent",
  "interaction_update",
  "interaction_updated",
  "oauth_credential",
  "oauth_entity",
  "record_change",
  "record_change_documentkey",
  "relay",
  "relay_record",
  "relay_record_parked",
  "relay_record_waiting",
  "supervisor_help_action",
  "supervisor_help_action_created",
  "supervisor_help_action_delete",
  "supervisor_help_action_end",
  "supervisor_help_action_insert",
  "supervisor_help_action_interaction",
  "supervisor_help_action_refused",
  "supervisor_help_action_start",
  "supervisor_help_action_update",
  "supervisor_help_action_updated",
  "sys_audit",
  "sys_journal_field",
  "sys_journal_field_element_id",
  "sys_journal_field_insert",
  "sys_user",
  "sys_user_has_role",
  "sys_user_role",
];

/**
 * Stands in for wrangler: a database and a Worker in a file. `failures` says which commands fail, by how they begin or, with a
 * dollar, by the whole, and with what words.
 */
const STAND_IN = join(directory, "wrangler.mjs");
writeFileSync(STAND_IN, `#!${process.execPath}
import { readFileSync, writeFileSync } from "node:fs";
const [, , option, config, ...args] = process.argv;
const state = JSON.parse(readFileSync(process.env.STATE, "utf8"));
const command = args.join(" ");
state.calls.push(command);
state.configs = [...new Set([...(state.configs ?? []), option + " " + config])];
const failure = Object.entries(state.failures).find(([start]) => start.endsWith("$") ? command === start.slice(0, -1) : command.startsWith(start));
const end = (code, text = "") => {
  writeFileSync(process.env.STATE, JSON.stringify(state));
  (code ? process.stderr : process.stdout).write(text);
  process.exitCode = code;
};
const rows = (names, column) => end(0, JSON.stringify([{ results: names.map((name) => ({ [column]: name })) }]));
if (failure) end(1, failure[1]);
else if (command === "whoami --json") end(0, JSON.stringify({ loggedIn: true, email: "operator@example.com" }));
else if (command.startsWith("secret list")) end(0, JSON.stringify(state.secrets.map((name) => ({ name, type: "secret_text" }))));
else if (command.includes("FROM sqlite_schema")) rows(state.objects, "name");
else if (command.includes("FROM d1_migrations")) rows(state.applied, "name");
else if (command.includes("FROM sys_user")) rows(state.users, "user_name");
else if (command === "deploy --dry-run") end(0, state.dryRun);
else if (command.startsWith("d1 time-travel info")) end(0, JSON.stringify({ bookmark: "00000001-mark" }));
else if (command.startsWith("d1 migrations apply")) {
  Object.assign(state, { objects: state.migrated.objects, applied: state.migrated.applied });
  end(0, "Migrated\\n");
} else if (command === "deploy") end(0, "Uploaded\\nhttps://help-request-api.example.workers.dev\\n");
else end(1, "unknown command: " + command);
`);
chmodSync(STAND_IN, 0o755);

const MIGRATED = { objects: ["d1_migrations", ...OBJECTS], applied: MIGRATIONS };
const EMPTY = { objects: [], applied: [] };

/** Runs the command against a state; the answer has what it said, and what it called wrangler with. */
function deploy({ state = {}, args = [], wrangler = STAND_IN, config = (text) => text } = {}) {
  const own = mkdtempSync(join(directory, "call-"));
  const [file, toml] = [join(own, "state.json"), join(own, "wrangler.toml")];
  const all = {
    calls: [],
    failures: {},
    secrets: ["JWT_HS256_SECRET"],
    users: [],
    dryRun: "Total Upload: 1 KiB / gzip: 1 KiB\n",
    migrated: MIGRATED,
    ...EMPTY,
    ...state,
  };
  writeFileSync(file, JSON.stringify(all));
  writeFileSync(toml, config(readFileSync(join(root, "wrangler.toml"), "utf8").replace(/^database_id = .*$/m, `database_id = "${ID}"`)));
  mkdirSync(join(own, "migrations"));
  for (const name of MIGRATIONS) copyFileSync(join(root, "migrations", name), join(own, "migrations", name));
  const env = { ...process.env, WRANGLER: wrangler, STATE: file };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "scripts/deploy.mjs"), "--config", toml, ...args], {
    env,
    encoding: "utf8",
  });
  const { calls, configs = [] } = JSON.parse(readFileSync(file, "utf8"));
  assert.deepEqual(configs, calls.length > 0 ? [`--config ${toml}`] : []);
  return { status, stdout, stderr: stderr.replaceAll(toml, "wrangler.toml"), calls };
}

const query = (sql) => `d1 execute DB --remote --json --command ${sql}`;
const SCHEMA = query("SELECT name FROM sqlite_schema ORDER BY name");
const APPLIED = query("SELECT name FROM d1_migrations ORDER BY id");
const USERS = query("SELECT user_name FROM sys_user WHERE active = 1 AND user_password IS NOT NULL LIMIT 1");
const WHO = "whoami --json";
const SECRETS = "secret list --format json";
const APPLY = "d1 migrations apply DB --remote";
const MARK = "d1 time-travel info DB --json";
const BUILD = "deploy --dry-run";

const CHECKED = (secrets, migrations) => `\
Checking. Nothing is changed yet.
  ok: the database is help-request (${ID})
  ok: signed in to Cloudflare as operator@example.com
  ok: ${secrets}
  ok: ${migrations}
Building (seconds; minutes the first time)
  ok: built: Total Upload: 1 KiB / gzip: 1 KiB
`;
const DEPLOYED = `\
Deploying the Worker
Uploaded
https://help-request-api.example.workers.dev
`;
const NEXT = "Deployed. Now check it: node scripts/check-deployment.mjs https://help-request-api.example.workers.dev\n";

describe("the order of the steps", () => {
  test("the first deployment: nobody can sign in yet, and it says so", () => {
    const failures = { secret: 'Worker "help-request-api" not found.\n' };
    assert.deepEqual(deploy({ state: { failures } }), {
      status: 0,
      stdout:
        CHECKED("the Worker help-request-api is new, without secrets", `migrations to apply: ${MIGRATIONS.join(", ")}`) +
        `Applying migrations to the database: ${MIGRATIONS.join(", ")}\nMigrated\n` +
        DEPLOYED +
        "Nobody can sign in yet. Create a user: node scripts/user.mjs create <user_name> --role interaction_integration_user " +
        "--generate --remote; or set a key for tokens: npx wrangler secret put JWT_HS256_SECRET\n" +
        NEXT,
      stderr: "",
      calls: [WHO, SECRETS, SCHEMA, BUILD, APPLY, SCHEMA, APPLIED, "deploy", USERS],
    });
  });

  test("once more, with nothing to migrate", () => {
    assert.deepEqual(deploy({ state: MIGRATED }), {
      status: 0,
      stdout: CHECKED("secrets: JWT_HS256_SECRET", "the database has all migrations") + DEPLOYED + NEXT,
      stderr: "",
      calls: [WHO, SECRETS, SCHEMA, APPLIED, BUILD, "deploy"],
    });
  });

  test("with a migration more than the database has: first the way back is told", () => {
    const older = { objects: MIGRATED.objects.filter((name) => !isMadeLast(name)), applied: MIGRATIONS.slice(0, -1) };
    assert.deepEqual(deploy({ state: older }), {
      status: 0,
      stdout:
        CHECKED("secrets: JWT_HS256_SECRET", `migrations to apply: ${LAST}`) +
        "The way back: npx wrangler d1 time-travel restore DB --bookmark=00000001-mark\n" +
        `Applying migrations to the database: ${LAST}\nMigrated\n` +
        DEPLOYED +
        NEXT,
      stderr: "",
      calls: [WHO, SECRETS, SCHEMA, APPLIED, BUILD, MARK, APPLY, SCHEMA, APPLIED, "deploy"],
    });
  });

  test("users alone are enough to sign in", () => {
    const { status, stdout, calls } = deploy({ state: { ...MIGRATED, secrets: [], users: ["cti"] } });
    assert.deepEqual([status, stdout], [0, CHECKED("secrets: none", "the database has all migrations") + DEPLOYED + NEXT]);
    assert.deepEqual(calls.slice(-2), ["deploy", USERS]);
  });

  test("only checks: changes nothing", () => {
    assert.deepEqual(deploy({ args: ["--check"] }), {
      status: 0,
      stdout:
        CHECKED("secrets: JWT_HS256_SECRET", `migrations to apply: ${MIGRATIONS.join(", ")}`) +
        "All checks passed; nothing was changed.\n",
      stderr: "",
      calls: [WHO, SECRETS, SCHEMA, BUILD],
    });
  });
});

describe("what is refused, and what to do", () => {
  const WAY_OUT = (file) => `See docs/deploy.md, "When a migration is refused", and mend ${file} before anything else.`;
  const vars = (text) => (toml) => `${toml}\n[vars]\n${text}\n`;
  const CHECKS = [WHO, SECRETS, SCHEMA];
  for (const [what, options, reason, calls, shown = ""] of [
    [
      "a database without an id",
      { config: (text) => text.replace(ID, "00000000-0000-0000-0000-000000000000") },
      "wrangler.toml names no database yet. Run `npx wrangler d1 create help-request --location weur` once (or another location, " +
        "see docs/deploy.md), and put the id that it prints into database_id.",
      [],
    ],
    [
      "a configuration that is not TOML",
      { config: () => "name = " },
      "wrangler.toml cannot be read: Invalid TOML document: invalid value\n\n1:  name = \n           ^\n",
      [],
    ],
    [
      "no database",
      { config: (text) => text.replace('binding = "DB"', 'binding = "OTHER"') },
      "wrangler.toml binds no database as DB; take [[d1_databases]] from the project's wrangler.toml.",
      [],
    ],
    [
      "no databases at all",
      { config: () => 'name = "help-request-api"' },
      "wrangler.toml binds no database as DB; take [[d1_databases]] from the project's wrangler.toml.",
      [],
    ],
    [
      "one table in place of a list of databases",
      { config: (text) => text.replace("[[d1_databases]]", "[d1_databases]") },
      "wrangler.toml binds no database as DB; take [[d1_databases]] from the project's wrangler.toml.",
      [],
    ],
    [
      "a domain beside workers.dev",
      { config: (text) => `routes = [{ pattern = "help.example.com", custom_domain = true }]\n${text}` },
      "wrangler.toml has a domain, but workers_dev is on too: anyone could pass by the rules of the domain's zone at workers.dev. " +
        "Set workers_dev = false.",
      [],
    ],
    [
      "nobody signed in",
      { state: { failures: { whoami: '{"loggedIn":false}' } } },
      "wrangler is not signed in to Cloudflare; run `npx wrangler login`, or set CLOUDFLARE_API_TOKEN.",
      [WHO],
    ],
    [
      "secrets that cannot be listed",
      { state: { failures: { secret: "Authentication error [code: 10000]\n" } } },
      "The secrets cannot be listed. wrangler said:\nAuthentication error [code: 10000]",
      [WHO, SECRETS],
    ],
    [
      "a secret among the variables",
      { config: vars('JWT_HS256_SECRET = "x"') },
      "JWT_HS256_SECRET is a secret, but stands in the configuration, which goes into version control. Take it out, choose " +
        "another, and set it by `npx wrangler secret put JWT_HS256_SECRET`.",
      [WHO, SECRETS],
    ],
    [
      "an issuer of tokens without a key",
      { state: { secrets: ["OTHER"] }, config: vars('JWT_ISSUER = "https://idp.example.com"') },
      "JWT_ISSUER is set, but no key that tokens are checked with. Run `npx wrangler secret put JWT_HS256_SECRET`, set JWT_JWKS or " +
        "JWT_JWKS_URL, or remove JWT_ISSUER.",
      [WHO, SECRETS],
    ],
    [
      "a database that cannot be asked",
      { state: { failures: { "d1 execute": JSON.stringify({ error: { text: "x" } }) } } },
      'wrangler failed: {"error":{"text":"x"}}',
      CHECKS,
    ],
    [
      "a database that is newer than the code",
      { state: { ...MIGRATED, applied: [...MIGRATIONS, "0099_later.sql"] } },
      "The database has migrations that this copy of the project does not have: 0099_later.sql. It is newer than the code here; " +
        "deploy from a newer copy.",
      [...CHECKS, APPLIED],
    ],
    [
      "a migration that was noted and not applied",
      { state: { ...MIGRATED, objects: MIGRATED.objects.filter((name) => !isMadeLast(name)) } },
      `The database lacks what its migrations make: ${MADE_LAST.map(([type, name]) => `${type} ${name} of ${LAST}`).join(", ")}. ${WAY_OUT(LAST)}`,
      [...CHECKS, APPLIED],
    ],
    [
      "a build that fails",
      { state: { failures: { "deploy --dry-run": "error: expected `;`\n" } } },
      "The Worker cannot be built. wrangler said:\nerror: expected `;`",
      [...CHECKS, BUILD],
    ],
    [
      "a warning of wrangler",
      { state: { dryRun: "▲ [WARNING] Unexpected fields\n" } },
      "wrangler warns of something; mend it first. It said:\n▲ [WARNING] Unexpected fields",
      [...CHECKS, BUILD],
    ],
    [
      "a database whose way back is not known",
      {
        state: {
          objects: MIGRATED.objects.filter((name) => !isMadeLast(name)),
          applied: MIGRATIONS.slice(0, -1),
          failures: { "d1 time-travel": "Unknown database\n" },
        },
      },
      "The database's bookmark, the way back, cannot be read. wrangler said:\nUnknown database",
      [...CHECKS, APPLIED, BUILD, MARK],
    ],
    [
      "a migration that D1 refuses",
      { state: { failures: { "d1 migrations": "incomplete input: SQLITE_ERROR [code: 7500]\n" } } },
      `A migration was refused; the Worker was not deployed. ${WAY_OUT("the migration's file")}`,
      [...CHECKS, BUILD, APPLY],
      "incomplete input: SQLITE_ERROR [code: 7500]\n",
    ],
    [
      "migrations that leave something out",
      { state: { migrated: { ...MIGRATED, objects: MIGRATED.objects.filter((name) => name !== "sys_audit") } } },
      `The database lacks what its migrations make: view sys_audit of ${AUDIT}. ${WAY_OUT(AUDIT)}`,
      [...CHECKS, BUILD, APPLY, SCHEMA, APPLIED],
    ],
    [
      "a CPU limit on the free plan",
      { state: { failures: { "deploy$": "CPU limits are not supported for the Free plan. [code: 100328]\n" } } },
      "Cloudflare's free plan takes no CPU limit: remove [limits] and cpu_ms from wrangler.toml and run this again.",
      [...CHECKS, BUILD, APPLY, SCHEMA, APPLIED, "deploy"],
      "CPU limits are not supported for the Free plan. [code: 100328]\n",
    ],
    [
      "a Worker that Cloudflare does not take",
      { state: { failures: { "deploy$": "Script startup exceeded CPU time limit. [code: 10021]\n" } } },
      "The Worker was not deployed; the one before still runs. Mend what wrangler says above and run this again.",
      [...CHECKS, BUILD, APPLY, SCHEMA, APPLIED, "deploy"],
      "Script startup exceeded CPU time limit. [code: 10021]\n",
    ],
    [
      "no wrangler",
      { wrangler: join(directory, "none") },
      "wrangler cannot be started (ENOENT); run `make setup` first.",
      [],
    ],
    ["an unknown option", { args: ["--chek"] }, "Unknown option '--chek'", []],
  ]) {
    test(what, () => {
      const answer = deploy(options);
      assert.deepEqual([answer.status, answer.stderr, answer.calls], [1, `${shown}\n${reason}\n`, calls]);
    });
  }
});
