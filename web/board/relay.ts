// Asks how the relay stands, for as long as the user may see it and the page is in sight.
import { CallFailed, get } from "./client.ts";
import { RELAY, RELAY_EVERY, relayOf } from "./core/relay.ts";
import type { Relay } from "./core/relay.ts";
import { SECOND } from "./core/time.ts";
import { pause } from "./pause.ts";
import type { Session } from "./session.ts";

/** How long the answer may take, in seconds. */
const PATIENCE_SECONDS = 15;

/**
 * Shows the relay until `stopped`. Ends if the user may not see it (403), and if there is no relay: that changes only with a
 * deployment. `show` gets null if the state is not known any more. A user who is signed out meanwhile is the feed's to notice.
 */
export async function watchRelay(session: Session, show: (relay: Relay | null) => void, stopped: AbortSignal): Promise<void> {
  let isShown = false;
  for (;;) {
    await inSight(stopped);
    if (stopped.aborted) return;
    let wait = RELAY_EVERY;
    try {
      const relay = relayOf(await get(session, RELAY, PATIENCE_SECONDS, stopped));
      if (stopped.aborted || relay === "off") return;
      if (relay || isShown) show(relay);
      isShown ||= relay !== null;
    } catch (error) {
      if (stopped.aborted) return;
      const { status, retryAfter } = error instanceof CallFailed ? error : new CallFailed(0);
      if (status === 403) return;
      if (isShown) show(null);
      wait = Math.max(wait, (retryAfter ?? 0) * SECOND);
    }
    await pause(wait, [stopped]);
  }
}

/** Waits until the page is visible. */
function inSight(stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const ended = new AbortController();
    const check = () => {
      if (document.visibilityState !== "visible" && !stopped.aborted) return;
      ended.abort();
      resolve();
    };
    document.addEventListener("visibilitychange", check, { signal: ended.signal });
    stopped.addEventListener("abort", check, { signal: ended.signal });
    check();
  });
}
