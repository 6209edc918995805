#!/usr/bin/env bash
# Builds the Worker into build/, unless it is newer than everything it is made of. Needs scripts/setup.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -f build/index_bg.wasm ] && [ -z "$(find src Cargo.toml Cargo.lock rust-toolchain.toml scripts/build.sh scripts/wasm-opt package-lock.json -newer build/index_bg.wasm -print -quit)" ]; then
  exit 0
fi
echo "Building the Worker (about 1 minute after a change of the dependencies, else 20 seconds)"
# The paths of this machine, which panic messages would carry, are no part of the Worker. Nor are the places of panics and
# the Debug forms of values, which nothing that is logged or answered uses: 4 KB compressed. The two options are unstable,
# hence RUSTC_BOOTSTRAP; the toolchain is pinned, and without them the Worker is only larger.
RUSTC_BOOTSTRAP=1 \
RUSTFLAGS="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src= --remap-path-prefix=$PWD= -Zlocation-detail=none -Zfmt-debug=none" \
WASM_BINDGEN_BIN="$PWD/.tools/bin/wasm-bindgen" \
WASM_OPT_BIN="$PWD/scripts/wasm-opt" \
ESBUILD_BIN="$PWD/node_modules/.bin/esbuild" \
XDG_CACHE_HOME="$PWD/.tools/cache" \
  .tools/bin/worker-build --release
