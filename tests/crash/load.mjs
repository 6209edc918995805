// Many units at work at once, each with one call in flight.
import { Unit } from "./unit.mjs";

const IN_FLIGHT = 24;

/** How often the last unanswered calls are repeated before that itself is a fault. */
const LAST_REPETITIONS = 5;

export class Load {
  /** Of all lives. */
  units = [];
  #seed;
  #tally;
  #slots;
  #client;
  #isStopped = true;
  #working = 0;
  #waiting = 0;
  #gate;
  #done;

  constructor(seed, tally, inFlight = IN_FLIGHT) {
    this.#slots = Array(inFlight).fill();
    this.#seed = seed;
    this.#tally = tally;
  }

  /** The units with a call since the last time this was asked. */
  touched() {
    const touched = this.units.filter((unit) => unit.isTouched);
    for (const unit of touched) unit.isTouched = false;
    return touched;
  }

  /** Sends calls until `stop`. First each unit repeats the call that was not answered. */
  start(client) {
    this.#client = client;
    this.#isStopped = false;
    this.#done = Promise.all(this.#slots.map((_, slot) => this.#work(slot)));
  }

  /** Lets the calls in flight end, then sends one of each unit at the same moment. */
  async burst() {
    const gate = (this.#gate = {});
    gate.isOpen = new Promise((resolve) => (gate.open = resolve));
    await new Promise((resolve) => {
      gate.allWait = resolve;
      this.#noteWaiting();
    });
    this.#gate = undefined;
    gate.open();
  }

  /** Sends no further call. */
  stop() {
    this.#isStopped = true;
    this.#gate?.open();
  }

  /** Waits for the calls in flight. */
  async ended() {
    await this.#done;
    this.#client.close();
  }

  /** Repeats the calls that were not answered, and sends no new ones. */
  async finish(client) {
    this.#client = client;
    const open = () => this.#slots.filter((unit) => unit?.hasOpenCall);
    for (let n = 0; n < LAST_REPETITIONS; n += 1) await Promise.all(open().map((unit) => this.#call(unit)));
    for (const unit of open()) this.#tally.unexpected.add(`no answer to ${unit.next().key}, though repeated`);
    client.close();
  }

  async #work(slot) {
    this.#working += 1;
    while (!this.#isStopped) {
      if (this.#gate) await this.#wait();
      if (this.#slots[slot]?.isComplete ?? true) this.#slots[slot] = this.#newUnit();
      // A unit whose call failed waits for the next life: the call may yet be carried out in this one.
      if (this.#isStopped || !(await this.#call(this.#slots[slot]))) break;
    }
    this.#working -= 1;
    this.#noteWaiting();
  }

  async #wait() {
    this.#waiting += 1;
    this.#noteWaiting();
    await this.#gate.isOpen;
    this.#waiting -= 1;
  }

  #noteWaiting() {
    if (this.#waiting === this.#working) this.#gate?.allWait?.();
  }

  #newUnit() {
    const unit = new Unit(this.#seed, this.units.length);
    this.units.push(unit);
    return unit;
  }

  /** Makes the unit's next call; whether it may make another one. */
  async #call(unit) {
    const call = unit.next();
    unit.isTouched = true;
    const answer = await this.#client.post(call.fields, call.key);
    if (!answer || answer.status === 503) {
      this.#tally.miss(call);
      return false;
    }
    const fault = faultOf(call, answer);
    if (fault) {
      unit.isBroken = true;
      this.#tally.unexpected.add(`${fault}: ${call.key ?? "no key"} ${JSON.stringify(call.fields)} ${answer.text}`);
      return true;
    }
    this.#tally.acknowledged += 1;
    if (call.isUnanswered) this.#tally.repeated += 1;
    if (answer.isReplay) this.#tally.replayed += 1;
    this.#tally.settle(call, answer.isReplay);
    call.answer = { sysId: sysIdOf(answer), transaction: answer.transaction, isReplay: answer.isReplay };
    return true;
  }
}

const sysIdOf = (answer) => JSON.parse(answer.text).result.action_sys_id;

/** What is wrong with an answer. */
function faultOf(call, answer) {
  if (answer.status !== 200) return `status ${answer.status}`;
  if (call.operation === "update" && sysIdOf(answer) !== call.fields.action_sys_id) return "another action_sys_id";
  if (answer.isReplay && !call.isUnanswered) return "a replay of what was never sent";
  // Where the database has been read since, it is known whether there is something to replay.
  if (call.isUnanswered && !call.openRequests && answer.isReplay !== Boolean(call.isKept)) {
    return answer.isReplay ? "a replay of what was not there" : "carried out again";
  }
  return undefined;
}
