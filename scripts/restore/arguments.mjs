// The command line of the restore.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Fault } from "../user/fault.mjs";

export const USAGE = `Makes the records again, from the archive and from the log that is still in the database. Writes SQL for a new database
that has the migrations and no records.

Usage: node scripts/restore.mjs --archive <folder> --output <file.sql> (--remote | --state <folder> | --no-log) [--keep-expired]

  --archive       The folder with the downloaded objects: it has the folder "changes" in it.
  --output        The file that is written.
  --remote        Reads the log that follows the archive from the deployed database that wrangler.toml names.
  --state         Reads it from the local database in this folder, for example .wrangler/state.
  --no-log        There is no such log, because the database is lost.
  --keep-expired  Leaves out the deletes by retention, so that the records are there again that it deleted.

Exit code: 0 if the file is written, 1 if not. The environment variable WRANGLER names another wrangler executable.
`;

const SEE_HELP = "node scripts/restore.mjs --help shows the usage";

/** What the operator asks for: `help`, or `archive`, `output`, `log`, `remote`, `state` and `keepExpired`. */
export function parseArguments(args) {
  const values = parse(args);
  if (values.help) return { help: true };
  for (const name of ["archive", "output"]) if (!values[name]) throw new Fault(`--${name} is missing; ${SEE_HELP}.`);
  const sources = ["remote", "state", "no-log"].filter((name) => values[name] !== undefined);
  if (sources.length !== 1) throw new Fault(`Give one of --remote, --state and --no-log: where the log is; ${SEE_HELP}.`);
  return {
    archive: resolve(values.archive),
    output: resolve(values.output),
    log: sources[0] !== "no-log",
    remote: sources[0] === "remote",
    state: values.state && resolve(values.state),
    keepExpired: values["keep-expired"] ?? false,
  };
}

function parse(args) {
  const options = {
    help: { type: "boolean", short: "h" },
    archive: { type: "string" },
    output: { type: "string" },
    remote: { type: "boolean" },
    state: { type: "string" },
    "no-log": { type: "boolean" },
    "keep-expired": { type: "boolean" },
  };
  try {
    return parseArgs({ args, options }).values;
  } catch {
    throw new Fault(`The options are not as expected; ${SEE_HELP}.`);
  }
}
