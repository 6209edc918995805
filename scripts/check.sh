#!/usr/bin/env bash
# Format, lints and the native tests. Needs scripts/setup.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "Format"
cargo fmt --all --check
echo "Lints (about 1 minute the first time)"
# The fuzz targets only need to compile. Nothing is linked, so libFuzzer is left out.
CUSTOM_LIBFUZZER_PATH=./none cargo clippy --quiet --workspace --all-targets -- -D warnings
echo "The core, natively (about 1 minute the first time)"
cargo test --quiet
