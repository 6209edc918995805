// The operator's command scripts/check-deployment.mjs against the local service: what it says of a sound one, that each of its
// checks can fail, and that it prints no credentials.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { claims, SECRET, start, TOKEN } from "./support/service.mjs";
import { hs256 } from "./support/tokens.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "help-request-check-test-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const service = await start();
const ADMIN = { CHECK_TOKEN: hs256(claims({ roles: ["admin"] }), SECRET) };
const INTEGRATION = { CHECK_TOKEN: TOKEN };
const BASIC = { CHECK_USER: "cti.integration", CHECK_PASSWORD: "help-request-demo" };
const FIRST_INTERACTION = "IMS0000003";

/** Runs the command; the answer has what it said, with milliseconds as `n`. */
async function check(url, args, variables = {}) {
  const { CHECK_TOKEN, CHECK_USER, CHECK_PASSWORD, ...env } = process.env;
  const child = spawn(process.execPath, [join(root, "scripts/check-deployment.mjs"), ...(url ? [url] : []), ...args], {
    env: { ...env, ...variables },
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].on("data", (chunk) => (said[name] += chunk));
  const code = await new Promise((resolve) => child.on("close", resolve));
  const plain = said.stdout
    .replaceAll(url, "URL")
    .replace(/\d+ ms/g, "n ms")
    .replace(/\d+ of 500/, "n of 500");
  return { code, stdout: plain, stderr: said.stderr };
}

/** Serves on a port of its own, with `answer(request, response, body)`; its URL. */
async function serve(answer) {
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    answer(request, response, Buffer.concat(chunks).toString());
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** The service behind something that changes its answers: `change` gets the request and returns what differs. */
function behind(change) {
  return serve(async (request, response, body) => {
    const { host, connection, ...headers } = request.headers;
    const answer = await service.request(request.method, request.url, headers, body || undefined);
    const { status = answer.status, headers: more = {}, text = answer.text } = change(request, answer) ?? {};
    const all = { ...answer.headers, ...more };
    for (const name of ["content-length", "transfer-encoding", "content-encoding", "connection", "keep-alive"]) delete all[name];
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    response.writeHead(status, all).end(text);
  });
}

const built = (name) => readFileSync(join(root, "web/build", name), "utf8");
const PAGES = { "/": built("index.html"), "/board": built("board.html"), "/reference": built("reference.html"), "/openapi.json": built("openapi.json") };
const POLICY = { "content-type": "text/html", "content-security-policy": "default-src 'none'" };

const SOUND = {
  health: "ok      Worker and database answer: healthz, readyz and a call with the credentials are 200",
  schema: "skipped Tables and triggers: needs --database",
  arguments: "skipped Arguments of an SQL function: needs --database",
  refusal: "ok      The database's reason for a refusal: a create with an unknown interaction is 404 and says so",
  change:
    "ok      A change, its repetition and its history: made NUMBER with a help action, replayed its repetition, ended it, found that in sys_audit",
  hangUps: "ok      Callers who hang up: n of 500 hung up before the answer; a call takes n ms before and n ms after",
  lists: "look    Two long lists at once: LIST; LIST; --load makes them long",
  queries: "skipped Queries that a firewall may take for attacks: 5 queries by 5 user agents are 200, but only Cloudflare has a firewall",
  urls: "skipped URLs as they are sent: /%68ealthz is as it was sent, //healthz is as it was sent; only Cloudflare normalizes",
  bookmark: "ok      A bookmark of the future: answered in n ms",
  placement: "skipped Near the database: only Cloudflare shows it",
  password: "skipped Sign-in with a password: needs CHECK_USER and CHECK_PASSWORD instead of CHECK_TOKEN",
  pages: "skipped Pages as they were built: only Cloudflare shows it",
  secret: "look    A withdrawn secret: run this with --until-refused 60 and change JWT_HS256_SECRET meanwhile",
  log: "look    The log: dashboard, Workers Logs: one line for each call, its fields indexed, no query strings, no exceededMemory",
  export: "look    Export and import: docs/deploy.md, Restore: export, import into another database, compare",
};

/** The output of a service that differs from a sound one in these lines, whatever its records are. */
function report(changes, counts) {
  return ["Checking URL", ...Object.values({ ...SOUND, ...changes }), counts, ""].join("\n");
}

const plain = (stdout) => stdout.replace(/IMS\d{7}/, "NUMBER").replace(/\d+ records, \d+ characters, n ms/g, "LIST");

const NO_WRITE = {
  refusal: "skipped The database's reason for a refusal: needs --write",
  change: "skipped A change, its repetition and its history: needs --write",
};

describe("a sound service", () => {
  test("without --write nothing is written", async () => {
    const before = await service.everything();
    const { code, stdout, stderr } = await check(service.url.origin, [], BASIC);
    const password = "skipped Sign-in with a password: signed in, but only Cloudflare limits the CPU";
    const expected = report({ ...NO_WRITE, password }, "3 ok, 0 failed, 9 skipped, 4 to look at");
    assert.deepEqual([code, plain(stdout), stderr], [0, expected, ""]);
    assert.deepEqual(await service.everything(), before);
  });

  test("with --write one interaction and one ended help action are", async () => {
    const before = await service.everything();
    const { code, stdout, stderr } = await check(service.url.origin, ["--write"], ADMIN);
    assert.deepEqual([code, plain(stdout), stderr], [0, report({}, "5 ok, 0 failed, 7 skipped, 4 to look at"), ""]);
    const made = await service.everything();
    const added = (table) => made[table].filter(({ sys_id }) => !before[table].some((row) => row.sys_id === sys_id));
    const [interaction] = added("interaction");
    assert.deepEqual([interaction.number, interaction.short_description], [FIRST_INTERACTION, "Check of the deployment"]);
    assert.deepEqual(added("supervisor_help_action").map((row) => [row.interaction, row.action, row.end_time !== null]), [
      [interaction.sys_id, "monitor", true],
    ]);
    assert.deepEqual([added("interaction").length, added("interaction_help_request").length, added("sys_audit").length], [1, 0, 1]);
  });

  test("without the role admin the history cannot be looked at", async () => {
    const { code, stdout } = await check(service.url.origin, ["--write"], INTEGRATION);
    const change = "look    A change, its repetition and its history: made NUMBER; its history was not checked, which needs the role admin";
    assert.deepEqual([code, plain(stdout)], [0, report({ change }, "4 ok, 0 failed, 7 skipped, 5 to look at")]);
  });

  test("behind Cloudflare, which normalizes URLs and serves the pages", async () => {
    const url = await behind((request) => {
      const headers = { "cf-ray": "1", "cf-placement": "remote-FRA" };
      if (request.url in PAGES) return { status: 200, headers: { ...headers, ...POLICY }, text: PAGES[request.url] };
      return request.url.includes("ealthz") ? { status: 200, headers } : { headers };
    });
    const { code, stdout } = await check(url, [], BASIC);
    const found = {
      ...NO_WRITE,
      queries: "ok      Queries that a firewall may take for attacks: 5 queries by 5 user agents are 200",
      urls: "look    URLs as they are sent: /%68ealthz is normalized, //healthz is normalized; a signature over a URL is made of the URL as it was sent",
      placement: "look    Near the database: cf-placement is remote-FRA, a call takes n ms; compare d1_ms in the log from near and far",
      password: "look    Sign-in with a password: signed in; its CPU is in the dashboard under Metrics",
      pages: "ok      Pages as they were built: the pages are as in web/build, with a Content-Security-Policy",
    };
    assert.deepEqual([code, plain(stdout)], [0, report(found, "5 ok, 0 failed, 4 skipped, 7 to look at")]);
  });

  test("that waits for a bookmark of the future until its deadline", async () => {
    const url = await behind((request) => request.headers["x-d1-bookmark"] && { status: 503, headers: { "retry-after": "1" } });
    const { code, stdout } = await check(url, [], INTEGRATION);
    const bookmark = "ok      A bookmark of the future: 503 with Retry-After after n ms";
    assert.deepEqual([code, plain(stdout)], [0, report({ ...NO_WRITE, bookmark }, "3 ok, 0 failed, 9 skipped, 4 to look at")]);
  });

  test("under the policy open", async () => {
    const url = await behind((_request, answer) => (answer.status === 404 ? { status: 200 } : undefined));
    const { code, stdout } = await check(url, ["--write"], ADMIN);
    const refusal = "look    The database's reason for a refusal: the policy is open, so an unknown interaction was recorded and not refused";
    assert.deepEqual([code, plain(stdout)], [0, report({ refusal }, "4 ok, 0 failed, 7 skipped, 5 to look at")]);
  });
});

describe("a check fails", { concurrency: 3 }, () => {
  const ofTable = (table) => (request) => request.url.includes(`/table/${table}`);
  const HTML = { status: 403, headers: { "content-type": "text/html", "x-transaction-id": undefined }, text: "<title>Attention</title>\n\u001b[2J" };
  const SHOWN = "403 text/html: <title>Attention</title> ?[2J";
  for (const [what, change, found] of [
    [
      "the database is out of reach",
      (request) => request.url === "/readyz" && { status: 503, headers: { "content-type": "application/json" }, text: "{}" },
      { health: "FAILED  Worker and database answer: /readyz is 503 application/json: {}" },
    ],
    [
      "the database's reason is not understood",
      (_request, answer) => answer.status === 404 && { status: 500, text: "{}" },
      { refusal: "FAILED  The database's reason for a refusal: expected 404 from the service, got 500 application/json: {}" },
    ],
    [
      "404 without the reason",
      (_request, answer) => answer.status === 404 && { text: "{}" },
      { refusal: "FAILED  The database's reason for a refusal: 404 without the reason: 404 application/json: {}" },
    ],
    [
      "a repetition is carried out",
      () => ({ headers: { "idempotency-replayed": undefined } }),
      { change: "FAILED  A change, its repetition and its history: the repetition was not replayed" },
    ],
    [
      "no history",
      (request) => ofTable("sys_audit")(request) && { text: '{"result":[]}' },
      { change: "FAILED  A change, its repetition and its history: the history has [] instead of [end_time]" },
    ],
    [
      "a firewall takes a query for an attack",
      (request) => request.url.includes("SELECT") && HTML,
      {
        queries: `FAILED  Queries that a firewall may take for attacks: short_descriptionLIKESELECT * FROM sys_user WHERE 1=1^ORshort_descriptionLIKE<script>alert(1)</script> by pysnow is ${SHOWN}`,
      },
    ],
    [
      "a firewall refuses a user agent",
      (request) => request.headers["user-agent"] === undefined && request.url.includes("gs.minutesAgo") && HTML,
      { queries: `FAILED  Queries that a firewall may take for attacks: opened_at>=javascript:gs.minutesAgo(5) by no user agent is ${SHOWN}` },
    ],
    [
      "a bookmark of the future is a defect",
      (request) => request.headers["x-d1-bookmark"]?.startsWith("ffffffff") && { status: 500, text: "{}" },
      { bookmark: "FAILED  A bookmark of the future: 500 application/json: {}" },
    ],
    [
      "a list is refused for more than its length",
      (request) => request.url.includes("sysparm_exclude_reference_link") && { status: 400, headers: { "content-type": "text/html" }, text: "no" },
      { lists: "FAILED  Two long lists at once: expected 400 from the service, got 400 text/html: no" },
    ],
    [
      "long lists end the Worker",
      (request) => request.url.includes("sysparm_exclude_reference_link") && HTML,
      { lists: `FAILED  Two long lists at once: expected 200 from the service, got ${SHOWN}` },
    ],
  ]) {
    test(what, async () => {
      const { code, stdout } = await check(await behind((...call) => change(...call) || undefined), ["--write"], ADMIN);
      const skippedOrLook = "lists" in found ? "7 skipped, 3 to look at" : "queries" in found ? "6 skipped, 4 to look at" : "7 skipped, 4 to look at";
      const sound = "lists" in found || "queries" in found ? 5 : 4;
      assert.deepEqual([code, plain(stdout)], [1, report(found, `${sound} ok, 1 failed, ${skippedOrLook}`)]);
    });
  }

  for (const [what, change, found] of [
    ["the Worker is asked for a page", () => ({}), '/ is 400 application/json: {"error":{"message":"Requested URI does not represent any resource","detail":null},"status":"failure"}'],
    ["a page comes without its headers", (request) => ({ status: 200, headers: { "content-type": "text/html" }, text: PAGES[request.url] }), "/ is 200 text/html: "],
    [
      "the zone writes into a page",
      (request) => ({ status: 200, headers: POLICY, text: PAGES[request.url]?.replace("</head>", request.url === "/" ? "</head>" : '<script src="/x.js"></script></head>') }),
      "/board is not web/build/board.html: deploy again, or switch off what writes into HTML (docs/deploy.md)",
    ],
  ]) {
    test(what, async () => {
      const url = await behind((request) => {
        const { headers = {}, ...answer } = request.url in PAGES ? change(request) : {};
        return { ...answer, headers: { ...headers, "cf-ray": "1" } };
      });
      const { code, stdout } = await check(url, [], INTEGRATION);
      const line = stdout.split("\n").find((line) => line.includes("Pages as they were built"));
      assert.ok(line?.startsWith(`FAILED  Pages as they were built: ${found}`), line);
      assert.equal(code, 1);
    });
  }

  test("no answer of the service itself, and no credentials in what is shown", async () => {
    const url = await serve((request, response) => {
      response.writeHead(403, { "content-type": "text/html" }).end(`<p>${request.headers.authorization} ${BASIC.CHECK_PASSWORD}</p>`);
    });
    const { code, stdout, stderr } = await check(url, ["--write"], BASIC);
    const shown = "403 text/html: <p>Basic [secret] [secret]</p>";
    const failed = (line, text = `expected 200 from the service, got ${shown}`) => `${line.replace(/^\w+ +/, "FAILED  ").split(": ")[0]}: ${text}`;
    const found = {
      health: failed(SOUND.health, "/healthz is 403 text/html: <p>undefined [secret]</p>"),
      refusal: failed(SOUND.refusal, `expected 404 from the service, got ${shown}`),
      change: failed(SOUND.change, `expected 201 from the service, got ${shown}`),
      hangUps: failed(SOUND.hangUps),
      lists: failed(SOUND.lists),
      queries: failed(SOUND.queries, `opened_at>=javascript:gs.minutesAgo(5) by pysnow is ${shown}`),
      bookmark: failed(SOUND.bookmark, shown),
      password: failed(SOUND.password),
    };
    assert.deepEqual([code, stdout, stderr], [1, report(found, "0 ok, 8 failed, 5 skipped, 3 to look at"), ""]);
  });
});

describe("the database, through wrangler", () => {
  /** Stands in for wrangler: records the SQL, and answers as the deployed database would. */
  const standIn = join(directory, "wrangler.mjs");
  writeFileSync(standIn, `#!${process.execPath}
import { appendFileSync } from "node:fs";
const sql = process.argv.at(-1);
appendFileSync(process.env.RECORDED, JSON.stringify(sql) + "\\n");
const { objects, fails } = JSON.parse(process.env.DATABASE);
const failed = Object.entries(fails).find(([start]) => sql.startsWith(start));
if (failed) process.exitCode = 1;
const answer = failed ? { error: { text: failed[1] } } : [{ results: sql.includes("sqlite_schema") ? objects.map((name) => ({ name })) : [] }];
process.stdout.write(JSON.stringify(answer));
`);
  chmodSync(standIn, 0o755);
  const SCHEMA = "SELECT name FROM sqlite_schema ORDER BY name";
  const ARGUMENTS = `SELECT json_object(${Array(17).fill("'a', 1").join(", ")}) AS value`;
  const DELETE = "DELETE FROM interaction WHERE sys_created_by = 'check-deployment'";

  async function checkDatabase(args, { without = "", fails = {} } = {}) {
    const recorded = join(mkdtempSync(join(directory, "call-")), "recorded");
    writeFileSync(recorded, "");
    const rows = await service.rows(SCHEMA);
    const objects = rows.map(({ name }) => name).filter((name) => name !== without);
    const variables = { ...INTEGRATION, WRANGLER: standIn, RECORDED: recorded, DATABASE: JSON.stringify({ objects, fails }) };
    const { code, stdout } = await check(service.url.origin, args, variables);
    const asked = readFileSync(recorded, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
    return { code, stdout: plain(stdout), asked };
  }

  const COMPLETE = {
    ...NO_WRITE,
    schema: "ok      Tables and triggers: all 59 that the migrations make",
    arguments: "ok      Arguments of an SQL function: 34 are taken",
  };

  test("is complete and takes 34 arguments", async () => {
    const { code, stdout, asked } = await checkDatabase(["--database"]);
    assert.deepEqual([code, stdout], [0, report(COMPLETE, "5 ok, 0 failed, 7 skipped, 4 to look at")]);
    assert.deepEqual(asked, [SCHEMA, ARGUMENTS]);
  });

  test("lacks a trigger, and takes 32 arguments", async () => {
    const fails = { "SELECT json_object": "too many arguments on function json_object: SQLITE_ERROR" };
    const { code, stdout } = await checkDatabase(["--database"], { without: "supervisor_help_action_refused", fails });
    const found = {
      ...NO_WRITE,
      schema: "FAILED  Tables and triggers: missing: trigger supervisor_help_action_refused",
      arguments: "ok      Arguments of an SQL function: 34 are refused, as documented",
    };
    assert.deepEqual([code, stdout], [1, report(found, "4 ok, 1 failed, 7 skipped, 4 to look at")]);
  });

  test("is filled for long lists, in one statement that D1 takes, and emptied", async () => {
    const lists = "ok      Two long lists at once: LIST; LIST";
    const { code, stdout, asked } = await checkDatabase(["--database", "--load"]);
    assert.deepEqual([code, stdout], [0, report({ ...COMPLETE, lists }, "6 ok, 0 failed, 7 skipped, 3 to look at")]);
    assert.deepEqual([asked.length, asked[3]], [4, DELETE]);
    const highest = "SELECT max(number) AS highest, count(*) AS count, max(length(short_description)) AS longest FROM interaction";
    const [before] = await service.rows(highest);
    await service.rows(asked[2]);
    const last = Number(before.highest.slice(3)) + 10_000;
    const [filled] = await service.rows(highest);
    assert.deepEqual(filled, { highest: `IMS${String(last).padStart(7, "0")}`, count: before.count + 10_000, longest: 600 });
    const { stdout: long } = await check(service.url.origin, [], INTEGRATION);
    assert.match(long, /^look {4}Two long lists at once: \d{4} records, \d{7} characters, n ms; \d{4} records, \d{7} characters, n ms; /m);
    await service.rows(asked[3]);
    assert.deepEqual(await service.rows(highest), [before]);
  });

  test("is emptied even if the lists fail", async () => {
    const url = await behind((request) => request.url.includes("sysparm_exclude_reference_link") && { status: 500, text: "{}" });
    const recorded = join(directory, "recorded-at-failure");
    writeFileSync(recorded, "");
    const variables = { ...INTEGRATION, WRANGLER: standIn, RECORDED: recorded, DATABASE: JSON.stringify({ objects: [], fails: {} }) };
    const { code, stdout } = await check(url, ["--database", "--load"], variables);
    assert.equal(code, 1);
    assert.match(stdout, /^FAILED {2}Two long lists at once: expected 200 from the service, got 500 application\/json: \{\}$/m);
    assert.equal(JSON.parse(readFileSync(recorded, "utf8").trim().split("\n").at(-1)), DELETE);
  });
});

describe("a withdrawn credential", () => {
  const watch = async (...statuses) => {
    const url = await serve((_request, response) => response.writeHead(statuses.shift() ?? 401).end());
    return check(url, ["--until-refused", "2"], INTEGRATION);
  };
  const START = "Calling URL once a second. Withdraw the credential now.\nRefused for the first time: 401\n";
  test("is refused at once everywhere", async () => {
    const stdout = `${START}Every call since then was refused, 2 in a row.\n`;
    assert.deepEqual(await watch(200, 401, 401), { code: 0, stdout, stderr: "" });
  });
  test("is still accepted in some places", async () => {
    const stdout = `${START}Accepted again 1 s after the first refusal: 200\nPlaces differed: the last call was accepted 1 s after the first refusal.\n`;
    assert.deepEqual(await watch(401, 200, 401, 401), { code: 0, stdout, stderr: "" });
  });
});

describe("what it does not start with", () => {
  for (const [what, url, args, variables, reason] of [
    ["no URL", undefined, [], ADMIN, "Give one URL: node scripts/check-deployment.mjs https://help.example.com"],
    ["no credentials", "https://help.example.com", [], {}, "Set CHECK_TOKEN, or CHECK_USER and CHECK_PASSWORD, in the environment; --help says which role they need."],
    ["no password", "https://help.example.com", [], { CHECK_USER: "a" }, "Set CHECK_TOKEN, or CHECK_USER and CHECK_PASSWORD, in the environment; --help says which role they need."],
    ["no URL at all", "help.example.com", [], ADMIN, "The URL has to look like https://help.example.com"],
    ["credentials in the URL", "https://a:b@help.example.com", [], ADMIN, "The URL has credentials in it; they belong into the environment."],
    ["a URL that is not encrypted", "http://help.example.com", [], ADMIN, "The URL has to begin with https:, because credentials are sent to it."],
    ["a load without the database", "https://help.example.com", ["--load"], ADMIN, "--load needs --database."],
    ["no number of calls", "https://help.example.com", ["--until-refused", "0"], ADMIN, "Give --until-refused a number of calls."],
    ["nobody there", "http://127.0.0.1:9", [], ADMIN, "http://127.0.0.1:9 cannot be reached: connect ECONNREFUSED 127.0.0.1:9"],
  ]) {
    test(what, async () => {
      assert.deepEqual(await check(url, args, variables), { code: 1, stdout: "", stderr: `${reason}\n` });
    });
  }
});
