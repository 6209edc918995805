// Reads a chosen password from the operator, or from the program that runs this command.
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { Fault } from "./fault.mjs";
import { checkChosenPassword } from "./password.mjs";

const MAX_LINE_BYTES = 8192;

export async function readPassword() {
  return process.stdin.isTTY ? typed() : piped();
}

/** Asks twice, without echo. */
async function typed() {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  const lines = terminal[Symbol.asyncIterator]();
  const ask = async (prompt) => {
    process.stderr.write(prompt);
    const { value, done } = await lines.next();
    process.stderr.write("\n");
    if (done) throw new Fault("Cancelled; nothing was changed.");
    return value;
  };
  try {
    const password = await ask("Password (at least 12 characters): ");
    checkChosenPassword(password);
    if ((await ask("The same again: ")) !== password) throw new Fault("The two passwords differ; nothing was changed.");
    return password;
  } finally {
    terminal.close();
  }
}

/** Reads the first line of standard input. */
async function piped() {
  const chunks = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    length += chunk.length;
    if (chunk.includes(0x0a) || length > MAX_LINE_BYTES) break;
  }
  if (length === 0) throw new Fault("Standard input has no password; nothing was changed.");
  const bytes = Buffer.concat(chunks);
  const end = bytes.indexOf(0x0a);
  const line = end < 0 ? bytes : bytes.subarray(0, end);
  const password = decode(line).replace(/\r$/, "");
  checkChosenPassword(password);
  return password;
}

function decode(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Fault("The password on standard input is not UTF-8; nothing was changed.");
  }
}
