// Formats of request and answer.
import { parseAccept } from "hono/utils/accept";

export type Format = "json" | "xml";

const REQUEST_TYPE = /^(?:application\/(json)|(?:application|text)\/(xml)|[^/\s]+\/[^/\s]+\+(json|xml))$/;

/** The format of a request body by its Content-Type, `undefined` if it is not one of ours. */
export function requestFormat(contentType: string | undefined): Format | undefined {
  if (!contentType?.trim()) return "json";
  const [type = "", ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  const match = REQUEST_TYPE.exec(type);
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  if (!match || (charset !== undefined && charset.replaceAll('"', "") !== "utf-8")) return undefined;
  return (match[1] ?? match[2] ?? match[3]) as Format;
}

/** The format of the answer by Accept, `undefined` if neither is acceptable. */
export function answerFormat(accept: string | undefined): Format | undefined {
  if (!accept?.trim()) return "json";
  const ranges = parseAccept(accept);
  const json = preference(ranges, ["application/json"]);
  const xml = preference(ranges, ["application/xml", "text/xml"]);
  if (json.quality === 0 && xml.quality === 0) return undefined;
  if (xml.quality !== json.quality) return xml.quality > json.quality ? "xml" : "json";
  return xml.exactness > json.exactness ? "xml" : "json";
}

function preference(ranges: { type: string; q: number }[], names: string[]) {
  let best = { quality: 0, exactness: 0 };
  for (const { type, q } of ranges) {
    const exactness = exactnessOf(type.toLowerCase(), names);
    if (exactness > best.exactness) best = { quality: q, exactness };
  }
  return best;
}

function exactnessOf(range: string, names: string[]): number {
  if (names.includes(range)) return 3;
  if (names.some((name) => range === `${name.slice(0, name.indexOf("/"))}/*`)) return 2;
  return range === "*/*" || range === "*" ? 1 : 0;
}
