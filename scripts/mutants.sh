#!/usr/bin/env bash
# Changes the pure core in one place after the other (cargo-mutants) and runs the native tests on each change. A change that no
# test notices is listed, and the script fails. MUTANTS_FILES narrows it to the files of a glob, such as 'src/auth/*.rs' or
# 'src/{time,sys_id}.rs'. The whole core takes hours.
set -euo pipefail
cd "$(dirname "$0")/.."

CARGO_MUTANTS=27.1.0
# What needs the platform is tested over HTTP.
shell=('src/platform/**' 'src/sign_in/**' 'src/api/**' 'src/jobs/**' 'src/app/**' 'src/lib.rs')

fail() { echo "Mutation testing failed: $*" >&2; exit 1; }

command -v cargo >/dev/null || fail "install Rust with rustup (https://rustup.rs), then run this again."

if [ "$(.tools/bin/cargo-mutants mutants --version 2>/dev/null)" != "cargo-mutants $CARGO_MUTANTS" ]; then
  echo "Set-up: compiling cargo-mutants $CARGO_MUTANTS (about 3 minutes on 2 cores)"
  cargo install --quiet --locked --force --root .tools --target-dir .tools/mutants-target "cargo-mutants@$CARGO_MUTANTS" \
    || fail "cargo-mutants cannot be compiled; check that this machine reaches crates.io."
  rm -rf .tools/mutants-target
fi

export PATH="$PWD/.tools/bin:$PATH"
# Compiling takes most of the time.
export CARGO_PROFILE_DEV_DEBUG=none CARGO_PROFILE_TEST_DEBUG=none
options=(--package help-request-edge --file "${MUTANTS_FILES:-src/**/*.rs}" --output target/mutants --minimum-test-timeout 60)
for glob in "${shell[@]}"; do options+=(--exclude "$glob"); done
# These take most of the tests' time, and no change was ever noticed by them alone.
slow=(--skip cti::histories --skip table_robustness --skip xml_well_formed)
mkdir -p target/mutants
PROPTEST_CASES=30 cargo mutants "${options[@]}" -- --test core -- "${slow[@]}" || {
  [ ! -s target/mutants/mutants.out/missed.txt ] || fail "no test notices the changes in target/mutants/mutants.out/missed.txt."
  fail "see target/mutants/mutants.out."
}
