// What the archive of a service holds.
import { gunzipSync } from "node:zlib";

/** The objects, in the order of their changes: each with its `key` and its `changes`, rows of the log. */
export async function objectsOf(bucket) {
  const objects = [];
  let cursor;
  do {
    const page = await bucket.list({ cursor });
    for (const { key } of page.objects) {
      const bytes = Buffer.from(await (await bucket.get(key)).arrayBuffer());
      const lines = gunzipSync(bytes).toString().trimEnd().split("\n");
      objects.push({ key, bytes, changes: lines.map((line) => ({ ...JSON.parse(line) })) });
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor);
  return objects.sort((a, b) => a.changes[0].sequence - b.changes[0].sequence);
}

/** A row of the log as the archive has it. */
export const archived = (row) => ({ ...row, changes: JSON.parse(row.changes) });
