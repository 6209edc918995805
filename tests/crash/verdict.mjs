// Whether what the database holds of a unit is what its calls must have left: all that was acknowledged, nothing twice,
// nothing in part; and the change log tells each change once, in order, and nothing else.

/** `{ lost, doubled, partial, carriedOut }`: three lists of texts, and the calls that the database shows to be carried out. */
export function judge(unit, found) {
  const judgement = new Judgement(unit, found);
  unit.calls.forEach((call) => judgement.judge(call));
  judgement.compare();
  const { lost, doubled, partial, carriedOut } = judgement;
  return { lost, doubled, partial, carriedOut };
}

const HELP_ACTION = "supervisor_help_action";
const FIELDS = ["action", "help_request", "start_time", "end_time"];
const distinct = (list) => [...new Set(list)];

class Judgement {
  lost = [];
  doubled = [];
  partial = [];
  carriedOut = new Set();
  /** The rows and the changes of the log that those calls leave which were carried out. */
  #rows = new Map();
  #changes = [];
  #helpRequests = [];
  #unit;
  #found;
  /** What the log has of fields of help actions that were overwritten. */
  #overwritten;

  constructor(unit, found) {
    this.#unit = unit;
    this.#found = found;
    const updates = found.changes.filter(({ tablename, operation }) => tablename === HELP_ACTION && operation === "update");
    this.#overwritten = updates.flatMap(({ documentkey, transaction_id, changes }) =>
      Object.entries(JSON.parse(changes)).map(([fieldname, [oldvalue, newvalue]]) => ({ documentkey, fieldname, oldvalue, newvalue, transaction_id })),
    );
  }

  /** Finds out whether the call was carried out and adds its effect to what is expected. Calls come in their order. */
  judge(call) {
    const name = `${call.operation} ${call.key ?? `${call.fields.interaction} ${JSON.stringify(call.fields)}`}`;
    const records = this.#found.records.filter((record) => record.key === call.key);
    const { effects, sysId, transactions } = call.operation === "create" ? this.#created(call) : this.#changed(call);
    if (effects > 1) this.doubled.push(`${name} has ${effects} effects`);
    if (records.length > 1) this.doubled.push(`${name} has ${records.length} idempotency records`);
    if (call.key && effects === 0 && records.length > 0) this.partial.push(`${name} has a record without its effect`);
    if (call.key && effects > 0 && records.length === 0) this.partial.push(`${name} has an effect without its record`);
    if (call.answer && !this.#keeps(call.answer, effects, sysId, transactions)) {
      this.lost.push(`${name} was acknowledged ${JSON.stringify(call.answer)}, there is ${effects ? sysId : "nothing"}`);
    }
    if (effects === 0) return;
    this.carriedOut.add(call);
    for (const record of records) {
      const isRight = record.sys_id === sysId && record.operation === call.operation;
      if (!isRight || !transactions.includes(record.transaction_id)) this.partial.push(`${name} has the record of another`);
    }
    this.#expect(call, sysId, transactions[0]);
  }

  /** Compares what is expected with what is there. */
  compare() {
    const { rows, changes, interactions, helpRequests, records } = this.#found;
    const at = this.#unit.interaction;
    for (const row of rows) {
      const expected = this.#rows.get(row.sys_id);
      if (!expected) {
        this.doubled.push(`help action ${row.sys_id} comes from no call`);
        continue;
      }
      const differing = Object.keys(expected).filter((name) => row[name] !== expected[name]);
      for (const name of differing) {
        this.partial.push(`help action ${row.sys_id} has ${name} ${row[name]} instead of ${expected[name]}`);
      }
    }
    this.#sameLog(inOrder(this.#changes).map(told), inOrder(changes).map(told));
    this.#same("interaction", this.carriedOut.size > 0 ? [at] : [], interactions.map((row) => row.interaction));
    this.#same("help request", this.#helpRequests, helpRequests.map((row) => row.sys_id));
    const keys = [...this.carriedOut].flatMap((call) => call.key ?? []);
    for (const { key } of records.filter((record) => !keys.includes(record.key))) {
      if (!this.#unit.calls.some((call) => call.key === key)) this.partial.push(`record ${key} comes from no call`);
    }
  }

  /** The rows that started as the call says, and the requests that made them. */
  #created(call) {
    const rows = this.#found.rows.filter((row) => this.#firstStart(row) === call.fields.start_time);
    const isOfRow = ({ documentkey, operation }) => operation === "insert" && rows.some((row) => row.sys_id === documentkey);
    const transactions = this.#found.changes.filter(isOfRow).map((change) => change.transaction_id);
    return { effects: rows.length, sysId: rows[0]?.sys_id, transactions };
  }

  /** The start that a row was created with: what was overwritten, but never set. */
  #firstStart(row) {
    const changes = this.#overwritten.filter((one) => one.documentkey === row.sys_id && one.fieldname === "start_time");
    const set = changes.map((change) => change.newvalue);
    return changes.map((change) => change.oldvalue).find((old) => !set.includes(old)) ?? row.start_time;
  }

  /** The requests that have set one of the call's times, which no other call gives. */
  #changed(call) {
    const times = [call.fields.start_time, call.fields.end_time].filter(Boolean);
    const isOfCall = (one) => times.includes(one.newvalue) && one.documentkey === (call.fields.action_sys_id ?? one.documentkey);
    const transactions = distinct(this.#overwritten.filter(isOfCall).map((one) => one.transaction_id));
    return { effects: transactions.length, sysId: call.fields.action_sys_id ?? call.fields.interaction, transactions };
  }

  /** Whether the effect is the one that the answer speaks of. */
  #keeps(answer, effects, sysId, transactions) {
    if (effects === 0 || (answer.sysId && answer.sysId !== sysId)) return false;
    return answer.isReplay || transactions.length === 0 || transactions.includes(answer.transaction);
  }

  #expect(call, sysId, transaction) {
    const { interaction, action_sys_id: _, ...values } = call.fields;
    if (call.operation === "create") {
      const { help_request: helpRequest = null } = values;
      const insert = (tablename, documentkey, changes) => this.#changes.push({ tablename, documentkey, operation: "insert", changes, transaction_id: transaction });
      if (this.#rows.size === 0) insert("interaction", interaction);
      if (helpRequest) insert("interaction_help_request", helpRequest);
      insert(HELP_ACTION, sysId, Object.fromEntries(Object.entries({ interaction, ...values }).map(([name, value]) => [name, [null, value]])));
      const unset = { help_request: null, end_time: null, sys_mod_count: 0, sys_transaction_id: transaction };
      this.#rows.set(sysId, { interaction, ...unset, ...values });
      if (helpRequest) this.#helpRequests.push(helpRequest);
      return;
    }
    const isEndAll = call.operation === "end_all";
    for (const [id, row] of this.#rows) {
      if (isEndAll || id === sysId) this.#expectChange(id, row, values, transaction);
    }
  }

  #expectChange(id, row, values, transaction) {
    const differing = FIELDS.filter((field) => field in values && values[field] !== row[field]);
    const changes = Object.fromEntries(differing.map((field) => [field, [row[field], values[field]]]));
    this.#changes.push({ tablename: HELP_ACTION, documentkey: id, operation: "update", changes, transaction_id: transaction });
    for (const field of differing) row[field] = values[field];
    row.sys_mod_count += 1;
    row.sys_transaction_id = transaction;
  }

  /** Each change once, nothing else, and all in their order. */
  #sameLog(expected, actual) {
    this.#same("the log", expected, actual);
    const isSame = expected.length === actual.length && expected.every((one) => actual.includes(one));
    if (isSame && expected.some((one, at) => one !== actual[at])) this.partial.push("the log has its changes in another order");
  }

  #same(what, expected, actual) {
    const missing = expected.filter((one) => !actual.includes(one));
    const surplus = actual.filter((one) => !expected.includes(one));
    for (const one of missing) this.partial.push(`${what} lacks ${one}`);
    for (const one of surplus) this.partial.push(`${what} has ${one} in excess`);
    const repeated = actual.length - distinct(actual).length;
    if (repeated > 0) this.doubled.push(`${what} has ${repeated} entries twice`);
  }
}

/** The changes; those of one request of one kind stand in any order, as an end of all writes them. */
function inOrder(changes) {
  const groups = [];
  for (const change of changes) {
    const last = groups.at(-1)?.[0];
    const isSame = ["transaction_id", "tablename", "operation"].every((name) => last?.[name] === change[name]);
    if (isSame) groups.at(-1).push(change);
    else groups.push([change]);
  }
  return groups.flatMap((group) => group.sort((one, other) => (one.documentkey < other.documentkey ? -1 : 1)));
}

/** A change as a text. What interactions and help requests hold is not the calls' to say. */
function told({ tablename, documentkey, operation, changes, transaction_id }) {
  const fields = typeof changes === "string" ? JSON.parse(changes) : changes;
  const sorted = tablename === HELP_ACTION ? Object.entries(fields).sort() : [];
  return `${operation} of ${tablename} ${documentkey} ${JSON.stringify(sorted)} by ${transaction_id}`;
}
