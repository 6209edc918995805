// Tables in Markdown.

/** Columns of numbers are set to the right. */
export function table(head, rows) {
  const marks = head.map((_, at) => (at === 0 ? "---" : "--:"));
  return [head, marks, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export const NONE = "–";

/** Three digits that count, with a comma between thousands. */
export function number(value) {
  if (value === undefined || Number.isNaN(value)) return NONE;
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 2 });
}

export const whole = (value) => (value === undefined ? NONE : Math.round(value).toLocaleString("en"));
