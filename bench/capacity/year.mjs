// A simulated year of the contact centre, second by second, over databases that are chosen by FNV-1a modulo N.
import { CENTRE, helpedPerYear } from "./assumptions.mjs";
import { actionCounts, exponential, generator, poisson, share } from "./random.mjs";

const DAYS = 365;
const DAY = 86_400;
/** A Thursday. */
export const FROM = Date.UTC(2026, 0, 1);
const FIRST_WEEKDAY = 4;

/** The numbers of databases: powers of two, so that the place among the most gives the place among fewer. */
export const COUNTS = [1, 4, 16, 64, 256];
const MOST = COUNTS.at(-1);

/** Calls of an interaction come within so many seconds; later ones are moved to the end. A power of two. */
const HORIZON = 16_384;
/** A second has fewer calls than this. */
const CAPACITY = 512;

/** Interactions that are helped, expected in each minute of the year. */
export function minutes() {
  const next = generator(7);
  const busy = new Set();
  while (busy.size < CENTRE.busyDays) busy.add(next() % DAYS);
  const hours = CENTRE.hours;
  const expected = new Float64Array(DAYS * 1440);
  for (let minute = 0; minute < expected.length; minute += 1) {
    const day = Math.floor(minute / 1440);
    const hour = Math.floor(minute / 60) % 24;
    const within = (minute % 60) / 60;
    const weight = hours[hour] * (1 - within) + hours[(hour + 1) % 24] * within;
    expected[minute] = weight * CENTRE.weekdays[(day + FIRST_WEEKDAY) % 7] * (busy.has(day) ? CENTRE.busyDayFactor : 1);
  }
  const factor = helpedPerYear / expected.reduce((sum, value) => sum + value, 0);
  return expected.map((value) => value * factor);
}

const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
const PRIME = 0x01000193;

/** FNV-1a of the text of a UUIDv7 of that moment, without making the text. */
function hashOfNewId(next, milliseconds) {
  let hash = 0x811c9dc5;
  const high = Math.floor(milliseconds / 2 ** 24);
  for (let shift = 20; shift >= 0; shift -= 4) hash = Math.imul(hash ^ DIGITS[(high >>> shift) & 15], PRIME);
  const low = milliseconds % 2 ** 24;
  for (let shift = 20; shift >= 0; shift -= 4) hash = Math.imul(hash ^ DIGITS[(low >>> shift) & 15], PRIME);
  hash = Math.imul(hash ^ DIGITS[7], PRIME);
  let random = next();
  for (let shift = 0; shift < 12; shift += 4) hash = Math.imul(hash ^ DIGITS[(random >>> shift) & 15], PRIME);
  hash = Math.imul(hash ^ DIGITS[8 + ((random >>> 12) & 3)], PRIME);
  for (let rest = 15; rest > 0; rest -= 8) {
    random = next();
    for (let digit = 0; digit < Math.min(8, rest); digit += 1) {
      hash = Math.imul(hash ^ DIGITS[(random >>> (4 * digit)) & 15], PRIME);
    }
  }
  return hash >>> 0;
}

/** Finds the busiest second and minute: of each number of databases the highest count of one of them. */
class Busiest {
  constructor() {
    this.counts = COUNTS.map((count) => new Uint32Array(count));
    this.highest = COUNTS.map(() => 0);
  }

  add(database, calls = 1) {
    for (let at = 0; at < COUNTS.length; at += 1) {
      const slot = database & (COUNTS[at] - 1);
      const count = (this.counts[at][slot] += calls);
      if (count > this.highest[at]) this.highest[at] = count;
    }
  }

  remove(database) {
    for (let at = 0; at < COUNTS.length; at += 1) this.counts[at][database & (COUNTS[at] - 1)] = 0;
  }

  clear() {
    for (const counts of this.counts) counts.fill(0);
  }
}

/** What the year brings, in all and for each of the databases. `progress` is told the days that are done. */
export function simulate(progress) {
  const next = generator(1);
  const expected = minutes();
  const { draw } = actionCounts();
  const calls = new Uint8Array(HORIZON * CAPACITY);
  const pending = new Uint16Array(HORIZON);
  const ofTable = () => new Uint32Array(MOST);
  const rows = { interaction: ofTable(), helpRequest: ofTable(), action: ofTable(), audit: ofTable() };
  const total = { register: 0, registerHelpRequest: 0, create: 0, update: 0, endAll: 0, endAllActions: 0 };
  const [seconds, perMinute] = [new Busiest(), new Busiest()];
  const ofMinute = new Uint32Array(MOST);

  const at = (second, offset, database) => {
    const slot = (second + Math.min(Math.floor(offset), HORIZON - 1)) & (HORIZON - 1);
    if (pending[slot] === CAPACITY) throw new Error(`more than ${CAPACITY} calls in a second`);
    calls[slot * CAPACITY + pending[slot]] = database;
    pending[slot] += 1;
  };

  const interaction = (second) => {
    const database = hashOfNewId(next, FROM + second * 1000 + (next() % 1000)) & (MOST - 1);
    const count = draw(next);
    let start = exponential(next, CENTRE.untilFirstAction);
    let over = 0;
    let open = 0;
    at(second, 0, database);
    rows.interaction[database] += 1;
    total.register += 1;
    if (share(next) < CENTRE.helpRequestShare) {
      at(second, start / 2, database);
      rows.helpRequest[database] += 1;
      total.registerHelpRequest += 1;
    }
    for (let action = 0; action < count; action += 1) {
      at(second, start, database);
      const end = start + exponential(next, CENTRE.helpLasts);
      over = Math.max(over, end);
      if (share(next) < CENTRE.endedAloneShare) {
        at(second, end, database);
        rows.audit[database] += 1;
        total.update += 1;
      } else open += 1;
      start += exponential(next, CENTRE.untilNextAction);
    }
    rows.action[database] += count;
    total.create += count;
    if (open > 0) {
      // With the scope `all` the end of every help action is set anew.
      at(second, over + exponential(next, CENTRE.untilCallIsOver), database);
      rows.audit[database] += count;
      total.endAll += 1;
      total.endAllActions += count;
    }
  };

  const serve = (second) => {
    const slot = second & (HORIZON - 1);
    const from = slot * CAPACITY;
    const to = from + pending[slot];
    for (let call = from; call < to; call += 1) {
      seconds.add(calls[call]);
      ofMinute[calls[call]] += 1;
    }
    for (let call = from; call < to; call += 1) seconds.remove(calls[call]);
    pending[slot] = 0;
  };

  for (let second = 0; second < DAYS * DAY; second += 1) {
    const arrivals = poisson(next, expected[Math.floor(second / 60)] / 60);
    for (let arrival = 0; arrival < arrivals; arrival += 1) interaction(second);
    serve(second);
    if (second % 60 === 59) {
      for (let database = 0; database < MOST; database += 1) if (ofMinute[database]) perMinute.add(database, ofMinute[database]);
      perMinute.clear();
      ofMinute.fill(0);
    }
    if (second % (73 * DAY) === 0) progress(second / DAY);
  }
  // What is still to come after the last midnight belongs to the next year.
  const arrivalsInMinute = expected.reduce((one, other) => Math.max(one, other));
  return { rows, total, arrivalsInMinute, busiestSecond: seconds.highest, busiestMinute: perMinute.highest };
}

/** The counts of the most databases as those of fewer. */
export function folded(counts, databases) {
  const sums = new Float64Array(databases);
  counts.forEach((count, at) => (sums[at % databases] += count));
  return [...sums];
}
