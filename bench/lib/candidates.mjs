// What is measured.
import { PLACES } from "./places.mjs";
import { BASIC, BEARER } from "./credentials.mjs";

const SERVICE = { folder: PLACES.service, modules: ["index.js", "index_bg.wasm"] };

export const CANDIDATES = {
  service: { title: "this service, bearer token", ...SERVICE, credentials: BEARER },
  basic: { title: "this service, HTTP Basic", ...SERVICE, credentials: BASIC },
  keyed: { title: "this service, bearer token and Idempotency-Key", ...SERVICE, credentials: BEARER, isKeyed: true },
  typescript: {
    title: "the same in TypeScript",
    folder: PLACES.typescript,
    modules: ["index.js"],
    credentials: BEARER,
  },
  bare: { title: "bare JavaScript: one INSERT", folder: PLACES.bare, modules: ["index.js"] },
  helloRust: { title: "hello world in Rust", folder: PLACES.helloRust, modules: ["index.js", "index_bg.wasm"] },
  helloJs: { title: "hello world in JavaScript", folder: PLACES.helloJs, modules: ["index.js"] },
};
