// The command line, and the strict rules for names.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Fault } from "./fault.mjs";

export const USAGE = `Manages the users who call the Help Request API with HTTP Basic.

Usage: node scripts/user.mjs <command> [--remote | --state <directory>]

  create <user_name> [--role <role> ...] [--generate]
  password <user_name> [--generate]
  grant <user_name> <role>
  revoke <user_name> <role>
  activate <user_name>
  deactivate <user_name>
  list

  --generate   Makes a password of 192 random bits and prints it once, as the only line on standard output. Right for
               integrations: it cannot be guessed, so verifying it costs the service far less CPU than a chosen one.
  --role       Calling the API needs interaction_integration_user; admin includes every role.
  --remote     The deployed database that wrangler.toml names. Storing a password there is an import, during which the
               database may answer nothing else for a moment.
  --state      Where the local database is kept, instead of .wrangler/state.

Without --generate a password is asked for twice on a terminal, and read as one line from standard input otherwise. It
is never an argument, so that neither the list of processes nor the history of the shell shows it.

Exit code: 0 if it is now as asked, 1 if not. The environment variable WRANGLER names another wrangler executable.
`;

const OPERANDS = {
  create: ["user_name"],
  password: ["user_name"],
  grant: ["user_name", "role"],
  revoke: ["user_name", "role"],
  activate: ["user_name"],
  deactivate: ["user_name"],
  list: [],
};
const OPTIONS_OF = { role: ["create"], generate: ["create", "password"] };
const SEE_HELP = "node scripts/user.mjs --help shows the usage";

/** What the operator asks for: `help`, or a `command` with its operands and options. */
export function parseArguments(args) {
  const { values, positionals } = parse(args);
  if (values.help) return { help: true };
  const [command, ...operands] = positionals;
  if (!Object.hasOwn(OPERANDS, command ?? "")) {
    throw new Fault(`Name one of the commands ${Object.keys(OPERANDS).join(", ")}; ${SEE_HELP}.`);
  }
  const expected = OPERANDS[command];
  if (operands.length !== expected.length) {
    // The surplus might be a password, so it is not repeated.
    const operandsText = expected.map((name) => `<${name}>`).join(" ") || "no argument";
    throw new Fault(`After ${command} comes ${operandsText}; ${SEE_HELP}.`);
  }
  for (const [option, commands] of Object.entries(OPTIONS_OF)) {
    if (values[option] && !commands.includes(command)) throw new Fault(`${command} takes no --${option}; ${SEE_HELP}.`);
  }
  if (values.remote && values.state !== undefined) {
    throw new Fault("--state is for the local database only, so it cannot go with --remote.");
  }
  const [userName, role] = operands;
  if (userName !== undefined) checkUserName(userName);
  const roles = [...new Set(values.role ?? [])];
  for (const name of role === undefined ? roles : [role]) checkRole(name);
  const state = values.state === undefined ? undefined : resolve(values.state);
  return { command, userName, role, roles, generate: values.generate, remote: values.remote, state };
}

function parse(args) {
  const options = {
    help: { type: "boolean", short: "h" },
    role: { type: "string", multiple: true },
    generate: { type: "boolean" },
    remote: { type: "boolean" },
    state: { type: "string" },
  };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch {
    throw new Fault(`The options are not as expected; ${SEE_HELP}.`);
  }
}

function checkUserName(name) {
  if (!/^[A-Za-z0-9._@-]{1,100}$/.test(name)) {
    throw new Fault("A user name has 1 to 100 characters: letters, digits and . _ @ - only.");
  }
}

function checkRole(name) {
  if (!/^[a-z0-9_.]{1,100}$/.test(name)) {
    throw new Fault("A role has 1 to 100 characters: lower case letters, digits and _ . only.");
  }
}
