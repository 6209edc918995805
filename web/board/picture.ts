// Reads the records that the board shows.
import { ACTIONS, EMPTY, INTERACTIONS, KEPT, REQUESTS, unnamed, withRows } from "./core/board.ts";
import type { Board, Missing } from "./core/board.ts";
import { MOST_IDS, PAGE, actionsNamed, actionsSince, interactionsNamed, openActions, requestsNamed, requestsSince, waitingRequests } from "./core/queries.ts";
import { plotStart } from "./core/figures.ts";
import type { Row } from "./core/records.ts";
import { midnight, momentOf } from "./core/time.ts";

/** The rows of a list. */
export type List = (path: string) => Promise<readonly Row[]>;

/** The first picture: what is going on, and what the numbers of the day and the plot need. */
export async function picture(list: List, now: number): Promise<Board> {
  const since = Math.max(Math.min(midnight(now), plotStart(now)), now - KEPT);
  const [open, waiting, actions, requests] = await Promise.all([
    list(openActions()),
    list(waitingRequests()),
    allSince(list, actionsSince, since, "start_time"),
    allSince(list, requestsSince, midnight(now), "sys_created_on"),
  ]);
  // What is going on comes last, because its rows have more fields.
  const board = withRows(EMPTY, { [ACTIONS]: actions, [REQUESTS]: requests });
  return withRows(board, { [ACTIONS]: open, [REQUESTS]: waiting });
}

/** All rows since then. A page begins at the moment at which the one before ended: rows that come twice do no harm. */
async function allSince(list: List, path: (since: number) => string, since: number, field: string): Promise<Row[]> {
  const all: Row[] = [];
  for (let from = since; ; ) {
    const page = await list(path(from));
    all.push(...page);
    const last = momentOf(page.at(-1)?.[field]);
    if (page.length < PAGE || last === null || last <= from) return all;
    from = last;
  }
}

/** The board with the records that changes told of but did not hold, and with the numbers of interactions that are new on it. */
export async function completed(board: Board, missing: Missing, list: List): Promise<Board> {
  const rows = {
    [ACTIONS]: await named(list, actionsNamed, missing.actions),
    [REQUESTS]: await named(list, requestsNamed, missing.requests),
  };
  const complete = withRows(board, rows);
  return withRows(complete, { [INTERACTIONS]: await named(list, interactionsNamed, unnamed(complete)) });
}

async function named(list: List, path: (ids: readonly string[]) => string, ids: readonly string[]): Promise<Row[]> {
  const all: Row[] = [];
  for (let at = 0; at < ids.length; at += MOST_IDS) all.push(...(await list(path(ids.slice(at, at + MOST_IDS)))));
  return all;
}
