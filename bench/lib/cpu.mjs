// How much processor time a process has used, from Linux's /proc.
import { existsSync, readdirSync, readFileSync } from "node:fs";

export const canMeasure = existsSync("/proc/self/schedstat");

/** Clock ticks of /proc are 1/100 s on every Linux that Node.js runs on. */
const NS_PER_TICK = 1e7;

/**
 * A reading of a process: the time of each of its threads in nanoseconds, and the time of all threads, those that have
 * ended included, in ticks.
 */
export function reading(pid) {
  const threads = new Map();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    threads.set(thread, Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]));
  }
  // What follows the name, which may hold blanks: utime is field 14 of stat, stime 15, and the first here is field 3.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return { threads, ticksNs: (Number(fields[11]) + Number(fields[12])) * NS_PER_TICK };
}

/** User and system time between two readings in nanoseconds: exact, or to a tick if a thread has ended in between. */
export function used(before, after) {
  if ([...before.threads.keys()].some((thread) => !after.threads.has(thread))) return after.ticksNs - before.ticksNs;
  let sum = 0;
  for (const [thread, ns] of after.threads) sum += ns - (before.threads.get(thread) ?? 0);
  return sum;
}
