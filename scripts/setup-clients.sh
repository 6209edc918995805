#!/usr/bin/env bash
# Installs the ServiceNow clients that the tests run, in their own Python environment in .tools/clients. Does nothing if they
# are installed.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "Set-up: $*"; }
fail() { echo "Set-up failed: $*" >&2; exit 1; }

CLIENTS=tests/clients/requirements.txt
pip_install() { .tools/clients/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }
if ! cmp -s "$CLIENTS" .tools/clients/requirements.copy || ! .tools/clients/bin/python -c '' 2>/dev/null; then
  say "installing the ServiceNow clients of the tests (about 15 seconds)"
  python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 9))' 2>/dev/null \
    || fail "install Python 3.9 or newer with its module venv (Debian: python3 and python3-venv), then run this again."
  python3 -m venv --clear .tools/clients && pip_install --constraint "$CLIENTS" setuptools wheel \
    && pip_install --no-deps --no-build-isolation --requirement "$CLIENTS" \
    || fail "the ServiceNow clients cannot be installed; check that this machine reaches its Python package index."
  cp "$CLIENTS" .tools/clients/requirements.copy
fi
