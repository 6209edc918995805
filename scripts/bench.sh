#!/usr/bin/env bash
# Measures the Worker beside others, about 18 minutes; all arguments go to bench/run.mjs, whose head says which there are.
# Needs scripts/setup.sh and scripts/build.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

root="$PWD"
if ! cmp -s bench/package-lock.json bench/node_modules/.package-lock.copy; then
  echo "Installing the npm packages of the bench (seconds)" >&2
  (cd bench && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  cp bench/package-lock.json bench/node_modules/.package-lock.copy
fi

mkdir -p bench/build/typescript
node_modules/.bin/esbuild bench/peers/typescript/src/index.ts --bundle --minify --format=esm --target=es2022 \
  --conditions=workerd,worker,browser --log-level=warning --outfile=bench/build/typescript/index.js

hello=bench/peers/hello-rust
if [[ " $* " = *" --check "* ]]; then
  : # Only the peer in TypeScript is looked at.
elif [ ! -f "$hello/build/index_bg.wasm" ] || [ -n "$(find "$hello/src" "$hello/Cargo.toml" "$hello/Cargo.lock" rust-toolchain.toml scripts/bench.sh -newer "$hello/build/index_bg.wasm" -print -quit)" ]; then
  echo "Building the hello world in Rust (about 1 minute)" >&2
  # As the crate's own template is built; the tools are those of scripts/build.sh.
  (
    cd "$hello"
    WASM_BINDGEN_BIN="$root/.tools/bin/wasm-bindgen" \
    WASM_OPT_BIN="$root/node_modules/.bin/wasm-opt" \
    ESBUILD_BIN="$root/node_modules/.bin/esbuild" \
    XDG_CACHE_HOME="$root/.tools/cache" \
      "$root/.tools/bin/worker-build" --release >&2
  )
fi

exec node bench/run.mjs "$@"
