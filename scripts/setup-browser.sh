#!/usr/bin/env bash
# Installs the browser of the tests, and what drives it, in tests/browser/node_modules. Does nothing if they are installed. On
# Linux x64 npm brings a Chromium; elsewhere the Chrome or Chromium of the machine is taken, or what CHROME names.
set -euo pipefail
cd "$(dirname "$0")/../tests/browser"

say() { echo "Set-up: $*"; }
fail() { echo "Set-up failed: $*" >&2; exit 1; }

if ! cmp -s package-lock.json node_modules/.package-lock.copy; then
  say "installing the browser of the tests (90 MB, about 5 seconds)"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
    || fail "the browser cannot be installed; check that this machine reaches its npm registry."
  cp package-lock.json node_modules/.package-lock.copy
fi

# Before the tests, of which two files run at a time: each would unpack it.
[ -n "${CHROME:-}" ] || node support/executable.mjs || fail "the browser cannot be unpacked, or there is no Chrome or Chromium on this machine."
