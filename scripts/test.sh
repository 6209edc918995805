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
echo "The core, natively (about 1 minute the first time)"
cargo test --quiet
echo "The Worker over HTTP (about 3 minutes)"
node tests/http/support/template.mjs
node --test --test-reporter=dot --test-reporter-destination=stdout \
  --test-reporter=tap --test-reporter-destination=.wrangler/test/http.tap tests/http/*.test.mjs \
  || { echo; grep -vE '^ *(---|\.\.\.|duration_ms|# Subtest|ok )' .wrangler/test/http.tap; exit 1; }
echo
grep -E '^# (tests|pass|fail|skipped) ' .wrangler/test/http.tap
