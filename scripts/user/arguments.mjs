// The command line, and the strict rules for names.
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Fault } from "./fault.mjs";

export const USAGE = `Manages the users who call the Help Request API, and the OAuth clients, refresh tokens and API keys by which they call.

Usage: node scripts/user.mjs <command> [--remote | --state <directory>]

  create <user_name> [--role <role> ...] [--generate]
  password <user_name> [--generate]
  grant <user_name> <role>
  revoke <user_name> <role>
  activate <user_name>
  deactivate <user_name>
  list

  create-client <client_name> [--user <user_name>]
  delete-client <client_name>
  list-clients
  delete-client-tokens <client_name>
  delete-user-tokens <user_name>

  create-key <user_name>
  delete-key <key_id>
  list-keys

  --generate   Makes a password of 192 random bits and prints it once, as the only line on standard output. Use it for
               integrations: nobody can guess it, so verifying it costs the service far less CPU than a chosen one.
  --role       Callers of the API need interaction_integration_user. The role admin includes every role.
  --user       The user as whom an OAuth client acts with the grant client_credentials. Without it the client can only have
               users sign in.
  --remote     Changes the deployed database that wrangler.toml names. To store a password there is an import, during
               which the database may answer nothing else for a moment.
  --state      Changes the local database in this folder, instead of .wrangler/state.

Without --generate the command asks for the password twice on a terminal, or else reads one line from standard input. A
password is never an argument, so that neither the list of processes nor the history of the shell shows it.

create-client prints the id and the secret of the client, and create-key the key, once and alone on standard output. The
database keeps only hashes.

Exit code: 0 if the database is now as asked, 1 if not. The environment variable WRANGLER names another wrangler executable.
`;

const OPERANDS = {
  create: ["user_name"],
  password: ["user_name"],
  grant: ["user_name", "role"],
  revoke: ["user_name", "role"],
  activate: ["user_name"],
  deactivate: ["user_name"],
  list: [],
  "create-client": ["client_name"],
  "delete-client": ["client_name"],
  "list-clients": [],
  "delete-client-tokens": ["client_name"],
  "delete-user-tokens": ["user_name"],
  "create-key": ["user_name"],
  "delete-key": ["key_id"],
  "list-keys": [],
};
const OPTIONS_OF = { role: ["create"], generate: ["create", "password"], user: ["create-client"] };
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
    // Does not repeat what is too much: it might be a password.
    const operandsText = expected.map((name) => `<${name}>`).join(" ") || "no argument";
    throw new Fault(`After ${command} comes ${operandsText}; ${SEE_HELP}.`);
  }
  for (const [option, commands] of Object.entries(OPTIONS_OF)) {
    if (values[option] && !commands.includes(command)) throw new Fault(`${command} takes no --${option}; ${SEE_HELP}.`);
  }
  if (values.remote && values.state !== undefined) {
    throw new Fault("--state is for the local database only, so it cannot go with --remote.");
  }
  const given = Object.fromEntries(expected.map((name, at) => [name, operands[at]]));
  const { client_name: clientName, key_id: keyId, role } = given;
  const userName = given.user_name ?? values.user;
  if (userName !== undefined) checkUserName(userName);
  if (clientName !== undefined) checkClientName(clientName);
  if (keyId !== undefined) checkKeyId(keyId);
  const roles = [...new Set(values.role ?? [])];
  for (const name of role === undefined ? roles : [role]) checkRole(name);
  const state = values.state === undefined ? undefined : resolve(values.state);
  return { command, userName, clientName, keyId, role, roles, generate: values.generate, remote: values.remote, state };
}

function parse(args) {
  const options = {
    help: { type: "boolean", short: "h" },
    role: { type: "string", multiple: true },
    generate: { type: "boolean" },
    user: { type: "string" },
    remote: { type: "boolean" },
    state: { type: "string" },
  };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch {
    throw new Fault(`The options are not as expected; ${SEE_HELP}.`);
  }
}

const NAME = /^[A-Za-z0-9._@-]{1,100}$/;

function checkUserName(name) {
  if (!NAME.test(name)) {
    throw new Fault("A user name has 1 to 100 characters: letters, digits and . _ @ - only.");
  }
}

function checkClientName(name) {
  if (!NAME.test(name)) {
    throw new Fault("The name of a client has 1 to 100 characters: letters, digits and . _ @ - only.");
  }
}

function checkKeyId(id) {
  // Does not repeat what was given: it might be a whole key.
  if (!/^[0-9a-f]{32}$/.test(id)) {
    throw new Fault("The id of a key is what stands before its dot: 32 digits and letters from a to f.");
  }
}

function checkRole(name) {
  if (!/^[a-z0-9_.]{1,100}$/.test(name)) {
    throw new Fault("A role has 1 to 100 characters: lower case letters, digits and _ . only.");
  }
}
