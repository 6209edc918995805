// The SQL that puts the records into a new database.
import { randomBytes } from "node:crypto";
import { OWN_COLUMNS, TABLES } from "./replay.mjs";

/** D1 takes statements of up to 100 KB. */
const MAX_BYTES = 90_000;

/** A value is long if its literal has more bytes. */
const LONG_BYTES = 500;

const LOG = ["sequence", "tablename", "documentkey", "interaction", "operation", "user", "transaction_id", "recorded_at", "record_updated_on"];

/** A value as a literal of SQL. A NUL, which ends a statement for some readers, is written as char(0). */
function literal(value) {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  const parts = String(value).split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.join("||char(0)||");
}

const insert = (table, row) => `INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${Object.values(row).map(literal).join(", ")});`;
const bytes = (text) => Buffer.byteLength(text);

/** The statements of a record. If it is too long for one statement, its long values follow one by one. */
function recorded(table, row) {
  const statement = insert(table, row);
  if (bytes(statement) <= MAX_BYTES) return [statement];
  const isLong = ([name, value]) => name === OWN_COLUMNS || bytes(literal(value)) > LONG_BYTES;
  const long = Object.entries(row).filter(isLong);
  const set = (name, value) => `UPDATE ${table} SET ${name} = ${value} WHERE sys_id = ${literal(row.sys_id)};`;
  const later = long.flatMap(([name, value]) => {
    if (name !== OWN_COLUMNS) return [set(name, literal(value))];
    return Object.entries(JSON.parse(value ?? "{}")).map(([own, text]) => set(name, `json_set(coalesce(${name}, '{}'), '$.${own}', ${literal(text)})`));
  });
  return [insert(table, { ...row, ...Object.fromEntries(long.map(([name]) => [name, null])) }), ...later];
}

/** The statements of a change of the log. Its values may be too long for one statement. */
function logged({ changes, ...change }) {
  const row = Object.fromEntries(LOG.map((name) => [name, change[name] ?? null]));
  const [first, ...rest] = parts(JSON.stringify(changes));
  const appended = rest.map((part) => `UPDATE record_change SET changes = changes || ${literal(part)} WHERE sequence = ${change.sequence};`);
  return [insert("record_change", { ...row, changes: first }), ...appended];
}

/** The text in parts that each fit into a statement. A character has up to 4 bytes. */
function parts(text) {
  if (bytes(literal(text)) <= MAX_BYTES - 1_000) return [text];
  const characters = [...text];
  const size = Math.floor(MAX_BYTES / 5);
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, at) => characters.slice(at * size, (at + 1) * size).join(""));
}

/** All statements, one a line. `kept` are the changes that the log of the new database has. */
export function restoringSql({ replay, kept, archivedThrough }) {
  const epoch = randomBytes(8).toString("hex");
  return [
    // Fails by a CHECK if there are records, so that nothing is mixed.
    "INSERT INTO change_archive (id, archived_through) SELECT 2, 0 WHERE EXISTS (SELECT 1 FROM interaction);",
    ...TABLES.flatMap((table) => replay.rows(table).flatMap((row) => recorded(table, row))),
    ...replay.journals().map((row) => insert("sys_journal_field", row)),
    // Deletes what the triggers have logged of the rows above.
    "DELETE FROM record_change;",
    ...kept.flatMap(logged),
    `UPDATE change_archive SET archived_through = ${archivedThrough}, first = NULL, last = NULL, object_key = NULL;`,
    `UPDATE interaction_number SET last = max(last, ${replay.highestNumber});`,
    // Readers of the feed have to start again, because the log may have lost its end.
    "DROP VIEW change_log_epoch;",
    `CREATE VIEW change_log_epoch AS SELECT '${epoch}' AS epoch;`,
    "",
  ].join("\n");
}
