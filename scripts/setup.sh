#!/usr/bin/env bash
# Prepares a machine to build and run: installs the pinned Rust toolchain, its Wasm target and the npm packages. Skips what is
# installed. Outside this folder it changes only the Rust toolchain and the caches of the package managers.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "Set-up: $*"; }
fail() { echo "Set-up failed: $*" >&2; exit 1; }

command -v cargo >/dev/null || fail "install Rust with rustup (https://rustup.rs), then run this again."
command -v cc >/dev/null || fail "install a C compiler, which Rust links with (Debian: build-essential), then run this again."
command -v node >/dev/null && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 3) ? 0 : 1)' \
  || fail "install Node.js 20.3 or newer, then run this again."
command -v npm >/dev/null || fail "install npm (it comes with Node.js), then run this again."
if ! rustc --version >/dev/null 2>&1; then
  say "installing the Rust toolchain that rust-toolchain.toml names (about 20 seconds)"
  command -v rustup >/dev/null && rustup toolchain install \
    || fail "install Rust $(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml), best with rustup (https://rustup.rs), then run this again."
fi

if [ ! -d "$(rustc --print target-libdir --target wasm32-unknown-unknown)" ]; then
  say "adding the Wasm target to the Rust toolchain (seconds)"
  command -v rustup >/dev/null || fail "install rustup (https://rustup.rs), or the standard library for wasm32-unknown-unknown from the source of your Rust."
  rustup target add wasm32-unknown-unknown \
    || fail "the Wasm target cannot be downloaded; connect this machine to the internet and run 'rustup target add wasm32-unknown-unknown'."
fi

if ! cmp -s package-lock.json node_modules/.package-lock.copy; then
  say "installing the npm packages: wrangler, miniflare, wasm-opt, esbuild (about 10 seconds)"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
    || fail "the npm packages cannot be installed; check that this machine reaches its npm registry."
  cp package-lock.json node_modules/.package-lock.copy
fi
