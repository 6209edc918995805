// Random numbers that a seed repeats (mulberry32).

/** A function that yields numbers from 0 up to 1, always the same ones for a seed. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed for a run that is not given one. */
export const anySeed = () => Math.floor(Math.random() * 2 ** 32);

/** One of the list. */
export const pick = (random, list) => list[Math.floor(random() * list.length)];
