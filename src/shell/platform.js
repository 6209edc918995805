// What the shell asks of the platform; platform.rs says what each function is for. A crossing between Wasm and JavaScript, and
// above all a text that crosses, costs more than most of what is done here, so each function takes all that it needs at once.

/** In the order of `Header` in head.rs. */
const HEADERS = [
  "accept",
  "authorization",
  "cf-connecting-ip",
  "content-encoding",
  "content-length",
  "content-type",
  "idempotency-key",
  "traceparent",
  "x-d1-bookmark",
];

/** In the order of `Limiter` in platform.rs. */
const LIMITERS = ["RATE_LIMITER", "SIGN_IN_LIMITER"];

/** In the order of `Algorithm` in auth/jwt.rs. */
const ALGORITHMS = [
  { name: "HMAC", hash: "SHA-256" },
  { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
];

export function head({ method, url, headers }) {
  let text = `${method}\n${url}`;
  for (const name of HEADERS) text += `\n${headers.get(name) ?? "\r"}`;
  return text;
}

export function body(source, most, isAnnounced) {
  return isAnnounced ? source.bytes() : parts(source, most);
}

async function parts({ body }, most) {
  if (!body) return new Uint8Array();
  const reader = body.getReader({ mode: "byob" });
  const { value } = await reader.readAtLeast(most + 1, new Uint8Array(most + 1));
  reader.releaseLock();
  return value.length > most ? undefined : value;
}

export const passOver = (source, most, ms, isShort) =>
  source.body ? inTime(isShort ? source.bytes() : dropped(source.body, most), ms) : undefined;

/** How much is dropped at once, in bytes. */
const PART = 65536;

async function dropped(body, most) {
  const reader = body.getReader({ mode: "byob" });
  for (let left = most, part = {}; left > 0 && !part.done; left -= PART) {
    part = await reader.readAtLeast(PART, new Uint8Array(PART));
  }
}

export function whenSettled(promise, task, goOn) {
  promise.then(
    (value) => goOn(task, value, undefined),
    (error) => goOn(task, undefined, error instanceof Error ? error.message : "no reason given"),
  );
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const random = (bytes) => crypto.getRandomValues(new Uint8Array(bytes));

export const variable = (env, name) => env[name];

export const hasLimiter = (env, at) => env[LIMITERS[at]] !== undefined;

export const limit = async (env, at, key) => (await env[LIMITERS[at]].limit({ key })).success;

export async function batch(env, constraint, statements, ms) {
  if (!env.DB) throw new Error("D1_TYPE_ERROR: there is no binding DB");
  const database = constraint === undefined ? env.DB : env.DB.withSession(constraint);
  const prepared = JSON.parse(statements).map(({ sql, parameters }) => database.prepare(sql).bind(...parameters));
  const results = await inTime(database.batch(prepared), ms);
  const texts = results.map(({ results: rows }) => rows.map((row) => Object.values(row)[0]));
  return [constraint && database.getBookmark(), ...texts];
}

function inTime(work, ms) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer before the deadline")), ms);
    const then = (settle) => (outcome) => {
      clearTimeout(timer);
      settle(outcome);
    };
    work.then(then(resolve), then(reject));
  });
}

/** Imported keys, by their algorithms and texts. There are no others than those of the configuration and its issuer. */
const keys = new Map();

async function key(at, text) {
  const name = `${at}${text}`;
  if (!keys.has(name)) {
    const [format, material] = at === 0 ? ["raw", new TextEncoder().encode(text)] : ["jwk", JSON.parse(text)];
    keys.set(name, await crypto.subtle.importKey(format, material, ALGORITHMS[at], false, ["verify"]));
  }
  return keys.get(name);
}

// What lies in the memory of Wasm is copied before anything is waited for.

export async function verify(at, text, signature, data) {
  const copies = [signature.slice(), data.slice()];
  return crypto.subtle.verify(ALGORITHMS[at], await key(at, text), ...copies);
}

export async function hmacMatches(secret, hmac, data) {
  const copies = [hmac.slice(), data.slice()];
  const key = await crypto.subtle.importKey("raw", secret.slice(), ALGORITHMS[0], false, ["verify"]);
  return crypto.subtle.verify(ALGORITHMS[0], key, ...copies);
}

export async function derives(password, salt, iterations, expected) {
  const parameters = { name: "PBKDF2", hash: "SHA-256", salt: salt.slice(), iterations };
  const copy = expected.slice();
  const key = await crypto.subtle.importKey("raw", password.slice(), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits(parameters, key, 256);
  return copy.length === bits.byteLength && crypto.subtle.timingSafeEqual(bits, copy);
}

export async function fetchText(url, ms, most) {
  const response = await fetch(url, { signal: AbortSignal.timeout(ms) });
  const bytes = response.ok ? await parts(response, most) : undefined;
  if (!bytes) await response.body?.cancel();
  return bytes && new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

export function headers(text) {
  const headers = new Headers();
  append(headers, text.split("\n"), 0);
  return headers;
}

/** Names and values in turn, from a place on. */
function append(headers, lines, from) {
  for (let at = from + 1; at < lines.length; at += 2) headers.append(lines[at - 1], lines[at]);
}

export const list = (rows, length) => `{"result":[${rows.slice(0, length).join(",")}]}`;

export function answer(resolve, status, headers, text, body, isFault) {
  const end = text.indexOf("\n\n");
  const lines = text.slice(0, end).split("\n");
  let response;
  try {
    response = new Response(body === undefined ? text.slice(end + 2) : body, { status, headers });
    append(response.headers, lines, 1);
  } catch {
    return false;
  }
  log(lines[0], isFault);
  resolve(response);
  return true;
}

export function done(resolve, line, isFault) {
  log(line, isFault);
  resolve();
}

const log = (line, isFault) => (isFault ? console.error(line) : console.log(line));
