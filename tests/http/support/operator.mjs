// The operator's command scripts/user.mjs, run on a database of the test file's own.
import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { TEMPLATE } from "./template.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
/** Where everything of the test file is. */
export const directory = mkdtempSync(join(tmpdir(), "help-request-user-test-"));
after(() => rmSync(directory, { recursive: true, force: true }));
/** The database that the command changes. */
export const state = join(directory, "state");
cpSync(TEMPLATE, state, { recursive: true });

/**
 * Makes an executable that stands in for wrangler: it records how it was called and what lay around, then goes on with
 * `body`, in which `args`, `file` (the path after --file) and `answer` (which prints and exits) are known.
 */
export function standIn(name, body) {
  const path = join(directory, `${name}.mjs`);
  const program = `#!${process.execPath}
import { spawnSync } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
const args = process.argv.slice(2);
const file = args.includes("--file") ? args[args.indexOf("--file") + 1] : undefined;
const mode = (path) => (statSync(path).mode & 0o777).toString(8);
const call = { args, env: { ...process.env } };
if (file) Object.assign(call, { sql: readFileSync(file, "utf8"), modes: [mode(dirname(file)), mode(file)] });
const record = () => appendFileSync(process.env.RECORDED, JSON.stringify(call) + "\\n");
const answer = (value, code) => { record(); process.stdout.write(JSON.stringify(value)); process.exit(code); };
${body}
`;
  writeFileSync(path, program);
  chmodSync(path, 0o755);
  return path;
}

const REAL = standIn("real", `
const { status } = spawnSync(${JSON.stringify(join(root, "node_modules/.bin/wrangler"))}, args, { stdio: "inherit" });
const logs = process.env.WRANGLER_LOG_PATH;
call.log = readdirSync(logs).map((name) => readFileSync(join(logs, name), "utf8")).join("");
record();
process.exit(status);`);

/**
 * Runs the command; `input` becomes its standard input. The answer has what it said, how it called wrangler and which
 * temporary files it `left`. It gets SIGTERM once `interrupted` wrangler has recorded a call with a file.
 */
export async function user(args, { input = "", wrangler = REAL, local = true, interrupted = false } = {}) {
  const own = mkdtempSync(join(directory, "call-"));
  const [temporary, recorded] = [join(own, "tmp"), join(own, "recorded")];
  mkdirSync(temporary);
  writeFileSync(recorded, "");
  const env = { ...process.env, WRANGLER: wrangler, TMPDIR: temporary, RECORDED: recorded };
  const all = local ? [...args, "--state", state] : args;
  const child = spawn(process.execPath, [join(root, "scripts/user.mjs"), ...all], { env });
  const result = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].on("data", (chunk) => (result[name] += chunk));
  // A command that refuses its arguments does not read.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const poll = setInterval(() => {
    if (interrupted && !child.killed && readFileSync(recorded, "utf8").includes('"modes"')) child.kill("SIGTERM");
  }, 50);
  const code = await new Promise((resolve) => child.on("close", resolve));
  clearInterval(poll);
  const calls = readFileSync(recorded, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const left = readdirSync(temporary).filter((name) => name.startsWith("help-request-user-"));
  return { ...result, code, calls, left, temporary };
}

/** What a command has said: its exit code, standard output and standard error. */
export const said = ({ code, stdout, stderr }) => [code, stdout, stderr];

/** What the files under a directory hold that were written since then. */
export function textsSince(place, time) {
  if (!existsSync(place)) return [];
  return readdirSync(place, { recursive: true }).flatMap((name) => {
    const path = join(place, name);
    try {
      const found = statSync(path);
      return found.isFile() && found.mtimeMs >= time ? [readFileSync(path, "latin1")] : [];
    } catch (error) {
      // Other tests remove files of theirs meanwhile.
      if (error.code === "ENOENT") return [];
      throw error;
    }
  });
}
