#!/usr/bin/env node
// Makes the records again from the archive and the log. `node scripts/restore.mjs --help` says how; docs/archive.md has the steps.
import { writeFileSync } from "node:fs";
import { parseArguments, USAGE } from "./restore/arguments.mjs";
import { readArchive } from "./restore/archive.mjs";
import { readLog } from "./restore/log.mjs";
import { Replay } from "./restore/replay.mjs";
import { restoringSql } from "./restore/sql.mjs";
import { Fault } from "./user/fault.mjs";

try {
  const request = parseArguments(process.argv.slice(2));
  if (request.help) process.stdout.write(USAGE);
  else await restore(request);
} catch (error) {
  // The operator can also correct an error of the operating system, such as a full disk.
  if (!(error instanceof Fault) && !error.syscall) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function restore(request) {
  const replay = new Replay({ keepExpired: request.keepExpired });
  let last;
  for (const change of readArchive(request.archive)) {
    replay.apply(change);
    last = change;
  }
  const archivedThrough = last.sequence;
  // Of the log in the new database: what is not archived yet, or at least the change with the highest number.
  let kept = [last];
  if (request.log) {
    const log = await readLog(request, archivedThrough);
    for (const change of log) replay.apply(change);
    if (log.length > 0) kept = log;
  }
  writeFileSync(request.output, restoringSql({ replay, kept, archivedThrough }), { mode: 0o600 });
  const { interaction, interaction_help_request: requests, supervisor_help_action: actions } = replay.counts();
  const end = new Date(kept.at(-1).recorded_at).toISOString();
  process.stdout.write(
    `${request.output}: ${interaction} interactions, ${requests} help requests and ${actions} help actions, as they were after change ` +
      `${kept.at(-1).sequence} of ${end}.\n`,
  );
}
