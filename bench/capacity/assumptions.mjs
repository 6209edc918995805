// What is taken as given: Cloudflare's published limits and prices, and what the contact centre does. Everything else is
// measured or follows from these.

/** D1 and Workers, paid plan, as published in 2026. Dollars for a million, beyond what the plan includes. */
export const PUBLISHED = {
  databaseBytes: 10e9,
  request: 0.3,
  cpuMillisecond: 0.02,
  rowRead: 0.001,
  rowWritten: 1,
  logLine: 0.6,
  gigabyteMonth: 0.75,
  accountBytes: 1e12,
};

/** A call's processor time in milliseconds: not measured here. */
export const CPU_MS = 1;

/** `number` has seven digits. */
export const NUMBERS = 9_999_999;

/** An idempotency record is kept for so many days. */
export const KEPT_DAYS = 7;

export const CENTRE = {
  agents: 100_000,
  workingDays: 220,
  callsPerDay: 40,
  helpedShare: 0.05,
  /** Of the helped interactions. */
  helpRequestShare: 0.5,
  /** The share of interactions with n help actions falls as n to the power of this, up to `mostActions`. */
  actionsExponent: -2.5,
  mostActions: 100,
  /** Seconds, each the mean of an exponential distribution. */
  untilFirstAction: 120,
  untilNextAction: 90,
  helpLasts: 180,
  untilCallIsOver: 30,
  /** Of the help actions that are ended by a call of their own; the others by "end all". */
  endedAloneShare: 0.5,
  /** From Sunday on. */
  weekdays: [0.25, 1.25, 1.1, 1.05, 1, 1, 0.35],
  /** From midnight on; one time zone, which is the worst case. */
  hours: [0.1, 0.07, 0.05, 0.05, 0.06, 0.12, 0.3, 0.7, 1.4, 1.9, 2.1, 2, 1.6, 1.7, 1.9, 1.9, 1.8, 1.6, 1.2, 0.9, 0.6, 0.4, 0.25, 0.15],
  /** Days of the year on which so many times the calls arrive. */
  busyDays: 10,
  busyDayFactor: 1.6,
};

export const interactionsPerYear = CENTRE.agents * CENTRE.workingDays * CENTRE.callsPerDay;
export const helpedPerYear = interactionsPerYear * CENTRE.helpedShare;
