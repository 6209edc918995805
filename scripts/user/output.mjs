// The output of all commands. Standard output gets only what was asked for; messages go to standard error.
import { Fault } from "./fault.mjs";

export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/** Prints rows of texts as a table on standard output. */
export function print(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  for (const row of rows) {
    const line = row.map((text, at) => text.padEnd(widths[at])).join("  ").trimEnd();
    // Names that were not created by this command might contain control characters of the terminal.
    process.stdout.write(`${line.replace(/\p{Cc}/gu, "?")}\n`);
  }
}

export function checkKnown(userName, found) {
  if (found.length === 0) throw new Fault(`There is no user ${userName}; nothing was changed.`);
}
