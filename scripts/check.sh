#!/usr/bin/env bash
# Format, lints, types and the native tests. Needs scripts/setup.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "Format"
cargo fmt --all --check
echo "Lints (about 1 minute the first time)"
# The fuzz targets only need to compile. Nothing is linked, so libFuzzer is left out.
CUSTOM_LIBFUZZER_PATH=./none cargo clippy --quiet --workspace --all-targets -- -D warnings
echo "The core, natively (about 1 minute the first time)"
cargo test --quiet
echo "The pages: types, and the core of the board (seconds)"
node_modules/.bin/tsc --project web
node --test --test-reporter=dot tests/web/*.test.mjs
