// The commands for OAuth clients, refresh tokens and API keys. Secrets are generated, so that the Worker can verify them fast.
import * as sql from "./access-sql.mjs";
import { Fault } from "./fault.mjs";
import { checkKnown, print, say } from "./output.mjs";
import { generatedHash, generatePassword } from "./password.mjs";
import { user } from "./sql.mjs";
import { newSysId } from "./sys-id.mjs";

// The lifetime of an access token is 30 minutes, the leeway of clocks 60 seconds.
const ACCESS_TOKENS = "Access tokens that were issued are good for up to 31 minutes more.";

export const COMMANDS = {
  "create-client": createClient,
  "delete-client": deleteClient,
  "list-clients": listClients,
  "delete-client-tokens": deleteClientTokens,
  "delete-user-tokens": deleteUserTokens,
  "create-key": createKey,
  "delete-key": deleteKey,
  "list-keys": listKeys,
};

async function createClient(database, { clientName, userName }) {
  const [found, users] = await database.query(sql.client(clientName), ...(userName === undefined ? [] : [user(userName)]));
  if (found.length > 0) throw exists(clientName);
  if (userName !== undefined) checkKnown(userName, users);
  const [id, secret] = [newSysId(), generatePassword()];
  try {
    await database.runPrivately(sql.insertClient(id, generatedHash(secret), clientName, userName));
  } catch (error) {
    // Somebody else has created the client meanwhile.
    throw error.message.includes("UNIQUE constraint failed: oauth_entity.name") ? exists(clientName) : error;
  }
  const purpose = userName === undefined ? "for users who sign in" : `which acts as ${userName}, and for users who sign in`;
  say(`Created OAuth client ${clientName}, ${purpose}.`);
  process.stdout.write(`client_id=${id}\nclient_secret=${secret}\n`);
}

async function deleteClient(database, { clientName }) {
  const [tokens, clients] = await database.query(sql.deleteTokensOfClient(clientName), sql.deleteClient(clientName));
  if (clients.length === 0) throw unknown(clientName);
  say(`Deleted OAuth client ${clientName} and ${number(tokens)} of it. ${ACCESS_TOKENS}`);
}

async function deleteClientTokens(database, { clientName }) {
  const [found, tokens] = await database.query(sql.client(clientName), sql.deleteTokensOfClient(clientName));
  if (found.length === 0) throw unknown(clientName);
  if (tokens.length > 0) say(`Withdrew ${number(tokens)} of OAuth client ${clientName}. ${ACCESS_TOKENS}`);
  else say(`OAuth client ${clientName} has no refresh tokens; nothing was changed.`);
}

async function deleteUserTokens(database, { userName }) {
  const [found, tokens] = await database.query(user(userName), sql.deleteTokensOfUser(userName));
  checkKnown(userName, found);
  if (tokens.length > 0) say(`Withdrew ${number(tokens)} of user ${userName}. ${ACCESS_TOKENS}`);
  else say(`User ${userName} has no refresh tokens; nothing was changed.`);
}

async function listClients(database) {
  const [clients] = await database.query(sql.ALL_CLIENTS);
  const rows = clients.map(({ name, client_id: id, user_name: userName, tokens }) => [name, id, userName ?? "nobody", String(tokens)]);
  print([["NAME", "CLIENT ID", "ACTS AS", "REFRESH TOKENS"], ...rows]);
}

async function createKey(database, { userName }) {
  const [found] = await database.query(user(userName));
  checkKnown(userName, found);
  const [id, secret] = [newSysId(), generatePassword()];
  await database.runPrivately(sql.insertKey(id, generatedHash(secret), userName));
  say(`Created API key ${id} for user ${userName}.`);
  process.stdout.write(`${id}.${secret}\n`);
}

async function deleteKey(database, { keyId }) {
  const [deleted] = await database.query(sql.deleteKey(keyId));
  if (deleted.length === 0) throw new Fault(`There is no API key ${keyId}; nothing was changed.`);
  say(`Deleted API key ${keyId}. This takes effect within 60 seconds.`);
}

async function listKeys(database) {
  const [keys] = await database.query(sql.ALL_KEYS);
  print([["ID", "USER NAME", "CREATED ON"], ...keys.map((key) => [key.sys_id, key.user_name, key.sys_created_on])]);
}

const number = ({ length }) => `${length} refresh token${length === 1 ? "" : "s"}`;
const exists = (clientName) => new Fault(`OAuth client ${clientName} exists already; nothing was changed.`);
const unknown = (clientName) => new Fault(`There is no OAuth client ${clientName}; nothing was changed.`);
