// The entry point of the Worker: the handlers that wasm-bindgen exports from src/lib.rs.
import { fetch, scheduled } from "./index.js";

// Logs a trap of the Wasm module: the runtime tells only the caller. wasm-bindgen gives the next call a new instance, and wraps
// the trap in an error of its own.
addEventListener("error", ({ error }) => {
  console.error(JSON.stringify({ level: "error", job: "call", reason: String(error?.cause ?? error) }));
});

export default { fetch, scheduled };
