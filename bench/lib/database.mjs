// The databases that the candidates start from: migrated and with the sample data as the tests have them, with the stock of
// the calls, and with as many help actions beside as asked for. Each is made once and then copied.
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { wrangler } from "../../tests/http/support/template.mjs";
import { PLACES } from "./places.mjs";
import { insertOthers, insertStock } from "./stock.mjs";

/** The folder of a database with that many other help actions. */
export async function prepared(stored, say) {
  const folder = join(PLACES.databases, `${version()}-${stored}`);
  if (existsSync(folder)) return folder;
  say(`Making the database with ${stored.toLocaleString("en")} other help actions`);
  mkdirSync(PLACES.databases, { recursive: true });
  const unfinished = mkdtempSync(join(PLACES.databases, "unfinished-"));
  if (stored === 0) {
    migrate(unfinished);
    await fill(unfinished, insertStock);
  } else {
    cpSync(await prepared(0, say), unfinished, { recursive: true });
    await fill(unfinished, (database) => insertOthers(database, stored));
  }
  renameSync(unfinished, folder);
  return folder;
}

/** Deletes databases of other migrations, and of runs that did not end. */
export function deleteStale() {
  rmSync(PLACES.copies, { recursive: true, force: true });
  if (!existsSync(PLACES.databases)) return;
  for (const name of readdirSync(PLACES.databases)) {
    if (!name.startsWith(version())) rmSync(join(PLACES.databases, name), { recursive: true, force: true });
  }
}

/** A copy of a database, to be deleted with the instance that writes into it. */
export function copyOf(folder) {
  mkdirSync(PLACES.copies, { recursive: true });
  const copy = mkdtempSync(join(PLACES.copies, "run-"));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

export function version() {
  const hash = createHash("sha256");
  const made = readdirSync(PLACES.migrations)
    .sort()
    .map((name) => join(PLACES.migrations, name));
  const here = ["ids.mjs", "stock.mjs", "database.mjs"].map((name) => join(PLACES.root, "bench/lib", name));
  for (const file of [...made, join(PLACES.root, "dev/sample-data.sql"), ...here]) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}

function migrate(folder) {
  const state = join(folder, "state");
  wrangler("d1", "migrations", "apply", "DB", "--local", "--persist-to", state);
  wrangler("d1", "execute", "DB", "--local", "--persist-to", state, "--file", "dev/sample-data.sql");
  renameSync(join(state, "v3/d1"), join(folder, "d1"));
  rmSync(state, { recursive: true });
}

export async function fill(folder, insert) {
  const miniflare = new Miniflare({
    cf: false,
    modules: true,
    script: "export default { fetch() { return new Response() } }",
    d1Databases: { DB: "local" },
    d1Persist: join(folder, "d1"),
  });
  try {
    const database = await miniflare.getD1Database("DB");
    await insert(database);
    // The runtime is killed in the end and leaves its log of writes, which each start would read in full. A small write after
    // the large ones begins the log anew.
    await database.prepare("UPDATE interaction SET sys_mod_count = 0 WHERE number = 'IMS0000001'").run();
  } finally {
    await miniflare.dispose();
  }
}
