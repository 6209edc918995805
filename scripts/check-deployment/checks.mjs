// The checks, in their order. Each returns ok, FAILED, skipped or look (for a person to look at), and what it found.
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { objectsOf } from "../deploy/schema.mjs";
import { demand, inShort } from "./client.mjs";

const ENDPOINT = "/api/now/helprequest/action/create_or_update";
const INTERACTION = "/api/now/table/interaction";
const ONE = `${INTERACTION}?sysparm_limit=1&sysparm_no_count=true`;
const UNKNOWN = "0123456789abcdef0123456789abcdef";

export const CHECKS = [
  ["Worker and database answer", health],
  ["Tables and triggers", schema],
  ["Arguments of an SQL function", functionArguments],
  ["The database's reason for a refusal", refusal],
  ["A change, its repetition and its history", change],
  ["Callers who hang up", hangUps],
  ["Two long lists at once", longLists],
  ["Queries that a firewall may take for attacks", queries],
  ["URLs as they are sent", urls],
  ["A bookmark of the future", bookmark],
  ["Near the database", placement],
  ["Sign-in with a password", password],
  ["Pages as they were built", pages],
  ["A withdrawn secret", () => look("run this with --until-refused 60 and change JWT_HS256_SECRET meanwhile")],
  ["The log", () => look("dashboard, Workers Logs: one line for each call, its fields indexed, no query strings, no exceededMemory")],
  ["Export and import", () => look("docs/deploy.md, Restore: export, import into another database, compare")],
];

const ok = (found) => ["ok", found];
const skipped = (why) => ["skipped", why];
const look = (what) => ["look", what];
const ONLY_CLOUDFLARE = skipped("only Cloudflare shows it");

async function health({ client }) {
  for (const path of ["/healthz", "/readyz"]) {
    const answer = await client.get(path, { isSignedIn: false });
    if (answer.status !== 200) throw new Error(`${path} is ${inShort(answer)}`);
  }
  demand(await client.get(ONE), 200);
  return ok("healthz, readyz and a call with the credentials are 200");
}

async function schema({ database, options }) {
  if (!options.database) return skipped("needs --database");
  const folder = new URL("../../migrations/", import.meta.url);
  const names = readdirSync(folder).sort();
  const wanted = objectsOf(names.map((name) => ({ name, sql: readFileSync(new URL(name, folder), "utf8") })));
  const [rows] = await database.query("SELECT name FROM sqlite_schema ORDER BY name");
  const there = new Set(rows.map(({ name }) => name));
  const missing = wanted.filter(({ name }) => !there.has(name));
  if (missing.length > 0) throw new Error(`missing: ${missing.map(({ type, name }) => `${type} ${name}`).join(", ")}`);
  return ok(`all ${wanted.length} that the migrations make`);
}

/** The documentation says 32, the runtime has 127. */
async function functionArguments({ database, options }) {
  if (!options.database) return skipped("needs --database");
  try {
    await database.query(`SELECT json_object(${Array(17).fill("'a', 1").join(", ")}) AS value`);
    return ok("34 are taken");
  } catch (error) {
    if (!error.message.includes("too many arguments")) throw error;
    return ok("34 are refused, as documented");
  }
}

async function refusal({ client, options }) {
  if (!options.write) return skipped("needs --write");
  const answer = await client.post(ENDPOINT, { interaction: UNKNOWN, action: "monitor" });
  if (answer.status === 200) return look("the policy is open, so an unknown interaction was recorded and not refused");
  const { result } = demand(answer, 404);
  if (!result?.message.includes(UNKNOWN)) throw new Error(`404 without the reason: ${inShort(answer)}`);
  return ok("a create with an unknown interaction is 404 and says so");
}

