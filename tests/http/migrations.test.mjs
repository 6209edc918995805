// Migrations have to be taken by Cloudflare, which splits them otherwise than wrangler does here. The rules and their reasons
// are in support/migration-rules.mjs.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { Miniflare } from "miniflare";
import { brokenRules, sent, split } from "./support/migration-rules.mjs";
import { start } from "./support/service.mjs";

const folder = new URL("../../migrations/", import.meta.url);
const names = readdirSync(folder).sort();
const migrations = names.map((name) => [name, readFileSync(new URL(name, folder), "utf8")]);
const MANY = (length) => Array(length).fill("1").join(", ");

test("each keeps to the rules", () => {
  const broken = Object.fromEntries(migrations.map(([name, sql]) => [name, brokenRules(name, sql)]));
  assert.deepEqual(broken, Object.fromEntries(names.map((name) => [name, []])));
});

test("they are numbered without a gap", () => {
  assert.deepEqual(names.map((name) => name.slice(0, 4)), names.map((_, at) => String(at + 1).padStart(4, "0")));
});

/** A row of the schema without its comments and line ends, which wrangler drops here. */
function plain({ sql, ...row }) {
  return { ...row, sql: sql && sql.replace(/--[^\n]*/g, "").replace(/\s+/g, " ") };
}

for (const knowsComments of [true, false]) {
  test(`statement by statement they make the schema that wrangler makes, ${knowsComments ? "comments known" : "comments not known"}`, async () => {
    const empty = new Miniflare({ cf: false, modules: true, script: "export default {}", d1Databases: { DB: "empty" } });
    after(() => empty.dispose());
    const database = await empty.getD1Database("DB");
    await database.prepare("CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)").run();
    for (const [name, sql] of migrations) {
      for (const statement of split(sent(name, sql), { knowsComments })) await database.prepare(statement).run();
    }
    const everything = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name <> 'd1_migrations' ORDER BY type, name";
    const applied = "SELECT name FROM d1_migrations ORDER BY id";
    const read = async (sql) => (await database.prepare(sql).all()).results;
    const service = await start();
    assert.deepEqual((await read(everything)).map(plain), (await service.rows(everything)).map(plain));
    assert.deepEqual(await read(applied), names.map((name) => ({ name })));
  });
}

describe("a migration that breaks a rule is found", () => {
  const TABLE = "-- A table.\nCREATE TABLE a (b TEXT) STRICT;\n";
  const TRIGGER = "-- A trigger.\nCREATE TRIGGER a AFTER INSERT ON b WHEN new.c\nBEGIN\n  SELECT RAISE(ABORT, 'd;');\n  DELETE FROM e;\nEND;\n";
  const SAME = "has the same statements for one who does not know comments";
  for (const [what, sql, rules] of [
    ["none: a table", TABLE, []],
    ["none: a trigger", TRIGGER, []],
    ["none: as many arguments as are allowed", `${TABLE}SELECT f(g(1), ${MANY(31)});\n`, []],
    ["no first line", TABLE.slice(TABLE.indexOf("\n") + 1), ["says in its first line what is in it"]],
    ["CRLF", TRIGGER.replaceAll("\n", "\r\n"), ["ends its lines with LF"]],
    ["an apostrophe in a comment", `-- The user's table.\n${TABLE}`, ["has no quotes and semicolons in comments", SAME]],
    ["a pair of quotes in a comment", `-- The "user".\n${TABLE}`, ["has no quotes and semicolons in comments"]],
    ["a semicolon in a comment", TABLE.replace("(b", "(-- One; two.\nb"), ["has no quotes and semicolons in comments", SAME]],
    ["a quote in a comment of many lines", `${TABLE}/* a\n'b */ SELECT 1;\n`, ["has no quotes and semicolons in comments", SAME]],
    ["a keyword in lower case", TABLE.replace("TABLE", "table"), ["writes keywords in upper case"]],
    ["begin and end in lower case", TRIGGER.replace("BEGIN", "begin").replace("END", "end"), [
      "writes keywords in upper case",
      "has no CASE and no second END in a trigger",
    ]],
    ["a trigger beside a table", TABLE + TRIGGER, ["has a trigger to itself"]],
    ["two triggers", TRIGGER + TRIGGER, ["has a trigger to itself", "has no CASE and no second END in a trigger"]],
    ["a temporary trigger beside a table", TABLE + TRIGGER.replace("TRIGGER", "TEMP TRIGGER"), ["has a trigger to itself"]],
    ["CASE at the end of a statement", TRIGGER.replace("SELECT RAISE(ABORT, 'd;')", "SELECT CASE WHEN new.c THEN 1 END"), [
      "has a trigger to itself",
      "has no CASE and no second END in a trigger",
    ]],
    ["CASE in brackets", TRIGGER.replace("RAISE(ABORT, 'd;')", "(CASE WHEN new.c THEN 1 END)"), [
      "has no CASE and no second END in a trigger",
    ]],
    ["no semicolon at the end", TABLE.replace(";", ""), ["ends with a semicolon"]],
    ["a function with 33 arguments", `${TABLE}SELECT f(${MANY(33)});\n`, ["gives no function more than 32 arguments"]],
    ["the same with a blank, within another", `${TABLE}SELECT g(f (${MANY(33)}));\n`, ["gives no function more than 32 arguments"]],
  ]) {
    test(what, () => assert.deepEqual(brokenRules("0001_a.sql", sql), rules));
  }
  test("a name without its number", () => {
    assert.deepEqual(brokenRules("a.sql", TABLE), ["is called by four digits and what it makes"]);
  });
  test("the statements that D1 makes of a trigger with CASE", () => {
    const sql = "CREATE TRIGGER a AFTER INSERT ON b BEGIN SELECT CASE WHEN c THEN 1 END; END; SELECT ';';";
    assert.deepEqual(split(sql, { knowsComments: true }), [
      "CREATE TRIGGER a AFTER INSERT ON b BEGIN SELECT CASE WHEN c THEN 1 END",
      "END",
      "SELECT ';'",
    ]);
  });
});
