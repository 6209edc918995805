// How long and how often is measured.

const QUICK = { rounds: 2, seconds: 0.3, rateSeconds: 0.7, growthRounds: 1, coldStarts: 3, growth: [0, 100_000] };
const FULL = {
  rounds: 7,
  seconds: 0.8,
  rateSeconds: 1.5,
  growthRounds: 7,
  coldStarts: 11,
  growth: [0, 100_000, 1_000_000],
};

export const CONNECTIONS = 16;
/** Calls a second at which latency is measured: well below what any candidate can do. */
export const RATE = 200;

/** By the command line, and by BENCH_ROUNDS and BENCH_SECONDS, the length of a sample. */
export function settings(argv, env) {
  const isQuick = argv.includes("--quick");
  const measuresNothing = argv.includes("--check");
  const base = isQuick ? QUICK : FULL;
  const own = (name, value) => {
    const given = Number(env[name] ?? value);
    if (!(given > 0)) throw new Error(`${name} is a number above 0`);
    return given;
  };
  return {
    ...base,
    growth: measuresNothing ? [0] : base.growth,
    isQuick,
    measuresNothing,
    rounds: own("BENCH_ROUNDS", base.rounds),
    seconds: own("BENCH_SECONDS", base.seconds),
    writesDocs: argv.includes("--write"),
  };
}
