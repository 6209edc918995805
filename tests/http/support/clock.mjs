// A clock of the Worker that a test can put forward, so that nobody has to wait for a time to pass. The Worker is the built
// one; a module in front of it takes the call that puts the clock forward, and replaces the class `Date`.

const PATH = "/the-tests-clock";

/** For `start({ entry })`. */
export const CLOCK = `
let ahead = 0;
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) {
    super(...(given.length > 0 ? given : [Real.now() + ahead]));
  }
  static now() {
    return Real.now() + ahead;
  }
};

const { default: worker } = await import("./index.js");

async function answer(request, next) {
  if (new URL(request.url).pathname !== "${PATH}") return next();
  ahead += Number(await request.text());
  return new Response();
}

const ofClass = () => class extends worker {
  fetch(request) {
    return answer(request, () => super.fetch(request));
  }
};
const ofObject = () => ({ ...worker, fetch: (request, ...more) => answer(request, () => worker.fetch(request, ...more)) });
export default typeof worker === "function" ? ofClass() : ofObject();
`;

/** Puts the clock of a service that was started with `CLOCK` forward. */
export async function putForward(service, milliseconds) {
  const { status } = await service.request("POST", PATH, {}, String(milliseconds));
  if (status !== 200) throw new Error(`the clock was not put forward: ${status}`);
}
