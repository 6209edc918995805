// A caller of the service, for one life of it.
import http from "node:http";
import { claims, ENDPOINT, SECRET } from "../http/support/service.mjs";
import { hs256 } from "../http/support/tokens.mjs";

/** Longer than the service lets any call wait. */
const TIMEOUT_MS = 10_000;

export class Client {
  #agent = new http.Agent({ keepAlive: true });
  #token;
  #origin;

  constructor(origin, token = hs256(claims(), SECRET)) {
    this.#token = token;
    this.#origin = origin;
  }

  /** The answer, with `status`, `text`, `transaction` and `isReplay`; `undefined` if it did not come, or not whole. */
  post(fields, key) {
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": "application/json" };
    if (key) headers["idempotency-key"] = key;
    const options = { method: "POST", agent: this.#agent, headers, timeout: TIMEOUT_MS };
    return new Promise((resolve) => {
      const request = http.request(this.#origin + ENDPOINT, options, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", () => resolve());
        response.on("close", () => {
          if (!response.complete) return resolve();
          return resolve({
            status: response.statusCode,
            text: Buffer.concat(chunks).toString(),
            transaction: response.headers["x-transaction-id"],
            isReplay: response.headers["idempotency-replayed"] === "true",
          });
        });
      });
      request.on("timeout", () => request.destroy());
      request.on("error", () => resolve());
      request.end(JSON.stringify(fields));
    });
  }

  close() {
    this.#agent.destroy();
  }
}
