// What is wrong with a request's content, and how it is told.
import * as messages from "../../../../tests/messages.json";
import { filled } from "./messages";

export type Fault = { field: string | null; code: string; message: string };

const MAX_FAULTS = 50;
const MAX_NAME_FAULTS = 40;
const MAX_QUOTED_CHARACTERS = 64;

export const bodyFault = (message: string): Fault => ({ field: null, code: "malformed_body", message });

export const endBeforeStart = (template: string, end: string, start: string): Fault => ({
  field: "end_time",
  code: "end_before_start",
  message: filled(template, { end, start }),
});

/** Faults of names first, of which there may be very many; what is not listed is counted. */
export function listed(ofNames: Fault[], ofValues: Fault[]): Fault[] {
  const list = [...ofNames.slice(0, MAX_NAME_FAULTS), ...ofValues].slice(0, MAX_FAULTS);
  const unlisted = ofNames.length + ofValues.length - list.length;
  if (unlisted > 0) {
    list.push({ field: null, code: "more_faults", message: filled(messages.more_faults, { count: unlisted }) });
  }
  return list;
}

/** The caller's own text as a message may repeat it. */
export function quoted(text: string): string {
  const characters = [...text];
  const shown = characters.slice(0, MAX_QUOTED_CHARACTERS).join("");
  const clean = shown.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, "\uFFFD");
  return characters.length > MAX_QUOTED_CHARACTERS ? `${clean}…` : clean;
}
