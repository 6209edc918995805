// The report for a person.
const WORDS = { ok: "ok", FAILED: "failed", skipped: "skipped", look: "to look at" };

export class Report {
  #secrets;
  #counts = Object.fromEntries(Object.keys(WORDS).map((kind) => [kind, 0]));

  constructor(secrets) {
    this.#secrets = secrets;
  }

  say(line) {
    const hidden = this.#secrets.reduce((text, secret) => text.replaceAll(secret, "[secret]"), line);
    // An answer might contain control characters of the terminal.
    process.stdout.write(`${hidden.replace(/\p{Cc}/gu, "?")}\n`);
  }

  add(what, [kind, found]) {
    this.#counts[kind] += 1;
    this.say(`${kind.padEnd(8)}${what}: ${found}`);
  }

  /** The exit code. */
  end() {
    const counts = Object.entries(WORDS).map(([kind, word]) => `${this.#counts[kind]} ${word}`);
    this.say(counts.join(", "));
    return this.#counts.FAILED > 0 ? 1 : 0;
  }
}
