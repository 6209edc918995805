// What a call costs in the database: round trips, statements, rows read and rows written.
import { observed } from "./observed.mjs";
import { start } from "./instance.mjs";
import { requestsOf } from "./requests.mjs";

/** The costs of operations by name. The second call counts: the first of HTTP Basic also reads the user. */
export async function costs(candidate, folder, operations, stored) {
  const { wrapper, trips } = observed();
  const instance = await start(candidate, folder, wrapper);
  try {
    const found = {};
    for (const operation of operations) {
      for (const number of [0, 1]) {
        trips.length = 0;
        await callOnce(instance, { operation, stored }, number);
      }
      found[operation] = sum(trips);
    }
    return found;
  } finally {
    await instance.stop();
  }
}

/** One call, which has to be answered as it should. */
export async function callOnce(instance, { operation, format = "json", stored }, number) {
  const { credentials, isKeyed } = instance.candidate;
  const request = requestsOf({ operation, format, stored, credentials, isKeyed, run: "once" })(number);
  const response = await fetch(instance.origin + request.path, request);
  const text = await response.text();
  if (response.status !== request.status) {
    throw new Error(
      `${instance.candidate.title}, ${operation}: answered with ${response.status}: ${text.slice(0, 500)}`,
    );
  }
}

function sum(trips) {
  const metas = trips.flat().map(({ meta }) => meta);
  const total = (name) => metas.reduce((sum, meta) => sum + (meta[name] ?? 0), 0);
  return { trips: trips.length, statements: metas.length, read: total("rows_read"), written: total("rows_written") };
}
