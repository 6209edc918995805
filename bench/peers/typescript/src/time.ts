// Moments in time, kept as `yyyy-MM-dd HH:mm:ss` in UTC, whose order is that of their texts.
import * as messages from "../../../../tests/messages.json";

const DATE_AND_TIME = /^(\d{4})-(\d{2})-(\d{2})([Tt ])(\d{2}):(\d{2}):(\d{2})(.*)$/s;
const OFFSET = /^(?:[.,]\d+)?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)$/;
const WITHOUT_OFFSET = /^(?:[.,]\d+)?$/;

export type InvalidTime = { message: string };

export const format = (millis: number): string => new Date(millis).toISOString().slice(0, 19).replace("T", " ");

export function parseTime(text: string): string | InvalidTime {
  const match = DATE_AND_TIME.exec(text);
  if (!match) return { message: messages.time_not_accepted };
  const [, year, month, day, separator, hour, minute, second, rest = ""] = match;
  const offset = offsetMinutes(separator === " " && rest === "" ? "Z" : rest);
  if (typeof offset === "object") return offset;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const millis = Date.parse(`${local}Z`);
  // Date.parse rolls 30 February over to March and takes 24:00:00 for the next day.
  if (Number.isNaN(millis) || new Date(millis).toISOString().slice(0, 19) !== local)
    return { message: messages.time_not_existing };
  const utc = new Date(millis - offset * 60_000);
  if (utc.getUTCFullYear() < 0 || utc.getUTCFullYear() > 9999) return { message: messages.time_not_existing };
  return format(utc.getTime());
}

function offsetMinutes(text: string): number | InvalidTime {
  if (WITHOUT_OFFSET.test(text)) return { message: messages.time_without_offset };
  const match = OFFSET.exec(text);
  if (!match) return { message: messages.time_not_accepted };
  if (match[1]) return 0;
  const hours = Number(match[3]);
  const minutes = Number(match[4] ?? 0);
  if (hours > 23 || minutes > 59) return { message: messages.time_not_existing };
  return (match[2] === "-" ? -1 : 1) * (hours * 60 + minutes);
}
