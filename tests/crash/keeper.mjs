// A process of its own that keeps one database directory and runs workerd on it, as often as it is asked to. It is driven
// over IPC; see victim.mjs. When its parent is gone, for whatever reason, it ends workerd and removes the directory.
import childProcess from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Miniflare } from "miniflare";
import { behind, BUILT, LOCAL_VARIABLES } from "../http/support/service.mjs";
import { TEMPLATE } from "../http/support/template.mjs";

const state = mkdtempSync(join(tmpdir(), "help-request-crash-"));
let workerd;
process.on("exit", () => {
  workerd?.kill("SIGKILL");
  rmSync(state, { recursive: true, force: true, maxRetries: 5 });
});
cpSync(join(TEMPLATE, "v3"), state, { recursive: true });
// What Miniflare leaves in its own temporary directory goes with ours.
process.env.TMPDIR = join(state, "tmp");
mkdirSync(process.env.TMPDIR);

// Miniflare does not tell which process workerd is.
const { spawn } = childProcess;
childProcess.spawn = (...command) => (workerd = spawn(...command));

let miniflare;
let database;
let death;
let lastWords = [];

const methods = {
  /** Starts workerd on the directory as the last one left it; with more variables, and behind a module, if they are given. */
  async start({ variables = {}, entry } = {}) {
    lastWords = [];
    miniflare = new Miniflare({
      cf: false,
      host: "127.0.0.1",
      ...(entry ? behind(entry) : BUILT),
      compatibilityDate: "2026-04-01",
      d1Databases: { DB: "local" },
      d1Persist: join(state, "d1"),
      // Creates then register the interaction and the help request, too: more that could be kept in part.
      bindings: { ...LOCAL_VARIABLES, INTERACTION_POLICY: "open", ...variables },
      handleRuntimeStdio: (stdout, stderr) => {
        stdout.resume();
        createInterface(stderr).on("line", (line) => lastWords.push(line));
      },
    });
    const url = await miniflare.ready;
    database = await miniflare.getD1Database("DB");
    death = once(workerd, "exit");
    return { origin: url.origin, pid: workerd.pid };
  },

  /** Runs the jobs of a schedule. */
  async scheduled(cron) {
    const worker = await miniflare.getWorker();
    return (await worker.scheduled({ cron })).outcome;
  },

  /** Waits until workerd has been reaped and says what ended it. */
  async gone() {
    const [code, signal] = await death;
    await miniflare.dispose();
    return { code, signal, lastWords: lastWords.slice(-5) };
  },

  /** Runs queries, each [sql, ...parameters], as one transaction. */
  async query(queries) {
    const statements = queries.map(([sql, ...parameters]) => database.prepare(sql).bind(...parameters));
    return (await database.batch(statements)).map(({ results }) => results);
  },
};

process.on("message", async ({ id, method, parameters }) => {
  try {
    process.send({ id, result: await methods[method](...parameters) });
  } catch (error) {
    process.send({ id, error: error.stack });
  }
});
process.on("disconnect", async () => {
  await miniflare?.dispose().catch(() => {});
  process.exit();
});
