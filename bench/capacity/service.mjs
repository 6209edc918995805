// The built Worker on a local D1 of its own, with two Workers beside it: one stands between it and the database and tells what it
// asks, the other sends batches to the database and is timed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { claims, ENDPOINT, LOCAL_VARIABLES, SECRET } from "../../tests/http/support/service.mjs";
import { wrangler } from "../../tests/http/support/template.mjs";
import { hs256 } from "../../tests/http/support/tokens.mjs";
import { PLACES } from "../lib/places.mjs";

/** Tells each batch: its SQL, its parameters, and what D1 says that it has cost. */
const OBSERVER = `
class Database {
  constructor(inner, control) { Object.assign(this, { inner, control }); }
  prepare(sql) { return this.inner.prepare(sql); }
  withSession(constraint) { return new Database(this.inner.withSession(constraint), this.control); }
  getBookmark() { return this.inner.getBookmark(); }
  async batch(statements) {
    const results = await this.inner.batch(statements);
    const told = statements.map(({ statement, params }, at) => ({ sql: statement, parameters: params, meta: results[at].meta }));
    await this.control.fetch("http://control/", { method: "POST", body: JSON.stringify(told) });
    return results;
  }
}
export default (env) => new Database(env.DB, env.CONTROL);
`;

/** Runs the batches one after the other. Each is a list of statements, each a list: the number of its SQL, then its parameters. */
const RUNNER = `
export default {
  async fetch(request, env) {
    const { sql, batches } = await request.json();
    const prepared = sql.map((text) => env.DB.prepare(text));
    const all = batches.map((batch) => batch.map(([number, ...parameters]) => prepared[number].bind(...parameters)));
    let [duration, written, undone] = [0, 0, 0];
    const from = performance.now();
    for (const batch of all) {
      const results = await env.DB.batch(batch);
      for (const { meta } of results) [duration, written] = [duration + meta.duration, written + meta.rows_written];
      // With a key, what is remembered under it is read behind the outcome.
      if (!results.some(({ results: [row] }) => row?.outcome === "done")) undone += 1;
    }
    return Response.json({ milliseconds: performance.now() - from, duration, written, undone });
  },
};
`;

/** Starts it on a database without rows, calls `work`, and takes everything away. */
export async function withService(work) {
  const folder = mkdtempSync(join(tmpdir(), "help-request-capacity-"));
  wrangler("d1", "migrations", "apply", "DB", "--local", "--persist-to", folder);
  const batches = [];
  const control = async (request) => {
    batches.push(await request.json());
    return new Response();
  };
  const compatibilityDate = "2026-04-01";
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    d1Persist: join(folder, "v3/d1"),
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.resume()),
    workers: [
      {
        name: "service",
        compatibilityDate,
        rootPath: PLACES.service,
        scriptPath: "index.js",
        modules: true,
        modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"], fallthrough: true }],
        bindings: LOCAL_VARIABLES,
        wrappedBindings: { DB: "observer" },
      },
      {
        name: "observer",
        modules: [{ type: "ESModule", path: "observer.js", contents: OBSERVER }],
        d1Databases: { DB: "local" },
        serviceBindings: { CONTROL: control },
      },
      {
        name: "runner",
        compatibilityDate,
        modules: [{ type: "ESModule", path: "runner.js", contents: RUNNER }],
        d1Databases: { DB: "local" },
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      },
    ],
  });
  try {
    const url = await miniflare.ready;
    const runner = await miniflare.unsafeGetDirectURL("runner");
    const database = await miniflare.getD1Database("DB", "runner");
    return await work(new Service(miniflare, url, runner, database, batches));
  } finally {
    await miniflare.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Service {
  constructor(miniflare, url, runner, database, batches) {
    Object.assign(this, { miniflare, url, runner, database, batches });
    this.authorization = `Bearer ${hs256(claims({ exp: Math.floor(Date.now() / 1000) + 3600 }), SECRET)}`;
  }

  /** Runs one statement, and returns the size of the database after it. */
  async run(sql, ...parameters) {
    const { meta } = await this.database.prepare(sql).bind(...parameters).run();
    return meta.size_after;
  }

  async rows(sql, ...parameters) {
    return (await this.database.prepare(sql).bind(...parameters).all()).results;
  }

  /** What the Worker does once an hour, and what D1 says that it costs. */
  async scheduled() {
    this.batches.length = 0;
    const worker = await this.miniflare.getWorker("service");
    const { outcome } = await worker.scheduled({ cron: "17 * * * *" });
    if (outcome !== "ok") throw new Error(`the hourly work ends with ${outcome}`);
    return this.cost();
  }

  /** A call that has to succeed: its answer, its statements with parameters, and what D1 says that they cost. */
  async call({ method = "POST", path = ENDPOINT, body, key }) {
    this.batches.length = 0;
    const headers = { authorization: this.authorization, "content-type": "application/json", ...(key && { "idempotency-key": key }) };
    const response = await fetch(new URL(path, this.url), { method, headers, body: body && JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} is answered with ${response.status}: ${text}`);
    const transaction = response.headers.get("x-transaction-id");
    return { result: JSON.parse(text).result, transaction, ...this.cost() };
  }

  /** Of the batches since the last call. */
  cost() {
    const statements = this.batches.flat();
    const sum = (name) => statements.reduce((total, { meta }) => total + meta[name], 0);
    return { statements, trips: this.batches.length, read: sum("rows_read"), written: sum("rows_written"), changes: sum("changes") };
  }

  /** Runs batches: their milliseconds, D1's own account of them, the rows written, and how many did not end with "done". */
  async time(sql, batches) {
    const response = await fetch(this.runner, { method: "POST", body: JSON.stringify({ sql, batches }) });
    if (!response.ok) throw new Error(`the batches have failed: ${await response.text()}`);
    return response.json();
  }
}
