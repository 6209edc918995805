// What the board knows, and how a change alters it. Pure: no clock, no network, no page. A board is never altered in place.
//
// To apply a change twice, or one that the records read later have already, does no harm: changes carry whole new values.
import { actionOf, callOf, changedRow, requestOf } from "./records.ts";
import type { Call, Change, HelpAction, HelpRequest, Row } from "./records.ts";
import { DAY, HOUR, utcText } from "./time.ts";

export const ACTIONS = "supervisor_help_action";
export const REQUESTS = "interaction_help_request";
export const INTERACTIONS = "interaction";

/** How long what is over stays, for the numbers of a day and the plot, which begins at a full hour. */
export const KEPT = DAY + HOUR;

export interface Board {
  readonly actions: ReadonlyMap<string, HelpAction>;
  readonly requests: ReadonlyMap<string, HelpRequest>;
  /** By the interaction's sys_id. */
  readonly calls: ReadonlyMap<string, Call>;
}

/** Rows of the Table API, by their tables. */
export type Rows = Readonly<Record<string, readonly Row[]>>;

export const EMPTY: Board = { actions: new Map(), requests: new Map(), calls: new Map() };

export const isOpen = (action: HelpAction): boolean => action.end === null;
export const isWaiting = (request: HelpRequest): boolean => request.state === "new";

/** The board with these rows: new ones, or newer ones of records that it has. */
export function withRows(board: Board, rows: Rows): Board {
  const [actions, requests, calls] = [new Map(board.actions), new Map(board.requests), new Map(board.calls)];
  for (const row of rows[ACTIONS] ?? []) put(actions, row.sys_id, actionOf(row));
  for (const row of rows[REQUESTS] ?? []) put(requests, row.sys_id, requestOf(row));
  for (const row of rows[INTERACTIONS] ?? []) put(calls, row.sys_id, callOf(row));
  for (const row of [...(rows[ACTIONS] ?? []), ...(rows[REQUESTS] ?? [])]) {
    if (row["interaction.number"]) put(calls, row.interaction, callOf(row));
  }
  return { actions, requests, calls };
}

function put<V>(map: Map<string, V>, id: string | undefined, value: V | null): void {
  if (id && value !== null) map.set(id, value);
}

/** What has to be read from the Table API because the changes do not have it. */
export interface Missing {
  readonly actions: string[];
  readonly requests: string[];
}

/** The board after these changes, in their order, and the records that were changed but are not on it. */
export function apply(board: Board, changes: readonly Change[], now: number): { board: Board; missing: Missing } {
  const [actions, requests] = [new Map(board.actions), new Map(board.requests)];
  const missing = { actions: new Set<string>(), requests: new Set<string>() };
  for (const change of changes) {
    if (change.table === ACTIONS) applyTo(actions, missing.actions, change, rowOfAction, actionOf);
    if (change.table === REQUESTS) applyTo(requests, missing.requests, change, rowOfRequest, requestOf);
  }
  const next = tidied({ actions, requests, calls: board.calls }, now);
  return { board: next, missing: { actions: [...missing.actions], requests: [...missing.requests] } };
}

function applyTo<V>(map: Map<string, V>, missing: Set<string>, change: Change, rowOf: (value: V) => Row, valueOf: (row: Row) => V | null): void {
  const id = change.sys_id;
  const known = map.get(id);
  if (change.operation === "delete") {
    map.delete(id);
    missing.delete(id);
  } else if (known !== undefined) {
    put(map, id, valueOf(changedRow(rowOf(known), change)));
  } else if (change.operation === "insert") {
    // The log has no columns `sys_…`: a record is created when its change is recorded.
    const sys_created_on = change.recorded_at.slice(0, 19).replace("T", " ");
    put(map, id, valueOf(changedRow({ sys_created_on }, change)));
  } else {
    missing.add(id);
  }
}

function rowOfAction({ interaction, kind, start, end }: HelpAction): Row {
  return { interaction, action: kind, start_time: utcText(start), end_time: end === null ? "" : utcText(end) };
}

function rowOfRequest({ interaction, state, reason, openedBy, created }: HelpRequest): Row {
  return { interaction, state, reason, opened_by: openedBy, sys_created_on: utcText(created) };
}

/** Without what is over for so long that it counts nowhere, so that a board may stay open for weeks. */
function tidied({ actions, requests, calls }: Board, now: number): Board {
  const kept = <V>(map: ReadonlyMap<string, V>, keeps: (value: V) => boolean) => new Map([...map].filter(([, value]) => keeps(value)));
  const shown = { actions: kept(actions, (one) => isOpen(one) || one.start >= now - KEPT), requests: kept(requests, (one) => isWaiting(one) || one.created >= now - KEPT) };
  const named = interactionsShown(shown);
  return { ...shown, calls: new Map([...calls].filter(([id]) => named.has(id))) };
}

/** The interactions whose numbers are on the screen. */
function interactionsShown({ actions, requests }: Pick<Board, "actions" | "requests">): Set<string> {
  const shown = new Set<string>();
  for (const action of actions.values()) if (isOpen(action)) shown.add(action.interaction);
  for (const request of requests.values()) if (isWaiting(request)) shown.add(request.interaction);
  return shown;
}

/** The interactions on the screen whose numbers are not known. */
export function unnamed(board: Board): string[] {
  return [...interactionsShown(board)].filter((id) => !board.calls.has(id));
}
