// Variables and secrets that change while the Worker runs, as Cloudflare may change them without a new isolate. The Worker is
// the built one; a module in front of it takes the call that changes them, and hands them to the same instance.

const PATH = "/the-tests-variables";

/** For `start({ entry })`. */
export const VARIABLES = `
const { default: worker } = await import("./index.js");
let changed = {};
export default {
  ...worker,
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== "${PATH}") return worker.fetch(request, { ...env, ...changed }, context);
    changed = await request.json();
    return new Response();
  },
};
`;

/** Sets variables of a service that was started with `VARIABLES`. All others are again what they were at its start. */
export async function setVariables(service, variables) {
  const { status } = await service.request("POST", PATH, {}, JSON.stringify(variables));
  if (status !== 200) throw new Error(`the variables were not set: ${status}`);
}
