// Contract, section 15: the operator's command for OAuth clients, refresh tokens and API keys, and what they then open.
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { asClient, ask, dump, withPassword, withRefreshToken } from "./support/oauth.mjs";
import { said, standIn, state, textsSince, user } from "./support/operator.mjs";
import { ENDPOINT, start } from "./support/service.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const STARTED = Date.now();
const ACCESS_TOKENS = "Access tokens that were issued are good for up to 31 minutes more.\n";

/** The id and the secret that were printed. */
function client({ stdout }) {
  const [, client_id, client_secret] = /^client_id=([0-9a-f]{32})\nclient_secret=([0-9a-f]{48})\n$/.exec(stdout) ?? assert.fail(stdout);
  return { client_id, client_secret };
}

const first = {
  dialer: await user(["create-client", "dialer", "--user", "cti.integration"]),
  board: await user(["create-client", "board"]),
  key: await user(["create-key", "admin"]),
  other: await user(["create-key", "cti.integration"]),
  password: await user(["create", "changing", "--generate", "--role", "interaction_integration_user"]),
};
const [dialer, board] = [client(first.dialer), client(first.board)];
const [key, other] = [first.key.stdout.trimEnd(), first.other.stdout.trimEnd()];
const password = first.password.stdout.trimEnd();

/** Tokens of chains of these clients and users, put into the operator's database as the Worker does it. */
const before = await start({ template: state });
const chains = {};
for (const [name, fields] of Object.entries({
  dialer: withPassword(dialer),
  admin: withPassword({ ...board, username: "admin" }),
  board: withPassword(board),
  changing: withPassword({ ...board, username: "changing", password }),
})) {
  chains[name] = JSON.parse((await ask(before, fields)).text).refresh_token;
}
const rows = await before.rows("SELECT * FROM oauth_credential");
const values = rows.map((row) => `(${Object.values(row).map((value) => (value === null ? "NULL" : `'${value}'`)).join()})`);
const PUT = `INSERT INTO oauth_credential (${Object.keys(rows[0]).join()}) VALUES ${values.join()}`;

/** Runs a statement on the operator's database. */
async function execute(sql) {
  const { Database } = await import("../../scripts/user/database.mjs");
  return new Database({ state }).query(sql);
}
await execute(PUT);

const second = {
  clients: await user(["list-clients"]),
  keys: await user(["list-keys"]),
  userTokens: await user(["delete-user-tokens", "admin"]),
  userTokensAgain: await user(["delete-user-tokens", "admin"]),
  password: await user(["password", "changing", "--generate"]),
  clientTokens: await user(["delete-client-tokens", "board"]),
  clientTokensAgain: await user(["delete-client-tokens", "board"]),
  client: await user(["delete-client", "dialer"]),
  key: await user(["delete-key", key.slice(0, 32)]),
  left: await user(["list-clients"]),
};
const later = await start({ template: state });
const commands = [...Object.values(first), ...Object.values(second)];

test("what is said, and on which stream", () => {
  assert.deepEqual([first.dialer.code, first.dialer.stderr], [0, "Created OAuth client dialer, which acts as cti.integration, and for users who sign in.\n"]);
  assert.deepEqual([first.board.code, first.board.stderr], [0, "Created OAuth client board, for users who sign in.\n"]);
  assert.deepEqual([first.key.code, first.key.stderr], [0, `Created API key ${key.slice(0, 32)} for user admin.\n`]);
  assert.match(first.key.stdout, /^[0-9a-f]{32}\.[0-9a-f]{48}\n$/);
  assert.deepEqual(said(second.clients), [0, `\
NAME    CLIENT ID                         ACTS AS          REFRESH TOKENS
board   ${board.client_id}  nobody           3
dialer  ${dialer.client_id}  cti.integration  1
local   c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0  cti.integration  0
`, ""]);
  const lines = second.keys.stdout.split("\n");
  assert.equal(lines[0], "ID                                USER NAME        CREATED ON");
  assert.match(lines[1], new RegExp(`^${key.slice(0, 32)}  admin            20\\d\\d-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d$`));
  assert.equal(lines.length, 5);
  assert.deepEqual(said(second.userTokens), [0, "", `Withdrew 1 refresh token of user admin. ${ACCESS_TOKENS}`]);
  assert.deepEqual(said(second.userTokensAgain), [0, "", "User admin has no refresh tokens; nothing was changed.\n"]);
  assert.deepEqual(said(second.clientTokens), [0, "", `Withdrew 1 refresh token of OAuth client board. ${ACCESS_TOKENS}`]);
  assert.deepEqual(said(second.clientTokensAgain), [0, "", "OAuth client board has no refresh tokens; nothing was changed.\n"]);
  assert.deepEqual(said(second.client), [0, "", `Deleted OAuth client dialer and 1 refresh token of it. ${ACCESS_TOKENS}`]);
  assert.deepEqual(said(second.key), [0, "", `Deleted API key ${key.slice(0, 32)}. This takes effect within 60 seconds.\n`]);
  assert.deepEqual(said(second.left), [0, `\
NAME   CLIENT ID                         ACTS AS          REFRESH TOKENS
board  ${board.client_id}  nobody           0
local  c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0  cti.integration  0
`, ""]);
});

