// The service as `make run` serves it, static files included, on a free port, with a copy of the tests' database. It can be stopped
// and started again.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { TEMPLATE, WRANGLER_ENV, wrangler } from "../../http/support/template.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
export const USER = "cti.integration";
export const PASSWORD = "help-request-demo";
export const AUTHORIZATION = `Basic ${btoa(`${USER}:${PASSWORD}`)}`;
const ENDPOINT = "/api/now/helprequest/action/create_or_update";

/** Starts a service that ends with the test file. */
export async function serve() {
  const state = mkdtempSync(join(tmpdir(), "help-request-browser-"));
  cpSync(TEMPLATE, state, { recursive: true });
  const service = new Service(state, await freePort());
  await service.start();
  after(async () => {
    await service.stop();
    rmSync(state, { recursive: true, force: true });
  });
  return service;
}

class Service {
  #process = null;
  #ended = null;
  /** All that it printed. */
  lines = [];

  constructor(state, port) {
    Object.assign(this, { state, port, origin: `http://localhost:${port}` });
  }

  async start() {
    // The local run, but with the Worker as it is deployed.
    const args = ["--config", "dev/wrangler.toml", "dev", "build/index.js", "--port", String(this.port), "--inspector-port", "0", "--persist-to", this.state];
    // A group of its own, because wrangler has children.
    const child = spawn(`${root}node_modules/.bin/wrangler`, [...args, "--show-interactive-dev-session=false"], { cwd: root, env: WRANGLER_ENV, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) createInterface(stream).on("line", (line) => this.lines.push(line));
    this.#process = child;
    this.#ended = new Promise((resolve) => child.once("exit", resolve));
    for (;;) {
      if (child.exitCode !== null) throw new Error(this.lines.join("\n"));
      const answer = await fetch(`${this.origin}/readyz`).catch(() => null);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async stop() {
    if (!this.#process) return;
    try {
      process.kill(-this.#process.pid, "SIGKILL");
    } catch (error) {
      if (error.code !== "ESRCH") throw error;
    }
    await this.#ended;
    this.#process = null;
  }

  /** Changes the database while the service is stopped. */
  execute(sql) {
    wrangler("d1", "execute", "DB", "--local", "--persist-to", this.state, "--command", sql);
  }

  /** The Worker's log lines of calls of this path. */
  calls(path) {
    return this.lines.filter((line) => line.startsWith("{") && line.includes(`"path":"${path}"`));
  }

  /** A call that has to succeed: its `result`. */
  async call(method, path, body) {
    const headers = { authorization: AUTHORIZATION, ...(body ? { "content-type": "application/json" } : {}) };
    const answer = await fetch(`${this.origin}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text).result : null;
  }

  /** A new interaction. */
  interaction(fields = {}) {
    return this.call("POST", "/api/now/table/interaction", { type: "phone", short_description: "Caller asks for a refund", ...fields });
  }

  /** A new help request. */
  helpRequest(interaction, fields = {}) {
    return this.call("POST", "/api/now/table/interaction_help_request", { interaction, ...fields });
  }

  /** Calls the Help Request API; answers the sys_id of the help action. */
  async help(body) {
    return (await this.call("POST", ENDPOINT, body)).action_sys_id;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
