// D1 behind a wrapper that counts what is asked of it and can fail as D1 fails: the one fake of the tests, for faults that
// cannot be provoked otherwise. Everything that is not told to fail goes to the real local D1.
//
// The wrapper runs in the Worker's own process. Before each batch it asks `control` what to do, and afterwards it tells
// what the batch has cost.

const WRAPPER = `
class D1Database {
  constructor(env) { this.database = env.DB; this.control = env.CONTROL; }
  prepare(sql) { return this.database.prepare(sql); }
  async tell(message) {
    const answer = await this.control.fetch("http://control/", { method: "POST", body: JSON.stringify(message) });
    return answer.json();
  }
  withSession(constraint) {
    const session = this.database.withSession(constraint);
    return {
      prepare: (sql) => session.prepare(sql),
      getBookmark: () => session.getBookmark(),
      batch: (statements) => this.batch(statements, session, constraint),
    };
  }
  async batch(statements, database = this.database, constraint = null) {
    const plan = await this.tell({ statements: statements.map((one) => one.statement), constraint });
    const { number } = plan;
    if (plan.pause) await new Promise((resolve) => setTimeout(resolve, plan.pause));
    if (plan.failBefore) throw new Error(plan.failBefore);
    const results = await database.batch(statements);
    await this.tell({ number, metas: results.map((one) => one.meta) });
    if (plan.failAfter) throw new Error(plan.failAfter);
    if (plan.empty) return results.map((one) => ({ ...one, results: [] }));
    return results;
  }
}
export default (env) => new D1Database(env);
`;

/**
 * The options for a service on an observed database, and what is observed: `batches`, a list of `{ statements, constraint, metas }`,
 * where the constraint is that of D1's session.
 * `faults` is a queue: each batch takes its first entry, `{ failBefore }`, `{ failAfter }`, `{ pause }`, `{ held }`,
 * `{ empty }` (an answer without rows) or `{}`.
 */
export function observedDatabase() {
  const observed = { batches: [], faults: [] };
  const all = [];
  const control = async (request) => {
    const message = await request.json();
    if (message.metas) {
      const { batch, held } = all[message.number];
      batch.metas = message.metas;
      held?.settle();
      return Response.json({});
    }
    const { held, ...plan } = observed.faults.shift() ?? {};
    const number = all.push({ batch: message, held }) - 1;
    observed.batches.push(message);
    await held?.until;
    return Response.json({ ...plan, number });
  };
  observed.wrapper = {
    name: "observed-database",
    modules: [{ type: "ESModule", path: "index.js", contents: WRAPPER }],
    d1Databases: { DB: "local" },
    serviceBindings: { CONTROL: control },
  };
  return observed;
}

/** How long a batch that was let go has for its answer. The runtime may have given it up together with its call. */
const SETTLED_MS = 500;

/** A batch that waits until `letGo` is called, which resolves when the batch has been answered or given up. */
export function held() {
  const it = {};
  it.until = new Promise((resolve) => (it.begin = resolve));
  const settled = new Promise((resolve) => (it.settle = resolve));
  it.letGo = async () => {
    it.begin();
    await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, SETTLED_MS))]);
  };
  return it;
}
