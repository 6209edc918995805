#!/usr/bin/env bash
# Makes a bare machine able to build and run: the Wasm target, the standard library's source, the npm packages, worker-build
# and wasm-bindgen. A step whose result is there is skipped. Nothing outside this folder changes, but for the target and the
# source in the Rust toolchain and the package managers' own caches.
set -euo pipefail
cd "$(dirname "$0")/.."

# The release of worker-build that belongs to the crate worker in Cargo.toml, and the wasm-bindgen it expects.
WORKER_BUILD=0.8.7
WASM_BINDGEN=0.2.129

say() { echo "Set-up: $*"; }
fail() { echo "Set-up failed: $*" >&2; exit 1; }

command -v cargo >/dev/null || fail "install Rust with rustup (https://rustup.rs), then run this again."
command -v node >/dev/null && node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 3) ? 0 : 1)' \
  || fail "install Node.js 20.3 or newer, then run this again."
command -v npm >/dev/null || fail "install npm (it comes with Node.js), then run this again."
rustc --version >/dev/null 2>&1 || fail "install the toolchain named in rust-toolchain.toml: run 'rustup toolchain install $(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)'."

if [ ! -d "$(rustc --print target-libdir --target wasm32-unknown-unknown)" ]; then
  say "adding the Wasm target to the Rust toolchain (seconds)"
  command -v rustup >/dev/null || fail "install rustup (https://rustup.rs), or the standard library for wasm32-unknown-unknown from where your Rust came."
  rustup target add wasm32-unknown-unknown \
    || fail "the Wasm target cannot be downloaded; connect this machine to the internet and run 'rustup target add wasm32-unknown-unknown'."
fi

if [ ! -f "$(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ]; then
  say "adding the standard library's source to the Rust toolchain (seconds)"
  { command -v rustup >/dev/null && rustup component add rust-src; } \
    || say "without it the Worker is built with the ready-made standard library, and gets 10 KB larger."
fi

if ! cmp -s package-lock.json node_modules/.package-lock.copy; then
  say "installing the npm packages: wrangler, miniflare, wasm-opt, esbuild (about 20 seconds)"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
    || fail "the npm packages cannot be installed; check that this machine reaches its npm registry."
  cp package-lock.json node_modules/.package-lock.copy
fi

if [ "$(.tools/bin/worker-build --version 2>/dev/null)" != "$WORKER_BUILD" ]; then
  say "compiling worker-build $WORKER_BUILD (about 5 minutes on 2 cores)"
  cargo install --quiet --locked --force --root .tools --target-dir .tools/target "worker-build@$WORKER_BUILD" --bin worker-build \
    || fail "worker-build cannot be compiled; install a C compiler, OpenSSL's headers and pkg-config (Debian: build-essential libssl-dev pkg-config), and check that this machine reaches crates.io."
fi

# wasm-bindgen is downloaded where that is possible, which takes seconds, else compiled.
wasm_bindgen_is_there() { [ "$(.tools/bin/wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $WASM_BINDGEN" ]; }
download_wasm_bindgen() {
  local target
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) target=x86_64-unknown-linux-musl ;;
    Linux-aarch64) target=aarch64-unknown-linux-gnu ;;
    Darwin-arm64) target=aarch64-apple-darwin ;;
    Darwin-x86_64) target=x86_64-apple-darwin ;;
    *) return 1 ;;
  esac
  local name="wasm-bindgen-$WASM_BINDGEN-$target"
  local url="https://github.com/wasm-bindgen/wasm-bindgen/releases/download/$WASM_BINDGEN/$name.tar.gz"
  mkdir -p .tools/bin
  curl --fail --silent --show-error --location --connect-timeout 5 --max-time 60 "$url" 2>/dev/null \
    | tar -xzf - -C .tools/bin --strip-components=1 "$name/wasm-bindgen" 2>/dev/null && wasm_bindgen_is_there
}
if ! wasm_bindgen_is_there; then
  say "downloading wasm-bindgen $WASM_BINDGEN (seconds)"
  if ! download_wasm_bindgen; then
    say "no download from here; compiling wasm-bindgen $WASM_BINDGEN (about 3 minutes on 2 cores)"
    cargo install --quiet --locked --force --root .tools --target-dir .tools/target "wasm-bindgen-cli@$WASM_BINDGEN" --bin wasm-bindgen \
      || fail "wasm-bindgen can be neither downloaded nor compiled; install a C compiler (Debian: build-essential) and check that this machine reaches crates.io."
  fi
fi
rm -rf .tools/target
