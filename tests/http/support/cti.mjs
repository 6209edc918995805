// Events of telephony systems, signed as each vendor signs them.
import { createHash, createHmac, createPrivateKey, sign } from "node:crypto";
import assert from "node:assert/strict";
import { LOCAL_VARIABLES } from "./service.mjs";

export const TWILIO_TOKEN = "0123456789abcdef0123456789abcdef";
export const API_KEY = "local-development-only-api-key";
export const ZOOM_TOKEN = "zoom-secret-token";
export const EVENTS_SECRET = "whsec_bG9jYWwtZGV2ZWxvcG1lbnQtb25seS1zZWNyZXQ=";

/** The sources of the local run. */
export const SOURCES = {
  events: { kind: "events", secret: "CTI_EVENTS_SECRET" },
  twilio: { kind: "twilio", secret: "CTI_TWILIO_TOKEN", label_prefix: "supervisor" },
  connect: { kind: "amazon_connect", secret: "CTI_API_KEY", header: "x-api-key" },
  genesys: { kind: "genesys", secret: "CTI_API_KEY", header: "x-api-key" },
  zoom: { kind: "zoom", secret: "CTI_ZOOM_TOKEN" },
};

/** The variables of the local run, with other sources and secrets. */
export function variables({ sources = SOURCES, ...more } = {}) {
  return {
    ...LOCAL_VARIABLES,
    CTI_SOURCES: JSON.stringify(sources),
    CTI_EVENTS_SECRET: EVENTS_SECRET,
    CTI_TWILIO_TOKEN: TWILIO_TOKEN,
    CTI_API_KEY: API_KEY,
    CTI_ZOOM_TOKEN: ZOOM_TOKEN,
    ...more,
  };
}

const seconds = () => Math.floor(Date.now() / 1000);
const hmac = (algorithm, key, data, encoding) => createHmac(algorithm, key).update(data).digest(encoding);

/** What Twilio signs: the URL, then each name and value in the order of the names; equal values of a name once. */
export function twilioSigned(url, form) {
  const names = [...new Set(form.map(([name]) => name))].sort();
  const values = (name) => [...new Set(form.filter(([other]) => other === name).map(([, value]) => value))].sort();
  return url + names.flatMap((name) => values(name).map((value) => name + value)).join("");
}

export const twilioSignature = (url, form, { token = TWILIO_TOKEN, algorithm = "sha1" } = {}) =>
  hmac(algorithm, token, twilioSigned(url, form), "base64");

/** Sends a form as Twilio does. `url` is what is signed, if it is not the service's. */
export function twilio(service, fields, { query = "", path = "/cti/twilio", url, headers = {}, ...signing } = {}) {
  const form = Array.isArray(fields) ? fields : Object.entries(fields);
  const signature = twilioSignature(url ?? `${service.url.origin}${path}${query}`, form, signing);
  const all = { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature, ...headers };
  return service.request("POST", path + query, without(all), new URLSearchParams(form).toString());
}

/** Sends JSON as Twilio does: the signature covers the body by its hash in the URL. */
export function twilioJson(service, value, { path = "/cti/twilio", query = "", url, headers = {}, ...signing } = {}) {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  const hash = createHash("sha256").update(body).digest("hex");
  const whole = `${query ? `${query}&` : "?"}bodySHA256=${hash}`;
  const signature = twilioSignature(`${url ?? service.url.origin + path}${whole}`, [], signing);
  const all = { "content-type": "application/json", "x-twilio-signature": signature, ...headers };
  return service.request("POST", path + whole, without(all), body);
}

/** Sends JSON with the secret in a header. */
export function keyed(service, name, value, headers = {}) {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  return service.request("POST", `/cti/${name}`, without({ "content-type": "application/json", "x-api-key": API_KEY, ...headers }), body);
}

/** Sends JSON as Zoom does. */
export function zoom(service, value, { token = ZOOM_TOKEN, timestamp = seconds(), headers = {} } = {}) {
  const body = typeof value === "string" ? value : JSON.stringify(value);
  const signature = `v0=${hmac("sha256", token, `v0:${timestamp}:${body}`, "hex")}`;
  const all = { "content-type": "application/json", "x-zm-signature": signature, "x-zm-request-timestamp": `${timestamp}`, ...headers };
  return service.request("POST", "/cti/zoom", without(all), body);
}

const secretOf = (text) => Buffer.from(text.replace(/^whsec_/, ""), "base64");

/** A private key of Ed25519 of its 32 bytes. */
export const ed25519 = (seed) =>
  createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]), format: "der", type: "pkcs8" });

/** The headers of Standard Webhooks. */
export function standardWebhook(body, { id = "msg_1", timestamp = seconds(), secret = EVENTS_SECRET, key } = {}) {
  const signed = `${id}.${timestamp}.${body}`;
  const signature = key ? `v1a,${sign(null, Buffer.from(signed), key).toString("base64")}` : `v1,${hmac("sha256", secretOf(secret), signed, "base64")}`;
  return { "webhook-id": id, "webhook-timestamp": `${timestamp}`, "webhook-signature": signature };
}

/** Sends a structured CloudEvent. */
export function cloudEvent(service, event, { type = "application/cloudevents+json", headers = {}, ...signing } = {}) {
  const body = typeof event === "string" ? event : JSON.stringify(event);
  const all = { "content-type": type, ...standardWebhook(body, signing), ...headers };
  return service.request("POST", "/cti/events", without(all), body);
}

function without(headers) {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

/** A whole answer to an event. */
export function expectStatus(answer, status, reason = null) {
  assert.equal(answer.text, JSON.stringify({ result: { status, reason } }));
  assert.equal(answer.status, 200);
}

let conferences = 0;

/** A new conference of Twilio's: makes its callbacks. */
export function conference({ label = "supervisor-1" } = {}) {
  conferences += 1;
  const own = conferences * 16;
  const sid = (prefix, number) => prefix + number.toString(16).padStart(8, "0") + process.pid.toString(16).padStart(24, "0");
  const [CF, WT, AC] = [sid("CF", own), sid("WT", own), sid("AC", 1)];
  const base = { ConferenceSid: CF, FriendlyName: WT, AccountSid: AC };
  const event = (StatusCallbackEvent, SequenceNumber, second, more = {}) => ({
    StatusCallbackEvent,
    ...base,
    ...more,
    SequenceNumber: `${SequenceNumber}`,
    Timestamp: new Date(Date.parse("2026-09-15T14:00:00Z") + second * 1000).toUTCString().replace("GMT", "+0000"),
  });
  const leg = (number, given = label) => (name, sequence, second, Muted, Coaching, more = {}) =>
    event(`participant-${name}`, sequence, second, {
      CallSid: sid("CA", own + number),
      Muted: `${Muted}`,
      Hold: "false",
      Coaching: `${Coaching}`,
      ...(given ? { ParticipantLabel: given } : {}),
      EndConferenceOnExit: "false",
      StartConferenceOnEnter: "true",
      ...more,
    });
  return { CF, WT, event, leg };
}

/** A time of the conference as it is recorded. */
export const recorded = (second) => new Date(Date.parse("2026-09-15T14:00:00Z") + second * 1000).toISOString().slice(0, 19).replace("T", " ");

/** The help actions of an interaction, in the order of time: action, start, end, by whom. */
export async function helpOf(service, interaction) {
  const rows = await service.rows(
    "SELECT action, start_time, end_time, sys_created_by FROM supervisor_help_action WHERE interaction = ?1 ORDER BY start_time, end_time",
    interaction,
  );
  return rows.map((row) => [row.action, row.start_time, row.end_time, row.sys_created_by]);
}
