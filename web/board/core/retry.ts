// When to try again after a failure.
import { SECOND } from "./time.ts";

const LONGEST = 15 * SECOND;

/**
 * How long to wait before the next try, in milliseconds: 1 second after the first failure, then twice as long each time, 15
 * seconds at most; or what the service asks for. `random` (0 to 1) spreads the boards that lost the service at the same moment.
 */
export function pauseAfter(failures: number, retryAfterSeconds: number | null, random: number): number {
  const pause = retryAfterSeconds === null ? Math.min(SECOND * 2 ** (failures - 1), LONGEST) : retryAfterSeconds * SECOND;
  return pause + Math.floor(random * SECOND);
}
