import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs `work` with the path of a directory that only this account can enter, and always removes it afterwards. A signal that
 * would end this process becomes an AbortSignal, so that `work` ends first.
 */
export async function withPrivateDirectory(work) {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  for (const signal of SIGNALS) process.on(signal, interrupt);
  const directory = mkdtempSync(join(tmpdir(), "help-request-user-"));
  try {
    return await work(directory, interruption.signal);
  } finally {
    rmSync(directory, { recursive: true, force: true });
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
