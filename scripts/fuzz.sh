#!/usr/bin/env bash
# Runs every fuzz target of fuzz/ for FUZZ_SECONDS seconds (60), one after the other, and fails if one finds a crash. The inputs
# that they find are kept in fuzz/corpus, so that the next run starts from them. An input that crashed is kept in
# fuzz/artifacts. Once the fault is fixed, move it to fuzz/seeds.
set -euo pipefail
cd "$(dirname "$0")/.."

CARGO_FUZZ=0.13.2
seconds="${FUZZ_SECONDS:-60}"
targets=$(sed -n 's|^path = "fuzz_targets/\(.*\)\.rs"$|\1|p' fuzz/Cargo.toml)

fail() { echo "Fuzzing failed: $*" >&2; exit 1; }

[[ "$seconds" =~ ^[1-9][0-9]*$ ]] || fail "give FUZZ_SECONDS as a whole number of seconds."
command -v cargo >/dev/null || fail "install Rust with rustup (https://rustup.rs), then run this again."
command -v c++ >/dev/null || fail "install a C++ compiler (Debian: build-essential), then run this again."

if [ "$(.tools/bin/cargo-fuzz --version 2>/dev/null)" != "cargo-fuzz $CARGO_FUZZ" ]; then
  echo "Set-up: compiling cargo-fuzz $CARGO_FUZZ (about 1 minute on 2 cores)"
  cargo install --quiet --locked --force --root .tools --target-dir .tools/fuzz-target "cargo-fuzz@$CARGO_FUZZ" \
    || fail "cargo-fuzz cannot be compiled; check that this machine reaches crates.io."
  rm -rf .tools/fuzz-target
fi

export PATH="$PWD/.tools/bin:$PATH" CARGO_TARGET_DIR="$PWD/fuzz/target"
# The settings of the Worker's release build would make this one slow and hide overflows.
export CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OVERFLOW_CHECKS=true
export CARGO_PROFILE_RELEASE_STRIP=none CARGO_PROFILE_RELEASE_DEBUG=line-tables-only
# No sanitizer: it needs an unstable compiler option, and finds faults of unsafe code, which this project does not have.
fuzz_options=(--sanitizer none)
echo "Building the fuzz targets (about 1 minute the first time, else seconds)"
log="fuzz/target/build.log"
mkdir -p fuzz/target
cargo fuzz build "${fuzz_options[@]}" >"$log" 2>&1 || { cat "$log" >&2; fail "the fuzz targets cannot be built."; }

echo "Fuzzing $(wc -w <<<"$targets") targets, $seconds seconds each"
printf '%-18s %12s %8s\n' target inputs crashes
crashed=()
for target in $targets; do
  log="fuzz/target/$target.log"
  mkdir -p "fuzz/corpus/$target"
  options=(-max_total_time="$seconds" -timeout=10 -print_final_stats=1)
  [ ! -f "fuzz/dictionaries/$target.dict" ] || options+=(-dict="fuzz/dictionaries/$target.dict")
  crashes=0
  cargo fuzz run "${fuzz_options[@]}" "$target" "fuzz/corpus/$target" "fuzz/seeds/$target" -- "${options[@]}" >"$log" 2>&1 || crashes=1
  inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  if [ "$crashes" = 1 ] && ! grep -q 'Test unit written to' "$log"; then
    tail -n 20 "$log" >&2
    fail "$target ended too early."
  fi
  printf '%-18s %12s %8s\n' "$target" "${inputs:-?}" "$crashes"
  [ "$crashes" = 0 ] || crashed+=("$target")
done

for target in ${crashed[@]+"${crashed[@]}"}; do
  log="fuzz/target/$target.log"
  echo
  echo "$target (the whole output is in $log):"
  { grep -a -A6 "panicked at" "$log" || grep -a "ERROR: " "$log"; } | sed '/^stack backtrace/,$d'
  input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -n 1)
  echo "The input is in ${input#"$PWD"/}; shrink it with: .tools/bin/cargo-fuzz fuzz tmin --sanitizer none $target ${input#"$PWD"/}"
done
[ "${#crashed[@]}" = 0 ] || fail "${#crashed[@]} of the targets found a crash."
