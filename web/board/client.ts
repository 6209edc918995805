// Calls of the service.
import { learn } from "./clock.ts";
import type { Session } from "./session.ts";

/** A call without a success. */
export class CallFailed extends Error {
  /** The HTTP status; 0 if there was no answer, or one that is not the service's. */
  readonly status: number;
  /** What the service asks for, in seconds. */
  readonly retryAfter: number | null;

  constructor(status: number, retryAfter: number | null = null) {
    super(status === 0 ? "The service does not answer." : `The service answered ${status}.`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/**
 * The body of a GET. Gives up after `seconds`, or when `signal` says so.
 *
 * Throws `CallFailed`.
 */
export async function get(session: Session, path: string, seconds: number, signal: AbortSignal): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      headers: { Accept: "application/json", Authorization: session.authorization },
      cache: "no-store",
      // Else the browser asks for a password itself, in a window of its own, where the service answers 401.
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(seconds * 1_000)]),
    });
    learn(response.headers.get("Date"));
    if (response.ok) return await response.json();
  } catch {
    throw new CallFailed(0);
  }
  const asked = Number(response.headers.get("Retry-After") ?? NaN);
  throw new CallFailed(response.status, Number.isFinite(asked) && asked >= 0 ? asked : null);
}
