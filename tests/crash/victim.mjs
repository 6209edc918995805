// The service that is killed: starts, kills and queries it by way of keeper.mjs.
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export class Victim {
  #keeper;
  #asked = 0;
  #calls = new Map();
  #pid;

  constructor() {
    // A process group of its own: an interrupt from the keyboard must not end the keeper before it has tidied up.
    this.#keeper = fork(fileURLToPath(new URL("keeper.mjs", import.meta.url)), { detached: true });
    this.#keeper.on("message", ({ id, result, error }) => {
      const { resolve, reject } = this.#calls.get(id);
      this.#calls.delete(id);
      if (error) reject(new Error(error));
      else resolve(result);
    });
    this.#keeper.on("exit", () => {
      for (const { reject } of this.#calls.values()) reject(new Error("the keeper of the database is gone"));
    });
  }

  /** Starts workerd, as the keeper can; the origin to call. */
  async start(options = {}) {
    const { origin, pid } = await this.#ask("start", options);
    this.#pid = pid;
    return origin;
  }

  /** Kills workerd at once. */
  kill() {
    try {
      process.kill(this.#pid, "SIGKILL");
    } catch (error) {
      // It ended by itself: `dead` says how.
      if (error.code !== "ESRCH") throw error;
    }
  }

  /** Waits until the killed workerd is dead. */
  async dead() {
    const { code, signal, lastWords } = await this.#ask("gone");
    assert.equal(signal, "SIGKILL", `workerd ended by itself with ${code ?? signal}: ${lastWords.join("\n")}`);
    assert.throws(() => process.kill(this.#pid, 0), { code: "ESRCH" });
  }

  /** Runs the jobs of a schedule, and says how that ended. Fails if workerd is killed meanwhile. */
  scheduled(cron) {
    return this.#ask("scheduled", cron);
  }

  /** Rows of each of the queries [sql, ...parameters], read at one moment. */
  query(...queries) {
    return this.#ask("query", queries);
  }

  /** Ends all processes and removes the database. */
  async remove() {
    if (this.#keeper.exitCode !== null || this.#keeper.signalCode !== null) return;
    const exit = once(this.#keeper, "exit");
    if (this.#keeper.connected) this.#keeper.disconnect();
    await exit;
  }

  #ask(method, ...parameters) {
    const id = (this.#asked += 1);
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#keeper.send({ id, method, parameters }, (error) => error && reject(error));
    });
  }
}
