// What a call asks of the database and what that costs, by D1's own account.
import { PLACES } from "./places.mjs";

const WRAPPER = `
class Statement {
  constructor(database, sql, inner) { Object.assign(this, { database, sql, inner }); }
  bind(...values) { return new Statement(this.database, this.sql, this.inner.bind(...values)); }
  async all() { return (await this.database.batch([this]))[0]; }
  run() { return this.all(); }
  async first(column) {
    const [row = null] = (await this.all()).results;
    return row && column !== undefined ? row[column] : row;
  }
  async raw() { return (await this.all()).results.map((row) => Object.values(row)); }
}
class D1Database {
  constructor(inner, control) { Object.assign(this, { inner, control }); }
  withSession(constraint) { return new D1Database(this.inner.withSession(constraint), this.control); }
  getBookmark() { return this.inner.getBookmark(); }
  prepare(sql) { return new Statement(this, sql, this.inner.prepare(sql)); }
  async batch(statements) {
    const results = await this.inner.batch(statements.map(({ inner }) => inner));
    const trip = statements.map(({ sql }, at) => ({ sql, meta: results[at].meta }));
    await this.control.fetch("http://control/", { method: "POST", body: JSON.stringify(trip) });
    return results;
  }
}
export default (env) => new D1Database(env.DB, env.CONTROL);
`;

/** A wrapper to start an instance with, and `trips`, to which each round trip adds a list of `{ sql, meta }`. */
export function observed() {
  const trips = [];
  const wrapper = {
    name: "observed",
    modules: [{ type: "ESModule", path: "index.js", contents: WRAPPER }],
    d1Databases: { DB: "local" },
    serviceBindings: {
      CONTROL: async (request) => {
        trips.push(await request.json());
        return new Response();
      },
    },
  };
  return { wrapper, trips };
}

const STUB = `
// Named as the platform's own class, which the crate worker looks at.
class D1Database {
  prepare() { return prepared; }
  async batch(list) { return list.map(() => done); }
  withSession() { return this; }
  getBookmark() { return BOOKMARK; }
}
const prepared = { bind: () => prepared, run: async () => ({ success: true, results: [], meta: {} }) };
const done = { success: true, results: [{ value: "done" }], meta: {} };
const BOOKMARK = "00000001-00000002-00000003-0123456789abcdef0123456789abcdef";
export default () => new D1Database();
`;

/** In place of the database one that has done at once what it is asked: what is left is the Worker's own work. */
export const stub = {
  name: "stub",
  rootPath: PLACES.root,
  modules: [{ type: "ESModule", path: "index.js", contents: STUB }],
};
