// What a screen reader is told: the changes of the two lists in one sentence, and not each change.

/** What the lists had and have: the ids of help requests that wait, of help that goes on, and of help that takes too long. */
export interface Shown {
  readonly waiting: ReadonlySet<string>;
  readonly open: ReadonlySet<string>;
  readonly tooLong: ReadonlySet<string>;
}

/** What is new since `before`; empty if there is nothing to tell. */
export function announcement(before: Shown, after: Shown): string {
  const counts: [number, string, string][] = [
    [added(before.waiting, after.waiting), "new help request", "new help requests"],
    [added(after.waiting, before.waiting), "help request answered or withdrawn", "help requests answered or withdrawn"],
    [added(before.open, after.open), "help started", "helps started"],
    [added(after.open, before.open), "help ended", "helps ended"],
    [added(before.tooLong, after.tooLong), "help takes too long", "helps take too long"],
  ];
  const told = counts.filter(([count]) => count > 0).map(([count, one, many]) => `${count} ${count === 1 ? one : many}`);
  return told.length > 0 ? `${told.join(", ")}. ${after.waiting.size} waiting, ${after.open.size} in progress.` : "";
}

function added(before: ReadonlySet<string>, after: ReadonlySet<string>): number {
  let count = 0;
  for (const id of after) if (!before.has(id)) count += 1;
  return count;
}
