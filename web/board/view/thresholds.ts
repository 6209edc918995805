// What counts as too long: set in the page, remembered by the browser.
import { MINUTE } from "../core/time.ts";
import { element } from "./page.ts";

const KEY = "help-board.thresholds";
const NAMES = ["waiting", "help"] as const;
type Name = (typeof NAMES)[number];

/** In minutes. */
const DEFAULTS: Record<Name, number> = { waiting: 2, help: 15 };

/** In milliseconds. */
export type Thresholds = Record<Name, number>;

/** Calls `changed` with the thresholds, now and whenever somebody sets them. */
export function thresholds(changed: (thresholds: Thresholds) => void): void {
  const form = element<HTMLFormElement>("thresholds");
  const fields = NAMES.map((name) => [name, form.elements.namedItem(name) as HTMLInputElement] as const);
  const minutes = { ...DEFAULTS, ...remembered() };
  for (const [name, field] of fields) field.value = String(minutes[name]);
  const tell = () => changed({ waiting: minutes.waiting * MINUTE, help: minutes.help * MINUTE });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    for (const [name, field] of fields) {
      field.setAttribute("aria-invalid", String(!field.validity.valid));
      if (field.validity.valid) minutes[name] = field.valueAsNumber;
    }
    localStorage.setItem(KEY, JSON.stringify(minutes));
    tell();
  });
  tell();
}

function remembered(): Partial<Record<Name, number>> {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, unknown>;
    const good = NAMES.flatMap((name) => (Number.isInteger(found[name]) && Number(found[name]) >= 1 ? [[name, Number(found[name])]] : []));
    return Object.fromEntries(good) as Partial<Record<Name, number>>;
  } catch {
    return {};
  }
}
