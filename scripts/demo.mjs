#!/usr/bin/env node
// Plays a contact centre for a few minutes against the running service, to watch on the board: calls come in, agents ask for help,
// supervisors give it. At the end it ends everything that it began.
import { parseArgs } from "node:util";
import { setTimeout as pause } from "node:timers/promises";

const USAGE = `Plays a contact centre against the service that runs; watch it on the board.

Usage: node scripts/demo.mjs [--minutes 3] [--agents 10] [--url http://localhost:8787] [--user cti.integration:help-request-demo]
`;
const options = {
  minutes: { type: "string", default: "3" },
  agents: { type: "string", default: "10" },
  url: { type: "string", default: "http://localhost:8787" },
  user: { type: "string", default: "cti.integration:help-request-demo" },
  help: { type: "boolean" },
};
const SUBJECTS = ["Caller asks for a refund", "Caller cannot sign in", "Invoice is charged twice", "Delivery is late", "Contract is to be cancelled", "Router does not connect", "Card was declined"];
const REASONS = ["Refund above the limit", "Caller asks for a supervisor", "Not sure about the contract", "Caller is upset", "Needs an approval"];
const AGENTS = ["ana.silva", "ben.okoye", "carla.meyer", "david.chen", "elif.kaya", "fatima.noor", "george.hill", "hana.sato", "ivan.petrov", "julia.rossi"];
const SUPERVISORS = ["petra.lang", "omar.aziz", "lucy.grant"];

const counts = { calls: 0, requests: 0, actions: 0 };
let stopped = false;

const { values } = parseArgs({ options });
const [minutes, agents] = [Number(values.minutes), Number(values.agents)];
if (values.help) process.stdout.write(USAGE);
else if (!(minutes > 0) || !(agents >= 1)) fail(`give --minutes and --agents as numbers above 0\n\n${USAGE}`);
else await play();

async function play() {
  const end = Date.now() + minutes * 60_000;
  process.once("SIGINT", () => (stopped = true));
  await call("GET", "/api/now/table/interaction?sysparm_limit=1&sysparm_fields=sys_id");
  process.stdout.write(`Playing ${minutes} minutes with ${agents} agents. Watch it: ${values.url}/board (Ctrl+C ends it)\n`);
  const names = Array.from({ length: agents }, (_, at) => AGENTS[at] ?? `agent.${at + 1}`);
  await Promise.all(names.map((name) => shift(name, end)));
  process.stdout.write(`Played ${counts.calls} calls, ${counts.requests} help requests and ${counts.actions} help actions.\n`);
}

/** One agent's calls until the end. */
async function shift(agent, end) {
  const goesOn = () => !stopped && Date.now() < end;
  await wait(0, 12, goesOn);
  while (goesOn()) {
    const interaction = await call("POST", "/api/now/table/interaction", { type: "phone", state: "work_in_progress", short_description: one(SUBJECTS), assigned_to: agent });
    counts.calls += 1;
    await wait(2, 10, goesOn);
    if (Math.random() < 0.75) await getHelp(interaction.sys_id, agent, goesOn);
    else if (Math.random() < 0.5) await listenIn(interaction.sys_id, goesOn);
    await wait(1, 6, goesOn);
    await call("PATCH", `/api/now/table/interaction/${interaction.sys_id}`, { state: "closed_complete" });
    await wait(2, 12, goesOn);
  }
}

/** The agent asks; a supervisor comes, listens, and perhaps coaches or takes part. Some requests are cancelled before. */
async function getHelp(interaction, agent, goesOn) {
  const request = await call("POST", "/api/now/table/interaction_help_request", { interaction, reason: one(REASONS), opened_by: agent });
  counts.requests += 1;
  const set = (fields) => call("PATCH", `/api/now/table/interaction_help_request/${request.sys_id}`, fields);
  await wait(3, 25, goesOn);
  if (!goesOn() || Math.random() < 0.1) return set({ state: "cancelled" });
  await set({ state: "in_progress", help_provided_by: one(SUPERVISORS) });
  const action_sys_id = await help({ interaction, help_request: request.sys_id, action: one(["monitor", "coach", "coach"]) });
  counts.actions += 1;
  await wait(5, 25, goesOn);
  if (Math.random() < 0.5) await help({ interaction, action_sys_id, action: one(["coach", "barge_in"]) });
  await wait(5, 30, goesOn);
  await help({ interaction });
  return set({ state: "closed" });
}

/** A supervisor listens without being asked. */
async function listenIn(interaction, goesOn) {
  await help({ interaction, action: one(["observe", "monitor"]) });
  counts.actions += 1;
  await wait(5, 20, goesOn);
  await help({ interaction });
}

async function help(body) {
  return (await call("POST", "/api/now/helprequest/action/create_or_update", body)).action_sys_id;
}

/** A call that has to succeed: its `result`. */
async function call(method, path, body) {
  const headers = { authorization: `Basic ${Buffer.from(values.user).toString("base64")}`, "content-type": "application/json" };
  const answer = await fetch(values.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }).catch((error) =>
    fail(`${values.url} does not answer (${error.cause?.code ?? error.message}); start the service with \`make run\`, and give the same PORT`),
  );
  const text = await answer.text();
  if (!answer.ok) fail(`${method} ${path} was answered ${answer.status}: ${text}`);
  return JSON.parse(text).result;
}

/** Waits between `least` and `most` seconds, or until the end. */
async function wait(least, most, goesOn) {
  const until = Date.now() + (least + Math.random() * (most - least)) * 1_000;
  while (goesOn() && Date.now() < until) await pause(Math.min(250, Math.max(0, until - Date.now())));
}

function one(list) {
  return list[Math.floor(Math.random() * list.length)];
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
