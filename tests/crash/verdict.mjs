// Whether what the database holds of a unit is what its calls must have left: all that was acknowledged, nothing twice,
// nothing in part.

/** `{ lost, doubled, partial, carriedOut }`: three lists of texts, and the calls that the database shows to be carried out. */
export function judge(unit, found) {
  const judgement = new Judgement(unit, found);
  unit.calls.forEach((call) => judgement.judge(call));
  judgement.compare();
  const { lost, doubled, partial, carriedOut } = judgement;
  return { lost, doubled, partial, carriedOut };
}

const FIELDS = ["action", "help_request", "start_time", "end_time"];
const distinct = (list) => [...new Set(list)];

class Judgement {
  lost = [];
  doubled = [];
  partial = [];
  carriedOut = new Set();
  /** The rows and the entries of sys_audit that those calls leave which were carried out. */
  #rows = new Map();
  #audits = [];
  #helpRequests = [];
  #unit;
  #found;

  constructor(unit, found) {
    this.#unit = unit;
    this.#found = found;
  }

  /** Finds out whether the call was carried out and adds its effect to what is expected. Calls come in their order. */
  judge(call) {
    const name = `${call.operation} ${call.key ?? `${call.fields.interaction} ${JSON.stringify(call.fields)}`}`;
    const records = this.#found.records.filter((record) => record.key === call.key);
    const { effects, sysId, transactions } = call.operation === "create" ? this.#created(call, records) : this.#changed(call);
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
    const { rows, audits, interactions, helpRequests, records } = this.#found;
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
    const ofKnownRows = audits.filter((one) => this.#rows.has(one.documentkey));
    this.#same("sys_audit", this.#audits, ofKnownRows.map(entry));
    this.#same("interaction", this.carriedOut.size > 0 ? [at] : [], interactions.map((row) => row.interaction));
    this.#same("help request", this.#helpRequests, helpRequests.map((row) => row.sys_id));
    const keys = [...this.carriedOut].flatMap((call) => call.key ?? []);
    for (const { key } of records.filter((record) => !keys.includes(record.key))) {
      if (!this.#unit.calls.some((call) => call.key === key)) this.partial.push(`record ${key} comes from no call`);
    }
  }

  /** The rows that started as the call says. Not every row has a record that says which request made it. */
  #created(call, records) {
    const rows = this.#found.rows.filter((row) => this.#firstStart(row) === call.fields.start_time);
    const transactions = records.map((record) => record.transaction_id);
    return { effects: rows.length, sysId: rows[0]?.sys_id, transactions };
  }

  /** The start that a row was created with: what sys_audit has overwritten, but never set. */
  #firstStart(row) {
    const changes = this.#found.audits.filter((one) => one.documentkey === row.sys_id && one.fieldname === "start_time");
    const set = changes.map((change) => change.newvalue);
    return changes.map((change) => change.oldvalue).find((old) => !set.includes(old)) ?? row.start_time;
  }

  /** The requests that have set one of the call's times, which no other call gives. */
  #changed(call) {
    const times = [call.fields.start_time, call.fields.end_time].filter(Boolean);
    const isOfCall = (one) => times.includes(one.newvalue) && one.documentkey === (call.fields.action_sys_id ?? one.documentkey);
    const transactions = distinct(this.#found.audits.filter(isOfCall).map((one) => one.transaction_id));
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
      const unset = { help_request: null, end_time: null, sys_mod_count: 0, sys_transaction_id: null };
      this.#rows.set(sysId, { interaction, ...unset, ...values });
      if (values.help_request) this.#helpRequests.push(values.help_request);
      return;
    }
    const isEndAll = call.operation === "end_all";
    for (const [id, row] of this.#rows) {
      if (isEndAll || id === sysId) this.#expectChange(id, row, values, transaction);
    }
  }

  #expectChange(id, row, values, transaction) {
    for (const field of FIELDS.filter((field) => field in values && values[field] !== row[field])) {
      const [oldvalue, newvalue] = [row[field], values[field]];
      this.#audits.push(
        entry({ documentkey: id, fieldname: field, oldvalue, newvalue, transaction_id: transaction }),
      );
      row[field] = newvalue;
    }
    row.sys_mod_count += 1;
    row.sys_transaction_id = transaction;
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

const entry = (one) =>
  `${one.documentkey} ${one.fieldname} ${one.oldvalue} → ${one.newvalue} by ${one.transaction_id}`;
