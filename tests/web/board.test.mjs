// The core of the board: what it knows after which changes (web/board/core/board.ts).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./load.mjs";

const { ACTIONS, EMPTY, INTERACTIONS, REQUESTS, apply, unnamed, withRows } = await load("board/core/board.ts");

const NOW = Date.parse("2026-11-28T12:00:00Z");
const at = (text) => Date.parse(`2026-11-28T${text}Z`);
const HELP = { id: "a1", interaction: "c1", kind: "coach", start: at("11:50:00"), end: null };
const REQUEST = { id: "r1", interaction: "c1", state: "new", reason: "Refund", openedBy: "ana", created: at("11:55:00") };

const change = (table, operation, sys_id, changes, interaction = "c1") => ({ table, operation, sys_id, interaction, recorded_at: "2026-11-28T11:55:00.123Z", changes });
const started = change(ACTIONS, "insert", "a1", { interaction: [null, "c1"], action: [null, "coach"], start_time: [null, "2026-11-28 11:50:00"] });
const asked = change(REQUESTS, "insert", "r1", { interaction: [null, "c1"], state: [null, "new"], reason: [null, "Refund"], opened_by: [null, "ana"] });
const after = (changes, board = EMPTY, now = NOW) => apply(board, changes, now);
const actions = ({ board }) => [...board.actions.values()];
const requests = ({ board }) => [...board.requests.values()];
const NOTHING = { actions: [], requests: [] };

describe("a change of a help action", () => {
  test("that starts is on the board", () => {
    assert.deepEqual(actions(after([started])), [HELP]);
    assert.deepEqual(after([started]).missing, NOTHING);
  });
  test("that ends, is of another kind, or began at another time", () => {
    for (const [changes, changed] of [
      [{ end_time: [null, "2026-11-28 11:59:00"] }, { end: at("11:59:00") }],
      [{ action: ["coach", "barge_in"] }, { kind: "barge_in" }],
      [{ start_time: ["2026-11-28 11:50:00", "2026-11-28 11:40:00"] }, { start: at("11:40:00") }],
    ]) {
      assert.deepEqual(actions(after([started, change(ACTIONS, "update", "a1", changes)])), [{ ...HELP, ...changed }]);
    }
  });
  test("that is deleted is gone, and a change of it before that is not missed", () => {
    const deleted = change(ACTIONS, "delete", "a1", { action: ["coach", null] });
    assert.deepEqual(actions(after([started, deleted])), []);
    assert.deepEqual(after([change(ACTIONS, "update", "a1", { action: ["coach", "monitor"] }), deleted]).missing, NOTHING);
  });
  test("that is not on the board has to be read, once", () => {
    const ended = change(ACTIONS, "update", "a9", { end_time: [null, "2026-11-28 11:59:00"] });
    const { board, missing } = after([ended, ended]);
    assert.deepEqual([actions({ board }), missing], [[], { actions: ["a9"], requests: [] }]);
  });
  test("of a kind that this board does not know is passed over", () => {
    assert.deepEqual(actions(after([change(ACTIONS, "insert", "a2", { action: [null, "whisper"], start_time: [null, "2026-11-28 11:50:00"] })])), []);
  });
});

describe("a change of a help request", () => {
  test("that waits, with the moment of its record", () => {
    assert.deepEqual(requests(after([asked])), [REQUEST]);
  });
  for (const state of ["in_progress", "closed", "cancelled"]) {
    test(`that is ${state}`, () => {
      const changed = after([asked, change(REQUESTS, "update", "r1", { state: ["new", state] })]);
      assert.deepEqual(requests(changed), [{ ...REQUEST, state }]);
    });
  }
  test("whose reason is taken away", () => {
    assert.deepEqual(requests(after([asked, change(REQUESTS, "update", "r1", { reason: ["Refund", null] })])), [{ ...REQUEST, reason: "" }]);
  });
  test("that is deleted, and one that is not on the board", () => {
    assert.deepEqual(requests(after([asked, change(REQUESTS, "delete", "r1", {})])), []);
    assert.deepEqual(after([change(REQUESTS, "update", "r9", { state: ["new", "closed"] })]).missing, { actions: [], requests: ["r9"] });
  });
});

