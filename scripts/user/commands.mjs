// What each command does. Standard output gets only what was asked for: a generated password, or the list. Messages go to
// standard error.
import { Fault } from "./fault.mjs";
import { checkKnown, print, say } from "./output.mjs";
import { generatedHash, generatePassword, slowHash } from "./password.mjs";
import { readPassword } from "./read-password.mjs";
import * as sql from "./sql.mjs";

// The Worker remembers a verified password with the user's roles for 60 seconds.
const SOON = "This takes effect within 60 seconds.";

export const COMMANDS = { create, password, grant, revoke, activate, deactivate, list };

async function create(database, { userName, roles, generate }) {
  const [found] = await database.query(sql.user(userName));
  if (found.length > 0) throw exists(userName);
  const { hash, tell } = await newPassword(generate);
  try {
    await database.runPrivately(sql.insertUser(userName, hash, roles));
  } catch (error) {
    // Somebody else has created the user meanwhile.
    throw error.message.includes("UNIQUE constraint failed: sys_user.user_name") ? exists(userName) : error;
  }
  const held = roles.length > 0 ? `with ${roles.length > 1 ? "roles" : "role"} ${roles.join(", ")}` : "without a role";
  say(`Created user ${userName} ${held}.`);
  tell();
}

async function password(database, { userName, generate }) {
  const [found] = await database.query(sql.user(userName));
  checkKnown(userName, found);
  const { hash, tell } = await newPassword(generate);
  await database.runPrivately(sql.updatePassword(userName, hash));
  say(`Changed the password of ${userName}. ${SOON}`);
  tell();
}

async function grant(database, { userName, role }) {
  const [found, granted] = await database.query(sql.user(userName), sql.insertRole(userName, role));
  checkKnown(userName, found);
  if (granted.length > 0) say(`Granted role ${role} to ${userName}. ${SOON}`);
  else say(`User ${userName} has role ${role} already; nothing was changed.`);
}

async function revoke(database, { userName, role }) {
  const [found, revoked] = await database.query(sql.user(userName), sql.deleteRole(userName, role));
  checkKnown(userName, found);
  if (revoked.length > 0) say(`Revoked role ${role} from ${userName}. ${SOON}`);
  else say(`User ${userName} does not have role ${role}; nothing was changed.`);
}

async function activate(database, { userName }) {
  const [found, changed] = await database.query(sql.user(userName), sql.updateActive(userName, 1));
  checkKnown(userName, found);
  if (changed.length > 0) say(`Activated user ${userName}.`);
  else say(`User ${userName} is active already; nothing was changed.`);
}

async function deactivate(database, { userName }) {
  const [found, changed] = await database.query(sql.user(userName), sql.updateActive(userName, 0));
  checkKnown(userName, found);
  if (changed.length > 0) say(`Deactivated user ${userName}. ${SOON}`);
  else say(`User ${userName} is inactive already; nothing was changed.`);
}

async function list(database) {
  const [users] = await database.query(sql.ALL_USERS);
  const table = [["USER NAME", "ACTIVE", "ROLES"]];
  for (const { user_name: name, active, roles } of users) {
    table.push([name, active ? "yes" : "no", JSON.parse(roles).sort().join(" ")]);
  }
  print(table);
}

/** The `hash` of a new password, and `tell`, which prints the password if it was generated. */
async function newPassword(generate) {
  if (!generate) return { hash: slowHash(await readPassword()), tell: () => {} };
  const generated = generatePassword();
  return { hash: generatedHash(generated), tell: () => process.stdout.write(`${generated}\n`) };
}

const exists = (userName) => new Fault(`User ${userName} exists already; nothing was changed.`);