async function change({ client, options }) {
  if (!options.write) return skipped("needs --write");
  const made = await client.post(INTERACTION, { short_description: "Check of the deployment" });
  const { sys_id: interaction, number } = demand(made, 201).result;
  const body = { interaction, action: "monitor" };
  const key = { "idempotency-key": randomUUID() };
  const { action_sys_id } = demand(await client.post(ENDPOINT, body, key), 200).result;
  const repeated = await client.post(ENDPOINT, body, key);
  const isReplayed = repeated.headers["idempotency-replayed"] === "true";
  if (demand(repeated, 200).result.action_sys_id !== action_sys_id || !isReplayed) throw new Error("the repetition was not replayed");
  const ended = await client.post(ENDPOINT, { interaction, action_sys_id, end_time: inAnHour() });
  demand(ended, 200);
  const bookmark = ended.headers["x-d1-bookmark"];
  const history = `/api/now/table/sys_audit?sysparm_fields=fieldname&sysparm_query=documentkey=${action_sys_id}`;
  const read = await client.get(history, { headers: bookmark ? { "x-d1-bookmark": bookmark } : {} });
  if (read.status === 403) return look(`made ${number}; its history was not checked, which needs the role admin`);
  const fields = demand(read, 200).result.map(({ fieldname }) => fieldname);
  if (fields.join() !== "end_time") throw new Error(`the history has [${fields}] instead of [end_time]`);
  return ok(`made ${number} with a help action, replayed its repetition, ended it, found that in sys_audit`);
}

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

async function hangUps({ client }) {
  const ROUNDS = 20;
  const AT_ONCE = 25;
  const before = await medianMs(client);
  let hungUp = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    // While the call is on its way, while it is served, and while its answer is on its way.
    const moments = Array.from({ length: AT_ONCE }, (_, n) => Math.ceil(before * (0.5 + n / AT_ONCE)));
    hungUp += (await Promise.all(moments.map((ms) => hangUp(client, ms)))).filter(Boolean).length;
  }
  const most = 3 * before + 200;
  let after = await medianMs(client);
  // Calls whose callers have hung up run to their end, so the first calls after them may wait.
  if (after > most) after = await medianMs(client);
  const found = `${hungUp} of ${ROUNDS * AT_ONCE} hung up before the answer; a call takes ${before} ms before and ${after} ms after`;
  if (after > most) throw new Error(found);
  return ok(found);
}

/** Calls, and hangs up so many milliseconds later; false if the answer was there before. */
async function hangUp(client, ms) {
  const signal = AbortSignal.timeout(ms);
  try {
    await client.get(ONE, { signal });
    return false;
  } catch (error) {
    if (!signal.aborted) throw error;
    return true;
  }
}

async function medianMs(client) {
  const times = [];
  for (let n = 0; n < 11; n += 1) {
    const answer = await client.get(ONE);
    demand(answer, 200);
    times.push(answer.ms);
  }
  return times.sort((a, b) => a - b)[5];
}

const ROWS = 10_000;
const BY = "check-deployment";
const FILL = `INSERT INTO interaction (sys_id, number, short_description, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS})
SELECT lower(hex(randomblob(16))), printf('IMS%07d', last + i), printf('%.600c', 'x'), datetime('now'), '${BY}', datetime('now'), '${BY}'
FROM n, (SELECT last FROM interaction_number WHERE id = 1)`;

async function longLists({ client, database, options }) {
  if (options.load) await database.query(FILL);
  try {
    // Without a limit a page has as many records as fit.
    const list = `${INTERACTION}?sysparm_exclude_reference_link=true`;
    const answers = await Promise.all([client.get(list), client.get(list)]);
    const found = answers.map(inNumbers);
    demand(await client.get(ONE), 200);
    return options.load ? ok(found.join("; ")) : look(`${found.join("; ")}; --load makes them long`);
  } finally {
    if (options.load) await database.query(`DELETE FROM interaction WHERE sys_created_by = '${BY}'`);
  }
}

function inNumbers(answer) {
  if (answer.status === 400) return `refused as too long: ${demand(answer, 400).error.message}`;
  return `${demand(answer, 200).result.length} records, ${answer.text.length} characters, ${answer.ms} ms`;
}

