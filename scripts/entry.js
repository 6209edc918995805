// The Worker's entry point. worker-build writes one for every kind of Worker, which takes each call through several proxies
// and keeps classes that this service does not use.
import { fetch, scheduled } from "./index.js";

// wasm-bindgen's glue gives the next call a new instance, and names a trap that came from outside of Wasm as the cause of an
// error of its own.
function noteTrap(error) {
  const trap = error?.cause ?? error;
  if (trap instanceof WebAssembly.RuntimeError) {
    console.error(JSON.stringify({ level: "error", job: "call", reason: `Wasm trap: ${trap.message}` }));
  }
}

addEventListener("error", (event) => noteTrap(event.error));

/** Promises what the handler hands to the function that is its last parameter. */
const promised = (handler, ...given) =>
  new Promise((resolve) => {
    try {
      handler(...given, resolve);
    } catch (error) {
      noteTrap(error);
      throw error;
    }
  });

export default {
  fetch: (request, env) => promised(fetch, request, env),
  scheduled: (_event, env) => promised(scheduled, env),
};
