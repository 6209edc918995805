// JSON and XML bodies, which meet in a plain object of the fields.
import { XMLParser } from "fast-xml-parser";
import { invalid } from "./error";
import { bodyFault, type Fault } from "./fault";
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
    throw invalid([bodyFault("the body is empty; send a JSON object with the fields of the request")]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid([bodyFault(`the body is not well-formed JSON: ${(error as Error).message}`)]);
  }
  if (isObject(value)) return value;
  const message = `the body is ${kindOf(value)}, not an object; send the fields as {"field": "value", …}`;
  throw invalid([bodyFault(message)]);
}

function fromXml(text: string): Body {
  if (text.trim() === "")
    throw malformed("it is empty; send <request><entry>…</entry></request> with the fields as elements");
  if (text.includes("<!DOCTYPE")) throw malformed("a DOCTYPE is not accepted; leave it out");
  let document: unknown;
  try {
    document = parser.parse(text, true);
  } catch (error) {
    throw malformed((error as Error).message);
  }
  const roots = isObject(document) ? Object.entries(document) : [];
  if (roots.length !== 1)
    throw malformed(
      roots.length === 0 ? "it has no root element" : "it has a second root element; send one request per call",
    );
  const [name, root] = roots[0]!;
  return fieldsOf(name, root);
}

/** The fields stand in an entry, or directly under the root. */
function fieldsOf(name: string, element: unknown, isEntry = false): Body {
  if (Array.isArray(element)) throw malformed("it has a second entry; send one request per call");
  if (element === "") return { fields: {}, duplicates: [] };
  if (!isObject(element) || TEXT in element) {
    throw malformed("text stands where a field belongs; put each value into its field's element");
  }
  const names = Object.keys(element);
  if (names.some((key) => key.startsWith(ATTRIBUTE) && !key.startsWith(`${ATTRIBUTE}xmlns`))) {
    throw malformed(`<${name}> has attributes; give each field as an element`);
  }
  const children = names.filter((key) => !key.startsWith(ATTRIBUTE));
  if (!isEntry && "entry" in element) {
    if (children.length > 1) throw malformed("fields stand beside the entry; put all of them into it");
    return fieldsOf("entry", element.entry, true);
  }
  const body: Body = { fields: {}, duplicates: [] };
  for (const child of children) {
    const value = element[child];
    if (Array.isArray(value)) {
      body.duplicates.push({
        field: child,
        code: "duplicate_field",
        message: `${child} is given more than once; give it once`,
      });
    }
    body.fields[child] = Array.isArray(value) ? value[0] : value;
    if (isObject(value) && Object.keys(value).some((key) => key.startsWith(ATTRIBUTE))) {
      throw malformed(`<${child}> has attributes; give the value as the element's text`);
    }
  }
  return body;
}

const malformed = (reason: string) => invalid([bodyFault(`the body is not an accepted XML document: ${reason}`)]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
