// The line that says how the relay stands.
import { now } from "../clock.ts";
import { isUnwell, relayNews, relayText } from "../core/relay.ts";
import type { Relay } from "../core/relay.ts";
import { element, write } from "./page.ts";

export class RelayView {
  readonly #announce: (news: string) => void;
  #known: Relay | null = null;

  /** `announce` tells a screen reader: the line itself changes too often for that. */
  constructor(announce: (news: string) => void) {
    this.#announce = announce;
  }

  /** Shows it; null if the state is not known any more. */
  show(relay: Relay | null): void {
    const line = element("relay");
    line.hidden = false;
    line.classList.toggle("unwell", relay !== null && isUnwell(relay));
    write(line, relay ? relayText(relay, now()) : "Relay: the state is not known at the moment.");
    if (!relay) return;
    this.#announce(relayNews(this.#known, relay));
    this.#known = relay;
  }

  /** Takes the line off the page. */
  clear(): void {
    this.#known = null;
    element("relay").hidden = true;
    write(element("relay"), "");
  }
}
