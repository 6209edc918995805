#!/usr/bin/env bash
# Builds the Worker into build/, unless it is newer than everything it is made of. Needs scripts/setup.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -f build/index_bg.wasm ] && [ -z "$(find src Cargo.toml Cargo.lock rust-toolchain.toml scripts/build.sh scripts/wasm-ld scripts/wasm-opt scripts/esbuild scripts/short-names.mjs scripts/entry.js package-lock.json -newer build/index_bg.wasm -print -quit)" ]; then
  exit 0
fi
echo "Building the Worker (about 1 minute after a change of the dependencies, else 20 seconds)"
# The paths of this machine, which panic messages would carry, are no part of the Worker. Nor are the places of panics and
# the Debug forms of values, which nothing that is logged or answered uses: 4 KB compressed. The standard library is built
# along, so that its panics have no messages either: 10 KB. The options are unstable, hence RUSTC_BOOTSTRAP; the toolchain is
# pinned, and without them the Worker is only larger.
flags="--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src= --remap-path-prefix=$PWD= -Zlocation-detail=none -Zfmt-debug=none"
if [ -f "$(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ]; then
  flags+=" -Zunstable-options -Cpanic=immediate-abort"
  export CARGO_UNSTABLE_BUILD_STD=std,panic_abort CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size
fi
RUSTC_BOOTSTRAP=1 \
RUSTFLAGS="$flags" \
CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER="$PWD/scripts/wasm-ld" \
WASM_BINDGEN_BIN="$PWD/.tools/bin/wasm-bindgen" \
WASM_OPT_BIN="$PWD/scripts/wasm-opt" \
ESBUILD_BIN="$PWD/scripts/esbuild" \
XDG_CACHE_HOME="$PWD/.tools/cache" \
  .tools/bin/worker-build --release
