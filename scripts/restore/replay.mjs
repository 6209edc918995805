// Makes the records from the changes.
import { createHash } from "node:crypto";
import { Fault } from "../user/fault.mjs";

export const TABLES = ["interaction", "interaction_help_request", "supervisor_help_action"];

/** Fields of the log that the database computes from others. */
const GENERATED = { interaction: ["active"] };
/** Fields whose entries are rows of `sys_journal_field`. */
const JOURNALS = { interaction: ["work_notes"] };
/** The column with the fields that begin with `u_`, as a JSON object. */
export const OWN_COLUMNS = "own_columns";

const stored = (seconds) => new Date(seconds * 1_000).toISOString().slice(0, 19).replace("T", " ");

export class Replay {
  #keepExpired;
  #records = Object.fromEntries(TABLES.map((table) => [table, new Map()]));
  /** By the `sys_id` of the record. */
  #journals = new Map();
  /** The highest number that an interaction ever got. */
  highestNumber = 0;

  constructor({ keepExpired = false } = {}) {
    this.#keepExpired = keepExpired;
  }

  /** Applies the next change of the log. */
  apply({ sequence, tablename: table, documentkey: id, operation, changes, user, transaction_id, recorded_at, record_updated_on }) {
    const records = this.#records[table];
    if (!records) throw new Fault(`Change ${sequence} is of a table that is not known: ${table}.`);
    // Nobody else deletes as system.
    if (operation === "delete" && this.#keepExpired && user === "system") return;
    const isThere = records.has(id);
    if (isThere === (operation === "insert")) throw new Fault(`Change ${sequence} (${operation}) does not fit: ${table} ${id} is ${isThere ? "there already" : "not there"}.`);
    if (operation === "delete") {
      records.delete(id);
      this.#journals.delete(id);
      return;
    }
    const on = stored(record_updated_on ?? Math.floor(recorded_at / 1_000));
    const record = records.get(id) ?? { fields: {}, own: {}, created: { on, by: user }, changes: 0 };
    records.set(id, record);
    // A request may have several changes of a record: each entry of a journal is one.
    if (operation === "update" && transaction_id !== null && transaction_id !== record.updated.transaction) record.changes += 1;
    record.updated = { on, by: user, transaction: transaction_id };
    for (const [field, [, value]] of Object.entries(changes)) {
      if (GENERATED[table]?.includes(field)) continue;
      if (JOURNALS[table]?.includes(field)) this.#note({ sequence, table, id, field, value, user, transaction_id, recorded_at, on });
      else if (!field.startsWith("u_")) record.fields[field] = value;
      else if (value === null) delete record.own[field];
      else record.own[field] = value;
    }
    if (table === "interaction") this.highestNumber = Math.max(this.highestNumber, Number(record.fields.number?.slice(3) ?? 0));
  }

  #note({ sequence, table, id, field, value, user, transaction_id, recorded_at, on }) {
    if (value === null) return;
    // The log does not have the id of an entry, so it gets a new one, which sorts by time.
    const digest = createHash("sha256").update(`${sequence}.${field}`).digest("hex");
    const sys_id = recorded_at.toString(16).padStart(12, "0") + digest.slice(0, 20);
    const entry = { sys_id, name: table, element_id: id, element: field, value, sys_created_on: on, sys_created_by: user, sys_transaction_id: transaction_id };
    this.#journals.set(id, [...(this.#journals.get(id) ?? []), entry]);
  }

  counts() {
    return Object.fromEntries(TABLES.map((table) => [table, this.#records[table].size]));
  }

  /** The rows of a table. All have the same columns, so that no row gets a default value that it did not have. */
  rows(table) {
    const records = [...this.#records[table]];
    const names = new Set(records.flatMap(([, { fields }]) => Object.keys(fields)));
    const hasOwn = records.some(([, { own }]) => Object.keys(own).length > 0);
    return records.map(([sys_id, { fields, own, created, updated, changes }]) => {
      const row = { sys_id };
      for (const name of names) row[name] = fields[name] ?? null;
      if (hasOwn) row[OWN_COLUMNS] = Object.keys(own).length > 0 ? JSON.stringify(own) : null;
      const stamps = { sys_created_on: created.on, sys_created_by: created.by, sys_updated_on: updated.on, sys_updated_by: updated.by };
      return { ...row, ...stamps, sys_mod_count: changes, sys_transaction_id: updated.transaction };
    });
  }

  /** The rows of `sys_journal_field`. */
  journals() {
    return [...this.#journals.values()].flat();
  }
}
