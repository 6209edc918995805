// Runs wrangler with a configuration, without questions. Resolves with its exit code and output, also after a failure.
import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { environment, executable } from "../user/database.mjs";
import { Fault } from "../user/fault.mjs";

export async function wrangler(configFile, ...args) {
  return run(configFile, args, false);
}

/** The same, and shows the output at once. */
wrangler.shown = (configFile, ...args) => run(configFile, args, true);

async function run(configFile, args, isShown) {
  const child = spawn(executable(), ["--config", configFile, ...args], {
    cwd: dirname(configFile),
    env: environment({ remote: true }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", output: "" };
  for (const name of ["stdout", "stderr"]) {
    child[name].setEncoding("utf8").on("data", (text) => {
      if (name === "stdout") said.stdout += text;
      said.output += text;
      if (isShown) process[name].write(text);
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", ({ code }) => reject(new Fault(`wrangler cannot be started (${code}); run \`make setup\` first.`)));
    child.on("close", (code) => resolve({ code, ...said }));
  });
}
