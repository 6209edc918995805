// OAuth clients and API keys: those of the sample data, and how to ask for tokens.
import { createHmac } from "node:crypto";

export const CLIENT = { id: "c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0", secret: "local-development-only-client-secret" };
export const API_KEY = "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1.local-development-only-key";
export const PASSWORD = "help-request-demo";
export const FORM = "application/x-www-form-urlencoded";

/** The parameters of a grant with a password, by a client that names itself in the body. */
export const withPassword = (changes = {}) => ({
  grant_type: "password",
  client_id: CLIENT.id,
  client_secret: CLIENT.secret,
  username: "cti.integration",
  password: PASSWORD,
  ...changes,
});
export const withRefreshToken = (refresh_token, changes = {}) => ({
  grant_type: "refresh_token",
  client_id: CLIENT.id,
  client_secret: CLIENT.secret,
  refresh_token,
  ...changes,
});
export const asClient = (changes = {}) => ({
  grant_type: "client_credentials",
  client_id: CLIENT.id,
  client_secret: CLIENT.secret,
  ...changes,
});

export const basic = (name, password) => `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`;

/** Asks for a token. The fields are an object whose undefined values are left out, or the whole body. */
export async function ask(service, fields, headers = {}, path = "/oauth_token.do") {
  const given = typeof fields === "string" ? [] : Object.entries(fields).filter(([, value]) => value !== undefined);
  const body = typeof fields === "string" ? fields : new URLSearchParams(given).toString();
  for (const name of ["client_secret", "password", "refresh_token"]) {
    if (fields[name]?.length >= 8) service.secrets.add(fields[name]);
  }
  const all = { "content-type": FORM, ...headers };
  for (const name of Object.keys(all)) if (all[name] === undefined) delete all[name];
  const answer = await service.request("POST", path, all, body);
  if (answer.status === 200) {
    const { access_token, refresh_token } = JSON.parse(answer.text);
    for (const secret of [access_token, refresh_token]) if (secret) service.secrets.add(secret);
  }
  return answer;
}

/** The claims of a token, without a look at its signature. */
export const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

/** How the database keeps a generated secret. */
export function storedSecret(secret, salt = "0123456789abcdef") {
  const plain = (bytes) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
  return `$hmac-sha256$${plain(salt)}$${plain(createHmac("sha256", salt).update(secret).digest())}`;
}

/** Everything that the tables of users, clients, tokens and keys hold, as one text. */
export async function dump(service) {
  const tables = await service.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'");
  const all = [];
  for (const { name } of tables) all.push(await service.rows(`SELECT * FROM ${name}`));
  return JSON.stringify(all);
}
