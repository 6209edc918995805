#!/usr/bin/env bash
# Installs what the tests run in Python, each in its own environment: the ServiceNow clients in .tools/clients, and
# schemathesis in .tools/schemathesis. Does nothing if they are installed.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "Set-up: $*"; }
fail() { echo "Set-up failed: $*" >&2; exit 1; }

pip_install() { "$1/bin/python" -m pip install --quiet --disable-pip-version-check "${@:2}"; }

# Makes the environment $1 of the list $2, for what $3 names, unless it is there. Further arguments are pip's.
environment() {
  local place="$1" list="$2" what="$3"
  if cmp -s "$list" "$place/requirements.copy" && "$place/bin/python" -c '' 2>/dev/null; then return; fi
  say "installing $what (about 15 seconds)"
  # schemathesis asks for 3.11.
  python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
    || fail "install Python 3.11 or newer with its module venv (Debian: python3 and python3-venv), then run this again."
  python3 -m venv --clear "$place" && pip_install "$place" --constraint "$list" setuptools wheel \
    && pip_install "$place" --no-deps "${@:4}" --requirement "$list" \
    || fail "$what cannot be installed; check that this machine reaches its Python package index."
  cp "$list" "$place/requirements.copy"
}

environment .tools/clients tests/clients/requirements.txt "the ServiceNow clients of the tests" --no-build-isolation
environment .tools/schemathesis tests/schemathesis/requirements.txt "schemathesis, which tests the service by its description" \
  --only-binary :all:
