// Passwords as the Worker verifies them: PHC strings, base64 without padding.
import { createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { Fault } from "./fault.mjs";

// The most iterations that the platform allows.
const ITERATIONS = 100_000;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const GENERATED_BYTES = 24;
const MIN_LENGTH = 12;
// This many characters of four bytes each, in base64, still fit the longest Authorization header that the Worker reads.
const MAX_LENGTH = 1000;

const base64 = (bytes) => bytes.toString("base64").replace(/=+$/, "");

/** Makes a password of hexadecimal digits, which need no escaping in a shell, file or URL. */
export function generatePassword() {
  return randomBytes(GENERATED_BYTES).toString("hex");
}

export function checkChosenPassword(password) {
  const length = [...password].length;
  if (length < MIN_LENGTH) throw new Fault(`A password needs at least ${MIN_LENGTH} characters; nothing was changed.`);
  if (length > MAX_LENGTH) throw new Fault(`A password has at most ${MAX_LENGTH} characters; nothing was changed.`);
  // HTTP Basic forbids them.
  if (/\p{Cc}/u.test(password)) throw new Fault("A password has no control characters; nothing was changed.");
}

/** How a chosen password is stored: verifying a guess must be slow. */
export function slowHash(password) {
  const salt = randomBytes(SALT_BYTES);
  const hash = pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, "sha256");
  return `$pbkdf2-sha256$i=${ITERATIONS},l=${HASH_BYTES}$${base64(salt)}$${base64(hash)}`;
}

/** How a generated password is stored: it cannot be guessed, so verifying it may be fast. */
export function generatedHash(password) {
  const salt = randomBytes(SALT_BYTES);
  const hash = createHmac("sha256", salt).update(password).digest();
  return `$hmac-sha256$${base64(salt)}$${base64(hash)}`;
}
