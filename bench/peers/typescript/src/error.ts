// Everything that can go wrong with a call: its status and its words for the caller.
import type { Fault } from "./fault";

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
  new ApiError(400, "Requested URI does not represent any resource", { code: "unknown_uri" });

export const methodNotAllowed = (allowed: string) =>
  new ApiError(405, "Method not allowed", {
    code: "method_not_allowed",
    detail: `This resource is called with ${allowed}`,
    headers: [["Allow", allowed]],
  });

export function notAuthenticated(code: string, description?: string): ApiError {
  const fault = description ? `, error="invalid_token", error_description="${description}"` : "";
  return new ApiError(401, "User Not Authenticated", {
    code,
    detail: "Required to provide Auth information",
    headers: [
      ["WWW-Authenticate", `Basic realm="${REALM}", charset="UTF-8"`],
      ["WWW-Authenticate", `Bearer realm="${REALM}"${fault}`],
    ],
  });
}

export const notAuthorized = (role: string) =>
  new ApiError(403, "User Not Authorized", { code: "role_missing", detail: `The caller needs the role ${role}` });

export const notAcceptable = () =>
  new ApiError(406, "Not acceptable", {
    code: "not_acceptable",
    detail: "Answers are application/json or application/xml; name one of them in Accept",
  });

export const unsupportedMediaType = () =>
  new ApiError(415, "Unsupported media type", {
    code: "unsupported_media_type",
    detail: "Send application/json or application/xml, charset UTF-8, without Content-Encoding",
  });

export const payloadTooLarge = (limit: number) =>
  new ApiError(413, "Request body too large", {
    code: "payload_too_large",
    detail: `A body has at most ${limit} bytes`,
  });

export const invalid = (faults: Fault[]) =>
  new ApiError(400, `Invalid request: ${faults.map((fault) => fault.message).join("; ")}`, {
    code: "invalid_request",
    detail: "Nothing was changed; correct what faults lists and send the request again",
    ofContent: true,
    faults,
  });

export const notFound = (message: string, advice: string) =>
  new ApiError(404, message, { code: "not_found", detail: `Nothing was changed; ${advice}`, ofContent: true });

export const internal = (reason: string) =>
  new ApiError(500, "Internal server error", {
    code: "internal_error",
    detail: "The fault is ours and has been logged under the X-Transaction-ID",
    reason,
  });

export const unavailable = (reason: string) =>
  new ApiError(503, "Service temporarily unavailable", {
    code: "unavailable",
    detail: "Send the same request again after the seconds in Retry-After",
    headers: [["Retry-After", "2"]],
    reason,
  });
