// Fills the database with the records of a contact centre, table after table in the order of time, and measures by D1's own
// account of its size what a row of each takes, indexes included.
import { CENTRE } from "./assumptions.mjs";
import { actionCounts, exponential, generator, IDS, share } from "./random.mjs";
import { FROM } from "./year.mjs";

const PORTION = 2000;
const TRIGGER = "supervisor_help_action_audit";
const SUBJECTS = ["Caller asks for a refund above the limit", "Caller cannot sign in", "Contract is to be cancelled"];
const REASONS = ["Refund above the limit", "Caller is upset", "Second opinion"];
const ACTIONS = ["barge_in", "coach", "monitor", "observe"];

const text = (milliseconds) => new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
const pick = (next, list) => list[next() % list.length];

/** Records of about so many help actions; `kind` is the form of the interactions' ids. */
export function records(count, kind) {
  const next = generator(3);
  const { draw } = actionCounts();
  const found = { interactions: [], helpRequests: [], actions: [] };
  for (let at = FROM; found.actions.length < count; at += exponential(next, 700)) {
    const when = Math.floor(at);
    const agent = `agent.${1 + (next() % CENTRE.agents)}`;
    const supervisor = `supervisor.${1 + (next() % 10_000)}`;
    const interaction = {
      sys_id: IDS[kind].make(next, when),
      number: `IMS${String(found.interactions.length + 1).padStart(7, "0")}`,
      subject: pick(next, SUBJECTS),
      opened: text(when),
      closed: text(when + 600_000),
      agent,
      customer: `customer.${1 + (next() % 5_000_000)}`,
      actions: [],
    };
    found.interactions.push(interaction);
    let helpRequest = null;
    if (share(next) < CENTRE.helpRequestShare) {
      helpRequest = IDS.uuid7.make(next, when + 30_000);
      const made = text(when + 30_000);
      const reason = pick(next, REASONS);
      found.helpRequests.push({ sys_id: helpRequest, interaction: interaction.sys_id, reason, agent, supervisor, made });
    }
    let start = when;
    for (let left = draw(next); left > 0; left -= 1) {
      start += Math.floor(exponential(next, CENTRE.untilNextAction * 1000));
      const end = start + Math.floor(exponential(next, CENTRE.helpLasts * 1000));
      const sys_id = IDS.uuid7.make(next, start);
      interaction.actions.push(sys_id);
      found.actions.push({
        sys_id,
        interaction: interaction.sys_id,
        helpRequest,
        action: pick(next, ACTIONS),
        start: text(start),
        end: text(end),
        startedAt: start,
        endedAt: end,
        transaction: IDS.uuid7.make(next, end),
        key: key(next),
      });
    }
  }
  found.actions.sort((one, other) => one.startedAt - other.startedAt);
  return found;
}

/** As clients make it: a UUID. */
function key(next) {
  const digits = IDS.random.make(next);
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}

const of = (...names) => names.map((name) => `value ->> '${name}'`).join(", ");

const INTERACTION = `INSERT INTO interaction (sys_id, number, type, state, short_description, opened_at, closed_at, assigned_to,
  opened_for, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by, sys_mod_count)
SELECT ${of("sys_id", "number")}, 'phone', 'closed_complete', ${of("subject", "opened", "closed", "agent", "customer", "opened")},
  'cti.integration', ${of("closed")}, 'cti.integration', 2 FROM json_each(?1)`;

const HELP_REQUEST = `INSERT INTO interaction_help_request (sys_id, interaction, state, reason, opened_by, help_provided_by,
  sys_created_on, sys_created_by, sys_updated_on, sys_updated_by, sys_mod_count)
SELECT ${of("sys_id", "interaction")}, 'closed', ${of("reason", "agent", "supervisor", "made")}, 'cti.integration',
  ${of("made")}, 'cti.integration', 1 FROM json_each(?1)`;

