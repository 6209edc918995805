// Contract, section 4: the operator's command scripts/user.mjs, and what its users may then do over HTTP.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { expectFailure, UNAUTHORIZED } from "./support/expect.mjs";
import { directory, said, standIn, state, textsSince, user } from "./support/operator.mjs";
import { start } from "./support/service.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

const ROLE = "interaction_integration_user";
const SAMPLE_PASSWORD = "help-request-demo";
const CHOSEN = "correct: horse 'battery' stäple";
const CHANGED = "another good password";
const STARTED = Date.now();

const basic = (name, password) => `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

async function call(service, name, password) {
  const body = { interaction: await service.interaction(), action: "monitor" };
  return service.post(body, { authorization: basic(name, password) });
}

async function status(service, name, password) {
  return (await call(service, name, password)).status;
}

const first = {
  create: await user(["create", "chosen.user@example-1", "--role", ROLE, "--role", "itil"], { input: `${CHOSEN}\r\nignored` }),
  generate: await user(["create", "generated_user", "--role", ROLE, "--generate"]),
  password: await user(["password", "cti.integration"], { input: CHANGED }),
  activate: await user(["activate", "former.integration"]),
  grant: await user(["grant", "agent.desk", ROLE]),
};
const generated = first.generate.stdout.trimEnd();
const before = await start({ template: state });

const second = {
  revoke: await user(["revoke", "chosen.user@example-1", ROLE]),
  deactivate: await user(["deactivate", "generated_user"]),
  grantAgain: await user(["grant", "agent.desk", ROLE]),
  list: await user(["list"]),
};
const later = await start({ template: state });
const commands = [...Object.values(first), ...Object.values(second)];

test("what is said, and on which stream", () => {
  assert.deepEqual(said(first.create), [0, "", `Created user chosen.user@example-1 with roles ${ROLE}, itil.\n`]);
  assert.deepEqual(said(first.generate), [0, `${generated}\n`, `Created user generated_user with role ${ROLE}.\n`]);
  assert.deepEqual(said(first.password), [0, "", "Changed the password of cti.integration. This takes effect within 60 seconds.\n"]);
  assert.deepEqual(said(first.activate), [0, "", "Activated user former.integration.\n"]);
  assert.deepEqual(said(first.grant), [0, "", `Granted role ${ROLE} to agent.desk. This takes effect within 60 seconds.\n`]);
  assert.deepEqual(said(second.revoke), [0, "", `Revoked role ${ROLE} from chosen.user@example-1. This takes effect within 60 seconds.\n`]);
  assert.deepEqual(said(second.deactivate), [0, "", "Deactivated user generated_user. This takes effect within 60 seconds.\n"]);
  assert.deepEqual(said(second.grantAgain), [0, "", `User agent.desk has role ${ROLE} already; nothing was changed.\n`]);
  const list = `\
