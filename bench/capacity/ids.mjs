// How evenly each candidate of placement.mjs spreads interactions, and what moves when databases are added.
import { generator, IDS, share } from "./random.mjs";
import { CANDIDATES } from "./placement.mjs";
import { FROM, minutes } from "./year.mjs";

export const DATABASES = 64;
export const MANY = 1024;
export const OF_YEAR = 400_000;
const MINUTE = 60_000;

/** A sample of the interactions of the year, and all of its busiest minute. */
function samples(make) {
  const expected = minutes();
  const next = generator(11);
  let sum = 0;
  const upTo = expected.map((value) => (sum += value));
  const ofYear = [];
  for (let minute = 0; minute < expected.length; minute += 1) {
    const wanted = Math.round((upTo[minute] / sum) * OF_YEAR);
    while (ofYear.length < wanted) ofYear.push(make(next, FROM + Math.floor((minute + share(next)) * MINUTE)));
  }
  const busiest = expected.indexOf(expected.reduce((one, other) => Math.max(one, other)));
  const inMinute = Math.round(expected[busiest]);
  const ofMinute = Array.from({ length: inMinute }, () => make(next, FROM + Math.floor((busiest + share(next)) * MINUTE)));
  return { ofYear, ofMinute };
}

/** The rows of the fullest database, as a multiple of the mean. */
function fullest(ids, place, databases) {
  const counts = new Float64Array(databases);
  for (const id of ids) counts[place(id)] += 1;
  return (Math.max(...counts) * databases) / ids.length;
}

function moved(ids, before, after) {
  let count = 0;
  for (const id of ids) if (before(id) !== after(id)) count += 1;
  return count / ids.length;
}

/** For each candidate how full the fullest database is, by kind of id, and which share moves. */
export function compare() {
  const of = Object.fromEntries(Object.entries(IDS).map(([key, { make }]) => [key, samples(make)]));
  const chance = generator(13);
  const byChance = { title: "by chance, to compare with", of: (count) => () => chance() % count, isChance: true };
  const found = [...CANDIDATES, byChance].map((candidate) => {
    const place = candidate.of(DATABASES);
    const moves = (count) => (candidate.isChance ? undefined : moved(of.random.ofYear, place, candidate.of(count)));
    return {
      title: candidate.title,
      uuid7: fullest(of.uuid7.ofYear, place, DATABASES),
      minute: fullest(of.uuid7.ofMinute, place, DATABASES),
      random: fullest(of.random.ofYear, place, DATABASES),
      instance: fullest(of.instance.ofYear, place, DATABASES),
      many: fullest(of.instance.ofYear, candidate.of(MANY), MANY),
      oneMore: moves(DATABASES + 1),
      doubled: moves(2 * DATABASES),
    };
  });
  return { found, inMinute: of.uuid7.ofMinute.length };
}
