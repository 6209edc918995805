// A ServiceNow instance that lies, for faults that no real one can be made to show. It keeps help actions as a real one does, notes
// the order of all changes, and lies where it is told to.
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { randomBytes } from "node:crypto";

const PATH = "/api/now/helprequest/action/create_or_update";
const TABLE = "/api/now/table/supervisor_help_action";
const FIELDS = ["action", "help_request", "start_time", "end_time"];

export const HIBERNATING = "<html><head><title>Instance Hibernating page</title></head><body>Your instance is hibernating</body></html>";
const HTML = { "content-type": "text/html;charset=UTF-8" };
const JSON_TYPE = { "content-type": "application/json;charset=UTF-8" };
const failure = (message, detail = null) => ({ error: { message, detail }, status: "failure" });
const answer = (status, headers, body) => ({ status, headers, body: typeof body === "string" ? body : JSON.stringify(body) });

/** Answers without a change. */
export const LIES = {
  hibernating: () => answer(200, HTML, HIBERNATING),
  login: () => answer(200, HTML, "<html><form action='login.do'></form></html>"),
  waking: () => answer(200, { "content-type": "text/plain" }, "Waking up"),
  redirect: () => answer(302, { location: "https://developer.servicenow.com/dev.do#!/home?wu=true" }, ""),
  accepted: () => answer(202, JSON_TYPE, {}),
  maintenance: () => answer(503, HTML, HIBERNATING),
  unauthorized: () => answer(401, JSON_TYPE, failure("User Not Authenticated", "Required to provide Auth information")),
  forbidden: () => answer(403, JSON_TYPE, failure("User Not Authorized", "Insufficient rights")),
  unknownUri: () => answer(400, JSON_TYPE, failure("Requested URI does not represent any resource")),
  missing: () => answer(404, JSON_TYPE, failure("Interaction not found")),
  refused: () => answer(400, JSON_TYPE, failure("Invalid request", "a business rule says no")),
  unsuccessful: () => answer(200, JSON_TYPE, { result: { success: false, message: "a business rule says no" } }),
  retryAfter: () => answer(429, { ...JSON_TYPE, "retry-after": "7" }, failure("Rate limit exceeded")),
  retryAt: () => answer(429, { ...JSON_TYPE, "retry-after": new Date(Date.now() + 7_000).toUTCString() }, failure("Rate limit exceeded")),
  reset: () => answer(429, { ...JSON_TYPE, "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 7) }, failure("Rate limit exceeded")),
  busy: () => answer(429, HTML, "too busy"),
  conflict: () => answer(409, JSON_TYPE, failure("Record is locked")),
  errorBefore: () => answer(500, JSON_TYPE, failure("Internal Server Error")),
  withoutId: undefined,
};

/** Lies that are told when the change was made: what is answered; nothing closes the socket. */
const AFTER = {
  errorAfter: () => answer(500, JSON_TYPE, failure("Internal Server Error")),
  closeAfter: () => undefined,
  withoutId: () => answer(200, JSON_TYPE, { result: { success: true, message: "created" } }),
};

export class FakeInstance {
  /** The help actions by their ids here. */
  actions = new Map();
  /** Each change: the id, the operation, and the values after it. */
  changes = [];
  /** What came: method, path, headers, body. */
  requests = [];
  /** What the next requests meet, one each: a name of a lie, or a function of the request that yields one. */
  lies = [];
  /** What every request meets when `lies` is empty. */
  always = () => undefined;
  /** How long it thinks, in milliseconds, and how long when it answers late. */
  latency = 0;
  late = 1_500;
  /** Whether it passes over all conditions of a query. */
  passesOver = false;
  /** How many access tokens it has given out; only the last is good. */
  tokens = 0;
  isTokenGood = (header) => header === `Bearer token-${this.tokens}`;
  #busy = 0;
  #server;

  async start(port = 0) {
    this.#server = http.createServer((request, response) => this.#serve(request, response));
    await new Promise((resolve) => this.#server.listen(port, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
    return this;
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  /** Waits until it works on nothing any more. */
  async settled() {
    while (this.#busy > 0) await sleep(10);
  }

  /** The help actions without their ids, sorted. */
  values() {
    return [...this.actions.values()].map(({ sys_id, ...values }) => JSON.stringify(values)).sort();
  }

  async #serve(request, response) {
    this.#busy += 1;
    try {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const seen = { method: request.method, path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() };
      this.requests.push(seen);
      const first = this.lies.shift() ?? this.always(seen);
      const lie = typeof first === "function" ? first(seen) : first;
      const { status, headers, body } = (await this.#answer(seen, lie, response)) ?? {};
      if (status === undefined || response.destroyed) return void response.destroy();
      response.writeHead(status, headers).end(body);
    } catch {
      response.destroy();
    } finally {
      this.#busy -= 1;
    }
  }

  async #answer(seen, lie, response) {
    if (this.latency) await sleep(this.latency);
    if (lie === "closeBefore") return undefined;
    if (lie === "hang") {
      await new Promise((resolve) => response.on("close", resolve));
      return undefined;
    }
    if (lie === "late") await sleep(this.late);
    if (LIES[lie]) return LIES[lie]();
    const truth = this.#truth(seen);
    return AFTER[lie] && truth.status === 200 ? AFTER[lie]() : truth;
  }

  #truth({ method, path, headers, body }) {
    if (path === "/oauth_token.do") {
      this.tokens += 1;
      return answer(200, JSON_TYPE, { access_token: `token-${this.tokens}`, token_type: "Bearer", expires_in: 1_799, scope: "" });
    }
    if (headers.authorization?.startsWith("Bearer ") && !this.isTokenGood(headers.authorization)) return LIES.unauthorized();
    if (method === "GET" && path.startsWith(`${TABLE}?`)) return answer(200, JSON_TYPE, { result: this.#look(new URL(path, this.url).searchParams) });
    if (method === "POST" && path === PATH) return this.#write(JSON.parse(body));
    return LIES.unknownUri();
  }

  #look(parameters) {
    const terms = parameters.get("sysparm_query").split("^").filter((term) => term.includes("="));
    const fits = (action) => terms.every((term) => {
      const [name, value] = [term.slice(0, term.indexOf("=")), term.slice(term.indexOf("=") + 1)];
      return (action[name] ?? "") === value;
    });
    const found = [...this.actions.values()].reverse().filter((action) => this.passesOver || fits(action));
    const shown = found.slice(0, Number(parameters.get("sysparm_limit")));
    return shown.map((action) => ({ ...action, help_request: action.help_request ?? "", end_time: action.end_time ?? "" }));
  }

  #write({ interaction, action_sys_id, ...fields }) {
    for (const name of Object.keys(fields)) if (!FIELDS.includes(name)) return LIES.refused();
    if (action_sys_id) {
      const action = this.actions.get(action_sys_id);
      if (action?.interaction !== interaction) return LIES.missing();
      Object.assign(action, fields);
      this.changes.push({ id: action_sys_id, operation: "update", values: { ...action } });
      return answer(200, JSON_TYPE, { result: { success: true, message: "updated", action_sys_id } });
    }
    if (!fields.action || !fields.start_time) return LIES.refused();
    const sys_id = randomBytes(16).toString("hex");
    const action = { sys_id, interaction, ...fields };
    this.actions.set(sys_id, action);
    this.changes.push({ id: sys_id, operation: "create", values: { ...action } });
    return answer(200, JSON_TYPE, { result: { success: true, message: "created", action_sys_id: sys_id } });
  }
}
