// A candidate on a runtime and a database of its own.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { LOCAL_VARIABLES } from "../../tests/http/support/service.mjs";
import { copyOf } from "./database.mjs";

/** As the project's own wrangler.toml has it. */
const COMPATIBILITY_DATE = "2026-04-01";

/**
 * Starts a candidate on a copy of the database in `folder`. `wrapper` is a Worker that stands between it and the database.
 * The socket leads to the Worker directly, past the entry Worker of miniflare, which production does not have.
 */
export async function start(candidate, folder, wrapper) {
  const copy = copyOf(folder);
  const name = "candidate";
  const worker = {
    name,
    rootPath: candidate.folder,
    scriptPath: "index.js",
    modules: true,
    modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"], fallthrough: true }],
    compatibilityDate: COMPATIBILITY_DATE,
    bindings: { ...LOCAL_VARIABLES, ...candidate.variables },
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
    ...(wrapper ? { wrappedBindings: { DB: wrapper.name } } : { d1Databases: { DB: "local" } }),
  };
  const spawned = watchForProcess();
  const miniflare = new Miniflare({
    cf: false,
    host: "127.0.0.1",
    d1Persist: join(copy, "d1"),
    handleRuntimeStdio: (...streams) => streams.forEach((stream) => stream.resume()),
    workers: wrapper ? [worker, wrapper] : [worker],
  });
  const { origin } = await miniflare.unsafeGetDirectURL(name);
  const { pid, at } = spawned();
  const stop = async () => {
    await miniflare.dispose();
    rmSync(copy, { recursive: true, force: true });
  };
  return { candidate, origin, pid, spawnedAt: at, stop, used: {} };
}

/** Catches the next process that is started, and when, in milliseconds of `performance.now()`. */
function watchForProcess() {
  let found;
  const note = ({ process }) => (found ??= { process, at: performance.now() });
  subscribe("child_process", note);
  return () => {
    unsubscribe("child_process", note);
    return { pid: found.process.pid, at: found.at };
  };
}
