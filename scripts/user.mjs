#!/usr/bin/env node
// The operator's command for users, OAuth clients, API keys and refresh tokens. `node scripts/user.mjs --help` says how.
import { parseArguments, USAGE } from "./user/arguments.mjs";
import * as access from "./user/access-commands.mjs";
import { COMMANDS } from "./user/commands.mjs";
import { Database } from "./user/database.mjs";
import { Fault } from "./user/fault.mjs";

try {
  const request = parseArguments(process.argv.slice(2));
  if (request.help) process.stdout.write(USAGE);
  else await { ...COMMANDS, ...access.COMMANDS }[request.command](new Database(request), request);
} catch (error) {
  // The operator can also correct an error of the operating system, such as a full disk.
  if (!(error instanceof Fault) && !error.syscall) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
