// Before anything is measured: the peer in TypeScript answers as the service does, and asks the same of the database.
import assert from "node:assert/strict";
import { claims, ENDPOINT, SECRET } from "../../tests/http/support/service.mjs";
import { hs256 } from "../../tests/http/support/tokens.mjs";
import { BEARER, FORGED } from "./credentials.mjs";
import { recordsOf } from "./stock.mjs";

const NOWHERE = "0".repeat(32);
const { interaction, action } = recordsOf("update", 0);
const other = recordsOf("end", 0);
const END = "2026-05-01T12:00:00.5+01:00";

const bearer = (changes) => ({ authorization: `Bearer ${hs256(claims(changes), SECRET)}` });
const xml = (text) => `<?xml version="1.0" encoding="UTF-8"?>\n${text}`;
const inXml = { "content-type": "application/xml", accept: "application/xml" };

/** Body, headers beside those of a good call in JSON, method and path where they matter. */
const CALLS = [
  [{ interaction, action: "coach" }],
  [
    {
      interaction: ` ${interaction.toUpperCase()} `,
      action: "observe",
      start_time: "2026-03-01 10:00:00",
      end_time: END,
      help_request: null,
    },
  ],
  [{ interaction, action_sys_id: action, end_time: END }],
  [{ interaction, action_sys_id: action, action: "monitor", start_time: "2026-03-01 09:00:00" }],
  [{ interaction: other.interaction, end_time: END }],
  [{ interaction: other.interaction }],
  [`<request><entry><interaction>${interaction}</interaction><action>barge_in</action></entry></request>`, inXml],
  [
    xml(
      `<r xmlns="urn:x"><interaction>${interaction}</interaction><action_sys_id>${action}</action_sys_id><end_time><![CDATA[${END}]]></end_time></r>`,
    ),
    inXml,
  ],
  [
    xml(
      `<request><entry><interaction>${other.interaction}</interaction><end_time>2026-05-02 10:00:00</end_time></entry></request>`,
    ),
    inXml,
  ],
  [{ interaction, action: "Coach", start_time: "2026-02-30 11:30:00" }],
  [
    {
      action_sys_id: "x",
      strat_time: "now",
      action: 5,
      end_time: "",
      help_request: { a: 1 },
      start_time: "2026-02-18T11:30:00",
    },
  ],
  [{ interaction, action: "coach", start_time: "2026-03-01 10:00:00", end_time: "2026-03-01 09:59:59" }],
  [{ interaction, action: "coach", end_time: "2026-03-01 09:59:59" }],
  [{ interaction, action_sys_id: action }],
  [{ interaction, action_sys_id: action, end_time: "2026-01-01 00:00:00" }],
  [{ interaction, help_request: NOWHERE, start_time: "2026-03-01 10:00:00" }],
  [{ interaction: other.interaction, end_time: "2026-01-01 00:00:00" }],
  ["[]"],
  [""],
  [
    `<request><entry><interaction>${interaction}</interaction><action>"Coach" &amp; &lt;x&gt;</action><start_time>30 February</start_time></entry></request>`,
    inXml,
  ],
  [`<request><interaction>${interaction}</interaction><action>coach</action><action>coach</action></request>`, inXml],
  [`<!DOCTYPE request><request><interaction>${interaction}</interaction></request>`, inXml],
  [`<request><entry a="b"><interaction>${interaction}</interaction></entry></request>`, inXml],
  [`<request><entry/><entry/></request>`, inXml],
  [{ interaction: NOWHERE, action: "coach" }],
  [`<request><entry><interaction>${NOWHERE}</interaction><end_time>${END}</end_time></entry></request>`, inXml],
  [{ interaction, action_sys_id: NOWHERE, end_time: END }],
  [{ interaction: other.interaction, action_sys_id: action, end_time: END }],
  [{ interaction, action: "coach", help_request: NOWHERE }],
  [
    {
      interaction: "d4dec70f3b4bfe101baa9f7e53e45a5d",
      action: "coach",
      help_request: "5a1e0f034f3bfe101baa9f7e53e45a11",
    },
  ],
  [{ interaction, action: "coach", help_request: "5a1e0f034f3bfe101baa9f7e53e45a11" }],
  [{ interaction: recordsOf("create", 0).interaction }],
  [{ interaction, action: "coach" }, { authorization: FORGED }],
  [
    { interaction, action: "coach" },
    { authorization: FORGED, ...inXml },
  ],
  [{ interaction, action: "coach" }, { authorization: undefined }],
  [{ interaction, action: "coach" }, bearer({ exp: 1 })],
  [{ interaction, action: "coach" }, bearer({ exp: undefined })],
  [{ interaction, action: "coach" }, bearer({ iss: "https://other.example.com" })],
  [{ interaction, action: "coach" }, bearer({ aud: "other" })],
  [{ interaction, action: "coach" }, bearer({ nbf: 4e9 })],
  [{ interaction, action: "coach" }, bearer({ sub: undefined })],
  [{ interaction, action: "coach" }, bearer({ roles: ["other"] })],
  [{ interaction, action: "coach" }, bearer({ roles: "other interaction_integration_user" })],
  [{ interaction, action: "coach" }, { accept: "text/html" }],
  [{ interaction, action: "coach" }, { accept: "text/html, application/xml;q=0.9, */*;q=0.8" }],
  [{ interaction, action: "coach" }, { "content-type": "text/plain" }],
  ["x".repeat(65_537)],
  [{ interaction, action: "coach" }, { path: "/api/now/v3/helprequest/action/create_or_update" }],
  [undefined, { method: "GET" }],
];

const SAME_HEADERS = [
  "content-type",
  "www-authenticate",
  "allow",
  "cache-control",
  "x-content-type-options",
  "strict-transport-security",
];
/** Whose values are different with each answer. */
const OWN_HEADERS = ["x-transaction-id", "x-d1-bookmark"];

/** Fails with the first call that is answered differently, or asks different statements. */
export async function check(service, peer) {
  let at = 0;
  for (const call of CALLS) {
    at += 1;
    const [expected, found] = [await answerOf(service, call), await answerOf(peer, call)];
    assert.deepEqual(
      found,
      expected,
      `call ${at} of bench/lib/conformance.mjs is not answered as the service answers it`,
    );
  }
  return CALLS.length;
}

async function answerOf({ instance, trips }, [body, { path = ENDPOINT, method = "POST", ...changes } = {}]) {
  const headers = { authorization: BEARER, "content-type": "application/json", ...changes };
  for (const name of Object.keys(headers)) if (headers[name] === undefined) delete headers[name];
  const asked = trips.length;
  const text = typeof body === "object" ? JSON.stringify(body) : body;
  const response = await fetch(instance.origin + path, { method, headers, body: text });
  return {
    status: response.status,
    headers: SAME_HEADERS.map((name) => response.headers.get(name)),
    hasHeaders: OWN_HEADERS.map((name) => response.headers.has(name)),
    body: withoutNew(await response.text()),
    statements: trips.slice(asked).map((trip) => trip.map(({ sql }) => sql)),
  };
}

/** Ids and times of this run are each time others. */
function withoutNew(text) {
  const isNew = (millis) => millis >= STARTED_AT && millis < STARTED_AT + 3_600_000;
  return text
    .replace(/\b[0-9a-f]{32}\b/g, (id) => (isNew(parseInt(id.slice(0, 12), 16)) ? "new id" : id))
    .replace(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\b/g, (time) => (isNew(Date.parse(`${time}Z`)) ? "present" : time));
}

/** The start of this second, to which times are cut. */
const STARTED_AT = Math.floor(Date.now() / 1000) * 1000;
