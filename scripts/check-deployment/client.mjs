// Calls the service as a caller does, without adding anything to the request.
import { performance } from "node:perf_hooks";
import http from "node:http";
import https from "node:https";
import { Fault } from "../user/fault.mjs";

const TIMEOUT_MS = 30_000;

export class Client {
  constructor(url, variables) {
    this.origin = origin(url);
    const { CHECK_TOKEN: token, CHECK_USER: user, CHECK_PASSWORD: password } = variables;
    if (token) this.authorization = `Bearer ${token}`;
    else if (user && password) this.authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    else throw new Fault("Set CHECK_TOKEN, or CHECK_USER and CHECK_PASSWORD, in the environment; --help says which role they need.");
    this.isBasic = !token;
    /** What must never be printed, even if an answer contains it. */
    this.secrets = [token, password, this.authorization.split(" ")[1]].filter(Boolean);
  }

  /** The answer has `status`, `headers`, `text`, `ms`. The path is sent as it is given. */
  request(method, path, { headers = {}, body, isSignedIn = true, signal } = {}) {
    const all = { ...(isSignedIn ? { authorization: this.authorization } : {}), ...headers };
    if (body !== undefined) Object.assign(all, { "content-type": "application/json" });
    const { request } = this.origin.startsWith("https:") ? https : http;
    const from = performance.now();
    return new Promise((resolve, reject) => {
      const options = { method, path, headers: all, agent: false, signal, timeout: TIMEOUT_MS };
      const call = request(new URL(this.origin), options, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({ status: response.statusCode, headers: response.headers, text, ms: Math.round(performance.now() - from) });
        });
      });
      call.on("timeout", () => call.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} seconds`)));
      call.on("error", reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  get(path, options) {
    return this.request("GET", path, options);
  }

  post(path, body, headers) {
    return this.request("POST", path, { body, headers });
  }

  /** False for the local run, which has nothing in front of the Worker. */
  async isCloudflare() {
    try {
      return "cf-ray" in (await this.get("/healthz", { isSignedIn: false })).headers;
    } catch (error) {
      throw new Fault(`${this.origin} cannot be reached: ${error.message}`);
    }
  }
}

function origin(url) {
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    throw new Fault("The URL has to look like https://help.example.com");
  }
  if (parsed.username || parsed.password) throw new Fault("The URL has credentials in it; they belong into the environment.");
  const isLocal = ["localhost", "127.0.0.1"].includes(parsed.hostname);
  if (parsed.protocol !== "https:" && !(parsed.protocol === "http:" && isLocal)) {
    throw new Fault("The URL has to begin with https:, because credentials are sent to it.");
  }
  return parsed.origin;
}

/** An answer in a few words. */
export function inShort({ status, headers, text }) {
  const type = (headers["content-type"] ?? "no content type").split(";")[0];
  return `${status} ${type}: ${text.replace(/\s+/g, " ").slice(0, 120)}`;
}

/** Throws unless this is an answer of the service itself with this status. Cloudflare's own pages are HTML. */
export function demand(answer, status) {
  const isOurs = answer.headers["x-transaction-id"] && answer.headers["content-type"]?.startsWith("application/json");
  if (answer.status !== status || !isOurs) throw new Error(`expected ${status} from the service, got ${inShort(answer)}`);
  return JSON.parse(answer.text);
}
