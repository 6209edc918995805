// The cases of tests/cases, as tests/cases/README.md describes them.
import { readFileSync } from "node:fs";
import { CHOICES, FIELDS, message, placeholdersOf } from "./messages.mjs";

/** All cases of a file: each with its `name`, its `body` as bytes, and its `command` or its `faults`. */
export function casesOf(name) {
  const file = JSON.parse(readFileSync(new URL(`../../cases/${name}`, import.meta.url), "utf8"));
  return file.cases.flatMap((one) => expanded(one, file)).map(({ body, ...one }) => ({ ...one, body: bytesOf({ body, ...one }) }));
}

/** A fault as the tests compare it, [field, code, message]. Where its message is open, `actual` says how it ends. */
export function toldFault({ field = null, code, message: name = code, ...values }, actual) {
  const text = textOf(name, { field, ...values });
  const isOpen = text.endsWith("*") && actual?.startsWith(text.slice(0, -1)) && actual.length >= text.length;
  return [field, code, isOpen ? actual : text];
}

const DEFAULTS = { choices: CHOICES.action, fields: FIELDS };

function textOf(name, values) {
  const filled = placeholdersOf(name).map((placeholder) => {
    const value = values[placeholder] ?? DEFAULTS[placeholder];
    return [placeholder, typeof value === "object" && value !== null ? textOf(value.message, value) : value];
  });
  return message(name, Object.fromEntries(filled));
}

/** The case once for each of its bodies, with everything that its names may stand for. */
function expanded({ each = [], create, update, ...one }, { names, bases }) {
  if (create) one.body = { ...bases.create, ...create };
  if (update) one.body = { ...bases.update, ...update };
  const texts = Array.isArray(one.text) ? one.text.map((text) => ({ ...one, text })) : [one];
  return [...each, ...names].reduce((cases, step) => {
    const [[keys, rows]] = Object.entries(step);
    return cases.flatMap((one) => [rows].flat().map((row) => replaced(one, keys.split(", "), [row].flat())));
  }, texts);
}

const replaced = (one, names, row) => names.reduce((value, name, at) => put(value, `{${name}}`, row[at]), one);

function put(value, name, text) {
  if (typeof value === "string") return value.replaceAll(name, () => text);
  if (Array.isArray(value)) return value.map((one) => put(one, name, text));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key.replaceAll(name, () => text), put(one, name, text)]));
}

function bytesOf({ body, text, latin1 }) {
  if (latin1 !== undefined) return Buffer.from(latin1, "latin1");
  return Buffer.from(text ?? JSON.stringify(body));
}
