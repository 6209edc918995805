#!/usr/bin/env bash
# Every check: format, lints, the core natively, and the built Worker over HTTP on workerd with a real local D1. Needs
# scripts/setup.sh and scripts/build.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "Format"
cargo fmt --check
echo "Lints, natively and for Wasm (about 1 minute the first time)"
cargo clippy --quiet --all-targets -- -D warnings
cargo clippy --quiet --target wasm32-unknown-unknown -- -D warnings
echo "The fuzz targets, which only have to compile here (about 15 seconds the first time)"
cargo fmt --check --manifest-path fuzz/Cargo.toml
# Nothing is linked, so libFuzzer need not be compiled.
CUSTOM_LIBFUZZER_PATH=./none cargo clippy --quiet --manifest-path fuzz/Cargo.toml -- -D warnings
echo "The core, natively (about 1 minute the first time)"
cargo test --quiet
echo "The Worker over HTTP (about 5 minutes)"
rm -rf .wrangler/test/logs
node tests/http/support/template.mjs
over_http() {
  node --test --test-reporter=dot --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination=".wrangler/test/$1.tap" "${@:2}" \
    || { echo; grep -avE '^ *(---|\.\.\.|duration_ms|# Subtest|ok )' ".wrangler/test/$1.tap"; exit 1; }
  echo
}
over_http http tests/http/*.test.mjs
# When all else has run, because it inspects what that has logged.
over_http after tests/after/*.test.mjs
echo "The bench's peer in TypeScript, which has to do the same work (seconds)"
bash scripts/bench.sh --check
grep -ah '^# crash proof' .wrangler/test/http.tap | cut -c3-
grep -ah 'attacks tried' .wrangler/test/http.tap | cut -c3-
cat .wrangler/test/http.tap .wrangler/test/after.tap \
  | awk '/^# (tests|pass|fail) / { sum[$2] += $3 } END { print sum["tests"] " tests over HTTP: " sum["pass"] " passed, " sum["fail"] " failed" }'
