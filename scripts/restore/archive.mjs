// Reads the objects of the archive from a folder, and checks that none is missing.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Fault } from "../user/fault.mjs";

const NAME = /^(\d+)-(\d+)\.ndjson\.gz$/;

/** The changes of the archive, in the order of the log. */
export function* readArchive(folder) {
  const objects = find(folder);
  if (objects[0].first !== 1) {
    throw new Fault(`The archive begins with change ${objects[0].first}, so it does not have the records from before. Download all of it.`);
  }
  let expected = objects[0].first;
  for (const { path, first, last } of objects) {
    if (first !== expected) {
      const what = first > expected ? `misses the changes ${expected} to ${first - 1}` : `has change ${first} twice`;
      throw new Fault(`The archive ${what}: see ${path}.`);
    }
    const changes = read(path);
    const isWhole = changes.length === last - first + 1 && changes.every(({ sequence }, at) => sequence === first + at);
    if (!isWhole) throw new Fault(`${path} does not have the changes ${first} to ${last}; download it again.`);
    yield* changes;
    expected = last + 1;
  }
}

function find(folder) {
  const from = join(folder, "changes");
  if (!existsSync(from)) throw new Fault(`${folder} has no folder "changes"; --archive names the folder with the downloaded objects.`);
  const objects = [];
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const [, first, last] = entry.name.match(NAME) ?? [];
    if (!first) throw new Fault(`${path} is no object of the archive; remove it.`);
    objects.push({ path, first: Number(first), last: Number(last) });
  }
  if (objects.length === 0) throw new Fault(`${from} has no objects.`);
  return objects.sort((a, b) => a.first - b.first);
}

function read(path) {
  try {
    return gunzipSync(readFileSync(path)).toString().trimEnd().split("\n").map((line) => JSON.parse(line));
  } catch (error) {
    if (error.syscall) throw error;
    throw new Fault(`${path} cannot be read (${error.message}); download it again.`);
  }
}
