#!/usr/bin/env bash
# Runs a script of the bench with its arguments. The head of each script lists them. Needs scripts/setup.sh and
# `cargo xtask build`.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! cmp -s bench/package-lock.json bench/node_modules/.package-lock.copy; then
  echo "Installing the npm packages of the bench (seconds)" >&2
  (cd bench && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  cp bench/package-lock.json bench/node_modules/.package-lock.copy
fi

mkdir -p bench/build/typescript
node_modules/.bin/esbuild bench/peers/typescript/src/index.ts --bundle --minify --format=esm --target=es2022 \
  --conditions=workerd,worker,browser --log-level=warning --outfile=bench/build/typescript/index.js

# Only the comparison with other Workers uses the hello world.
[[ " $* " = *" --check "* || "$1" != *run.mjs ]] || cargo xtask build hello-rust >&2

exec node "$@"
