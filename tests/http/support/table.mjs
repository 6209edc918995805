// Calls of the Table API and the Aggregate API, data for them, and records as they have to be shown.
import { message } from "./messages.mjs";
import { TOKEN } from "./service.mjs";

/** The fields of each table, in the order in which a record shows them (contract, section 6). */
export const FIELDS = {
  interaction:
    "sys_id number type state short_description opened_at closed_at assigned_to opened_for active work_notes opened_by closed_by direction state_reason " +
    "caller_phone_number client_session_id parent contact account consumer company location assignment_group help_request context_table context_document " +
    "channel_metadata_table channel_metadata_document duration category subcategory virtual_agent agent_chat help_requested recording_url transcript " +
    "sys_class_name sys_domain sys_tags sys_created_on sys_created_by sys_updated_on sys_updated_by sys_mod_count",
  interaction_help_request:
    "sys_id interaction state reason comments opened_by help_provided_by sys_created_on sys_created_by sys_updated_on sys_updated_by sys_mod_count",
  supervisor_help_action:
    "sys_id interaction help_request action start_time end_time duration sys_created_on sys_created_by sys_updated_on sys_updated_by sys_mod_count",
  sys_audit:
    "sys_id tablename documentkey fieldname oldvalue newvalue user transaction_id sys_created_on sys_created_by sys_updated_on sys_updated_by sys_mod_count",
};
for (const [table, names] of Object.entries(FIELDS)) FIELDS[table] = names.split(" ");

/** The fields, as messages list them. */
export const known = (table) => FIELDS[table].join(", ");

/** That a table has no such field; `place` is where it was named. */
export const unknownField = (place, field, table) => message("unknown_table_field", { place, field, table, fields: known(table) });

/** That a parameter is no number of records. */
export const invalidCount = (name, value) => message("invalid_count", { name, value, lowest: name === "sysparm_limit" ? "1" : "0", highest: "4611686018427387903" });

/** The tables that references lead to. */
const REFERENCES = {
  interaction: {
    parent: "task",
    contact: "customer_contact",
    account: "customer_account",
    consumer: "csm_consumer",
    company: "core_company",
    location: "cmn_location",
    assignment_group: "sys_user_group",
    help_request: "interaction_help_request",
    sys_domain: "sys_user_group",
  },
  interaction_help_request: { interaction: "interaction" },
  supervisor_help_action: { interaction: "interaction", help_request: "interaction_help_request" },
};

/** The columns that callers write, besides the number: all but the journals and own columns. */
export const WRITTEN = {
  interaction: FIELDS.interaction.filter((name) => !/^sys_|^(number|active|work_notes)$/.test(name)),
  interaction_help_request: FIELDS.interaction_help_request.filter((name) => !name.startsWith("sys_")),
};

/** The values of all interactions. A journal is empty where its values are read. */
const CONSTANTS = { interaction: { work_notes: null, sys_class_name: "interaction", sys_domain: "global", sys_tags: null } };

/** A sys_id that ends in these digits. */
export const id = (digits) => String(digits).padStart(32, "0");

/** The query part of a URL. */
export const query = (parameters) => new URLSearchParams(parameters).toString();

/**
 * Calls with a good token. The path is that behind `/api/now/`; a body is sent as JSON unless it is a text. A header that
 * is undefined is not sent.
 */
export function caller(service, authorization = `Bearer ${TOKEN}`) {
  const call = (method, path, body, headers = {}) => {
    const all = { authorization, ...headers };
    for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
    const text = body === undefined || typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    return service.request(method, `/api/now/${path}`, all, text);
  };
  return {
    call,
    get: (path, headers) => call("GET", path, undefined, headers),
    /** The records of a list that is asked for with these parameters. */
    list: async (table, parameters = {}) => {
      const answer = await call("GET", `table/${table}?${query(parameters)}`);
      if (answer.status !== 200) throw new Error(answer.text);
      return JSON.parse(answer.text).result;
    },
  };
}

/** A row of the database as the Table API shows it when nothing else is asked for. `tables` is where tables are found. */
export function shown(table, row, tables) {
  const record = {};
  for (const name of FIELDS[table]) {
    const other = REFERENCES[table]?.[name];
    const value = name === "duration" && table === "supervisor_help_action" ? duration(row) : { ...row, ...CONSTANTS[table] }[name];
    if (value === null) record[name] = "";
    else if (other) record[name] = { link: `${tables}${other}/${value}`, value };
    else record[name] = String(value);
  }
  return { ...record, ...JSON.parse(row.own_columns ?? "{}") };
}

function duration({ start_time, end_time }) {
  const moment = (text) => Date.parse(`${text.replace(" ", "T")}Z`) / 1000;
  return end_time === null ? null : moment(end_time) - moment(start_time);
}

/** What of a record is not the point of a test. */
const COMMON = {
  sys_created_on: "2026-01-01 00:00:00",
  sys_created_by: "test",
  sys_updated_on: "2026-01-01 00:00:00",
  sys_updated_by: "test",
};

/** Puts rows into a table, in one statement: each of them has values for the same columns. */
export async function seed(service, table, rows) {
  const names = [...new Set(rows.flatMap((row) => Object.keys({ ...COMMON, ...row })))];
  const all = rows.map((row) => ({ ...COMMON, ...row }));
  const values = names.map((name) => `value ->> '${name}'`);
  await service.rows(
    `INSERT INTO ${table} (${names.join(", ")}) SELECT ${values.join(", ")} FROM json_each(?1)`,
    JSON.stringify(all),
  );
}

/** Empties the tables of records, and then the log of their changes. */
export async function clear(service) {
  for (const table of ["supervisor_help_action", "interaction_help_request", "interaction", "record_change"]) {
    await service.rows(`DELETE FROM ${table}`);
  }
  await service.rows("UPDATE interaction_number SET last = 0");
}

/** What `service.everything()` gives, and the accounts. */
export async function snapshot(service) {
  const tables = [...Object.keys(FIELDS), "sys_journal_field", "record_change", "sys_user", "sys_user_has_role", "idempotency_record"];
  const rows = await service.batch(...tables.map((table) => [`SELECT * FROM ${table} ORDER BY 1, 2, 3`]));
  return Object.fromEntries(tables.map((table, n) => [table, rows[n]]));
}

/** The URLs of a `Link` header by their relations, in the order in which they stand. */
export function links(answer) {
  const parts = (answer.headers.link ?? "").split(",<").filter(Boolean);
  return Object.fromEntries(
    parts.map((part) => {
      const [, url, relation] = part.match(/^<?(.*)>;rel="([a-z]+)"$/);
      return [relation, url];
    }),
  );
}
