// The board's line on the relay: what the service answers, and the words for it (web/board/core/relay.ts).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { load } from "./load.mjs";

process.env.TZ = "Europe/Berlin";
const { isUnwell, relayNews, relayOf, relayText } = await load("board/core/relay.ts");

const NOW = Date.parse("2026-11-28T10:14:00Z");
const RUNNING = { state: "running", pause: null, waiting: 0, oldest_seconds: null, delivered: 4711, parked_count: 0, parked: [] };
const PAUSED = { ...RUNNING, state: "paused", pause: { reason: "asleep", pauses: 3, next_try: "2026-11-28T10:15:00Z" }, waiting: 12, oldest_seconds: 95 };
const read = (result) => relayOf({ result });
const line = (result) => relayText(read(result), NOW);

describe("what is read", () => {
  test("a relay that runs, one that pauses, and none", () => {
    assert.deepEqual(read(RUNNING), { pause: null, waiting: 0, oldest: null, parked: 0 });
    assert.deepEqual(read(PAUSED), { pause: { reason: "asleep", nextTry: Date.parse("2026-11-28T10:15:00Z") }, waiting: 12, oldest: 95_000, parked: 0 });
    assert.equal(read({ state: "off" }), "off");
  });
  test("a time that cannot be read is none", () => {
    assert.equal(read({ ...PAUSED, pause: { reason: "asleep", pauses: 1, next_try: "" } }).pause.nextTry, null);
  });
  for (const [name, answer] of [
    ["nothing", null],
    ["no result", {}],
    ["a text", { result: "running" }],
    ["no state", { result: { ...RUNNING, state: undefined } }],
    ["another state", { result: { ...RUNNING, state: "stopped" } }],
    ["no number of changes", { result: { ...RUNNING, waiting: undefined } }],
    ["a text as a number", { result: { ...RUNNING, waiting: "12" } }],
    ["a number below zero", { result: { ...RUNNING, parked_count: -1 } }],
    ["a pause without a reason", { result: { ...PAUSED, pause: null } }],
  ]) {
    test(`${name}: not a state`, () => assert.equal(relayOf(answer), null));
  }
});

describe("the line", () => {
  test("runs", () => {
    assert.equal(line(RUNNING), "Relay running. No change waits.");
    assert.equal(line({ ...RUNNING, waiting: 1, oldest_seconds: 4 }), "Relay running. 1 change waits, for 0:04.");
    assert.equal(line({ ...RUNNING, waiting: 12, oldest_seconds: 95 }), "Relay running. 12 changes wait, the oldest for 1:35.");
    assert.equal(line({ ...RUNNING, waiting: 2 }), "Relay running. 2 changes wait.");
  });
  test("has parked", () => {
    assert.equal(line({ ...RUNNING, parked_count: 1 }), "Relay running. No change waits. 1 record is parked.");
    assert.equal(line({ ...RUNNING, parked_count: 200 }), "Relay running. No change waits. 200 records are parked.");
  });
  test("pauses: with the next try, where the browser is", () => {
    assert.equal(line(PAUSED), "Relay paused: the instance is asleep or being upgraded, next try at 11:15:00. 12 changes wait, the oldest for 1:35.");
    assert.equal(line({ ...PAUSED, pause: { reason: "asleep", next_try: "2026-11-28T10:14:00Z" } }), "Relay paused: the instance is asleep or being upgraded, next try now. 12 changes wait, the oldest for 1:35.");
    assert.equal(line({ ...PAUSED, pause: { reason: "asleep" } }), "Relay paused: the instance is asleep or being upgraded. 12 changes wait, the oldest for 1:35.");
  });
  test("has words for each reason that the service knows; another one is shown as it is", () => {
    const source = readFileSync(new URL("../../src/relay/pause.rs", import.meta.url), "utf8");
    const reasons = [...source.matchAll(/Self::\w+ => "(\w+)"/g)].map(([, reason]) => reason);
    assert.ok(reasons.length >= 6, String(reasons));
    for (const reason of reasons) assert.match(line({ ...PAUSED, pause: { reason } }), /^Relay paused: (the|its) \w+ [^_]+\. 12 changes/, reason);
    for (const reason of ["on_strike", "constructor"]) assert.match(line({ ...PAUSED, pause: { reason } }), new RegExp(`^Relay paused: ${reason}\\. `));
  });
});

test("it is unwell if it pauses or has parked", () => {
  assert.deepEqual([RUNNING, { ...RUNNING, waiting: 5 }, PAUSED, { ...RUNNING, parked_count: 1 }].map((result) => isUnwell(read(result))), [false, false, true, true]);
});

describe("what a screen reader is told", () => {
  const asleep = read(PAUSED);
  const running = read(RUNNING);
  const parked = read({ ...RUNNING, parked_count: 2 });
  for (const [name, before, after, words] of [
    ["it runs, at first", null, running, ""],
    ["it pauses, at first", null, asleep, "Relay paused: the instance is asleep or being upgraded."],
    ["it pauses", running, asleep, "Relay paused: the instance is asleep or being upgraded."],
    ["it still pauses", asleep, read({ ...PAUSED, waiting: 13, oldest_seconds: 125, pause: { ...PAUSED.pause, next_try: "2026-11-28T10:30:00Z" } }), ""],
    ["it pauses for another reason", asleep, read({ ...PAUSED, pause: { reason: "no_answer" } }), "Relay paused: the instance does not answer."],
    ["it runs again, and has parked", asleep, parked, "Relay running again. 2 records are parked."],
    ["more waits", running, read({ ...RUNNING, waiting: 5, oldest_seconds: 9 }), ""],
    ["fewer are parked", parked, read({ ...RUNNING, parked_count: 1 }), ""],
  ]) {
    test(`${name}: ${words || "nothing"}`, () => assert.equal(relayNews(before, after), words));
  }
});
