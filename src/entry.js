// The entry point of the Worker. The handlers come from src/lib.rs; wasm-bindgen exports them.
import { fetch, scheduled } from "./index.js";

// wasm-bindgen continues its futures by queueMicrotask, or by a promise if there is none. In this runtime a promise takes 8 µs
// less each time: 3 to 4 % of the CPU time of a create, an update or a list, 7 % of that of a rejected call.
globalThis.queueMicrotask = undefined;

// Logs a trap of the Wasm module, because the runtime reports it only to the caller. wasm-bindgen wraps the trap in an
// error of its own, as the cause, and gives the next call a new instance of the module.
addEventListener("unhandledrejection", ({ reason }) => {
  console.error(JSON.stringify({ level: "error", job: "call", reason: String(reason?.cause ?? reason) }));
});

export default {
  // Lets a call run to its end even if its caller hangs up, so that it is logged. Otherwise the runtime would drop its
  // promises, and whatever waits for them would stay in the memory of Wasm.
  fetch(request, env, context) {
    const response = fetch(request, env, context);
    context.waitUntil(response);
    return response;
  },
  scheduled,
};
