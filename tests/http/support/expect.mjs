// Compares whole answers.
import assert from "node:assert/strict";
import { message } from "./messages.mjs";

export const SUCCESS = {
  created: message("created"),
  updated: message("updated"),
  ended: (id) => message("ended_all", { interaction: id }),
};

const CORRECT = message("invalid_request_detail");

/** A success, whole, with its members in the contract's order. */
export function expectSuccess(answer, message, actionSysId) {
  const result = { success: true, message, ...(actionSysId ? { action_sys_id: actionSysId } : {}) };
  assert.equal(answer.text, JSON.stringify({ result }));
  assert.equal(answer.status, 200);
}

/** 400 with exactly these faults, each [field, code, message]. */
export function expectFaults(answer, ...faults) {
  const text = message("invalid_request", { faults: faults.map(([, , told]) => told).join("; ") });
  const list = faults.map(([field, code, told]) => ({ field, code, message: told }));
  const body = {
    result: { success: false, message: text },
    error: { message: text, detail: CORRECT, faults: list },
    status: "failure",
  };
  assert.equal(answer.text, JSON.stringify(body));
  assert.equal(answer.status, 400);
}

/** 404 of the endpoint. */
export function expectMissing(answer, message, detail) {
  const body = { result: { success: false, message }, error: { message, detail }, status: "failure" };
  assert.equal(answer.text, JSON.stringify(body));
  assert.equal(answer.status, 404);
}

/** A failure that has nothing to do with the request's content. */
export function expectFailure(answer, status, message, detail = null) {
  assert.equal(answer.text, JSON.stringify({ error: { message, detail }, status: "failure" }));
  assert.equal(answer.status, status);
}

export const UNAUTHENTICATED = [message("not_authenticated"), message("not_authenticated_detail")];
export const UNAVAILABLE = [message("unavailable"), message("unavailable_detail")];
export const FULL = [message("unavailable"), message("database_full_detail")];
/** After a write whose outcome is unknown: of a call with a key, of one without, and of the Table API. */
export const UNKNOWN_WITH_KEY = [message("unavailable"), message("outcome_unknown_same_key")];
export const UNKNOWN = [message("unavailable"), message("outcome_unknown_no_key")];
export const UNKNOWN_OF_TABLE = [message("unavailable"), message("outcome_unknown_table")];
export const INTERNAL = [message("internal_error"), message("internal_error_detail")];

export const roleMissing = (role) => [message("not_authorized"), message("role_missing_detail", { role })];
export const UNAUTHORIZED = roleMissing("interaction_integration_user");
export const methodNotAllowed = (methods) => [message("method_not_allowed"), message("method_not_allowed_detail", { methods })];
export const NOT_ACCEPTABLE = [406, message("not_acceptable"), message("not_acceptable_detail")];
export const TOO_LARGE = [413, message("payload_too_large"), message("payload_too_large_detail", { limit: 65_536 })];
export const UNSUPPORTED = [415, message("unsupported_media_type"), message("unsupported_media_type_detail")];
export const NO_RECORD = [message("no_record"), message("no_record_detail")];

/** The detail of 400 of the Table API. */
export const CORRECT_NAMED = message("invalid_table_request_detail");

/** 400 of the Table API, whose failures have no list of faults: their messages stand in the error's. */
export function expectTableFaults(answer, ...messages) {
  expectFailure(answer, 400, message("invalid_request", { faults: messages.join("; ") }), CORRECT_NAMED);
}

/** A text as an XML answer holds it. */
export const escaped = (text) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]);
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** A success of the Table API with exactly this record, or list of records, with its members in this order. */
export function expectResult(answer, status, result) {
  assert.equal(answer.text, JSON.stringify({ result }));
  assert.equal(answer.status, status);
}
