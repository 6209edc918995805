// How the relay to the ServiceNow instance stands: what the service answers (docs/relay.md), and the words for it.
import { SECOND, clockText, elapsedText } from "./time.ts";

/** Where the service tells it. */
export const RELAY = "/api/now/helprequest/relay";

/** The least time between two questions, in milliseconds. */
export const RELAY_EVERY = 30 * SECOND;

/** A relay that is set up. */
export interface Relay {
  /** Why it pauses, and when it tries again; null if it does not pause. */
  readonly pause: { readonly reason: string; readonly nextTry: number | null } | null;
  /** Changes that are not over yet, without those that are parked. */
  readonly waiting: number;
  /** How long the oldest of them waits, in milliseconds; null if none waits. */
  readonly oldest: number | null;
  /** Records that the instance has refused. */
  readonly parked: number;
}

/** The words for the reasons of a pause. */
const REASONS = new Map([
  ["asleep", "the instance is asleep or being upgraded"],
  ["no_answer", "the instance does not answer"],
  ["rate_limited", "the instance has had too many calls"],
  ["unauthorized", "the instance does not accept the credentials"],
  ["forbidden", "its user lacks a role or an access policy at the instance"],
  ["unknown_uri", "the instance has no Help Request API at this URL"],
]);

/** What the service answers: a relay, or `off`; null if that cannot be read. */
export function relayOf(answer: unknown): Relay | "off" | null {
  const result = member(answer, "result");
  const state = member(result, "state");
  if (state === "off") return "off";
  const [waiting, parked, oldest] = ["waiting", "parked_count", "oldest_seconds"].map((name) => member(result, name));
  if (!isCount(waiting) || !isCount(parked)) return null;
  const carried = { waiting, parked, oldest: isCount(oldest) ? oldest * SECOND : null };
  if (state === "running") return { pause: null, ...carried };
  const pause = member(result, "pause");
  const reason = member(pause, "reason");
  if (state !== "paused" || typeof reason !== "string") return null;
  const nextTry = Date.parse(String(member(pause, "next_try")));
  return { pause: { reason, nextTry: Number.isNaN(nextTry) ? null : nextTry }, ...carried };
}

/** The line: `Relay running. 12 changes wait, the oldest for 1:35. 1 record is parked.` */
export function relayText({ pause, waiting, oldest, parked }: Relay, now: number): string {
  const age = oldest === null ? "" : `, ${waiting === 1 ? "" : "the oldest "}for ${elapsedText(oldest)}`;
  const sentences = [
    pause ? `Relay paused: ${reasonText(pause.reason)}${nextTryText(pause.nextTry, now)}.` : "Relay running.",
    waiting === 0 ? "No change waits." : `${waiting} ${waiting === 1 ? "change waits" : "changes wait"}${age}.`,
    parkedText(parked),
  ];
  return sentences.filter(Boolean).join(" ");
}

/** Whether somebody should look at it. */
export const isUnwell = ({ pause, parked }: Relay): boolean => pause !== null || parked > 0;

/** What a screen reader is told: that it pauses or runs again, and that more is parked. Numbers that come and go are not told. */
export function relayNews(before: Relay | null, after: Relay): string {
  const news: string[] = [];
  if (after.pause && after.pause.reason !== before?.pause?.reason) news.push(`Relay paused: ${reasonText(after.pause.reason)}.`);
  if (!after.pause && before?.pause) news.push("Relay running again.");
  if (after.parked > (before?.parked ?? 0)) news.push(parkedText(after.parked));
  return news.join(" ");
}

/** A reason that this board does not know is shown as it is. */
const reasonText = (reason: string): string => REASONS.get(reason) ?? reason;

const parkedText = (parked: number): string => (parked === 0 ? "" : parked === 1 ? "1 record is parked." : `${parked} records are parked.`);

function nextTryText(moment: number | null, now: number): string {
  if (moment === null) return "";
  return moment <= now ? ", next try now" : `, next try at ${clockText(moment, true)}`;
}

const isCount = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;

function member(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}
