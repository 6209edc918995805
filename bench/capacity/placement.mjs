// Which of `count` databases an interaction's rows lie in, by its id: the candidates.
import { createHash } from "node:crypto";

/** FNV-1a, 32 bits. */
export function fnv(id) {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

const sha = (id) => createHash("sha256").update(id).digest().readUInt32BE(0);
const first = (id) => parseInt(id.slice(0, 8), 16);
const last = (id) => parseInt(id.slice(-8), 16);

/** The last step of MurmurHash3. */
function mix(value) {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The database whose number, mixed with the id, gives the highest value. */
function rendezvous(hash, count) {
  let best = 0;
  let highest = -1;
  for (let database = 0; database < count; database += 1) {
    const value = mix(hash ^ Math.imul(database + 1, 0x9e3779b9));
    if (value > highest) [best, highest] = [database, value];
  }
  return best;
}

/** Lamping and Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm". */
function jump(hash, count) {
  let key = (BigInt(hash) << 32n) | BigInt(mix(hash));
  let [found, next] = [-1, 0];
  while (next < count) {
    found = next;
    key = BigInt.asUintN(64, key * 2862933555777941757n + 1n);
    next = Math.floor((found + 1) * (2 ** 31 / (Number(key >> 33n) + 1)));
  }
  return found;
}

export const BUCKETS = 4096;
const tables = new Map([[1, new Uint16Array(BUCKETS)]]);

/** Which database each bucket lies in. A new database gets its share from those that have the most; nothing else moves. */
export function bucketTable(count) {
  if (tables.has(count)) return tables.get(count);
  const table = Uint16Array.from(bucketTable(count - 1));
  const sizes = new Array(count).fill(0);
  for (const database of table) sizes[database] += 1;
  for (let moved = 0; moved < Math.floor(BUCKETS / count); moved += 1) {
    const fullest = sizes.indexOf(Math.max(...sizes));
    table[table.indexOf(fullest)] = count - 1;
    sizes[fullest] -= 1;
    sizes[count - 1] += 1;
  }
  tables.set(count, table);
  return table;
}

/** `of` makes the function that places an id. */
export const CANDIDATES = [
  { title: "first 8 digits, by range", of: (count) => (id) => Math.floor((first(id) / 2 ** 32) * count) },
  { title: "first 8 digits modulo N", of: (count) => (id) => first(id) % count },
  { title: "last 8 digits modulo N", of: (count) => (id) => last(id) % count },
  { title: "FNV-1a modulo N", of: (count) => (id) => fnv(id) % count },
  { title: "SHA-256 modulo N", of: (count) => (id) => sha(id) % count },
  { title: "rendezvous (FNV-1a)", of: (count) => (id) => rendezvous(fnv(id), count) },
  { title: "jump (FNV-1a)", of: (count) => (id) => jump(fnv(id), count) },
  {
    title: `FNV-1a into ${BUCKETS.toLocaleString("en")} buckets and a table`,
    of: (count) => {
      const table = bucketTable(count);
      return (id) => table[fnv(id) % BUCKETS];
    },
  },
];
