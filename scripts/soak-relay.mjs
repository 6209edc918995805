#!/usr/bin/env node
// Runs the proof of the relay (tests/http/relay-crash.test.mjs) again and again, each time with a new seed. SOAK_MINUTES= says how
// long (10), RELAY_SEED= begins with the seed of an earlier run. Needs `make build`.
import { anySeed } from "../tests/crash/random.mjs";
import { makeTemplateIfOld } from "../tests/http/support/template.mjs";
import { proveRelay } from "../tests/relay/proof.mjs";

const minutes = Number(process.env.SOAK_MINUTES ?? 10);
const KILLS = 20;
if (!(minutes > 0)) {
  console.error("Set SOAK_MINUTES to a number above 0.");
  process.exit(1);
}
makeTemplateIfOld();
console.log(`Killing the relay under load, with an instance that lies, for ${minutes} minutes`);
const start = Date.now();
let seed = Number(process.env.RELAY_SEED ?? anySeed());
let failed = 0;
while (Date.now() - start < minutes * 60_000) {
  const tally = await proveRelay({ seed, isEnough: ({ kills }) => kills >= KILLS });
  console.log(`RELAY_SEED=${seed}: ${tally}`);
  for (const violation of tally.violations) console.log(violation);
  failed += tally.violations.length;
  seed = anySeed();
}
process.exitCode = failed > 0 ? 1 : 0;
