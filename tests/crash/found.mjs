// What the database holds of units.

const AT_ONCE = 250;
const TABLES = ["interaction", "interaction_help_request", "supervisor_help_action", "record_change", "idempotency_record"];

const FIND = {
  interactions: "SELECT sys_id AS interaction FROM interaction WHERE sys_id IN (SELECT value FROM json_each(?1))",
  helpRequests: `SELECT interaction, sys_id FROM interaction_help_request
    WHERE interaction IN (SELECT value FROM json_each(?1)) ORDER BY sys_id`,
  rows: `SELECT * FROM supervisor_help_action
    WHERE interaction IN (SELECT value FROM json_each(?1)) ORDER BY sys_id`,
  // All that was ever told of the interaction and what belongs to it.
  changes: `SELECT interaction, sequence, tablename, documentkey, operation, changes, transaction_id FROM record_change
    WHERE interaction IN (SELECT value FROM json_each(?1)) ORDER BY sequence`,
  // The keys hold their unit's interaction.
  records: `SELECT substr(key, 1, 32) AS interaction, key, operation, sys_id, transaction_id FROM idempotency_record
    WHERE substr(key, 1, 32) IN (SELECT value FROM json_each(?1))`,
};

/** For each unit, by its interaction, what `FIND` names: a list of rows each. */
export async function find(victim, units) {
  const found = new Map();
  for (let from = 0; from < units.length; from += AT_ONCE) {
    const interactions = units.slice(from, from + AT_ONCE).map((unit) => unit.interaction);
    for (const interaction of interactions) {
      found.set(interaction, Object.fromEntries(Object.keys(FIND).map((name) => [name, []])));
    }
    const results = await victim.query(...Object.values(FIND).map((sql) => [sql, JSON.stringify(interactions)]));
    Object.keys(FIND).forEach((name, n) => {
      for (const row of results[n]) found.get(row.interaction)[name].push(row);
    });
  }
  return found;
}

/** How many rows each table has in all: an entry or a record that belongs to nothing shows in the sum alone. */
export async function totals(victim) {
  const [[counts]] = await victim.query([
    `SELECT ${TABLES.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(", ")}`,
  ]);
  return counts;
}

/** Whether the log's numbers have a gap: the one of a change that was lost, or was there for a moment only. */
export async function hasGap(victim) {
  const [[{ gap }]] = await victim.query(["SELECT max(sequence) - min(sequence) + 1 <> count(*) AS gap FROM record_change"]);
  return gap === 1;
}

/** The same counts of what was found. */
export function counted(found) {
  return {
    interaction: found.interactions.length,
    interaction_help_request: found.helpRequests.length,
    supervisor_help_action: found.rows.length,
    record_change: found.changes.length,
    idempotency_record: found.records.length,
  };
}
