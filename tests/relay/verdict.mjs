// Compares the help actions of the instance with ours.

const FIELDS = ["interaction", "help_request", "action", "start_time", "end_time"];
const values = (action) => JSON.stringify(FIELDS.map((field) => action[field] || null));

/** All that must not be, each as a kind and words: lost, doubled, or partial for out of order. */
export async function judge(victim, instance) {
  const [ours, mapped, log] = await victim.query(
    [`SELECT sys_id, ${FIELDS.join(", ")} FROM supervisor_help_action`],
    ["SELECT sys_id, remote_sys_id FROM relay_record"],
    ["SELECT documentkey, operation, changes FROM record_change WHERE tablename = 'supervisor_help_action' ORDER BY sequence"],
  );
  return compare({ ours, mapped, log, theirs: [...instance.actions.values()], changes: instance.changes });
}

/** The comparison itself. */
export function compare({ ours, mapped, log, theirs, changes }) {
  const found = [];
  const remote = new Map(mapped.map((row) => [row.sys_id, row.remote_sys_id]));
  const byId = new Map(theirs.map((action) => [action.sys_id, action]));
  const used = new Map();
  for (const action of ours) {
    const id = remote.get(action.sys_id);
    const there = byId.get(id);
    if (!there) found.push(["lost", `${action.sys_id} is not at the instance`]);
    else if (values(there) !== values(action)) found.push(["lost", `${action.sys_id} is ${values(action)} here and ${values(there)} there`]);
    if (used.has(id)) found.push(["doubled", `${action.sys_id} and ${used.get(id)} are one at the instance`]);
    used.set(id, action.sys_id);
  }
  for (const { sys_id, ...action } of theirs) {
    if (!used.has(sys_id)) found.push(["doubled", `${sys_id} of the instance is none of ours: ${values(action)}`]);
  }
  return [...found, ...outOfOrder({ log, changes, ofRemote: used })];
}

/** Each state that the instance has had of a record is one that it had here, and none comes before one that it had earlier here. */
function outOfOrder({ log, changes, ofRemote }) {
  const found = [];
  const histories = new Map();
  for (const { documentkey, changes: fields } of log) {
    const states = histories.get(documentkey) ?? [];
    const state = { ...states.at(-1) };
    for (const [field, [, value]] of Object.entries(JSON.parse(fields))) state[field] = value;
    histories.set(documentkey, [...states, state]);
  }
  const reached = new Map();
  for (const { id, values: state } of changes) {
    const key = ofRemote.get(id);
    if (!key) continue;
    const history = histories.get(key).map(values);
    const at = history.indexOf(values(state), reached.get(id) ?? 0);
    if (at < 0) found.push(["partial", `${key} became ${values(state)} at the instance out of order`]);
    else reached.set(id, at);
  }
  return found;
}
