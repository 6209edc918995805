// The log of a whole test run: kept by every service, inspected at the end.
import { appendFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../.wrangler/test/logs", import.meta.url));

/** Shorter texts would be found by chance. */
const MIN_SECRET_LENGTH = 8;

/** What of an Authorization header must not be logged: its value, and of HTTP Basic the password. */
export function secretsOf(authorization) {
  const value = authorization.split(" ").at(-1);
  const password = Buffer.from(value, "base64").toString().split(":").slice(1).join(":");
  const isText = /^[\x20-\x7e]+$/.test(password);
  return [value, ...(isText ? [password] : [])].filter((secret) => secret.length >= MIN_SECRET_LENGTH);
}

/** Keeps a service's log, and the secrets that it was given. */
export function keepForInspection({ log, secrets }) {
  mkdirSync(folder, { recursive: true });
  const lines = (texts) => [...texts].map((text) => `${text}\n`).join("");
  appendFileSync(`${folder}/${process.pid}.log`, lines(log));
  appendFileSync(`${folder}/${process.pid}.secrets`, lines(secrets));
}

/** All lines and all secrets of the run. */
export function everythingLogged() {
  const read = (ending) => {
    const names = readdirSync(folder).filter((name) => name.endsWith(ending));
    return names.flatMap((name) => readFileSync(`${folder}/${name}`, "utf8").split("\n")).filter(Boolean);
  };
  return { lines: read(".log"), secrets: [...new Set(read(".secrets"))] };
}
