// A clock of the Worker that runs faster, for tests of pauses and time-outs. The Worker is the built one; a module in front of it
// replaces `Date`, and shortens the timers that are as long as a time-out of the relay.

/** For `start({ entry })`. `factor` says how much faster, `base` from when on, in milliseconds since 1970. */
export const fastClock = (factor, base = Date.now()) => `
const Real = Date;
const now = () => Math.floor(${base} + (Real.now() - ${base}) * ${factor});
globalThis.Date = class extends Real {
  constructor(...given) {
    super(...(given.length > 0 ? given : [now()]));
  }
  static now() {
    return now();
  }
};
const after = globalThis.setTimeout;
globalThis.setTimeout = (run, ms, ...more) => after(run, ms >= 20_000 ? ms / ${factor} : ms, ...more);
const { default: worker } = await import("./index.js");
export default worker;
`;
