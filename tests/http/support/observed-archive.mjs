// R2 behind a wrapper that counts what is asked of it and can fail, as `observed-database.mjs` does it for D1. Everything that is
// not told to fail goes to the real R2 of the local runtime.

const NAME = "observed-archive";

const WRAPPER = `
class R2Bucket {
  constructor(env) { this.bucket = env.BUCKET; this.control = env.CONTROL; }
  async tell(message) {
    const answer = await this.control.fetch("http://control/", { method: "POST", body: JSON.stringify(message) });
    return answer.json();
  }
  async call(name, key, work) {
    const plan = await this.tell({ name, key });
    if (plan.failBefore) throw new Error(plan.failBefore);
    const result = await work();
    if (plan.failAfter) throw new Error(plan.failAfter);
    return result;
  }
  put(key, value, options) { return this.call("put", key, () => this.bucket.put(key, value, options)); }
  get(key, options) { return this.call("get", key, () => this.bucket.get(key, options)); }
}
export default (env) => new R2Bucket(env);
`;

/**
 * The options for a service on an observed database and an observed bucket `ARCHIVE`. `archive.calls` lists the calls, each
 * `{ name, key }`; `archive.failing` has the error of those that fail, by name. All others take their faults from the queue of
 * the database, `observed.faults`.
 */
export function observedArchive(observed) {
  const archive = { calls: [], failing: {} };
  const control = async (request) => {
    const call = await request.json();
    archive.calls.push(call);
    const failBefore = archive.failing[call.name];
    return Response.json(failBefore ? { failBefore } : (observed.faults.shift() ?? {}));
  };
  const wrapper = {
    name: NAME,
    modules: [{ type: "ESModule", path: "index.js", contents: WRAPPER }],
    r2Buckets: { BUCKET: "archive" },
    serviceBindings: { CONTROL: control },
  };
  archive.settings = {
    observed,
    options: { wrappedBindings: { DB: observed.wrapper.name, ARCHIVE: NAME } },
    others: [wrapper],
  };
  archive.bucketOf = (service) => service.miniflare.getR2Bucket("BUCKET", NAME);
  return archive;
}
