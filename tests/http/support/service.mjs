// A service under test: the built Worker on workerd with a real local D1 of its own, on a free port.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { Miniflare } from "miniflare";
import { TEMPLATE } from "./template.mjs";
import { keepForInspection, secretsOf } from "./logs.mjs";
import { hs256 } from "./tokens.mjs";

export const ENDPOINT = "/api/now/helprequest/action/create_or_update";
export const SECRET = "local-development-only-secret-0123456789";
export const ISSUER = "https://idp.example.com";
export const AUDIENCE = "help-request-api";

const SECRETS = { SECRET, PASSWORD: "help-request-demo" };

/** The settings of the local run. */
export const LOCAL_VARIABLES = { JWT_HS256_SECRET: SECRET, JWT_ISSUER: ISSUER, JWT_AUDIENCE: AUDIENCE };

/** Claims that let in, with changes. */
export function claims(changes = {}) {
  const now = Math.floor(Date.now() / 1000);
  const roles = ["interaction_integration_user"];
  return { iss: ISSUER, aud: AUDIENCE, sub: "cti-cloud", exp: now + 600, roles, ...changes };
}

export const TOKEN = hs256(claims(), SECRET);

const build = fileURLToPath(new URL("../../../build/", import.meta.url));
export const BUILT = {
  rootPath: build,
  scriptPath: "index.js",
  modules: true,
  modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"], fallthrough: true }],
};
let counter = 0;

/** A Worker that runs the tests' statements. Miniflare's proxy to a database takes 10 ms for each. */
const DATABASE = {
  name: "database",
  compatibilityDate: "2026-04-01",
  modules: true,
  script: `export default {
    async fetch(request, { DB }) {
      const statements = await request.json();
      try {
        const results = await DB.batch(statements.map(([sql, ...parameters]) => DB.prepare(sql).bind(...parameters)));
        return Response.json(results.map(({ results }) => results));
      } catch (error) {
        return new Response(error.message, { status: 500 });
      }
    },
  };`,
  d1Databases: { DB: "local" },
  unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
};

/** The built Worker behind a module of a test's. */
export function behind(entry) {
  const types = { js: "ESModule", wasm: "CompiledWasm" };
  const built = readdirSync(build).filter((name) => types[name.split(".").at(-1)]);
  const modules = built.map((path) => ({ type: types[path.split(".").at(-1)], path, contents: readFileSync(join(build, path)) }));
  return { modules: [{ type: "ESModule", path: "entry.js", contents: entry }, ...modules] };
}

/**
 * Starts a service that stops when the test file ends. `variables` replace those of the local run; `options` are
 * miniflare's own for the Worker; the database is a copy of the one in `template`, and may be an observed one. `entry` is the
 * source of a module that runs in place of the built Worker, and imports that as `./index.js`. `others` are miniflare's options
 * for Workers that run beside it, which may call it as `help-request`.
 */
export async function start({ variables = LOCAL_VARIABLES, options = {}, template = TEMPLATE, observed, entry, others = [] } = {}) {
  const state = mkdtempSync(join(tmpdir(), "help-request-test-"));
  cpSync(join(template, "v3"), state, { recursive: true });
  const log = [];
  const worker = {
    name: "help-request",
    ...(entry ? behind(entry) : BUILT),
    compatibilityDate: "2026-04-01",
    bindings: variables,
    ...(observed ? { wrappedBindings: { DB: observed.wrapper.name } } : { d1Databases: { DB: "local" } }),
    ...options,
  };
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    d1Persist: join(state, "d1"),
    handleRuntimeStdio: (...streams) => {
      for (const stream of streams) createInterface(stream).on("line", (line) => log.push(line));
    },
    workers: [worker, ...(observed ? [observed.wrapper] : []), ...others, DATABASE],
  });
  const url = await miniflare.ready;
  const databaseUrl = await miniflare.unsafeGetDirectURL(DATABASE.name);
  const service = new Service(miniflare, url, databaseUrl, log);
  // The folder with its database, as wrangler keeps one under `v3`.
  service.state = state;
  after(async () => {
    await miniflare.dispose();
    rmSync(state, { recursive: true, force: true });
    keepForInspection(service);
  });
  return service;
}

class Service {
  constructor(miniflare, url, databaseUrl, log) {
    Object.assign(this, { miniflare, url, databaseUrl, log, secrets: new Set(Object.values(SECRETS)) });
  }

  /** Sends a request with exactly the given headers. The answer has `status`, `headers`, `text`. */
  request(method, path, headers = {}, body = undefined) {
    if (headers.authorization) for (const secret of secretsOf(headers.authorization)) this.secrets.add(secret);
    return new Promise((resolve, reject) => {
      const request = http.request(new URL(this.url.origin), { method, path, headers, agent: false }, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode, headers: response.headers, rawHeaders: response.rawHeaders, text });
        });
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  /** Calls the endpoint with a good token; `body` is sent as JSON unless it is a text. */
  post(body, headers = {}) {
    const text = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    const all = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", ...headers };
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    return this.request("POST", ENDPOINT, all, text);
  }

  /** Rows of a query, with `?1`, `?2`, … bound. */
  async rows(sql, ...parameters) {
    return (await this.batch([sql, ...parameters]))[0];
  }

  /** Runs statements in one transaction, and gives the rows of each. A statement is `[sql, ...parameters]`. */
  async batch(...statements) {
    const answer = await fetch(this.databaseUrl, { method: "POST", body: JSON.stringify(statements) });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }

  /** A new registered interaction's sys_id. */
  async interaction() {
    counter += 1;
    const id = counter.toString(16).padStart(6, "0") + process.pid.toString(16).padStart(26, "0");
    await this.rows(
      `INSERT INTO interaction (sys_id, number, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
       SELECT ?1, printf('IMS%07d', substr(max(number), 4) + 1), '2026-01-01 00:00:00', 'test', '2026-01-01 00:00:00', 'test'
       FROM interaction`,
      id,
    );
    return id;
  }

  /** A new help request of the interaction. */
  async helpRequest(interaction) {
    counter += 1;
    const id = counter.toString(16).padStart(6, "0") + process.pid.toString(16).padStart(26, "e");
    await this.rows(
      `INSERT INTO interaction_help_request
         (sys_id, interaction, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
       VALUES (?1, ?2, '2026-01-01 00:00:00', 'test', '2026-01-01 00:00:00', 'test')`,
      id,
      interaction,
    );
    return id;
  }

  /** Creates a help action and returns its row. */
  async action(interaction, fields = {}) {
    const answer = await this.post({ interaction, action: "coach", start_time: "2026-03-01 10:00:00", ...fields });
    if (answer.status !== 200) throw new Error(answer.text);
    const { action_sys_id: id } = JSON.parse(answer.text).result;
    return this.actionRow(id);
  }

  async actionRow(id) {
    return (await this.rows("SELECT * FROM supervisor_help_action WHERE sys_id = ?1", id))[0];
  }

  /** Everything a request could have changed, to compare before and after. */
  async everything() {
    const tables = ["interaction", "interaction_help_request", "supervisor_help_action", "sys_audit", "record_change"];
    const rows = await this.batch(...tables.map((table) => [`SELECT * FROM ${table} ORDER BY 1`]));
    return Object.fromEntries(tables.map((table, at) => [table, rows[at]]));
  }

  /** The parsed log line of a request, by the id in its answer. */
  async logLine(answer) {
    const id = answer.headers["x-transaction-id"];
    for (let tries = 0; tries < 100; tries += 1) {
      const line = this.log.find((line) => line.includes(id));
      if (line) return JSON.parse(line);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`no log line for ${id}`);
  }
}
