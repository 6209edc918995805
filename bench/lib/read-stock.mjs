// Databases for the reads: so many help actions, one each 30 seconds up to now, ten to an interaction, of which the last 40 are open.
import { cpSync, existsSync, mkdtempSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fill, prepared, version } from "./database.mjs";
import { PLACES } from "./places.mjs";

export const OPEN = 40;
const PER_INTERACTION = 10;
const SECONDS_APART = 30;
const CHUNK = 20_000;

export const interactionOf = (n) => `c${String(n).padStart(31, "0")}`;

/** The folder of a database with that many help actions beside the stock of the calls. */
export async function preparedForReads(stored, say) {
  const folder = join(PLACES.databases, `${version()}-reads-${stored}`);
  if (existsSync(folder)) return folder;
  const empty = await prepared(0, say);
  say(`Making the database for reads with ${stored.toLocaleString("en")} help actions`);
  const unfinished = mkdtempSync(join(PLACES.databases, "unfinished-"));
  cpSync(empty, unfinished, { recursive: true });
  await fill(unfinished, (database) => insert(database, stored));
  renameSync(unfinished, folder);
  return folder;
}

const numbers = (from, to) =>
  `WITH RECURSIVE n (i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${to})`;

async function insert(database, stored) {
  const at = (n) => `datetime('now', printf('%+d seconds', ((${n}) - ${stored}) * ${SECONDS_APART}))`;
  const record = (when) => `${when}, 'stock', ${when}, 'stock'`;
  const by = "sys_created_on, sys_created_by, sys_updated_on, sys_updated_by";
  const run = async (total, statement) => {
    for (let from = 0; from < total; from += CHUNK) await database.prepare(statement(from, Math.min(from + CHUNK, total))).run();
  };
  const interactions = stored / PER_INTERACTION;
  const opened = at(`i * ${PER_INTERACTION}`);
  await run(
    interactions,
    (from, to) => `${numbers(from, to)} INSERT INTO interaction (sys_id, number, opened_at, ${by})
      SELECT printf('c%031d', i), printf('IMS%07d', 2000000 + i), ${opened}, ${record(opened)} FROM n`,
  );
  await run(
    interactions,
    (from, to) => `${numbers(from, to)} INSERT INTO interaction_help_request (sys_id, interaction, state, ${by})
      SELECT printf('b%031d', i), printf('c%031d', i), iif(i >= ${interactions - OPEN}, 'new', 'closed'), ${record(opened)} FROM n`,
  );
  // Spread over the interactions, so that neither ids nor interactions are in the order of time.
  await run(
    stored,
    (from, to) => `${numbers(from, to)} INSERT INTO supervisor_help_action
        (sys_id, interaction, help_request, action, start_time, end_time, ${by})
      SELECT printf('a%031d', (i * 7919) % ${stored}), printf('c%031d', i % ${interactions}),
        iif(i < ${interactions}, printf('b%031d', i), NULL), iif(i % 3, 'coach', 'monitor'), ${at("i")},
        iif(i < ${stored - OPEN}, ${at("i + 4")}, NULL), ${at("i")}, 'stock', ${at("i + 4")}, 'stock' FROM n`,
  );
}
