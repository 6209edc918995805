// One interaction and the calls on it, which are made one after the other, so that it is known what each one finds.
//
// Every call carries times that no other call on the interaction carries. By them the database tells which calls have been
// carried out, answered or not.
import { pick, seeded } from "./random.mjs";

const ACTIONS = ["barge_in", "coach", "monitor", "observe"];
const FEWEST_CALLS = 6;
const MOST_CALLS = 16;
const SHARE_WITH_KEY = 0.7;

const id = (kind, unit, call = 0) =>
  `${kind}${unit.toString(16).padStart(15, "0")}${call.toString(16).padStart(16, "0")}`;
const moment = (day, second) => `2026-03-${day} 10:00:${String(second).padStart(2, "0")}`;

export class Unit {
  /** In the order in which they were made. */
  calls = [];
  /** After an answer that must not be, the unit is given up. */
  isBroken = false;
  /** Whether it has made a call since the database was read. */
  isTouched = false;
  #random;
  #length;

  constructor(seed, number) {
    this.number = number;
    this.interaction = id("c", number);
    this.#random = seeded(seed + number);
    this.#length = FEWEST_CALLS + Math.floor(this.#random() * (MOST_CALLS - FEWEST_CALLS));
  }

  /** Whether no call is left to make. */
  get isComplete() {
    return this.isBroken || (this.calls.length === this.#length && !this.hasOpenCall);
  }

  /** Whether the last call has to be made again. */
  get hasOpenCall() {
    return !this.isBroken && this.#unfinished !== undefined;
  }

  /** The call to make now: the last one once more if it has a key and was not answered, else a new one. */
  next() {
    return this.#unfinished ?? this.#new();
  }

  /** The last call, if it is to be made again. */
  get #unfinished() {
    const last = this.calls.at(-1);
    return last && !last.answer && last.key ? last : undefined;
  }

  #new() {
    const number = this.calls.length;
    // Without a help action there would be nothing to update or to end. Only an answer tells the id of one.
    const operation = number === 0 ? "create" : pick(this.#random, ["create", "update", "update", "end_all"]);
    const start_time = moment("01", number);
    const end_time = moment("02", number);
    const fields = { interaction: this.interaction };
    if (operation === "create") {
      Object.assign(fields, { action: pick(this.#random, ACTIONS), start_time });
      if (this.#random() < 0.3) fields.help_request = id("d", this.number, number);
      if (this.#random() < 0.3) fields.end_time = end_time;
    } else if (operation === "update") {
      const created = this.calls.filter((call) => call.operation === "create" && call.answer);
      fields.action_sys_id = pick(this.#random, created).answer.sysId;
      const which = this.#random();
      if (which < 0.7) fields.end_time = end_time;
      if (which > 0.4) fields.start_time = start_time;
      if (this.#random() < 0.3) fields.action = pick(this.#random, ACTIONS);
    } else {
      fields.end_time = end_time;
    }
    const hasKey = number === 0 || this.#random() < SHARE_WITH_KEY;
    const call = { operation, fields, key: hasKey ? `${this.interaction}-${number}` : undefined };
    this.calls.push(call);
    return call;
  }
}
