// The calls that are measured.
import { ENDPOINT } from "../../tests/http/support/service.mjs";
import { FORGED } from "./credentials.mjs";
import { otherRecords, recordsOf } from "./stock.mjs";

/** The end times of later calls differ from those before, so that every call changes something. */
const ENDS_FROM = Date.UTC(2026, 5, 1);

const endTime = (number) => new Date(ENDS_FROM + number * 1000).toISOString().slice(0, 19).replace("T", " ");

/** Of each operation: its records, the fields of a call, and the status of its answer. */
const WRITES = {
  create: { fields: ({ interaction }) => ({ interaction, action: "coach" }) },
  update: {
    fields: ({ interaction, action }, number) => ({ interaction, action_sys_id: action, end_time: endTime(number) }),
  },
  end: { fields: ({ interaction }, number) => ({ interaction, end_time: endTime(number) }) },
  end10: { fields: ({ interaction }, number) => ({ interaction, end_time: endTime(number) }) },
  end100: { fields: ({ interaction }, number) => ({ interaction, end_time: endTime(number) }) },
  invalid: {
    stock: "create",
    status: 400,
    fields: ({ interaction }) => ({ interaction, action: "Coach", start_time: "2026-02-30 11:30:00" }),
  },
  refused: {
    stock: "create",
    status: 401,
    credentials: FORGED,
    fields: ({ interaction }) => ({ interaction, action: "coach" }),
  },
};

const TYPES = { json: "application/json", xml: "application/xml" };

const RENDER = {
  json: (fields) => JSON.stringify(fields),
  xml: (fields) => {
    const elements = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
    return `<request><entry>${elements.join("")}</entry></request>`;
  },
};

/** Which numbers an operation shares with others, so that no two calls are the same. */
export const stockOf = (operation) => WRITES[operation]?.stock ?? operation;

/**
 * A function from a call's number to the call. `call` is `{ operation, format, credentials, isKeyed, stored, run }`; `run`
 * tells the keys of this run from those of others.
 */
export function requestsOf(call) {
  if (call.operation in WRITES) return writes(call);
  if (call.operation === "hello") return () => ({ method: "GET", path: "/", status: 200 });
  return reads(call);
}

function writes({ operation, format, credentials, isKeyed, run }) {
  const { fields, status = 200, credentials: own } = WRITES[operation];
  const headers = { "content-type": TYPES[format], accept: TYPES[format], authorization: own ?? credentials ?? "" };
  return (number) => ({
    method: "POST",
    path: ENDPOINT,
    headers: isKeyed ? { ...headers, "idempotency-key": `${run}-${operation}-${number}` } : headers,
    body: RENDER[format](fields(recordsOf(stockOf(operation), number), number)),
    status,
  });
}

function reads({ operation, credentials, stored }) {
  const table = "/api/now/table/supervisor_help_action";
  const headers = { accept: TYPES.json, authorization: credentials };
  return (number) => {
    const { interaction, action } = stored ? otherRecords(stored, number) : recordsOf("end10", number);
    const path = {
      record: `${table}/${action}`,
      list: `${table}?sysparm_query=interaction=${interaction}&sysparm_limit=10`,
      list1000: `${table}?sysparm_limit=1000&sysparm_no_count=true`,
    }[operation];
    return { method: "GET", path, headers, status: 200 };
  };
}
