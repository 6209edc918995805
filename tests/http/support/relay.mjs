// What the tests of the relay share.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { claims, LOCAL_VARIABLES, SECRET, start } from "./service.mjs";
import { hs256 } from "./tokens.mjs";

export const MINUTELY = "* * * * *";
export const BASIC = { RELAY_USER: "relay.user", RELAY_PASSWORD: "relay-password" };
/** For a clock that is put forward by days. */
const exp = Math.floor(Date.now() / 1000) + 10 * 365 * 24 * 3600;
export const ADMIN = `Bearer ${hs256(claims({ sub: "an-admin", roles: ["admin"], exp }), SECRET)}`;
export const CALLER = `Bearer ${hs256(claims({ exp }), SECRET)}`;
export const STATUS = "/api/now/helprequest/relay";

/** The variables of a service that relays to the instance. */
export const relaying = (url, credentials = BASIC) => ({ ...LOCAL_VARIABLES, RELAY_URL: url, ...credentials });

/** Starts a service that relays, whose callers have tokens that last. */
export async function startRelaying(options) {
  const service = await start(options);
  const post = service.post.bind(service);
  service.post = (body, headers = {}) => post(body, { authorization: CALLER, ...headers });
  return service;
}

/** The status as an administrator sees it. */
export async function statusOf(service) {
  const answer = await service.request("GET", STATUS, { authorization: ADMIN });
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text).result;
}

/** Waits until something is true. */
export async function until(what, isTrue, tries = 500) {
  for (let n = 0; n < tries; n += 1) {
    const value = await isTrue();
    if (value) return value;
    await sleep(20);
  }
  throw new Error(`never: ${what}`);
}

/** Waits until nothing waits for the relay. */
export const carried = (service) =>
  until("nothing waits", async () => (await statusOf(service)).waiting === 0 && (await ownerOf(service)) === null);

const ownerOf = async (service) => (await service.rows("SELECT owner FROM relay"))[0].owner;

/** Waits until no run works. */
export const idle = (service) => until("no run works", async () => (await ownerOf(service)) === null);

/** Our help actions beside those of the instance, by the mapping: lists of the two, which have to be equal. */
export async function bothSides(service, actions) {
  const rows = await service.rows(
    `SELECT a.sys_id, a.interaction, a.help_request, a.action, a.start_time, a.end_time, r.remote_sys_id
     FROM relay_record AS r JOIN supervisor_help_action AS a ON a.sys_id = r.sys_id ORDER BY r.remote_sys_id`,
  );
  const values = ({ interaction, help_request, action, start_time, end_time }) =>
    ({ interaction, help_request: help_request || null, action, start_time, end_time: end_time || null });
  return {
    ours: rows.map((row) => ({ id: row.remote_sys_id, ...values(row) })),
    theirs: [...actions].map((action) => ({ id: action.sys_id, ...values(action) })).sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** Runs the relay as its schedule does. */
export async function runNow(service) {
  const worker = await service.miniflare.getWorker("help-request");
  return (await worker.scheduled({ cron: MINUTELY })).outcome;
}
