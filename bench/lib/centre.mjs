// What docs/capacity.md takes as given: Cloudflare's published limits and prices, and what a contact centre does. Put your own
// numbers here.

/** D1 and Workers, paid plan, as published in 2026. Dollars for a million, beyond what the plan includes. */
export const PUBLISHED = { databaseBytes: 10e9, request: 0.3, rowWritten: 1, gigabyteMonth: 0.75 };

/** Of each agent, on a working day. */
export const CALLS_A_DAY = 40;
export const WORKING_DAYS = 220;
/** The share of calls in which a supervisor helps. Only those are registered (INTERACTION_POLICY=open does so). */
export const HELPED = 0.05;
/** Help actions of a helped call, and the share of helped calls with a help request. */
export const ACTIONS = 1.8;
export const HELP_REQUESTS = 0.5;
/** The share of help actions that are ended one by one; the others by "end all". */
export const ENDED_ALONE = 0.5;
/** The calls of the busiest hour of the year beside those of an average one. */
export const BUSIEST_HOUR = 4.2;
/** Share of the 10 GB that the retention may fill, so that a busy month has room. */
export const FILLED = 0.6;
