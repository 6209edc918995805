// The crash proof: load, SIGKILL, restart, check, and so on.
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "./client.mjs";
import { counted, find, hasGap, totals } from "./found.mjs";
import { runLives } from "./lives.mjs";
import { Load } from "./load.mjs";
import { seeded } from "./random.mjs";
import { Tally } from "./tally.mjs";
import { judge } from "./verdict.mjs";
import { Victim } from "./victim.mjs";

/** Longest time under load before a kill. */
const LONGEST_LIFE_MS = 1_500;
/** Longest time between calls that are sent at one moment, and the kill. */
const LONGEST_BURST_MS = 40;
/** The share of restarts after which the database is read before the callers come back. The others are met at once. */
const SHARE_READ_FIRST = 0.75;

/** Kills the service until `isEnough(tally)`; the tally. `seed` decides on the calls and the moments of the kills. */
export const prove = ({ seed, ...course }) => runLives(new Proof(seed), course);

class Proof {
  tally = new Tally();
  victim = new Victim();
  #random;
  #load;
  /** What each unit was found to hold when it was read last. */
  #counts = new Map();

  constructor(seed) {
    this.#random = seeded(seed);
    this.#load = new Load(seed, this.tally);
  }

  remove() {
    return this.victim.remove();
  }

  /** Notes what the database holds before any call. */
  async begin() {
    await this.victim.start();
    this.#counts.set("at first", await totals(this.victim));
    await this.#kill();
  }

  /** One life of the service, from the restart to the kill. */
  async live() {
    const [first, life, burst, isBurst] = [this.#random(), this.#random(), this.#random(), this.#random() < 0.5];
    const origin = await this.victim.start();
    if (first < SHARE_READ_FIRST) await this.#check(this.#load.touched());
    this.#load.start(new Client(origin));
    await sleep(life * LONGEST_LIFE_MS);
    if (isBurst) {
      await this.#load.burst();
      await sleep(burst * LONGEST_BURST_MS);
    }
    this.#load.stop();
    await this.#kill();
    await this.#load.ended();
    this.tally.kills += 1;
  }

  /** After the last kill: what is unanswered is repeated, and everything is read once more. */
  async end() {
    const origin = await this.victim.start();
    await this.#check(this.#load.touched());
    await this.#load.finish(new Client(origin));
    await this.#check(this.#load.units);
  }

  async #kill() {
    this.victim.kill();
    await this.victim.dead();
  }

  async #check(units) {
    const found = await find(this.victim, units);
    for (const unit of units) {
      const ofUnit = found.get(unit.interaction);
      const { lost, doubled, partial, carriedOut } = judge(unit, ofUnit);
      for (const call of unit.calls) this.tally.settle(call, carriedOut.has(call));
      lost.forEach((what) => this.tally.lost.add(what));
      doubled.forEach((what) => this.tally.doubled.add(what));
      partial.forEach((what) => this.tally.partial.add(what));
      this.#counts.set(unit, counted(ofUnit));
    }
    await this.#checkTotals();
  }

  async #checkTotals() {
    if (await hasGap(this.victim)) this.tally.lost.add("the log lacks a number");
    for (const [table, count] of Object.entries(await totals(this.victim))) {
      let expected = 0;
      for (const counts of this.#counts.values()) expected += counts[table];
      if (count < expected) this.tally.lost.add(`${table} has ${count} rows, ${expected} were there`);
      if (count > expected) this.tally.partial.add(`${table} has ${count} rows, ${expected} belong to a call`);
    }
  }
}
