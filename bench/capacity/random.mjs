// Random numbers that are the same in each run (sfc32), and what is drawn with them.
import { CENTRE } from "./assumptions.mjs";

/** A function that yields whole numbers from 0 to 2^32 - 1. */
export function generator(seed) {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 16; warmUp += 1) next();
  return next;
}

const SPAN = 2 ** 32;

/** Between 0 and 1, neither included. */
export const share = (next) => (next() + 0.5) / SPAN;

export const exponential = (next, mean) => -Math.log(share(next)) * mean;

/** For small means. */
export function poisson(next, mean) {
  const limit = Math.exp(-mean);
  let product = share(next);
  let count = 0;
  while (product > limit) {
    product *= share(next);
    count += 1;
  }
  return count;
}

/** How many help actions an interaction has: mostly one, seldom very many. */
export function actionCounts() {
  const weights = Array.from({ length: CENTRE.mostActions }, (_, at) => (at + 1) ** CENTRE.actionsExponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const upTo = Float64Array.from(weights, (weight) => (sum += weight) / total);
  const mean = weights.reduce((sum, weight, at) => sum + weight * (at + 1), 0) / total;
  const draw = (next) => {
    const drawn = share(next);
    let at = 0;
    while (at < upTo.length - 1 && upTo[at] < drawn) at += 1;
    return at + 1;
  };
  return { draw, mean };
}

const hex = (number, digits) => number.toString(16).padStart(digits, "0");
const digits = (next, count) => Array.from({ length: Math.ceil(count / 8) }, () => hex(next(), 8)).join("").slice(0, count);

/** Ids of interactions, of a moment in milliseconds. */
export const IDS = {
  /** As this service makes them: the time, then random digits. */
  uuid7: { title: "UUIDv7", make: (next, at) => `${hex(at, 12)}7${digits(next, 3)}${"89ab"[next() & 3]}${digits(next, 15)}` },
  random: { title: "random", make: (next) => digits(next, 32) },
  /** As in ServiceNow's documentation of the API: d4dec70f3b4bfe101baa9f7e53e45a5d, cd87db433bcbfe101baa9f7e53e45a4d. */
  instance: {
    title: "ServiceNow's examples",
    make: (next) => `${digits(next, 8)}3b${digits(next, 1)}bfe101baa9f7e53e45a${digits(next, 2)}`,
  },
};
