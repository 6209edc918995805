// The records that the board shows, read from the Table API's rows and from the feed's changes.
import { momentOf } from "./time.ts";

/** The kinds of help, in the order in which they are shown: the most intrusive first. */
export const KINDS = ["barge_in", "coach", "monitor", "observe"] as const;
export type Kind = (typeof KINDS)[number];
export const KIND_NAMES: Record<Kind, string> = { barge_in: "Barge in", coach: "Coach", monitor: "Monitor", observe: "Observe" };

/** A row of `supervisor_help_action`. */
export interface HelpAction {
  readonly id: string;
  readonly interaction: string;
  readonly kind: Kind;
  readonly start: number;
  readonly end: number | null;
}

/** A row of `interaction_help_request`. */
export interface HelpRequest {
  readonly id: string;
  readonly interaction: string;
  readonly state: string;
  readonly reason: string;
  /** The agent who asks. */
  readonly openedBy: string;
  readonly created: number;
}

/** What people call an interaction by. */
export interface Call {
  readonly number: string;
  readonly about: string;
}

/** A row as the Table API answers it, without links: every value is a text, empty for none. */
export type Row = Readonly<Record<string, string | undefined>>;

/** A change as the feed tells it. */
export interface Change {
  readonly table: string;
  readonly sys_id: string;
  readonly interaction: string;
  readonly operation: "insert" | "update" | "delete";
  readonly recorded_at: string;
  /** Field → its old and its new value, of the fields that differ. */
  readonly changes: Readonly<Record<string, readonly [string | null, string | null]>>;
}

const isKind = (text: string | undefined): text is Kind => KINDS.some((kind) => kind === text);

/** The help action of a row; null if it has a kind or a start that this board does not know. */
export function actionOf(row: Row): HelpAction | null {
  const { sys_id: id, interaction, action: kind } = row;
  const start = momentOf(row.start_time);
  if (!id || !interaction || !isKind(kind) || start === null) return null;
  return { id, interaction, kind, start, end: momentOf(row.end_time) };
}

/** The help request of a row; null if it is incomplete. */
export function requestOf(row: Row): HelpRequest | null {
  const { sys_id: id, interaction, state } = row;
  const created = momentOf(row.sys_created_on);
  if (!id || !interaction || !state || created === null) return null;
  return { id, interaction, state, reason: row.reason ?? "", openedBy: row.opened_by ?? "", created };
}

/** The call of a row of `interaction`, or of a row that names its fields by way of `interaction.`. */
export function callOf(row: Row): Call | null {
  const number = row["interaction.number"] ?? row.number;
  return number ? { number, about: row["interaction.short_description"] ?? row.short_description ?? "" } : null;
}

/** The row that a change leaves behind, if `row` was there before. */
export function changedRow(row: Row, { changes, sys_id, interaction }: Change): Row {
  const values = Object.entries(changes).map(([field, [, value]]) => [field, value ?? ""]);
  return { interaction, ...row, sys_id, ...Object.fromEntries(values) };
}