/** Queries that docs/table-api.md allows and that look like attacks, with the user agents of ServiceNow's clients. */
const QUERIES = [
  "opened_at>=javascript:gs.minutesAgo(5)",
  "opened_at<javascript:gs.dateGenerate('2026-02-18','11:00:00')",
  "short_descriptionLIKESELECT * FROM sys_user WHERE 1=1^ORshort_descriptionLIKE<script>alert(1)</script>",
  "short_descriptionSTARTSWITH../../etc/passwd^NQnumberINIMS0000001,IMS0000002^ORDERBYDESCsys_created_on",
  "opened_atBETWEEN2026-01-01 00:00:00@2026-02-01 00:00:00^short_descriptionISNOTEMPTY^EQ",
];
const USER_AGENTS = ["pysnow", "python-requests/2.32.3", "curl/8.5.0", "Java/17.0.2", undefined];

async function queries({ client, isCloudflare }) {
  for (const query of QUERIES) {
    for (const agent of USER_AGENTS) {
      const path = `${ONE}&sysparm_query=${encodeURIComponent(query)}`;
      const answer = await client.get(path, { headers: agent ? { "user-agent": agent } : {} });
      if (answer.status !== 200) throw new Error(`${query} by ${agent ?? "no user agent"} is ${inShort(answer)}`);
    }
  }
  const found = `${QUERIES.length} queries by ${USER_AGENTS.length} user agents are 200`;
  return isCloudflare ? ok(found) : skipped(`${found}, but only Cloudflare has a firewall`);
}

/** The service knows neither of these paths, unless something normalizes them on the way. */
async function urls({ client, isCloudflare }) {
  const found = [];
  for (const path of ["/%68ealthz", "//healthz"]) {
    const { status } = await client.get(path, { isSignedIn: false });
    found.push(`${path} is ${status === 200 ? "normalized" : "as it was sent"}`);
  }
  if (!isCloudflare) return skipped(`${found.join(", ")}; only Cloudflare normalizes`);
  return look(`${found.join(", ")}; a signature over a URL is made of the URL as it was sent`);
}

async function bookmark({ client }) {
  const future = "ffffffff-ffffffff-ffffffff-ffffffffffffffffffffffffffffffff";
  const answer = await client.get(ONE, { headers: { "x-d1-bookmark": future } });
  if (answer.status === 200) return ok(`answered in ${answer.ms} ms`);
  if (answer.status === 503 && answer.headers["retry-after"] && answer.ms < 4000) return ok(`503 with Retry-After after ${answer.ms} ms`);
  throw new Error(inShort(answer));
}

async function placement({ client, isCloudflare }) {
  if (!isCloudflare) return ONLY_CLOUDFLARE;
  const { headers } = await client.get(ONE);
  const where = headers["cf-placement"] ?? "none";
  return look(`cf-placement is ${where}, a call takes ${await medianMs(client)} ms; compare d1_ms in the log from near and far`);
}

async function password({ client, isCloudflare }) {
  if (!client.isBasic) return skipped("needs CHECK_USER and CHECK_PASSWORD instead of CHECK_TOKEN");
  const answer = await client.get(ONE);
  if (answer.text.includes("1102")) throw new Error(`the plan's CPU does not suffice: ${inShort(answer)}`);
  demand(answer, 200);
  return isCloudflare ? look("signed in; its CPU is in the dashboard under Metrics") : skipped("signed in, but only Cloudflare limits the CPU");
}

/** A zone may write into HTML, and a rule may send the pages' addresses to the Worker. */
async function pages({ client, isCloudflare }) {
  if (!isCloudflare) return ONLY_CLOUDFLARE;
  for (const [path, name] of [["/", "index.html"], ["/board", "board.html"], ["/reference", "reference.html"], ["/openapi.json", "openapi.json"]]) {
    const answer = await client.get(path, { isSignedIn: false });
    if (answer.status !== 200 || !answer.headers["content-security-policy"]) throw new Error(`${path} is ${inShort(answer)}`);
    if (answer.text !== readFileSync(new URL(`../../web/build/${name}`, import.meta.url), "utf8")) {
      throw new Error(`${path} is not web/build/${name}: deploy again, or switch off what writes into HTML (docs/deploy.md)`);
    }
  }
  return ok("the pages are as in web/build, with a Content-Security-Policy");
}
