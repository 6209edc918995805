// What calls cost in the filled database: rows by D1's account, and time.
import { randomUUID } from "node:crypto";
import { ENDPOINT } from "../../tests/http/support/service.mjs";
import { generator, IDS } from "./random.mjs";

export const ROUNDS = 7;
/** Calls in one transaction, where the time of SQLite alone is measured, and transactions. */
const TOGETHER = { batches: 10, calls: 50 };
/** Calls in transactions of their own. */
const ALONE = { batches: 100, calls: 1 };
const LAST_END = Date.UTC(2026, 10, 1);
const START = "2026-03-01 10:00:00";
const TABLES = "/api/now/table";

let ends = 0;
/** An end that no help action has yet. */
const newEnd = () => new Date(LAST_END + (ends += 1) * 1000).toISOString().slice(0, 19).replace("T", " ");

/** Endless, from a list. */
function cycle(list) {
  let at = -1;
  return () => list[(at += 1) % list.length];
}

/** The fields of each operation, on interactions that the others do not touch. */
function operations(interactions) {
  const having = (count) => cycle(interactions.filter(({ actions }) => actions.length === count));
  const [ofCreates, ofUpdates] = [having(2), having(3)];
  const create = () => ({ interaction: ofCreates().sys_id, action: "coach", start_time: START });
  const update = () => {
    const { sys_id, actions } = ofUpdates();
    return { interaction: sys_id, action_sys_id: actions[0], end_time: newEnd() };
  };
  const endAll = (of) => () => ({ interaction: of().sys_id, end_time: newEnd() });
  return { create, update, end1: endAll(having(1)), end5: endAll(having(5)) };
}

/** What each kind of call costs: trips, rows read, rows written. */
export async function costs(service, { interactions }) {
  const found = {};
  const all = operations(interactions);
  const { sys_id } = interactions[0];
  const table = async (name, request) => (found[name] = await service.call(request));
  await table("register", { path: `${TABLES}/interaction`, body: { type: "phone" } });
  const helpRequest = { interaction: sys_id, reason: "Second opinion" };
  await table("registerHelpRequest", { path: `${TABLES}/interaction_help_request`, body: helpRequest });
  for (const [name, body] of Object.entries(all)) {
    found[name] = await service.call({ body: body() });
    found[`${name}Keyed`] = await service.call({ body: body(), key: randomUUID() });
  }
  const again = { body: all.create(), key: randomUUID() };
  await service.call(again);
  await table("repeated", again);
  const read = (name, path) => table(name, { method: "GET", path });
  await read("record", `${TABLES}/interaction/${sys_id}`);
  const fewOf = `${TABLES}/supervisor_help_action?sysparm_limit=10`;
  await read("ofInteraction", `${fewOf}&sysparm_query=interaction=${sys_id}`);
  await read("newest", `${fewOf}&sysparm_query=ORDERBYDESCsys_id&sysparm_no_count=true`);
  await read("newestCounted", `${fewOf}&sysparm_query=ORDERBYDESCsys_id`);
  await read("statistics", "/api/now/stats/supervisor_help_action?sysparm_count=true&sysparm_group_by=action");
  return found;
}

/** What the deletion of an idempotency record costs. */
export async function deletion(service) {
  const { read, written, changes } = await service.scheduled();
  if (!(changes > 0)) throw new Error("no idempotency records were deleted");
  return { read: read / changes, written: written / changes };
}

/** The statements of a call as the service sends them, as a pattern for others of its kind. */
async function pattern(service, fields) {
  const key = randomUUID();
  const given = fields();
  const { result, statements, transaction, written } = await service.call({ path: ENDPOINT, body: given, key });
  const next = generator(17);
  const make = () => {
    const wanted = fields();
    const now = Date.now();
    const changes = Object.keys(given).map((name) => [given[name], wanted[name]]);
    changes.push([key, randomUUID()], [transaction, IDS.uuid7.make(next, now)]);
    if (given.action) changes.push([result.action_sys_id, IDS.uuid7.make(next, now)]);
    const changed = (value) => (value === null ? null : changes.reduce((text, [from, to]) => text.replaceAll(from, to), value));
    return statements.map(({ parameters }, at) => [at, ...parameters.map(changed)]);
  };
  return { sql: statements.map(({ sql }) => sql), written, make };
}

/** Takes as many parameters and as much text, and does nothing. */
function idle(sql, parameters) {
  const plain = `SELECT 'done' AS value WHERE ?${parameters} IS NOT 0 /* */`;
  return plain.replace("/* */", `/* ${"-".repeat(Math.max(0, sql.length - plain.length))} */`);
}

/** Milliseconds for a call, for statements that do nothing, and D1's own account of the call. */
async function sample(service, { sql, written, make }, { batches, calls }) {
  const list = Array.from({ length: batches }, () => Array.from({ length: calls }, make).flat());
  const idleSql = sql.map((text, at) => idle(text, list[0][at].length - 1));
  const nothing = await service.time(idleSql, list);
  const done = await service.time(sql, list);
  const all = batches * calls;
  if (done.undone || done.written !== all * written) throw new Error(`calls were not carried out: ${JSON.stringify(done)}`);
  return { call: done.milliseconds / all, idle: nothing.milliseconds / all, duration: done.duration / all };
}

/** The shortest of each: what other work on the machine adds is never less than nothing. */
const shortest = (samples) =>
  Object.fromEntries(Object.keys(samples[0]).map((name) => [name, Math.min(...samples.map((one) => one[name]))]));

/** Times of keyed calls of each operation, in milliseconds. */
export async function times(service, { interactions }) {
  const patterns = {};
  for (const [name, fields] of Object.entries(operations(interactions))) patterns[name] = await pattern(service, fields);
  const samples = Object.fromEntries(Object.keys(patterns).map((name) => [name, { together: [], alone: [] }]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, one] of Object.entries(patterns)) {
      samples[name].together.push(await sample(service, one, TOGETHER));
      samples[name].alone.push(await sample(service, one, ALONE));
    }
  }
  const times = Object.entries(samples).map(([name, { together, alone }]) => {
    const { call, idle, duration } = shortest(together);
    const { call: trip, idle: idleTrip } = shortest(alone);
    return [name, { statements: call - idle, duration, trip, idleTrip }];
  });
  return Object.fromEntries(times);
}
