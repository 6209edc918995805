// The two shapes of a body, in JSON and in XML.
import { XMLBuilder } from "fast-xml-parser";
import type { ApiError } from "./error";
import type { Format } from "./negotiation";

export type Done = { success: true; message: string; action_sys_id?: string };

const builder = new XMLBuilder({ suppressEmptyNode: true, processEntities: true });

export function failure({ message, detail, faults, ofContent }: ApiError) {
  return {
    ...(ofContent ? { result: { success: false, message } } : {}),
    error: { message, detail, ...(faults.length > 0 ? { faults } : {}) },
    status: "failure",
  };
}

export function render(envelope: object, format: Format): string {
  if (format === "json") return JSON.stringify(envelope);
  return `<?xml version="1.0" encoding="UTF-8"?>${builder.build({ response: envelope })}`;
}

export const CONTENT_TYPE: Record<Format, string> = {
  json: "application/json;charset=UTF-8",
  xml: "application/xml;charset=UTF-8",
};
