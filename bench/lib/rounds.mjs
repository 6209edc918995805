// Measures cells in turn, again and again, so that whatever drifts on the machine meets all of them alike.

/** The warm-up is as long as so many rounds: the engine compiles Wasm quickly at first and well only after many calls. */
const WARM_UP = 3;

/**
 * Runs `measure` for every cell in each round and gathers the results in `cell.samples`; its second argument is the share of
 * the full length. Each round begins with another cell. A first, longer round warms up and is dropped.
 */
export async function inRounds(cells, rounds, measure, say) {
  for (const cell of cells) cell.samples = [];
  for (let round = 0; round <= rounds; round += 1) {
    const isWarmUp = round === 0;
    const first = Math.floor((cells.length * round) / (rounds + 1));
    for (const cell of [...cells.slice(first), ...cells.slice(0, first)]) {
      const sample = await measure(cell, isWarmUp ? WARM_UP : 1);
      if (!isWarmUp) cell.samples.push(sample);
    }
    say(isWarmUp ? "warm-up" : `round ${round} of ${rounds}`);
  }
  return cells;
}
