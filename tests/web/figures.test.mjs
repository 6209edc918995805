// What the board derives from its records: lists, numbers, texts (web/board/core).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load } from "./load.mjs";

process.env.TZ = "Europe/Berlin";
const { given, hours, plotStart, today, waiting } = await load("board/core/figures.ts");
const { clockText, elapsedText, midnight, momentOf, utcText } = await load("board/core/time.ts");
const { announcement } = await load("board/core/announcements.ts");
const { pauseAfter } = await load("board/core/retry.ts");

const NOW = Date.parse("2026-11-28T12:30:00Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const action = (id, ago, kind = "coach", lasts = null) => [id, { id, interaction: "c", kind, start: NOW - ago, end: lasts === null ? null : NOW - ago + lasts }];
const request = (id, ago, state = "new") => [id, { id, interaction: "c", state, reason: "", openedBy: "", created: NOW - ago }];
const board = (actions, requests = []) => ({ actions: new Map(actions), requests: new Map(requests), calls: new Map() });

test("those that wait longest come first; those that do not wait are left out", () => {
  const shown = waiting(board([], [request("b", MINUTE), request("c", HOUR), request("a", MINUTE), request("d", HOUR, "closed")]));
  assert.deepEqual(shown.map(({ id }) => id), ["c", "a", "b"]);
});

test("help that goes on, by kind, the longest first", () => {
  const shown = given(board([action("a", MINUTE), action("b", HOUR), action("c", HOUR, "observe"), action("d", HOUR, "coach", 1)]));
  const ids = Object.fromEntries(Object.entries(shown).map(([kind, list]) => [kind, list.map(({ id }) => id)]));
  assert.deepEqual(ids, { barge_in: [], coach: ["b", "a"], monitor: [], observe: ["c"] });
});

describe("today", () => {
  test("begins at midnight where the browser is", () => {
    assert.equal(midnight(NOW), Date.parse("2026-11-27T23:00:00Z"));
    const sinceMidnight = NOW - midnight(NOW);
    const figures = today(
      board(
        [action("a", sinceMidnight, "coach", 2 * MINUTE), action("b", sinceMidnight + 1, "coach", HOUR), action("c", HOUR, "monitor", 4 * MINUTE), action("d", 5)],
        [request("r", sinceMidnight), request("s", sinceMidnight + 1), request("t", 1, "closed")],
      ),
      NOW,
    );
    assert.deepEqual(figures, { requests: 2, actions: 3, average: 3 * MINUTE });
  });
  test("has no average before anything is over", () => {
    assert.deepEqual(today(board([action("a", 5)]), NOW), { requests: 0, actions: 1, average: null });
  });
});

test("the plot has the hour that goes on and the 23 before it; what lies outside counts nowhere", () => {
  const shown = hours(board([action("a", 0), action("b", 29 * MINUTE), action("c", 31 * MINUTE, "observe"), action("d", 24 * HOUR), action("e", 23.5 * HOUR), action("f", -MINUTE)]), NOW);
  assert.equal(shown.length, 24);
  assert.deepEqual([shown[0].start, shown.at(-1).start], [plotStart(NOW), Date.parse("2026-11-28T12:00:00Z")]);
  assert.deepEqual(shown.at(-1).count, { barge_in: 0, coach: 2, monitor: 0, observe: 0 });
  assert.deepEqual(shown.at(-2).count.observe, 1);
  assert.equal(shown[0].count.coach, 1);
  assert.equal(shown.flatMap(({ count }) => Object.values(count)).reduce((sum, one) => sum + one), 4);
});

test("how long something lasts", () => {
  for (const [milliseconds, text] of [[-5_000, "0:00"], [0, "0:00"], [59_999, "0:59"], [65_000, "1:05"], [3_600_000, "1:00:00"], [3_845_000, "1:04:05"], [86_400_000, "1 d 00:00"], [282 * 86_400_000 + 82_980_000, "282 d 23:03"]]) {
    assert.equal(elapsedText(milliseconds), text);
  }
});

test("times of the service and of the clock", () => {
  assert.equal(momentOf("2026-11-28 12:30:00"), NOW);
  for (const none of ["", undefined, null, "soon"]) assert.equal(momentOf(none), null);
  assert.equal(utcText(NOW + 999), "2026-11-28 12:30:00");
  assert.deepEqual([clockText(NOW), clockText(NOW + 5_000, true)], ["13:30", "13:30:05"]);
});

describe("an announcement", () => {
  const shown = (waiting, open, tooLong = []) => ({ waiting: new Set(waiting), open: new Set(open), tooLong: new Set(tooLong) });
  test("tells all changes in one sentence", () => {
    assert.equal(
      announcement(shown(["r1", "r2"], ["a1"]), shown(["r2", "r3", "r4"], ["a1", "a2"], ["a1"])),
      "2 new help requests, 1 help request answered or withdrawn, 1 help started, 1 help takes too long. 3 waiting, 2 in progress.",
    );
  });
  test("is silent where nothing is new", () => {
    assert.equal(announcement(shown(["r1"], ["a1"], ["a1"]), shown(["r1"], ["a1"])), "");
  });
});

test("tries again after 1 second, then later and later, or when the service says", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 9].map((failures) => pauseAfter(failures, null, 0)), [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
  assert.equal(pauseAfter(1, 30, 0.5), 30_500);
});