const status = async (service, fields) => (await ask(service, fields)).status;
const callWith = async (service, value) => (await service.request("POST", ENDPOINT, { "x-sn-apikey": value }, "{}")).status;

test("a new client and a new key open what they are for", async () => {
  assert.equal(await status(before, asClient(dialer)), 200);
  assert.equal(await status(before, asClient(board)), 401);
  assert.equal(await status(before, withPassword(board)), 200);
  assert.equal(await callWith(before, key), 400);
  assert.equal(await callWith(before, `${key.slice(0, 32)}.${other.slice(33)}`), 401);
});

test("what was withdrawn opens nothing, and what was not still does", async () => {
  assert.equal(await status(later, asClient(dialer)), 401);
  assert.equal(await status(later, withRefreshToken(chains.dialer, dialer)), 401);
  for (const name of ["admin", "board", "changing"]) {
    assert.equal(await status(later, withRefreshToken(chains[name], board)), 401, name);
    assert.equal(await status(before, withRefreshToken(chains[name], board)), 200, name);
  }
  assert.equal(await callWith(later, key), 401);
  assert.equal(await callWith(later, other), 400);
  assert.equal(await status(later, withPassword(board)), 200);
});

test("secrets are on no command line, in no environment, output, log or file that stays, and not in the database", async () => {
  const secrets = [dialer.client_secret, board.client_secret, key.slice(33), other.slice(33)];
  const holds = (text) => secrets.some((secret) => text.includes(secret));
  for (const { args, env, log, sql, modes } of commands.flatMap((command) => command.calls)) {
    for (const text of [...args, ...Object.values(env), log, sql ?? ""]) assert.ok(!holds(text));
    if (sql) assert.deepEqual(modes, ["700", "600"]);
  }
  for (const command of commands) assert.ok(!holds(command.stderr));
  assert.ok(!holds(second.clients.stdout + second.keys.stdout));
  assert.deepEqual(commands.flatMap((command) => command.left), []);
  for (const place of [join(root, ".wrangler/logs"), join(root, ".wrangler/tmp"), join(root, "dev/.wrangler")]) {
    for (const text of textsSince(place, STARTED)) assert.ok(!holds(text), place);
  }
  const held = await dump(before);
  assert.ok(!holds(held) && held.includes(dialer.client_id));
  for (const { client_secret: stored } of await before.rows("SELECT client_secret FROM oauth_entity WHERE name <> 'local'")) {
    assert.match(stored, /^\$hmac-sha256\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  }
});

describe("without a database", { concurrency: 4 }, () => {
  const NAME = /^The name of a client has 1 to 100 characters: /;
  const KEY = /^The id of a key is what stands before its dot: /;
  for (const [what, args, sentence] of [
    ["no name", ["create-client"], /^After create-client comes <client_name>; /],
    ["a secret as an argument", ["create-client", "x", "secret-secret"], /^After create-client comes <client_name>; /],
    ["a quote in a client's name", ["create-client", "x'--"], NAME],
    ["an empty client's name", ["delete-client", ""], NAME],
    ["a quote in the user's name", ["create-client", "x", "--user", "x'--"], /^A user name has 1 to 100 characters: /],
    ["a user for another command", ["create", "x", "--user", "y"], /^create takes no --user; /],
    ["a whole key", ["delete-key", `${"a".repeat(32)}.secret-secret`], KEY],
    ["an id in capitals", ["delete-key", "A".repeat(32)], KEY],
    ["a quote in a user's name", ["create-key", "x'"], /^A user name has 1 to 100 characters: /],
  ]) {
    test(`refused before wrangler is called: ${what}`, async () => {
      const answer = await user(args);
      assert.match(answer.stderr, sentence);
      assert.doesNotMatch(answer.stderr, /secret-secret|\n.|x'/);
      assert.deepEqual([answer.code, answer.stdout, answer.calls], [1, "", []]);
    });
  }

  const NOT_FOUND = "if (!file) answer([{ results: [] }, { results: [] }], 0);";
  const nothing = standIn("nothing", NOT_FOUND);
  const found = standIn("found-both", "if (!file) answer([{ results: [{}] }, { results: [{}] }], 0);");
  for (const [args, wrangler, sentence] of [
    [["create-client", "x", "--user", "y"], nothing, "There is no user y; nothing was changed.\n"],
    [["create-client", "x"], found, "OAuth client x exists already; nothing was changed.\n"],
    [["delete-client", "x"], nothing, "There is no OAuth client x; nothing was changed.\n"],
    [["delete-client-tokens", "x"], nothing, "There is no OAuth client x; nothing was changed.\n"],
    [["delete-user-tokens", "x"], nothing, "There is no user x; nothing was changed.\n"],
    [["create-key", "x"], nothing, "There is no user x; nothing was changed.\n"],
    [["delete-key", "a".repeat(32)], nothing, `There is no API key ${"a".repeat(32)}; nothing was changed.\n`],
  ]) {
    test(`${args.join(" ")}: ${sentence}`, async () => {
      const answer = await user(args, { wrangler });
      assert.deepEqual(said(answer), [1, "", sentence]);
      assert.ok(answer.calls.every((call) => !call.sql));
    });
  }

  test("a client whom somebody else creates at the same moment exists already, and no secret is printed", async () => {
    const text = "UNIQUE constraint failed: oauth_entity.name: SQLITE_CONSTRAINT";
    const wrangler = standIn("unique-client", `${NOT_FOUND}\nanswer({ error: { text: ${JSON.stringify(text)} } }, 1);`);
    assert.deepEqual(said(await user(["create-client", "x"], { wrangler })), [1, "", "OAuth client x exists already; nothing was changed.\n"]);
  });

  test("when wrangler fails, no secret is printed and nothing stays", async () => {
    const wrangler = standIn("failing-key", `if (!file) answer([{ results: [{}] }], 0);\nanswer({ error: { text: "Cannot run " + call.sql } }, 1);`);
    const answer = await user(["create-key", "x"], { wrangler });
    assert.match(answer.stderr, /^wrangler failed: Cannot run INSERT INTO api_key .*\[hash\]/);
    assert.deepEqual([answer.code, answer.stdout, answer.left], [1, "", []]);
  });

  test("a database without the tables is said in one sentence", async () => {
    const wrangler = standIn("no-tables", `answer({ error: { text: "no such table: oauth_entity at offset 1" } }, 1);`);
    const sentence = "The database lacks tables for users and their credentials; run make run (once) first.\n";
    assert.deepEqual(said(await user(["list-clients"], { wrangler })), [1, "", sentence]);
  });

  test("--remote names the deployed configuration", async () => {
    const { code, calls } = await user(["create-key", "x", "--remote"], { wrangler: standIn("remote", `if (!file) answer([{ results: [{}] }], 0);\nanswer([], 0);`), local: false });
    assert.deepEqual([code, calls.length], [0, 2]);
    for (const { args } of calls) assert.deepEqual(args.slice(0, 6), ["--config", "wrangler.toml", "d1", "execute", "DB", "--remote"]);
  });

  test("--help names all commands", async () => {
    const { stdout } = await user(["--help"], { local: false });
    for (const word of ["create-client", "delete-client", "list-clients", "delete-client-tokens", "delete-user-tokens", "create-key", "delete-key", "list-keys"]) {
      assert.ok(stdout.includes(`\n  ${word}`), word);
    }
  });
});
