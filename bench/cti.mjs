// Measures events of Twilio's beside a create: CPU of an event, and events a second with 16 connections. Prints Markdown.
// `bash scripts/bench.sh bench/cti.mjs` runs it in about a minute. Needs what `make bench` installs.
import { CANDIDATES } from "./lib/candidates.mjs";
import { reading, used } from "./lib/cpu.mjs";
import { BEARER } from "./lib/credentials.mjs";
import { deleteStale, prepared } from "./lib/database.mjs";
import { start } from "./lib/instance.mjs";
import { CONNECTIONS } from "./lib/settings.mjs";
import { median } from "./lib/statistics.mjs";
import { recordsOf } from "./lib/stock.mjs";
import { number, table, whole } from "./lib/table.mjs";
import { twilioSignature, variables } from "../tests/http/support/cti.mjs";

const ROUNDS = 5;
const CALLS = 600;

let calls = 0;

/** An event that a supervisor's leg of its own joins a call, or one that means nothing. */
function event(origin, name) {
  calls += 1;
  const { interaction } = recordsOf("create", calls);
  const id = (prefix) => prefix + calls.toString(16).padStart(32, "0");
  const form = Object.entries({
    StatusCallbackEvent: name,
    ConferenceSid: id("CF"),
    ...(name === "participant-join" ? { CallSid: id("CA"), Muted: "true", Coaching: "false", ParticipantLabel: "supervisor-1" } : {}),
    SequenceNumber: "3",
    Timestamp: "Tue, 15 Sep 2026 14:01:00 +0000",
  });
  const url = `${origin}/cti/twilio?interaction=${interaction}`;
  const headers = { "x-twilio-signature": twilioSignature(url, form) };
  return { url, init: { method: "POST", headers, body: new URLSearchParams(form) } };
}

const KINDS = {
  create: (origin) => {
    calls += 1;
    const headers = { "content-type": "application/json", authorization: BEARER };
    const body = JSON.stringify({ interaction: recordsOf("create", calls).interaction, action: "coach" });
    return { url: `${origin}/api/now/helprequest/action/create_or_update`, init: { method: "POST", headers, body } };
  },
  "an event that means nothing": (origin) => event(origin, "conference-start"),
  "an event with which help begins": (origin) => event(origin, "participant-join"),
};

async function sample(instance, make) {
  const requests = Array.from({ length: CALLS }, () => make(instance.origin));
  const [before, begun] = [reading(instance.pid), performance.now()];
  const connection = async () => {
    for (let next = requests.pop(); next; next = requests.pop()) {
      const answer = await fetch(next.url, next.init);
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${next.url}: ${answer.status} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, connection));
  return { cpuUs: used(before, reading(instance.pid)) / 1000 / CALLS, rate: (CALLS / (performance.now() - begun)) * 1000 };
}

const instance = await start({ ...CANDIDATES.service, variables: variables() }, await prepared(0, (text) => process.stderr.write(`${text}\n`)));
const samples = Object.fromEntries(Object.keys(KINDS).map((name) => [name, []]));
try {
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, make] of Object.entries(KINDS)) {
      const one = await sample(instance, make);
      if (round > 0) samples[name].push(one);
    }
  }
} finally {
  await instance.stop();
  deleteStale();
}
const cpu = (name) => median(samples[name].map(({ cpuUs }) => cpuUs));
const rows = Object.keys(KINDS).map((name) => [
  name,
  whole(cpu(name)),
  number(cpu(name) / cpu("create")),
  whole(median(samples[name].map(({ rate }) => rate))),
]);
process.stdout.write(`${table(["", "CPU, µs", "÷ create", "calls/s"], rows)}\n`);
