// What conditions on the records that a field refers to cost: rows read, as D1 counts and bills them.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { observedDatabase } from "./support/observed-database.mjs";
import { start } from "./support/service.mjs";
import { caller, clear, id, query, seed } from "./support/table.mjs";

const INTERACTIONS = 200;
const ACTIONS = 20 * INTERACTIONS;
const CONDITIONS = 10;
/** Each help action once, and each interaction once for each condition. Once for each help action would be ten times as many. */
const MOST = ACTIONS + CONDITIONS * (INTERACTIONS + 1);
const HELP_ACTION = "supervisor_help_action";

const observed = observedDatabase();
const service = await start({ observed });
const { get } = caller(service);
const interaction = (n) => id(`a${(n % INTERACTIONS).toString(16).padStart(4, "0")}`);
const numbers = (n) => Array.from({ length: n }, (_, at) => at);

await clear(service);
await seed(service, "interaction", numbers(INTERACTIONS).map((n) => ({ sys_id: interaction(n), number: `IMS${String(n).padStart(7, "0")}`, short_description: "x".repeat(100), type: "phone" })));
await seed(service, HELP_ACTION, numbers(ACTIONS).map((n) => ({ sys_id: id(`b${n.toString(16).padStart(4, "0")}`), interaction: interaction(n), action: "coach", start_time: "2026-03-01 10:00:00" })));

/** The rows that each statement of a call has read. */
async function read(path) {
  observed.batches.length = 0;
  const answer = await get(path);
  assert.equal(answer.status, 200, answer.text);
  return observed.batches.flatMap(({ metas }) => metas.map((meta) => meta.rows_read));
}

describe(`${CONDITIONS} conditions on the interactions of help actions read each interaction at most once for each condition`, () => {
  // Searches for parts of texts through a reference count twice, so there are at most 5.
  const searches = ["LIKEa", "NOT LIKEx", "ENDSWITHb", "STARTSWITHc", "LIKEd"].map((test) => `interaction.short_description${test}`);
  const others = ["interaction.type!=phone", "interaction.typeINchat,mail", "interaction.sys_mod_count>7", "interaction.opened_atISNOTEMPTY", "interaction.state=closed_complete"];
  const comparisons = numbers(CONDITIONS).map((n) => `interaction.type=t${n}`);

  for (const [name, terms] of [
    ["searches and others", [...searches, ...others]],
    ["comparisons", comparisons],
  ]) {
    for (const [joined, by] of [["or", "^OR"], ["alternatives", "^NQ"], ["and", "^"]]) {
      test(`${name}, joined by ${joined}`, async () => {
        assert.equal(terms.length, CONDITIONS);
        const sysparm_query = terms.join(by);
        for (const path of [
          `table/${HELP_ACTION}?${query({ sysparm_query })}`,
          `table/${HELP_ACTION}?${query({ sysparm_query, sysparm_limit: 10 })}`,
          `stats/${HELP_ACTION}?${query({ sysparm_query, sysparm_count: "true" })}`,
        ]) {
          // The page and the count are a statement each. A list of values is read as rows, too.
          for (const rows of await read(path)) assert.ok(rows > 0 && rows <= MOST, `${rows} rows instead of ${MOST}: ${path}`);
        }
      });
    }
  }
});