const ACTION = `INSERT INTO supervisor_help_action (sys_id, interaction, help_request, action, start_time, sys_created_on,
  sys_created_by, sys_updated_on, sys_updated_by)
SELECT ${of("sys_id", "interaction", "helpRequest", "action", "start", "start")}, 'cti.integration', ${of("start")},
  'cti.integration'
FROM json_each(?1)`;

const END = `UPDATE supervisor_help_action SET end_time = given.value ->> 'end', sys_updated_on = given.value ->> 'end',
  sys_mod_count = sys_mod_count + 1, sys_transaction_id = given.value ->> 'transaction'
FROM json_each(?1) AS given WHERE sys_id = given.value ->> 'sys_id'`;

const REOPEN = "UPDATE supervisor_help_action SET end_time = NULL";

const REMEMBER = `INSERT INTO idempotency_record (day, caller, key, request, operation, sys_id, transaction_id, created_on)
SELECT date(value ->> 'end'), 'https://idp.example.com|cti-cloud', ${of("key", "request")}, 'update',
  ${of("sys_id", "transaction", "end")}
FROM json_each(?1)`;

const COUNTED = `SELECT (SELECT count(*) FROM supervisor_help_action WHERE end_time IS NOT NULL) AS ended,
  (SELECT count(*) FROM sys_audit) AS audits`;

async function inPortions(service, sql, list) {
  let size;
  for (let from = 0; from < list.length; from += PORTION) {
    size = await service.run(sql, JSON.stringify(list.slice(from, from + PORTION)));
  }
  return size;
}

/** Creates and ends as they follow each other in time. */
async function createAndEnd(service, actions, byEnd) {
  let size;
  let ended = 0;
  for (let from = 0; from < actions.length; from += PORTION) {
    const portion = actions.slice(from, from + PORTION);
    size = await service.run(ACTION, JSON.stringify(portion));
    const until = portion.at(-1).startedAt;
    const to = byEnd.findIndex(({ endedAt }, at) => at >= ended && endedAt > until);
    size = (await inPortions(service, END, byEnd.slice(ended, to < 0 ? undefined : to))) ?? size;
    ended = to < 0 ? byEnd.length : to;
  }
  return size;
}

/** Fills the database; returns its size before, and for each table the rows and bytes. */
export async function fill(service, { interactions, helpRequests, actions }) {
  const empty = await service.run("SELECT 1");
  const byEnd = actions.slice().sort((one, other) => one.endedAt - other.endedAt);
  const requests = byEnd.map((one) => ({
    ...one,
    request: `interaction=${one.interaction};action_sys_id=${one.sys_id};end_time=${one.end};`,
  }));
  const [{ sql: trigger }] = await service.rows("SELECT sql FROM sqlite_schema WHERE name = ?1", TRIGGER);
  const sizes = [empty];
  sizes.push(await inPortions(service, INTERACTION, interactions));
  sizes.push(await inPortions(service, HELP_REQUEST, helpRequests));
  // First without the trigger, so that what it writes is not taken for a part of the help action.
  await service.run(`DROP TRIGGER ${TRIGGER}`);
  sizes.push(await createAndEnd(service, actions, byEnd));
  await service.run(REOPEN);
  await service.run(trigger);
  sizes.push(await inPortions(service, END, byEnd));
  sizes.push(await inPortions(service, REMEMBER, requests));
  const rows = [interactions.length, helpRequests.length, actions.length, actions.length, actions.length];
  const names = ["interaction", "helpRequest", "action", "audit", "idempotency"];
  const tables = names.map((name, at) => [name, { rows: rows[at], bytes: (sizes[at + 1] - sizes[at]) / rows[at] }]);
  const [{ ended, audits }] = await service.rows(COUNTED);
  if (ended !== actions.length || audits !== actions.length) throw new Error(`ended ${ended}, history ${audits}`);
  return { empty, full: sizes.at(-1), ...Object.fromEntries(tables) };
}
