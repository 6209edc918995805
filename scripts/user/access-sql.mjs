// The SQL of the commands for OAuth clients, refresh tokens and API keys. Each function returns one text without a semicolon
// at its end.
import { created, quote } from "./sql.mjs";

const idOfUser = (userName) => `(SELECT sys_id FROM sys_user WHERE user_name = ${quote(userName)})`;
const idOfClient = (clientName) => `(SELECT client_id FROM oauth_entity WHERE name = ${quote(clientName)})`;

export const ALL_CLIENTS = `\
SELECT name, client_id, (SELECT user_name FROM sys_user WHERE sys_id = oauth_entity.user) AS user_name,
  (SELECT count(*) FROM oauth_credential WHERE oauth_credential.oauth_entity = oauth_entity.client_id) AS tokens
FROM oauth_entity ORDER BY name`;

export const ALL_KEYS = `\
SELECT sys_id, (SELECT user_name FROM sys_user WHERE sys_id = api_key.user) AS user_name, sys_created_on
FROM api_key ORDER BY user_name, sys_id`;

/** One row if there is such a client. */
export function client(clientName) {
  return `SELECT client_id FROM oauth_entity WHERE name = ${quote(clientName)}`;
}

/** Creates a client, which acts as the user if there is one. */
export function insertClient(id, hash, clientName, userName) {
  const user = userName === undefined ? "NULL" : idOfUser(userName);
  return `\
INSERT INTO oauth_entity (client_id, client_secret, name, user, sys_created_on, sys_created_by)
VALUES (${quote(id)}, ${quote(hash)}, ${quote(clientName)}, ${user}, ${created()})`;
}

/** One row if there was such a client, whose tokens must be gone. */
export function deleteClient(clientName) {
  return `DELETE FROM oauth_entity WHERE name = ${quote(clientName)} RETURNING client_id`;
}

/** A row for each token that is withdrawn. */
export function deleteTokensOfClient(clientName) {
  return `DELETE FROM oauth_credential WHERE oauth_entity = ${idOfClient(clientName)} RETURNING sys_id`;
}

/** A row for each token that is withdrawn. */
export function deleteTokensOfUser(userName) {
  return `DELETE FROM oauth_credential WHERE user = ${idOfUser(userName)} RETURNING sys_id`;
}

export function insertKey(id, hash, userName) {
  return `\
INSERT INTO api_key (sys_id, token, user, sys_created_on, sys_created_by)
VALUES (${quote(id)}, ${quote(hash)}, ${idOfUser(userName)}, ${created()})`;
}

/** One row if there was such a key. */
export function deleteKey(id) {
  return `DELETE FROM api_key WHERE sys_id = ${quote(id)} RETURNING sys_id`;
}
