// Compares whole answers.
import assert from "node:assert/strict";

export const SUCCESS = {
  created: "Supervisor help action created successfully",
  updated: "Supervisor help action updated successfully",
  ended: (id) => `end_time updated for all supervisor help actions associated with the interaction id: ${id}`,
};

const CORRECT = "Nothing was changed; correct what faults lists and send the request again";

/** A success, whole, with its members in the contract's order. */
export function expectSuccess(answer, message, actionSysId) {
  const result = { success: true, message, ...(actionSysId ? { action_sys_id: actionSysId } : {}) };
  assert.equal(answer.text, JSON.stringify({ result }));
  assert.equal(answer.status, 200);
}

/** 400 with exactly these faults, each [field, code, message]. */
export function expectFaults(answer, ...faults) {
  const message = `Invalid request: ${faults.map(([, , text]) => text).join("; ")}`;
  const list = faults.map(([field, code, text]) => ({ field, code, message: text }));
  const body = {
    result: { success: false, message },
    error: { message, detail: CORRECT, faults: list },
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

export const UNAUTHENTICATED = ["User Not Authenticated", "Required to provide Auth information"];
export const UNAUTHORIZED = ["User Not Authorized", "The caller needs the role interaction_integration_user"];
export const UNAVAILABLE = [
  "Service temporarily unavailable",
  "Send the same request again after the seconds in Retry-After",
];
export const INTERNAL = ["Internal server error", "The fault is ours and has been logged under the X-Transaction-ID"];

export const NO_RECORD = ["No Record found", "Record doesn't exist or ACL restricts the record retrieval"];

/** The detail of 400 of the Table API. */
export const CORRECT_NAMED = "Correct what the message names and send the request again";

/** 400 of the Table API, whose failures have no list of faults: their messages stand in the error's. */
export function expectTableFaults(answer, ...messages) {
  expectFailure(answer, 400, `Invalid request: ${messages.join("; ")}`, CORRECT_NAMED);
}

/** A success of the Table API with exactly this record, or list of records, with its members in this order. */
export function expectResult(answer, status, result) {
  assert.equal(answer.text, JSON.stringify({ result }));
  assert.equal(answer.status, status);
}
