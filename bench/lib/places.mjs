// Where things are.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export const PLACES = {
  root,
  service: `${root}build`,
  migrations: `${root}migrations`,
  typescript: `${root}bench/build/typescript`,
  bare: `${root}bench/peers/bare`,
  helloJs: `${root}bench/peers/hello-js`,
  helloRust: `${root}bench/peers/hello-rust/build`,
  results: `${root}bench/results`,
  docs: `${root}docs/benchmarks.md`,
  /** Databases to copy. */
  databases: `${root}.wrangler/bench`,
  /**
   * Databases of a run, which are deleted when it ends: in memory where Linux has a folder for that, because what the disk of
   * this machine does with each commit is no property of what is measured.
   */
  copies: existsSync("/dev/shm") ? "/dev/shm/help-request-bench" : `${root}.wrangler/bench-copies`,
};
