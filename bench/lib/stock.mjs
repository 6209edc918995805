// The records that the calls refer to, and those that are merely there.
import { id, KINDS, sqlId } from "./ids.mjs";

/** How many interactions each operation goes through before it comes to the first again, and their help actions. */
export const STOCK = {
  create: { interactions: 10_000, kind: KINDS.createInteraction, actions: 0 },
  update: { interactions: 10_000, kind: KINDS.updateInteraction, actions: 1, actionKind: KINDS.updateAction },
  end: { interactions: 10_000, kind: KINDS.endInteraction, actions: 1, actionKind: KINDS.endAction },
  end10: { interactions: 1_000, kind: KINDS.end10Interaction, actions: 10, actionKind: KINDS.end10Action },
  end100: { interactions: 200, kind: KINDS.end100Interaction, actions: 100, actionKind: KINDS.end100Action },
};

const OTHERS = { kind: KINDS.otherInteraction, actions: 10, actionKind: KINDS.otherAction };

/** So many rows are inserted at once. */
const CHUNK = 20_000;

/** The interaction of the call with that number, and the first of its help actions. */
export function recordsOf(operation, number) {
  const { interactions, kind, actions, actionKind } = STOCK[operation];
  const at = number % interactions;
  return { interaction: id(kind, at), action: actionKind && id(actionKind, at * actions) };
}

/** An interaction among the others, and one of its help actions. */
export function otherRecords(stored, number) {
  const at = (number * 7919) % (stored / OTHERS.actions);
  return { interaction: id(OTHERS.kind, at), action: id(OTHERS.actionKind, at * OTHERS.actions) };
}

export async function insertStock(database) {
  let number = 1_000;
  for (const one of Object.values(STOCK)) {
    await insert(database, one, number);
    number += one.interactions;
  }
}

/** `stored` help actions, ten to an interaction. */
export async function insertOthers(database, stored) {
  await insert(database, { ...OTHERS, interactions: stored / OTHERS.actions }, 1_000_000);
}

async function insert(database, { interactions, kind, actions, actionKind }, firstNumber) {
  const at = "'2026-03-01 10:00:00'";
  const record = `${at}, 'stock', ${at}, 'stock'`;
  await chunks(
    database,
    interactions,
    (from, to) => `
    INSERT INTO interaction (sys_id, number, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
    ${numbers(from, to)} SELECT ${sqlId(kind, "n")}, printf('IMS%07d', ${firstNumber} + n), ${record} FROM numbers`,
  );
  await chunks(
    database,
    interactions * actions,
    (from, to) => `
    INSERT INTO supervisor_help_action
      (sys_id, interaction, action, start_time, sys_created_on, sys_created_by, sys_updated_on, sys_updated_by)
    ${numbers(from, to)} SELECT ${sqlId(actionKind, "n")}, ${sqlId(kind, `n / ${actions}`)}, 'coach', ${at}, ${record}
    FROM numbers`,
  );
}

const numbers = (from, to) =>
  `WITH RECURSIVE numbers (n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${to})`;

async function chunks(database, total, statement) {
  for (let from = 0; from < total; from += CHUNK) {
    await database.prepare(statement(from, Math.min(from + CHUNK, total))).run();
  }
}
