// Contract, section 12: what proves an event, verified over the raw bytes with the runtime's cryptography. The vectors are those of
// the vendors' own libraries, or were computed from their documents. A vector that is no event of its kind is 400 once it is proved.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CLOCK, putForward } from "./support/clock.mjs";
import * as cti from "./support/cti.mjs";
import { expectFailure, UNAUTHENTICATED } from "./support/expect.mjs";
import { message } from "./support/messages.mjs";
import { start } from "./support/service.mjs";

const VECTOR_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const SEED = Buffer.from(Array.from({ length: 32 }, (_, at) => at + 1));
const service = await start({
  entry: CLOCK,
  variables: cti.variables({
    sources: {
      ...cti.SOURCES,
      sdk: { kind: "twilio", secret: "SDK_TOKEN", url: "https://mycompany.com/myapp.php" },
      port: { kind: "twilio", secret: "SDK_TOKEN", url: "https://mycompany.com:1234/myapp.php" },
      production: { kind: "twilio", secret: "CTI_TWILIO_TOKEN", url: "https://help.example.com/cti/twilio" },
      rotating: { kind: "twilio", secret: ["SDK_TOKEN", "CTI_TWILIO_TOKEN"] },
      standard: { kind: "events", secret: "VECTOR_SECRET" },
      asymmetric: { kind: "events", secret: ["VECTOR_SECRET", "PUBLIC_KEY"] },
      basic: { kind: "genesys", secret: "CTI_API_KEY", user: "eventbridge" },
    },
    SDK_TOKEN: "12345",
    VECTOR_SECRET,
    PUBLIC_KEY: "whpk_ebVWLo/mVPlAeLES6KmLp5AfhTrmlb7X4OORC60ElmQ=",
  }),
});

/** Sends a request at a time of the Worker's clock, in seconds since 1970. */
async function at(seconds, send) {
  const ahead = seconds * 1_000 - Date.now();
  await putForward(service, ahead);
  try {
    return await send();
  } finally {
    await putForward(service, -ahead);
  }
}

const post = (path, headers, body) => service.request("POST", path, headers, body);

async function proved(answer) {
  const { status, text } = await answer;
  assert.ok([200, 400].includes(status), `${status} ${text}`);
}

