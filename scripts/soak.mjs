#!/usr/bin/env node
// Runs the crash proof of tests/http/crash.test.mjs for longer. SOAK_MINUTES= says how long (10). CRASH_SEED= repeats the calls and
// the times of the kills of an earlier run. Needs `make build`.
import { prove } from "../tests/crash/proof.mjs";
import { anySeed } from "../tests/crash/random.mjs";
import { makeTemplateIfOld } from "../tests/http/support/template.mjs";

const minutes = Number(process.env.SOAK_MINUTES ?? 10);
const seed = Number(process.env.CRASH_SEED ?? anySeed());
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error("Set SOAK_MINUTES to a number above 0 and CRASH_SEED to a whole number.");
  process.exit(1);
}

makeTemplateIfOld();
console.log(`Killing the service under load for ${minutes} minutes (CRASH_SEED=${seed})`);
const start = Date.now();
let told = start;
const tally = await prove({
  seed,
  isEnough: () => Date.now() - start >= minutes * 60_000,
  note: (tally) => {
    if (Date.now() - told < 60_000) return;
    told = Date.now();
    console.log(`${Math.round((told - start) / 60_000)} min: ${tally}`);
  },
});
for (const violation of tally.violations) console.log(violation);
console.log(`${tally}`);
process.exitCode = tally.violations.length > 0 ? 1 : 0;
