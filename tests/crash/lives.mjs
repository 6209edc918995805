// The course of a proof: one life of the service after the other, each ended by a kill.

/** Runs the proof until `isEnough(tally)`; the tally. */
export async function runLives(proof, { isEnough, note = () => {} }) {
  try {
    await proof.begin();
    while (!isEnough(proof.tally)) {
      await proof.live();
      note(proof.tally);
    }
    await proof.end();
  } finally {
    await proof.remove();
  }
  return proof.tally;
}
