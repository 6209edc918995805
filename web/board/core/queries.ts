// What the board asks the service for. Each list has a limit, and names its fields, so that a picture costs rows in proportion to
// what it shows.
import { ACTIONS, INTERACTIONS, REQUESTS } from "./board.ts";
import { utcText } from "./time.ts";

/** The most records of a list that is on the screen. More cannot be watched. */
export const MOST_SHOWN = 1_000;

/** How many records are read at once for the numbers of the day. */
export const PAGE = 5_000;

/** The most records whose ids fit into a query. */
export const MOST_IDS = 100;

/** How long the service holds a call until there is a change, in seconds. */
export const WAIT_SECONDS = 25;

const ACTION = "sys_id,interaction,action,start_time,end_time";
const REQUEST = "sys_id,interaction,state,reason,opened_by,sys_created_on";
const CALL = "interaction.number,interaction.short_description";

function list(table: string, query: string, fields: string, limit: number): string {
  const parameters = new URLSearchParams({
    sysparm_query: query,
    sysparm_fields: fields,
    sysparm_limit: String(limit),
    sysparm_exclude_reference_link: "true",
    sysparm_no_count: "true",
    sysparm_suppress_pagination_header: "true",
  });
  return `/api/now/table/${table}?${parameters}`;
}

/** Help that is being given, the longest first. */
export const openActions = (): string => list(ACTIONS, "end_timeISEMPTY^ORDERBYstart_time", `${ACTION},${CALL}`, MOST_SHOWN);

/** Help requests that wait, the longest first. */
export const waitingRequests = (): string => list(REQUESTS, "state=new^ORDERBYsys_created_on", `${REQUEST},${CALL}`, MOST_SHOWN);

/** Help that began since then, the oldest first. */
export const actionsSince = (moment: number): string => list(ACTIONS, `start_time>=${utcText(moment)}^ORDERBYstart_time`, ACTION, PAGE);

/** Help requests that were made since then, the oldest first. */
export const requestsSince = (moment: number): string =>
  list(REQUESTS, `sys_created_on>=${utcText(moment)}^ORDERBYsys_created_on`, "sys_id,interaction,state,sys_created_on", PAGE);

export const actionsNamed = (ids: readonly string[]): string => list(ACTIONS, `sys_idIN${ids.join(",")}`, `${ACTION},${CALL}`, MOST_IDS);
export const requestsNamed = (ids: readonly string[]): string => list(REQUESTS, `sys_idIN${ids.join(",")}`, `${REQUEST},${CALL}`, MOST_IDS);
export const interactionsNamed = (ids: readonly string[]): string =>
  list(INTERACTIONS, `sys_idIN${ids.join(",")}`, "sys_id,number,short_description", MOST_IDS);

/** The changes behind `after`, or the end of the log (`latest`). `wait` is how long the service may wait for one, in seconds. */
export function changes(after: string, wait: number): string {
  const parameters = new URLSearchParams({ after, wait: String(wait), limit: "1000" });
  for (const table of [ACTIONS, REQUESTS]) parameters.append("table", table);
  return `/api/now/helprequest/changes?${parameters}`;
}
