// Everything that can go wrong with a call: its status and its words for the caller.
import * as messages from "../../../../tests/messages.json";
import type { Fault } from "./fault";
import { filled } from "./messages";

type Options = {
  detail?: string;
  ofContent?: boolean;
  faults?: Fault[];
  headers?: [string, string][];
  code: string;
  reason?: string;
};

export class ApiError extends Error {
  readonly detail: string | null;
  readonly ofContent: boolean;
  readonly faults: Fault[];
  readonly headers: [string, string][];
  readonly code: string;
  readonly reason?: string;

  constructor(
    readonly status: number,
    message: string,
    options: Options,
  ) {
    super(message);
    this.detail = options.detail ?? null;
    this.ofContent = options.ofContent ?? false;
    this.faults = options.faults ?? [];
    this.headers = options.headers ?? [];
    this.code = options.code;
    this.reason = options.reason;
  }
}

const REALM = "help-request-api";

export const unknownUri = () =>
  new ApiError(400, messages.unknown_uri, { code: "unknown_uri" });

export const methodNotAllowed = (allowed: string) =>
  new ApiError(405, messages.method_not_allowed, {
    code: "method_not_allowed",
    detail: filled(messages.method_not_allowed_detail, { methods: allowed }),
    headers: [["Allow", allowed]],
  });

export function notAuthenticated(code: string, description?: string): ApiError {
  const fault = description ? `, error="invalid_token", error_description="${description}"` : "";
  return new ApiError(401, messages.not_authenticated, {
    code,
    detail: messages.not_authenticated_detail,
    headers: [
      ["WWW-Authenticate", `Basic realm="${REALM}", charset="UTF-8"`],
      ["WWW-Authenticate", `Bearer realm="${REALM}"${fault}`],
    ],
  });
}

export const notAuthorized = (role: string) =>
  new ApiError(403, messages.not_authorized, {
    code: "role_missing",
    detail: filled(messages.role_missing_detail, { role }),
  });

export const notAcceptable = () =>
  new ApiError(406, messages.not_acceptable, {
    code: "not_acceptable",
    detail: messages.not_acceptable_detail,
  });

export const unsupportedMediaType = () =>
  new ApiError(415, messages.unsupported_media_type, {
    code: "unsupported_media_type",
    detail: messages.unsupported_media_type_detail,
  });

export const payloadTooLarge = (limit: number) =>
  new ApiError(413, messages.payload_too_large, {
    code: "payload_too_large",
    detail: filled(messages.payload_too_large_detail, { limit }),
  });

export const invalid = (faults: Fault[]) =>
  new ApiError(400, filled(messages.invalid_request, { faults: faults.map((fault) => fault.message).join("; ") }), {
    code: "invalid_request",
    detail: messages.invalid_request_detail,
    ofContent: true,
    faults,
  });

export const notFound = (message: string, detail: string) =>
  new ApiError(404, message, { code: "not_found", detail, ofContent: true });

export const internal = (reason: string) =>
  new ApiError(500, messages.internal_error, {
    code: "internal_error",
    detail: messages.internal_error_detail,
    reason,
  });

export const unavailable = (reason: string) =>
  new ApiError(503, messages.unavailable, {
    code: "unavailable",
    detail: messages.unavailable_detail,
    headers: [["Retry-After", "2"]],
    reason,
  });
