// The time by the service's clock, so that a wrong clock of this machine does not make each wait too long or too short.

/** The header has whole seconds, and takes a while to come: smaller differences mean nothing. In milliseconds. */
const NOISE = 5_000;

let ahead = 0;

/** Now, in milliseconds since 1970. */
export const now = (): number => Date.now() + ahead;

/** Takes the header `Date` of an answer. The local run sends none. */
export function learn(date: string | null): void {
  const difference = date === null ? NaN : Date.parse(date) - Date.now();
  if (!Number.isNaN(difference)) ahead = Math.abs(difference) > NOISE ? difference : 0;
}
