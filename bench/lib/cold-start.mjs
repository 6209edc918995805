// From nothing to the first answer.
import { callOnce } from "./cost.mjs";
import { start } from "./instance.mjs";

/** Milliseconds from the start of the runtime's process to the answer to the first call. */
export async function coldStart(candidate, folder, operation) {
  const instance = await start(candidate, folder);
  try {
    await callOnce(instance, { operation }, 0);
    return performance.now() - instance.spawnedAt;
  } finally {
    await instance.stop();
  }
}
