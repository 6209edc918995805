// JSON and XML bodies, which meet in a plain object of the fields.
import { XMLParser } from "fast-xml-parser";
import * as messages from "../../../../tests/messages.json";
import { invalid } from "./error";
import { bodyFault, type Fault } from "./fault";
import { filled } from "./messages";
import type { Format } from "./negotiation";

export type Body = { fields: Record<string, unknown>; duplicates: Fault[] };

const ATTRIBUTE = "@_";
const TEXT = "#text";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  textNodeName: TEXT,
  parseTagValue: false,
  ignoreDeclaration: true,
});

export function decode(bytes: ArrayBuffer, format: Format): Body {
  const text = utf8(bytes);
  if (format === "json") return { fields: fromJson(text), duplicates: [] };
  return fromXml(text);
}

function utf8(bytes: ArrayBuffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw invalid([bodyFault("the body is not UTF-8")]);
  }
}

function fromJson(text: string): Record<string, unknown> {
  if (text.trim() === "")
    throw invalid([bodyFault(messages.json_empty)]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid([bodyFault(filled(messages.json_malformed, { reason: (error as Error).message }))]);
  }
  if (isObject(value)) return value;
  throw invalid([bodyFault(filled(messages.json_no_object, { kind: kindOf(value) }))]);
}

function fromXml(text: string): Body {
  if (text.trim() === "") throw malformed(messages.xml_empty);
  if (text.includes("<!DOCTYPE")) throw malformed(messages.xml_doctype);
  let document: unknown;
  try {
    document = parser.parse(text, true);
  } catch (error) {
    throw malformed((error as Error).message);
  }
  const roots = isObject(document) ? Object.entries(document) : [];
  if (roots.length !== 1)
    throw malformed(roots.length === 0 ? messages.xml_no_root : messages.xml_second_root);
  const [name, root] = roots[0]!;
  return fieldsOf(name, root);
}

/** The fields stand in an entry, or directly under the root. */
function fieldsOf(name: string, element: unknown, isEntry = false): Body {
  if (Array.isArray(element)) throw malformed(messages.xml_second_entry);
  if (element === "") return { fields: {}, duplicates: [] };
  if (!isObject(element) || TEXT in element) {
    throw malformed(messages.xml_text_inside);
  }
  const names = Object.keys(element);
  if (names.some((key) => key.startsWith(ATTRIBUTE) && !key.startsWith(`${ATTRIBUTE}xmlns`))) {
    throw malformed(filled(messages.xml_attributes, { element: name }));
  }
  const children = names.filter((key) => !key.startsWith(ATTRIBUTE));
  if (!isEntry && "entry" in element) {
    if (children.length > 1) throw malformed(messages.xml_beside_entry);
    return fieldsOf("entry", element.entry, true);
  }
  const body: Body = { fields: {}, duplicates: [] };
  for (const child of children) {
    const value = element[child];
    if (Array.isArray(value)) {
      body.duplicates.push({
        field: child,
        code: "duplicate_field",
        message: filled(messages.duplicate_field, { field: child }),
      });
    }
    body.fields[child] = Array.isArray(value) ? value[0] : value;
    if (isObject(value) && Object.keys(value).some((key) => key.startsWith(ATTRIBUTE))) {
      throw malformed(filled(messages.xml_field_attributes, { element: child }));
    }
  }
  return body;
}

const malformed = (reason: string) => invalid([bodyFault(filled(messages.xml_malformed, { reason }))]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