test("changes that come again, or that the records have already, alter nothing", () => {
  const changes = [started, asked, change(ACTIONS, "update", "a1", { end_time: [null, "2026-11-28 11:59:00"] })];
  const once = after(changes).board;
  assert.deepEqual(after(changes, once).board, once);
});

test("a board is not altered in place", () => {
  const before = after([started]).board;
  after([change(ACTIONS, "delete", "a1", {})], before);
  assert.deepEqual(actions({ board: before }), [HELP]);
});

test("changes of other tables mean nothing", () => {
  assert.deepEqual(after([change("interaction", "insert", "c1", { number: [null, "IMS0000001"] })]).board, EMPTY);
});

describe("rows of the Table API", () => {
  const action = { sys_id: "a1", interaction: "c1", action: "coach", start_time: "2026-11-28 11:50:00", end_time: "" };
  const request = { sys_id: "r1", interaction: "c1", state: "new", reason: "Refund", opened_by: "ana", sys_created_on: "2026-11-28 11:55:00" };
  const CALL = { "interaction.number": "IMS0000001", "interaction.short_description": "" };

  test("are records, and the numbers of their interactions", () => {
    const board = withRows(EMPTY, { [ACTIONS]: [{ ...action, ...CALL }], [REQUESTS]: [request] });
    assert.deepEqual(board, { actions: new Map([["a1", HELP]]), requests: new Map([["r1", REQUEST]]), calls: new Map([["c1", { number: "IMS0000001", about: "" }]]) });
  });
  test("replace what was known of them", () => {
    const board = withRows(after([started]).board, { [ACTIONS]: [{ ...action, end_time: "2026-11-28 11:51:00" }] });
    assert.deepEqual(actions({ board }), [{ ...HELP, end: at("11:51:00") }]);
  });
  test("that are incomplete are passed over", () => {
    const rows = [{}, { ...action, action: "" }, { ...action, start_time: "soon" }, { ...action, interaction: undefined }];
    assert.deepEqual(withRows(EMPTY, { [ACTIONS]: rows, [REQUESTS]: [{}, { ...request, state: "" }], [INTERACTIONS]: [{ sys_id: "c1" }] }), EMPTY);
  });
  test("name the interactions that are on the screen without a number, and only those", () => {
    const over = { ...action, sys_id: "a2", interaction: "c2", end_time: "2026-11-28 11:51:00" };
    const board = withRows(EMPTY, { [ACTIONS]: [action, over], [REQUESTS]: [{ ...request, interaction: "c3" }] });
    assert.deepEqual(unnamed(board), ["c1", "c3"]);
    assert.deepEqual(unnamed(withRows(board, { [INTERACTIONS]: [{ sys_id: "c1", number: "IMS0000001" }, { sys_id: "c3", number: "IMS0000003" }] })), []);
  });
});

test("what is over for more than a day is forgotten, what goes on is not", () => {
  const old = change(ACTIONS, "insert", "a2", { action: [null, "coach"], start_time: [null, "2026-11-27 10:00:00"], end_time: [null, "2026-11-27 10:01:00"] }, "c2");
  const open = change(ACTIONS, "insert", "a3", { action: [null, "coach"], start_time: [null, "2026-02-18 10:00:00"] }, "c3");
  assert.deepEqual(actions(after([old, open])).map(({ id }) => id), ["a3"]);
  const days = NOW + 2 * 86_400_000;
  assert.deepEqual(requests(after([change(REQUESTS, "update", "r1", { state: ["new", "closed"] })], after([asked]).board, days)), []);
  assert.equal(requests(after([], after([asked]).board, days)).length, 1, "it still waits");
});

test("numbers of interactions go with their last record on the screen", () => {
  const named = withRows(after([started]).board, { [INTERACTIONS]: [{ sys_id: "c1", number: "IMS0000001" }] });
  assert.equal(after([], named).board.calls.size, 1);
  assert.equal(after([change(ACTIONS, "update", "a1", { end_time: [null, "2026-11-28 11:59:00"] })], named).board.calls.size, 0);
});
