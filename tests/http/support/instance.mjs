// What the Worker's Wasm instance holds. The Worker is the built one; a module in front of it looks into its instance.

const PATH = "/the-tests-instance";

/** For `start({ entry })`. `context` is the context that the Worker gets: an expression, in which `context` is the real one. */
export const instance = (context = "context") => `
const { Instance } = WebAssembly;
const instances = [];
WebAssembly.Instance = function (...given) {
  const instance = new Instance(...given);
  instances.push(instance);
  return instance;
};
const { default: worker } = await import("./index.js");

function held() {
  const { memory, __wbindgen_externrefs: table } = instances.at(-1).exports;
  let objects = 0;
  for (let at = 0; at < table.length; at += 1) if (table.get(at) != null) objects += 1;
  return Response.json({ instances: instances.length, bytes: memory.buffer.byteLength, objects });
}

export default {
  ...worker,
  fetch(request, env, context) {
    return new URL(request.url).pathname === "${PATH}" ? held() : worker.fetch(request, env, ${context});
  },
};
`;

/**
 * How many instances there have been, and what the last one holds: the bytes of its memory, which never shrinks, and how many
 * objects of JavaScript. Each call that has not ended holds some: its request, its timers, its promises.
 */
export async function heldBy(service) {
  return JSON.parse((await service.request("GET", PATH)).text);
}