USER NAME              ACTIVE  ROLES
admin                  yes     admin
agent.desk             yes     ${ROLE}
chosen.user@example-1  yes     itil
cti.integration        yes     ${ROLE}
former.integration     yes     ${ROLE}
generated_user         no      ${ROLE}
`;
  assert.deepEqual(said(second.list), [0, list, ""]);
});

test("a user with a chosen password calls with it, and with no other", async () => {
  assert.equal(await status(before, "chosen.user@example-1", CHOSEN), 200);
  assert.equal(await status(before, "chosen.user@example-1", `${CHOSEN} `), 401);
  assert.equal(await status(before, "chosen.user@example-1", CHANGED), 401);
  assert.equal(await status(before, "Chosen.user@example-1", CHOSEN), 401);
});

test("a user with a generated password calls with it, and with no other", async () => {
  assert.match(generated, /^[0-9a-f]{48}$/);
  assert.equal(await status(before, "generated_user", generated), 200);
  assert.equal(await status(before, "generated_user", generated.toUpperCase()), 401);
  assert.equal(await status(before, "generated_user", CHOSEN), 401);
});

test("a changed password replaces the old one", async () => {
  assert.equal(await status(before, "cti.integration", CHANGED), 200);
  assert.equal(await status(before, "cti.integration", SAMPLE_PASSWORD), 401);
});

test("an activated user, and one who was granted the role, may call", async () => {
  assert.equal(await status(before, "former.integration", SAMPLE_PASSWORD), 200);
  assert.equal(await status(before, "agent.desk", SAMPLE_PASSWORD), 200);
});

test("without the role it is 403, and a deactivated user's right password is as wrong as any", async () => {
  expectFailure(await call(later, "chosen.user@example-1", CHOSEN), 403, ...UNAUTHORIZED);
  assert.equal(await status(later, "generated_user", generated), 401);
  assert.equal(await status(later, "former.integration", SAMPLE_PASSWORD), 200);
});

test("passwords are stored as the two kinds of PHC strings, each with a salt of its own", async () => {
  const rows = await later.rows("SELECT user_name, user_password FROM sys_user");
  const stored = Object.fromEntries(rows.map((row) => [row.user_name, row.user_password]));
  const slow = /^\$pbkdf2-sha256\$i=100000,l=32\$([A-Za-z0-9+/]{22})\$[A-Za-z0-9+/]{43}$/;
  assert.match(stored["chosen.user@example-1"], slow);
  assert.match(stored["cti.integration"], slow);
  assert.notEqual(slow.exec(stored["chosen.user@example-1"])[1], slow.exec(stored["cti.integration"])[1]);
  assert.match(stored.generated_user, /^\$hmac-sha256\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
});

test("the sys_ columns say when, how often and by whom", async () => {
  const users = await later.rows("SELECT * FROM sys_user WHERE user_name IN ('generated_user', 'cti.integration') ORDER BY user_name DESC");
  const [created, changed] = users;
  assert.match(created.sys_id, /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
  const age = parseInt(created.sys_id.slice(0, 12), 16) - STARTED;
  assert.ok(age >= 0 && age < 60_000, `made ${age} ms after the start`);
  assert.deepEqual([created.sys_mod_count, changed.sys_mod_count], [1, 1]);
  assert.match(created.sys_created_by, /^[A-Za-z0-9._@-]{1,100}$/);
  assert.equal(created.sys_updated_by, created.sys_created_by);
  assert.ok(created.sys_updated_on > created.sys_created_on);
  assert.deepEqual([changed.sys_created_on, changed.sys_created_by], ["2026-02-18 08:00:00", "system"]);
  assert.equal(changed.sys_updated_by, created.sys_created_by);
  assert.ok(changed.sys_updated_on > changed.sys_created_on);
  const roles = await later.rows("SELECT * FROM sys_user_has_role WHERE sys_created_by <> 'system' ORDER BY sys_id");
  assert.deepEqual(roles.map((row) => row.role), ["itil", ROLE, ROLE]);
  for (const row of roles) assert.match(row.sys_id, /^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
});

test("neither a password nor its hash is on a command line, in an environment, an output, a log or a file that stays", async () => {
  const stored = (await later.rows("SELECT user_password FROM sys_user WHERE sys_updated_by <> 'system'")).map((row) => row.user_password);
  const calls = commands.flatMap((command) => command.calls);
  const written = calls.filter((call) => call.sql);
  assert.equal(written.length, 3);
  for (const { sql, modes } of written) {
    assert.ok(stored.some((hash) => sql.includes(hash)));
    assert.deepEqual(modes, ["700", "600"]);
  }
  const hashes = stored.flatMap((hash) => [hash, hash.split("$").at(-1)]);
  const secrets = [CHOSEN, CHANGED, generated, ...hashes];
  const holds = (text) => secrets.some((secret) => text.includes(secret));
  for (const { args, env, log } of calls) {
    assert.ok(log.length > 0);
    for (const text of [...args, ...Object.values(env), log]) assert.ok(!holds(text));
  }
  const outputs = commands.map(({ stdout, stderr }) => stdout + stderr).join("");
  assert.ok(!holds(outputs.replace(`${generated}\n`, "")));
  assert.deepEqual(commands.flatMap((command) => command.left), []);
  const temporary = commands.map((command) => command.temporary);
  for (const place of [...temporary, join(root, ".wrangler/logs"), join(root, ".wrangler/tmp"), join(root, "dev/.wrangler")]) {
    for (const text of textsSince(place, STARTED)) assert.ok(!holds(text), place);
  }
});

const FOUND = 'if (!file) answer([{ results: [{ active: 1 }] }, { results: [] }], 0);';
const NOT_FOUND = "if (!file) answer([{ results: [] }], 0);";
const files = ({ calls }) => calls.filter((call) => call.sql);
// As wrangler does it on the deployed database.
const PROGRESS = 'process.stdout.write("├ Checking if file needs uploading\\n│\\n");';
const found = standIn("found", `${FOUND}\n${PROGRESS}\nanswer([], 0);`);

describe("without a database", { concurrency: 4 }, () => {
  for (const [what, args, input, sentence] of [
    ["no command", [], "", /^Name one of the commands create, /],
    ["an unknown command", ["remove", "x"], "", /^Name one of the commands create, /],
    ["a command that is a property of every object", ["constructor", "x"], "", /^Name one of the commands create, /],
    ["a password as an argument", ["password", "x", "secret-secret-secret"], "", /^After password comes <user_name>; /],
    ["a password as an option", ["create", "x", "--password=secret-secret-secret"], "", /^The options are not as expected; /],
    ["an option of another command", ["grant", "x", "y", "--generate"], "", /^grant takes no --generate; /],
    ["a quote in a user name", ["create", "x' OR 1=1 --"], "", /^A user name has 1 to 100 characters: /],
    ["a colon in a user name", ["create", "x:y"], "", /^A user name has 1 to 100 characters: /],
    ["a line feed in a user name", ["create", "x\n"], "", /^A user name has 1 to 100 characters: /],
    ["a letter beyond ASCII in a user name", ["create", "jürgen"], "", /^A user name has 1 to 100 characters: /],
    ["an empty user name", ["create", ""], "", /^A user name has 1 to 100 characters: /],
    ["a long user name", ["create", "x".repeat(101)], "", /^A user name has 1 to 100 characters: /],
    ["a role in capitals", ["grant", "x", "Admin"], "", /^A role has 1 to 100 characters: /],
    ["an empty role", ["create", "x", "--role", ""], "", /^A role has 1 to 100 characters: /],
    ["a state of the deployed database", ["list", "--remote"], "", /^--state is for the local database only/],
  ]) {
    test(`refused before wrangler is called: ${what}`, async () => {
      const answer = await user(args, { input });
      assert.match(answer.stderr, sentence);
      assert.doesNotMatch(answer.stderr, /secret|\n.|OR 1=1/);
      assert.deepEqual([answer.code, answer.stdout, answer.calls], [1, "", []]);
    });
  }

  for (const [what, input, code, sentence] of [
    ["11 characters", "🔑234567890ü\n", 1, "A password needs at least 12 characters; nothing was changed.\n"],
    ["12 characters", "🔑2345678901ü\n", 0, "Changed the password of x. This takes effect within 60 seconds.\n"],
    ["1000 characters", "ü".repeat(1000), 0, "Changed the password of x. This takes effect within 60 seconds.\n"],
    ["1001 characters", "ü".repeat(1001), 1, "A password has at most 1000 characters; nothing was changed.\n"],
    ["a tabulator", "twelve\tcharacters", 1, "A password has no control characters; nothing was changed.\n"],
    ["not UTF-8", Buffer.from("twelve characters \xff", "latin1"), 1, "The password on standard input is not UTF-8; nothing was changed.\n"],
    ["an empty line", "\n", 1, "A password needs at least 12 characters; nothing was changed.\n"],
    ["nothing", "", 1, "Standard input has no password; nothing was changed.\n"],
  ]) {
    test(`a chosen password of ${what}`, async () => {
      const answer = await user(["password", "x"], { input, wrangler: found });
      assert.deepEqual(said(answer), [code, "", sentence]);
      assert.equal(files(answer).length, code === 0 ? 1 : 0);
      assert.deepEqual(answer.left, []);
    });
  }

  for (const [what, args, sentence] of [
    ["revoking a role that is not held", ["revoke", "x", "y"], "User x does not have role y; nothing was changed.\n"],
    ["activating an active user", ["activate", "x"], "User x is active already; nothing was changed.\n"],
    ["deactivating an inactive user", ["deactivate", "x"], "User x is inactive already; nothing was changed.\n"],
  ]) {
    test(`${what} is no fault`, async () => {
      assert.deepEqual(said(await user(args, { wrangler: found })), [0, "", sentence]);
    });
  }

  test("an unknown user's password, roles and activity cannot be changed", async () => {
    const wrangler = standIn("not-found", "answer([{ results: [] }, { results: [] }], 0);");
    for (const args of [["password", "x", "--generate"], ["grant", "x", "y"], ["revoke", "x", "y"], ["activate", "x"], ["deactivate", "x"]]) {
      const answer = await user(args, { wrangler });
      assert.deepEqual(said(answer), [1, "", "There is no user x; nothing was changed.\n"]);
      assert.deepEqual(files(answer), []);
    }
  });

  test("an existing user is not created again", async () => {
    const answer = await user(["create", "x", "--generate"], { wrangler: found });
    assert.deepEqual(said(answer), [1, "", "User x exists already; nothing was changed.\n"]);
    assert.deepEqual(files(answer), []);
  });

  test("a user whom somebody else creates at the same moment exists already", async () => {
    const text = "UNIQUE constraint failed: sys_user.user_name: SQLITE_CONSTRAINT";
    const wrangler = standIn("unique", `${NOT_FOUND}\nanswer({ error: { text: ${JSON.stringify(text)} } }, 1);`);
    const answer = await user(["create", "x", "--generate"], { wrangler });
    assert.deepEqual(said(answer), [1, "", "User x exists already; nothing was changed.\n"]);
    assert.deepEqual(answer.left, []);
  });

  test("when wrangler fails, its reason is said without the hash, no password is printed and nothing stays", async () => {
    const wrangler = standIn("failing", `${NOT_FOUND}\nanswer({ error: { text: "Cannot run " + call.sql, notes: [{ text: "Sorry." }] } }, 1);`);
    const answer = await user(["create", "x", "--generate"], { wrangler });
    const [{ sql }] = files(answer);
    const [hash] = /\$hmac-sha256[^']*/.exec(sql);
    assert.equal(answer.stderr, `wrangler failed: Cannot run ${sql.replace(hash, "[hash]").replace(/\s+/g, " ").trim()} Sorry.\n`);
    assert.deepEqual([answer.code, answer.stdout], [1, ""]);
    assert.deepEqual(answer.left, []);
  });

  test("a wrangler that breaks off is not taken for success", async () => {
    const wrangler = standIn("silent", `${NOT_FOUND}\nprocess.exit(0);`);
    const answer = await user(["create", "x", "--generate"], { wrangler });
    assert.deepEqual(said(answer), [1, "", "wrangler failed: it gave no reason\n"]);
    assert.deepEqual(answer.left, []);
  });

  test("a signal in the midst leaves nothing behind", async () => {
    const wrangler = standIn("slow", `${NOT_FOUND}\nrecord(); setTimeout(() => {}, 60000);`);
    const answer = await user(["create", "x", "--generate"], { wrangler, interrupted: true });
    assert.deepEqual(said(answer), [1, "", "Interrupted; the change may or may not have been made.\n"]);
    assert.deepEqual(answer.left, []);
  });

  test("no wrangler, no tables and no sign-in to Cloudflare are said in one sentence", async () => {
    const answer = (text) => standIn("unready", `answer({ error: { text: ${JSON.stringify(text)} } }, 1);`);
    const absent = await user(["list"], { wrangler: join(directory, "absent") });
    assert.deepEqual(said(absent), [1, "", "wrangler cannot be started (ENOENT); run `make setup` first.\n"]);
    const unmigrated = await user(["list"], { wrangler: answer("no such table: sys_user at offset 1: SQLITE_ERROR") });
    assert.deepEqual(said(unmigrated), [1, "", "The database lacks tables for users and their credentials; run make run (once) first.\n"]);
    const text = "In a non-interactive environment, it's necessary to set a CLOUDFLARE_API_TOKEN environment variable";
    const stranger = await user(["list", "--remote"], { wrangler: answer(text), local: false });
    const sentence = "wrangler is not signed in to Cloudflare; run npx wrangler login, or set CLOUDFLARE_API_TOKEN.\n";
    assert.deepEqual(said(stranger), [1, "", sentence]);
  });

  test("--remote names the deployed configuration and leaves the operator's sign-in alone", async () => {
    const grant = await user(["grant", "x", "y", "--remote"], { wrangler: found, local: false });
    const password = await user(["password", "x", "--generate", "--remote"], { wrangler: found, local: false });
    assert.deepEqual([grant.code, password.code], [0, 0]);
    const made = [...grant.calls, ...password.calls];
    assert.equal(made.length, 3);
    for (const { args, env } of made) {
      assert.deepEqual(args.slice(0, 6), ["--config", "wrangler.toml", "d1", "execute", "DB", "--remote"]);
      assert.ok(!args.includes("--persist-to") && !args.includes("--local"));
      assert.equal(env.XDG_CONFIG_HOME, process.env.XDG_CONFIG_HOME);
    }
  });

  test("--help prints the usage", async () => {
    const answer = await user(["--help"], { local: false });
    assert.deepEqual([answer.code, answer.stderr], [0, ""]);
    for (const word of ["create", "password", "grant", "revoke", "activate", "deactivate", "list", "--remote"]) {
      assert.ok(answer.stdout.includes(`  ${word}`));
    }
  });
});
