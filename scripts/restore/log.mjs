// Reads the log that is still in a database, through wrangler.
import { Database } from "../user/database.mjs";
import { Fault } from "../user/fault.mjs";

/** Most changes of one answer. */
const PAGE = 5_000;

/** The changes after the archived ones, in order. */
export async function readLog(request, archivedThrough) {
  const database = new Database(request);
  const changes = [];
  for (let after = archivedThrough; ; after = changes.at(-1).sequence) {
    const [rows] = await database.query(`SELECT * FROM record_change WHERE sequence > ${after} ORDER BY sequence LIMIT ${PAGE}`);
    for (const row of rows) changes.push({ ...row, changes: JSON.parse(row.changes) });
    if (rows.length < PAGE) break;
  }
  const gap = changes.findIndex(({ sequence }, at) => sequence !== archivedThrough + 1 + at);
  if (gap >= 0) {
    throw new Fault(`The log misses the changes ${archivedThrough + 1 + gap} to ${changes[gap].sequence - 1}, which the archive does not have either.`);
  }
  return changes;
}
