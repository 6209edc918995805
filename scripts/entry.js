// The Worker's entry point. worker-build writes one for every kind of Worker, which takes each call through several proxies
// and keeps classes that this service does not use.
import * as wasm from "./index.js";

const state = wasm.__worker_init_state();

// What a trap has left behind cannot be trusted: the next call gets a new instance. wasm-bindgen names one that came from
// outside of Wasm as the cause of an error of its own.
function noteTrap(error) {
  const trap = error?.cause ?? error;
  if (trap instanceof WebAssembly.RuntimeError) {
    console.error(JSON.stringify({ level: "error", job: "call", reason: `Wasm trap: ${trap.message}` }));
    state.criticalError = true;
  }
}

addEventListener("error", (event) => noteTrap(event.error));

/** Promises what the handler hands to the function that is its last parameter. */
const promised = (handler, ...given) => new Promise((resolve) => call(handler, ...given, resolve));

function call(handler, ...given) {
  if (state.criticalError) {
    wasm.__wbg_reset_state();
    state.criticalError = false;
    state.instanceId += 1;
  }
  try {
    return handler(...given);
  } catch (error) {
    noteTrap(error);
    throw error;
  }
}

export default {
  fetch: (request, env) => promised(wasm.fetch, request, env),
  scheduled: (_event, env) => promised(wasm.scheduled, env),
};
