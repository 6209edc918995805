// Load from a process of its own, so that making it is not counted as the runtime's work.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { reading, used } from "./cpu.mjs";
import { stockOf } from "./requests.mjs";

const RUN = Date.now().toString(36);

export class Load {
  #process = fork(fileURLToPath(new URL("load-process.mjs", import.meta.url)));

  /**
   * Calls an instance and resolves with `calls`, the `seconds` it took, `cpuUs` (of the runtime, per call) and, at a rate,
   * `latencies` in milliseconds. `how` is `{ connections, seconds }`, each connection calling again as soon as it is
   * answered, or `{ rate, seconds }`, where calls go out at fixed times whatever becomes of those before.
   */
  async run(instance, { operation, format = "json", stored }, how) {
    const { credentials, isKeyed } = instance.candidate;
    const call = { operation, format, stored, credentials, isKeyed, run: RUN };
    const stock = stockOf(operation);
    const from = instance.used[stock] ?? 0;
    const before = reading(instance.pid);
    const result = await this.#ask({ origin: instance.origin, call, from, how });
    if (result.error) throw new Error(`${instance.candidate.title}, ${operation} in ${format}: ${result.error}`);
    instance.used[stock] = from + result.calls;
    return { ...result, cpuUs: used(before, reading(instance.pid)) / 1000 / result.calls };
  }

  #ask(message) {
    return new Promise((resolve, reject) => {
      const gone = (code) => reject(new Error(`the load generator has ended with ${code}`));
      this.#process.once("exit", gone);
      this.#process.once("message", (answer) => {
        this.#process.off("exit", gone);
        resolve(answer);
      });
      this.#process.send(message);
    });
  }

  stop() {
    this.#process.removeAllListeners("exit");
    this.#process.kill();
  }
}