async function refused(answer, code = "signature_wrong") {
  const given = await answer;
  expectFailure(given, 401, ...UNAUTHENTICATED);
  assert.equal((await service.logLine(given)).error, code);
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const SDK = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
const SDK_SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

describe("Twilio's own vectors", () => {
  const form = (path, body, signature) => post(path, { ...FORM, "x-twilio-signature": signature }, body);
  const query = "?foo=1&bar=2";

  test("a form", () => proved(form(`/cti/sdk${query}`, SDK, SDK_SIGNATURE)));
  test("its parameters in another order", () => proved(form(`/cti/sdk${query}`, SDK.split("&").reverse().join("&"), SDK_SIGNATURE)));
  test("with a port in the URL", () => proved(form(`/cti/port${query}`, SDK, SDK_SIGNATURE)));
  for (const [what, path, body, signature] of [
    ["one byte of the body is another", `/cti/sdk${query}`, SDK.replace("1234&", "1235&"), SDK_SIGNATURE],
    ["one byte of the query is another", "/cti/sdk?foo=1&bar=3", SDK, SDK_SIGNATURE],
    ["the query is gone", "/cti/sdk", SDK, SDK_SIGNATURE],
    ["a parameter more", `/cti/sdk${query}`, `${SDK}&x=1`, SDK_SIGNATURE],
    ["one byte of the signature is another", `/cti/sdk${query}`, SDK, SDK_SIGNATURE.replace("R", "S")],
    ["the signature is cut", `/cti/sdk${query}`, SDK, "RSOYDt4T"],
    ["another source's URL and token", `/cti/twilio${query}`, SDK, SDK_SIGNATURE],
  ]) {
    test(`refused: ${what}`, () => refused(form(path, body, signature)));
  }
  test("refused: no signature", () => refused(post(`/cti/sdk${query}`, FORM, SDK), "signature_missing"));

  const json = (hash, body, signature, before = `${query}&`) =>
    post(`/cti/sdk${before}bodySHA256=${hash}`, { "content-type": "application/json", "x-twilio-signature": signature }, body);
  const BODY = '{"property": "value", "boolean": true}';
  const HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
  test("a body that is no form", () => proved(json(HASH, BODY, "a9nBmqA0ju/hNViExpshrM61xv4=")));
  test("an empty object", () => proved(json("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "{}", "Ldidvp12m26NI7eqEvxnEpkd9Hc=")));
  test("the hash as the only parameter", () => proved(json(HASH, BODY, "y77kIzt2vzLz71DgmJGsen2scGs=", "?")));
  test("refused: another body", () => refused(json(HASH, BODY.replace("true", "tru3"), "a9nBmqA0ju/hNViExpshrM61xv4=")));
  test("refused: a body that the URL has no hash of", () => {
    const headers = { "content-type": "application/json", "x-twilio-signature": cti.twilioSignature(`${service.url.origin}/cti/twilio`, []) };
    return refused(post("/cti/twilio", headers, "[]"));
  });
});

describe("the conference of the facts", () => {
  const pad = (prefix, number) => prefix + "0".repeat(31) + number;
  const body =
    `StatusCallbackEvent=participant-join&ConferenceSid=${pad("CF", 3)}&FriendlyName=${pad("WT", 4)}&AccountSid=${pad("AC", 1)}` +
    `&CallSid=${pad("CA", 2)}&Muted=false&Hold=false&Coaching=true&ParticipantLabel=supervisor-1&EndConferenceOnExit=false` +
    "&StartConferenceOnEnter=true&SequenceNumber=7&Timestamp=Tue%2C+15+Sep+2026+14%3A03%3A22+%2B0000";
  const path = "/cti/production?interaction=00b50f2c5352001068d0ddeeff7b1264";
  const SHA1 = "RdNtvDdbX0kOYvxcFvc0Z7rBJZo=";
  const SHA256 = "pdW/JuWCYtcYwF2hhXqkB4cRojPPHEe2Y/qBHIYBRyI=";
  const sha256 = { "x-twilio-webhooks-signature-settings": "key=SK1,algorithm=HMAC_SHA256" };
  // With padded zeros for 32 digits behind the prefix.
  test("SHA-1", () => proved(post(path, { ...FORM, "x-twilio-signature": SHA1 }, body)));
  test("SHA-256, if the header says so", () => proved(post(path, { ...FORM, "x-twilio-signature": SHA256, ...sha256 }, body)));
  test("refused: SHA-256 without the header, SHA-1 with it", async () => {
    await refused(post(path, { ...FORM, "x-twilio-signature": SHA256 }, body));
    await refused(post(path, { ...FORM, "x-twilio-signature": SHA1, ...sha256 }, body));
  });
});

describe("Twilio's spellings of the URL", () => {
  const fields = () => cti.conference().event("conference-start", 1, 0);
  for (const [what, options] of [
    ["as it is", {}],
    ["without the port", { url: "http://127.0.0.1/cti/twilio" }],
    ["a query that was encoded otherwise", { query: "?a=b+c", url: undefined, encoded: "?a=b%20c" }],
  ]) {
    test(what, () => proved(cti.twilio(service, fields(), { ...options, ...(options.encoded ? { url: `${service.url.origin}/cti/twilio${options.encoded}` } : {}) })));
  }
  for (const token of ["12345", cti.TWILIO_TOKEN]) {
    test(`two tokens are good at once: ${token.length} characters`, () => proved(cti.twilio(service, fields(), { path: "/cti/rotating", token })));
  }
  test("refused: another host, another token", async () => {
    await refused(cti.twilio(service, fields(), { url: "http://evil.example.com/cti/twilio" }));
    await refused(cti.twilio(service, fields(), { path: "/cti/rotating", token: "123456" }));
  });
});

describe("Zoom's signature", () => {
  const time = 1_789_480_402;
  const body =
    '{"event":"contact_center.engagement_user_whisper_initiated","event_ts":1789480402123,"payload":{"account_id":"AAAAAA",' +
    '"object":{"engagement_id":"E-1","user_id":"U-1"}}}';
  const signature = "v0=fad3908dcb5c4655f526a0d02858ff9e8b9d490ba8e022882d20c81f93f42a69";
  const headers = { "content-type": "application/json", "x-zm-signature": signature, "x-zm-request-timestamp": `${time}` };
  const send = (changes = {}, sent = body) => post("/cti/zoom", { ...headers, ...changes }, sent);

  // A second off, because the clock goes on.
  for (const off of [0, 299, -299]) test(`${off} seconds off`, () => at(time + off, () => proved(send())));
  for (const off of [302, -302]) test(`refused: ${off} seconds off`, () => at(time + off, () => refused(send(), "signature_time")));
  test("refused: another byte, signature or time, and none", () =>
    at(time, async () => {
      await refused(send({}, body.replace("U-1", "U-2")));
      await refused(send({}, `${body} `));
      await refused(send({ "x-zm-signature": signature.replace("fad", "fae") }));
      await refused(send({ "x-zm-request-timestamp": `${time + 1}` }));
      await refused(post("/cti/zoom", { "content-type": "application/json" }, body), "signature_missing");
    }));
  test("the URL is validated with the secret that signed", async () => {
    const value = { event: "endpoint.url_validation", payload: { plainToken: "qgg8vlvZRS6UYooatFL8Aw" } };
    const answer = await cti.zoom(service, value);
    const encryptedToken = "d9e0d764a78494688ba3f2d5c0ed4ca311394b4834d959759213424d2df961e3";
    assert.equal(answer.text, JSON.stringify({ plainToken: "qgg8vlvZRS6UYooatFL8Aw", encryptedToken }));
    assert.equal(answer.status, 200);
    await refused(cti.zoom(service, value, { token: "another" }));
  });
});

describe("Standard Webhooks", () => {
  const time = 1_649_367_553;
  const body = '{"email":"test@example.com","username":"test_user"}';
  const right = "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=";
  const wrong = "v1,R3PTzyfHASBKHH98a7yexTwaJ4yNIcGhFQc1yuN+BPU=";
  const ed25519 = "v1a,6CV0dgimZplUFveQwkfqYq6Q3WaO/6xWpss6oM+8XkzyY5UZj018yRar9RAreS+qKCjGiHrdc3yLFZIMMcnrBQ==";
  const headers = { "content-type": "application/json", "webhook-id": "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", "webhook-timestamp": `${time}` };
  const send = (signature, source = "standard", changes = {}, sent = body) =>
    post(`/cti/${source}`, { ...headers, "webhook-signature": signature, ...changes }, sent);
  const now = (name, check) => test(name, () => at(time, check));

  now("v1", () => proved(send(right)));
  now("one of several is enough", () => proved(send(`${wrong} v2,abc ${right}`)));
  now("v1a", () => proved(send(ed25519, "asymmetric")));
  now("either of two secrets", () => proved(send(right, "asymmetric")));
  now("the names before the standard", () => {
    const old = { "svix-id": headers["webhook-id"], "svix-timestamp": `${time}`, "svix-signature": right };
    return proved(post("/cti/standard", { "content-type": "application/json", ...old }, body));
  });
  for (const [what, ...sent] of [
    ["a wrong one", wrong],
    ["no signature behind the version", "v1,"],
    ["a prefix of it", right.slice(0, 11)],
    ["v1 as v1a", right.replace("v1,", "v1a,")],
    ["v1a without a public key", ed25519],
    ["v1a as v1", ed25519.replace("v1a,", "v1,"), "asymmetric"],
    ["one byte of the body", right, "standard", {}, body.replace("test@", "best@")],
    ["another id", right, "standard", { "webhook-id": "msg_2" }],
    ["another time", right, "standard", { "webhook-timestamp": `${time + 1}` }],
    ["one byte of the body with v1a", ed25519, "asymmetric", {}, body.replace("test@", "best@")],
  ]) {
    now(`refused: ${what}`, () => refused(send(...sent)));
  }
  for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature"]) {
    now(`refused: no ${name}`, () => {
      const some = Object.fromEntries(Object.entries({ ...headers, "webhook-signature": right }).filter(([key]) => key !== name));
      return refused(post("/cti/standard", some, body), "signature_missing");
    });
  }
  test("refused: too old, and from the future", async () => {
    await at(time + 302, () => refused(send(right), "signature_time"));
    await at(time - 302, () => refused(send(right), "signature_time"));
  });
});

describe("a secret that is sent", () => {
  const value = { "detail-type": "other", detail: {} };
  test("in a header", () => proved(cti.keyed(service, "connect", value)));
  test("with HTTP Basic", async () => {
    const basic = (text) => ({ "x-api-key": undefined, authorization: `Basic ${Buffer.from(text).toString("base64")}` });
    const snapshot = { id: "C", participants: [] };
    await proved(cti.keyed(service, "basic", snapshot, basic(`eventbridge:${cti.API_KEY}`)));
    await refused(cti.keyed(service, "basic", snapshot, basic(`other:${cti.API_KEY}`)));
    await refused(cti.keyed(service, "basic", snapshot, basic("eventbridge:no")));
    await refused(cti.keyed(service, "basic", snapshot), "signature_missing");
  });
  test("refused: another, and none", async () => {
    await refused(cti.keyed(service, "connect", value, { "x-api-key": `${cti.API_KEY}x` }));
    await refused(cti.keyed(service, "connect", value, { "x-api-key": "" }), "signature_missing");
    await refused(cti.keyed(service, "genesys", value, { "x-api-key": undefined }), "signature_missing");
  });
});

test("an unknown source is 404, whatever is sent", async () => {
  for (const name of ["none", "Twilio", "%74wilio"]) {
    expectFailure(await post(`/cti/${name}`, {}, "x"), 404, message("unknown_cti_source", { name }), message("unknown_cti_source_detail"));
  }
});
