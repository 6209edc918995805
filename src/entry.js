// The entry point of the Worker: the handlers that wasm-bindgen exports from src/lib.rs.
import { fetch, scheduled } from "./index.js";

// Logs a trap of the Wasm module: the runtime tells only the caller. wasm-bindgen gives the next call a new instance, and wraps
// the trap in an error of its own.
addEventListener("error", ({ error }) => {
  console.error(JSON.stringify({ level: "error", job: "call", reason: String(error?.cause ?? error) }));
});

export default {
  // A call runs to its end when its caller hangs up: it is logged, and leaves nothing behind. The runtime would drop its
  // promises, and what waits for them would stay in the memory of Wasm.
  fetch(request, env, context) {
    const response = fetch(request, env, context);
    context.waitUntil(response);
    return response;
  },
  scheduled,
};
