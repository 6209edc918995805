// The proof of the relay: load on a service that relays to an instance which lies at random, SIGKILL at random moments, restart, and
// so on. Afterwards the instance's help actions equal ours, each once, and none was changed out of order.
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "../crash/client.mjs";
import { runLives } from "../crash/lives.mjs";
import { Load } from "../crash/load.mjs";
import { pick, seeded } from "../crash/random.mjs";
import { Tally } from "../crash/tally.mjs";
import { Victim } from "../crash/victim.mjs";
import { FakeInstance } from "../http/support/fake-instance.mjs";
import { fastClock } from "../http/support/fast-clock.mjs";
import { claims, SECRET } from "../http/support/service.mjs";
import { hs256 } from "../http/support/tokens.mjs";
import { judge } from "./verdict.mjs";

/** How much faster the service's clock runs: a time-out of 20 seconds takes 1, and what is settled after a minute is after 3. */
const FACTOR = 20;
/** Units at work at once. The relay has to keep up with them. */
const IN_FLIGHT = 6;
/** How long a unit waits before each call, in milliseconds. */
const THINKS_MS = 60;
/** Longest time under load before a kill. */
const LONGEST_LIFE_MS = 5_000;
/** How often the schedule runs. */
const EVERY_MS = 100;
const MINUTELY = "* * * * *";

/** What a single request meets, in a good mood of the instance. Half of them are none of it. */
const SINGLE = [
  "errorBefore", "errorBefore", "errorAfter", "errorAfter", "closeBefore", "closeBefore", "closeAfter", "closeAfter", "withoutId",
  "late", "hang", "missing", "missing", "refused", "unsuccessful", "conflict", "unauthorized",
  "hibernating", "redirect", "accepted", "maintenance", "busy",
];
/** What all requests meet for a while, in a bad mood. */
const MOODS = ["hibernating", "maintenance", "redirect", "unauthorized", "forbidden", "unknownUri", "busy", "closeBefore", "closeAfter", "errorAfter", "errorBefore"];
const SHARE_OF_LIES = 0.12;
const SHARE_OF_MOODS = 0.2;

const EXPIRY = Math.floor(Date.now() / 1000) + 10 * 365 * 24 * 3600;
const CREDENTIALS = [
  { RELAY_USER: "relay", RELAY_PASSWORD: "relay-password" },
  { RELAY_CLIENT_ID: "client", RELAY_CLIENT_SECRET: "client-secret" },
  { RELAY_API_KEY: "key" },
];

/** Kills the service until `isEnough(tally)`; the tally. `seed` decides on the calls, the lies and the moments of the kills. */
export const proveRelay = ({ seed, ...course }) => runLives(new Proof(seed), course);

class SlowClient extends Client {
  async post(...call) {
    await sleep(THINKS_MS);
    return super.post(...call);
  }
}

class RelayTally extends Tally {
  relayed = 0;
  told = 0;
  looked = 0;

  toString() {
    const { kills, acknowledged, relayed, told, looked, lost, doubled, partial } = this;
    return (
      `${kills} kills; ${acknowledged} calls acknowledged; ${relayed} changes relayed, ${told} lies told, ${looked} creates looked for; ` +
      `lost ${lost.size}, doubled ${doubled.size}, out of order ${partial.size}`
    );
  }
}

class Proof {
  tally = new RelayTally();
  victim = new Victim();
  instance = new FakeInstance();
  #random;
  #lying;
  #load;
  #options;
  #mood;

  constructor(seed) {
    this.#random = seeded(seed);
    this.#lying = seeded(seed + 1);
    this.#load = new Load(seed, this.tally, IN_FLIGHT);
    this.#options = { entry: fastClock(FACTOR), variables: pick(this.#random, CREDENTIALS) };
  }

  async remove() {
    await this.victim.remove();
    await this.instance.stop();
  }

  async begin() {
    await this.instance.start();
    this.#options.variables = { ...this.#options.variables, RELAY_URL: this.instance.url };
    this.instance.always = (request) => this.#lie(request);
    // Does not know keys, and now and then passes over conditions.
    this.instance.passesOver = this.#random() < 0.5;
    await this.victim.start(this.#options);
    await this.#kill();
  }

  #lie({ method, path }) {
    if (method === "GET" && path.startsWith("/api/now/table")) this.tally.looked += 1;
    const lie = this.#mood ?? (this.#lying() < SHARE_OF_LIES ? pick(this.#lying, SINGLE) : undefined);
    if (lie) this.tally.told += 1;
    return lie;
  }

  /** One life of the service, from the restart to the kill. */
  async live() {
    const [life, mood, which] = [this.#random(), this.#random(), this.#random()];
    this.#mood = mood < SHARE_OF_MOODS ? MOODS[Math.floor(which * MOODS.length)] : undefined;
    const origin = await this.#restart();
    this.#load.start(this.#client(origin));
    const stop = this.#schedule();
    await sleep((life * LONGEST_LIFE_MS) / 2);
    this.#mood = undefined;
    await sleep((life * LONGEST_LIFE_MS) / 2);
    this.#load.stop();
    await this.#kill();
    await stop();
    await this.#load.ended();
    this.tally.kills += 1;
    this.tally.relayed = this.instance.changes.length;
  }

  /** After the last kill: what is unanswered is repeated, the instance lies no more, and everything has to be carried. */
  async end() {
    this.instance.always = () => undefined;
    const origin = await this.#restart();
    await this.#load.finish(this.#client(origin));
    const stop = this.#schedule();
    const left = await this.#carry();
    await stop();
    if (left > 0) this.tally.unexpected.add(`${left} records still wait`);
    for (const [kind, what] of await judge(this.victim, this.instance)) this.tally[kind].add(what);
    this.tally.relayed = this.instance.changes.length;
  }

  /** Waits until nothing waits, and tries again what is parked; how many still wait after a long time. */
  async #carry() {
    const until = Date.now() + 120_000;
    let left;
    do {
      await this.victim.query([
        "UPDATE relay_record SET parked_at = NULL, parked_status = NULL, parked_message = NULL, parked_sent = NULL WHERE parked_at IS NOT NULL",
      ]);
      await sleep(200);
      const [[{ n, unread }]] = await this.victim.query([
        `SELECT (SELECT count(*) FROM relay_record WHERE waiting_since IS NOT NULL) AS n,
           EXISTS (SELECT 1 FROM record_change, relay WHERE sequence > position) AS unread`,
      ]);
      left = n + unread;
    } while (left > 0 && Date.now() < until);
    return left;
  }

  /** Starts the service again. As much time has passed that the lease of the run that was killed has expired. */
  async #restart() {
    await this.instance.settled();
    const origin = await this.victim.start(this.#options);
    await this.victim.query(["UPDATE relay SET lease_until = 0"]);
    return origin;
  }

  #client(origin) {
    return new SlowClient(origin, hs256(claims({ exp: EXPIRY }), SECRET));
  }

  /** Runs the schedule again and again; a function that ends that. */
  #schedule() {
    let isStopped = false;
    const running = (async () => {
      while (!isStopped) {
        await this.victim.scheduled(MINUTELY).catch(() => {});
        await sleep(EVERY_MS);
      }
    })();
    return () => {
      isStopped = true;
      return running;
    };
  }

  async #kill() {
    this.victim.kill();
    await this.victim.dead();
  }
}
