// What the board shows, derived from what it knows.
import { isOpen, isWaiting } from "./board.ts";
import type { Board } from "./board.ts";
import { KINDS } from "./records.ts";
import type { HelpAction, HelpRequest, Kind } from "./records.ts";
import { HOUR, midnight } from "./time.ts";

/** Help requests that wait, the longest first. */
export function waiting(board: Board): HelpRequest[] {
  return [...board.requests.values()].filter(isWaiting).sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
}

/** Help that is being given, by kind, the longest first. */
export function given(board: Board): Record<Kind, HelpAction[]> {
  const open = [...board.actions.values()].filter(isOpen).sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
  return byKind((kind) => open.filter((action) => action.kind === kind));
}

export function byKind<V>(value: (kind: Kind) => V): Record<Kind, V> {
  return Object.fromEntries(KINDS.map((kind) => [kind, value(kind)])) as Record<Kind, V>;
}

/** The numbers of today, where the browser is. */
export interface Today {
  /** Help requests that were made. */
  readonly requests: number;
  /** Help actions that began. */
  readonly actions: number;
  /** The average length of those that began today and are over, in milliseconds; null if there are none. */
  readonly average: number | null;
}

export function today(board: Board, now: number): Today {
  const since = midnight(now);
  const requests = [...board.requests.values()].filter(({ created }) => created >= since).length;
  const actions = [...board.actions.values()].filter(({ start }) => start >= since && start <= now);
  const lengths = actions.flatMap(({ start, end }) => (end === null ? [] : [end - start]));
  const average = lengths.length > 0 ? lengths.reduce((sum, length) => sum + length, 0) / lengths.length : null;
  return { requests, actions: actions.length, average };
}

/** An hour of the plot. */
export interface Hour {
  /** When it begins. */
  readonly start: number;
  /** How many help actions began in it. */
  readonly count: Record<Kind, number>;
}

/** How many hours the plot has: the one that is going on, and those before it. */
export const HOURS = 24;

/** When the plot begins: at a full hour. */
export function plotStart(now: number): number {
  return Math.floor(now / HOUR) * HOUR - (HOURS - 1) * HOUR;
}

/** The last 24 hours, the oldest first. */
export function hours(board: Board, now: number): Hour[] {
  const first = plotStart(now);
  const all = Array.from({ length: HOURS }, (_, at) => ({ start: first + at * HOUR, count: byKind(() => 0) }));
  for (const { kind, start } of board.actions.values()) {
    const hour = all[Math.floor((start - first) / HOUR)];
    if (hour && start <= now) hour.count[kind] += 1;
  }
  return all;
}
