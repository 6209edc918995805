// The contract's rules for help actions once more, as a model in memory, and calls at random to try the service against it.
import { SUCCESS } from "./expect.mjs";

/** No time that `Calls` gives is later. */
export const LAST_TIME = "2026-03-01 10:59:00";

/** Stands for each moment that the service itself chose: later than all times that `Calls` gives, and equal to itself. */
export const NOW = "now";

const FIELDS = ["action", "start_time", "end_time", "help_request"];

/** What `INTERACTION_POLICY` and `BULK_END_SCOPE` say, and what was registered before. */
export class Model {
  actions = new Map();
  #kept = new Map();

  constructor({ policy, scope, interactions, helpRequests }) {
    Object.assign(this, { policy, scope, interactions: new Set(interactions), helpRequests: new Map(helpRequests) });
  }

  /** What a call must be answered: its status, the message of a success, and whether it is a replay. `done` tells of the success. */
  expect(body, key) {
    const operation = body.action_sys_id ? "update" : body.action ? "create" : "end all";
    if (!isConsistent(operation, body)) return { status: 400 };
    const request = JSON.stringify(Object.entries(body).sort());
    const kept = this.#kept.get(key);
    if (kept) return kept.request === request ? { status: 200, text: kept.text } : { status: 422 };
    const outcome = this.#outcome(operation, body);
    if (typeof outcome === "number") return { status: outcome };
    const { message, change } = outcome;
    const done = (text) => {
      change(JSON.parse(text).result.action_sys_id);
      if (key) this.#kept.set(key, { request, text });
    };
    return { status: 200, message, done };
  }

  #outcome(operation, body) {
    const { interaction, help_request: helpRequest } = body;
    const { start_time = NOW, end_time } = body;
    if (operation === "create" && endsBeforeStart({ start_time, end_time })) return 400;
    const isOpen = this.policy === "open" && operation === "create";
    if (!isOpen && !this.interactions.has(interaction)) return 404;
    if (operation === "end all") return this.#endAll(body);
    const action = this.actions.get(body.action_sys_id);
    if (operation === "update" && action?.interaction !== interaction) return 404;
    if (helpRequest && !isOpen && !this.helpRequests.has(helpRequest)) return 404;
    if (helpRequest && (this.helpRequests.get(helpRequest) ?? interaction) !== interaction) return 400;
    const after = { interaction, ...(action ?? { help_request: null, start_time: NOW, end_time: null }) };
    for (const field of FIELDS) if (body[field]) after[field] = body[field];
    if (endsBeforeStart(after)) return 400;
    const change = (sysId) => {
      this.interactions.add(interaction);
      if (helpRequest) this.helpRequests.set(helpRequest, interaction);
      this.actions.set(sysId, after);
    };
    return { message: operation === "create" ? SUCCESS.created : SUCCESS.updated, change };
  }

  #endAll({ interaction, end_time: end = NOW }) {
    const all = [...this.actions.values()].filter((action) => action.interaction === interaction);
    if (all.length === 0) return 404;
    const inScope = all.filter(({ end_time }) => this.scope === "all" || end_time === null);
    if (inScope.some(({ start_time }) => endsBeforeStart({ start_time, end_time: end }))) return 400;
    const change = () => inScope.forEach((action) => (action.end_time = end));
    return { message: SUCCESS.ended(interaction), change };
  }
}

function isConsistent(operation, body) {
  if (operation === "end all") return !body.help_request && !body.start_time;
  if (operation === "update" && !FIELDS.some((field) => body[field])) return false;
  return !(body.start_time && endsBeforeStart(body));
}

// NOW is greater than every digit.
const endsBeforeStart = ({ start_time, end_time }) => Boolean(end_time) && end_time < start_time;

/** Calls at random, most of them on what is there. The same seed and answers give the same calls. */
export class Calls {
  #state;

  constructor(seed) {
    this.#state = seed;
  }

  next(model) {
    const interaction = this.#oneOf([...model.interactions], 20);
    const body = { interaction };
    const operation = this.#below(5);
    if (operation < 2) body.action = this.#action();
    else if (operation < 4) {
      body.action_sys_id = this.#oneOf([...model.actions.keys()], 12);
      if (this.#below(8)) body.interaction = model.actions.get(body.action_sys_id)?.interaction ?? interaction;
      if (!this.#below(3)) body.action = this.#action();
    }
    const isEndAll = operation === 4;
    if (!this.#below(isEndAll ? 10 : 2)) body.start_time = this.#time();
    if (this.#below(2)) body.end_time = this.#time();
    if (!this.#below(isEndAll ? 10 : 4)) body.help_request = this.#oneOf([...model.helpRequests.keys()], 6);
    return { body, key: this.#below(4) ? undefined : `key-${this.#below(60)}` };
  }

  /** One of the ids, or by one chance in `odds` one that nobody has given. */
  #oneOf(ids, odds) {
    if (ids.length > 0 && this.#below(odds)) return ids[this.#below(ids.length)];
    return Array.from({ length: 32 }, () => this.#below(16).toString(16)).join("");
  }

  #action() {
    return ["barge_in", "coach", "monitor", "observe"][this.#below(4)];
  }

  #time() {
    return `2026-03-01 10:${10 + this.#below(50)}:00`;
  }

  /** mulberry32 */
  #below(limit) {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }
}
