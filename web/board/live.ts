// Keeps a board up to date: the first picture, then the feed of changes, for as long as the page is open.
import { now } from "./clock.ts";
import { CallFailed, get } from "./client.ts";
import { apply } from "./core/board.ts";
import type { Board } from "./core/board.ts";
import { WAIT_SECONDS, changes } from "./core/queries.ts";
import type { Change, Row } from "./core/records.ts";
import { pauseAfter } from "./core/retry.ts";
import { pause } from "./pause.ts";
import { completed, picture } from "./picture.ts";
import type { Session } from "./session.ts";

/** How the board stands to the service. */
export type Connection =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  /** `since` is when the service was heard of last; `status` is what it answers, 0 if it does not. */
  | { readonly kind: "offline"; readonly since: number; readonly status: number };

export interface Listener {
  show(board: Board): void;
  tell(connection: Connection): void;
  /** The service does not take the credentials (401), or the user lacks the role (403). */
  signOut(status: number): void;
}

/** How long a call that does not wait may take, in seconds. */
const PATIENCE_SECONDS = 15;

/** No sign of life for so long, in milliseconds: the machine slept, and the call that waits may never end. */
const SILENCE = (WAIT_SECONDS + PATIENCE_SECONDS) * 1_000;

/** Runs until `stopped`, or until the service refuses the credentials. */
export async function live(session: Session, listener: Listener, stopped: AbortSignal): Promise<void> {
  let board: Board | null = null;
  let next = "";
  let failures = 0;
  let heard = Date.now();
  let isLive = false;

  // Whatever hints at a connection, or at its loss, ends the call or pause that is going on.
  let turn = new AbortController();
  const interrupt = () => turn.abort();
  const wake = () => {
    if (document.visibilityState === "visible" && Date.now() - heard > SILENCE) interrupt();
  };
  const until = { signal: stopped };
  addEventListener("online", interrupt, until);
  addEventListener("offline", interrupt, until);
  document.addEventListener("visibilitychange", wake, until);

  const call = (path: string, seconds: number) => get(session, path, seconds, AbortSignal.any([stopped, turn.signal]));
  const list = async (path: string) => ((await call(path, PATIENCE_SECONDS)) as { result: Row[] }).result;
  const read = async (after: string, wait: number) => (await call(changes(after, wait), wait + PATIENCE_SECONDS)) as { result: Change[]; next: string };

  while (!stopped.aborted) {
    turn = new AbortController();
    try {
      if (board === null) {
        // The place in the log first: what changes while the records are read comes behind it.
        ({ next } = await read("latest", 0));
        board = await picture(list, now());
        listener.show(board);
      } else {
        // After a failure it does not wait, so that it knows at once whether the service is back.
        const page = await read(next, isLive ? WAIT_SECONDS : 0);
        if (page.result.length > 0) {
          const { board: changed, missing } = apply(board, page.result, now());
          listener.show(changed);
          board = await completed(changed, missing, list);
          listener.show(board);
        }
        next = page.next;
      }
      [failures, heard] = [0, Date.now()];
      if (!isLive) listener.tell({ kind: "live" });
      isLive = true;
    } catch (error) {
      if (stopped.aborted) return;
      if (!(error instanceof CallFailed)) console.error(error);
      const { status, retryAfter } = error instanceof CallFailed ? error : new CallFailed(0);
      if (status === 401 || status === 403) return listener.signOut(status);
      [isLive, failures] = [false, failures + 1];
      // Changes in between are no longer kept, or the database was restored: what is, is read anew.
      if (status === 410) board = null;
      else listener.tell({ kind: "offline", since: heard, status });
      if (turn.signal.aborted) failures = 1;
      turn = new AbortController();
      await pause(pauseAfter(failures, retryAfter, Math.random()), [stopped, turn.signal]);
    }
  }
}
