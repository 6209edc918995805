// The local or the deployed database, through wrangler.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Fault } from "./fault.mjs";
import { withPrivateDirectory } from "./private-directory.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const HASH = /\$(?:pbkdf2|hmac)-sha256\$[^\s'"\\]*/g;

export class Database {
  #remote;
  #target;

  constructor({ remote = false, state = join(root, ".wrangler/state"), config = "wrangler.toml" }) {
    this.#remote = remote;
    this.#target = remote
      ? ["--config", config, "d1", "execute", "DB", "--remote"]
      : ["--config", "dev/wrangler.toml", "d1", "execute", "DB", "--local", "--persist-to", state];
  }

  /** Runs statements without secrets, and returns the rows of each. */
  async query(...statements) {
    const results = await this.#execute(["--command", statements.join(";\n")], {});
    return results.map(({ results: rows }) => rows);
  }

  /** Runs statements with secrets, all or none. They are on no command line, and in no log that is kept. */
  async runPrivately(statements) {
    await withPrivateDirectory(async (directory, interruption) => {
      const file = join(directory, "statements.sql");
      writeFileSync(file, `${statements};\n`, { mode: 0o600, flag: "wx" });
      await this.#execute(["--file", file, "--yes"], { WRANGLER_LOG_PATH: join(directory, "logs") }, interruption);
    });
  }

  async #execute(what, variables, interruption) {
    const env = { ...environment({ remote: this.#remote }), ...variables };
    const { error, stdout, stderr } = await run([...this.#target, "--json", ...what], env, interruption);
    if (interruption?.aborted) throw new Fault("Interrupted; the change may or may not have been made.");
    const answer = parseAnswer(stdout);
    if (!error && Array.isArray(answer)) return answer;
    throw this.#fault(error, answer, stderr);
  }

  #fault(error, answer, stderr) {
    if (error?.syscall) return new Fault(`wrangler cannot be started (${error.code}); run \`make setup\` first.`);
    const { text, notes = [] } = answer?.error ?? {};
    const message = [text ?? stderr, ...notes.map((note) => note.text)].join(" ").replace(/\s+/g, " ").trim();
    if (/no such table: (sys_user|oauth_|api_key)/.test(message)) {
      const how = this.#remote ? "npx wrangler d1 migrations apply DB --remote" : "make run (once)";
      return new Fault(`The database lacks tables for users and their credentials; run ${how} first.`);
    }
    if (message.includes("CLOUDFLARE_API_TOKEN environment variable")) {
      return new Fault("wrangler is not signed in to Cloudflare; run npx wrangler login, or set CLOUDFLARE_API_TOKEN.");
    }
    return new Fault(`wrangler failed: ${message.replace(HASH, "[hash]") || "it gave no reason"}`);
  }
}

export function executable() {
  return process.env.WRANGLER || join(root, "node_modules/.bin/wrangler");
}

/** The variables that wrangler runs with. */
export function environment({ remote }) {
  const env = {
    ...process.env,
    CI: "1",
    NO_COLOR: "1",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_SEND_ERROR_REPORTS: "false",
    WRANGLER_HIDE_BANNER: "true",
    // Overrides the operator's shell: a more detailed log might show what is sent.
    WRANGLER_LOG: "log",
    WRANGLER_LOG_SANITIZE: "true",
    WRANGLER_LOG_PATH: join(root, ".wrangler/logs"),
  };
  if (remote) return env;
  // XDG_CONFIG_HOME holds the operator's sign-in to Cloudflare, which only the deployed database needs.
  return { ...env, CLOUDFLARE_CF_FETCH_ENABLED: "false", XDG_CONFIG_HOME: join(root, ".wrangler/config") };
}

/** Runs wrangler to its end. Never rejects. */
function run(args, env, interruption) {
  return new Promise((resolve) => {
    const options = { cwd: root, env, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(executable(), args, options, (error, stdout, stderr) => resolve({ error, stdout, stderr }));
    child.stdin?.end();
    interruption?.addEventListener("abort", () => child.kill("SIGTERM"));
  });
}

/** Parses wrangler's answer. For the deployed database, lines about the progress of the import come first. */
function parseAnswer(text) {
  try {
    return JSON.parse(text.slice(Math.max(text.search(/^[[{]/m), 0)));
  } catch {
    return undefined;
  }
}
