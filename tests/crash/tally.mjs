// What is counted in a run.

export class Tally {
  kills = 0;
  /** Calls that were answered with success. */
  acknowledged = 0;
  /** Requests without an answer that the caller could rely on: none, a torn one, or 503. */
  unanswered = 0;
  /** Of these, those that had been carried out all the same, and those that had not. */
  kept = 0;
  dropped = 0;
  /** Calls answered when they were repeated with their key, and how many of them from memory. */
  repeated = 0;
  replayed = 0;
  /** What must not be: acknowledged but not there, there more than once, there in part, answered otherwise. Each once. */
  lost = new Set();
  doubled = new Set();
  partial = new Set();
  unexpected = new Set();

  /** The first of all that must not be, in words. */
  get violations() {
    const { lost, doubled, partial, unexpected } = this;
    const words = Object.entries({ lost, doubled, partial, unexpected }).flatMap(([kind, found]) =>
      [...found].map((what) => `${kind}: ${what}`),
    );
    return words.slice(0, 50);
  }

  /** Notes a request without an answer. */
  miss(call) {
    this.unanswered += 1;
    call.isUnanswered = true;
    call.openRequests = (call.openRequests ?? 0) + 1;
  }

  /** Learns whether the call's unanswered requests had been carried out: one of them, as far as anybody can see. */
  settle(call, isCarriedOut) {
    if (!call.openRequests) return;
    const isFirst = isCarriedOut && !call.isKept;
    if (isFirst) this.kept += 1;
    this.dropped += call.openRequests - (isFirst ? 1 : 0);
    call.isKept ||= isCarriedOut;
    call.openRequests = 0;
  }

  toString() {
    const { kills, acknowledged, unanswered, kept, dropped, repeated, replayed, lost, doubled, partial } = this;
    return (
      `${kills} kills; ${acknowledged} calls acknowledged; ${unanswered} requests unanswered, of which ${kept} had been ` +
      `carried out and ${dropped} had not; ${repeated} calls repeated with their key, of which ${replayed} were replays; ` +
      `lost ${lost.size}, doubled ${doubled.size}, partial ${partial.size}`
    );
  }
}
