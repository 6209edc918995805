// Times as the service writes them, and as people read them. All moments are milliseconds since 1970.

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The moment of a time such as `2026-02-18 11:00:00`, which is UTC; null for none. */
export function momentOf(text: string | null | undefined): number | null {
  const moment = text ? Date.parse(`${text.replace(" ", "T")}Z`) : NaN;
  return Number.isNaN(moment) ? null : moment;
}

/** A moment as the service writes it. */
export function utcText(moment: number): string {
  return new Date(moment).toISOString().slice(0, 19).replace("T", " ");
}

/** How long something lasts, as on a clock: `4:05`, `1:04:05`, `2 d 03:04`. Never less than nothing: clocks differ. */
export function elapsedText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / SECOND));
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60];
  const two = (number: number) => String(number).padStart(2, "0");
  if (days > 0) return `${days} d ${two(hours)}:${two(minutes)}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** The beginning of the day of `now`, where the browser is. */
export function midnight(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0);
}

/** A time of the day, where the browser is: `14:03`, with `seconds` `14:03:27`. */
export function clockText(moment: number, seconds = false): string {
  const date = new Date(moment);
  const parts = [date.getHours(), date.getMinutes(), ...(seconds ? [date.getSeconds()] : [])];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
