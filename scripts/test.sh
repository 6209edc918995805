#!/usr/bin/env bash
# Every check: format, lints, the core natively, the built Worker over HTTP on workerd with a real local D1, and the pages in a
# browser. Needs scripts/setup.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

# The checks run beside the build, which mostly uses one core. `set -m` gives them a process group, so that all of them stop if the
# build fails.
set -m
bash scripts/check.sh &
checks=$!
set +m
trap 'kill -- -$checks 2>/dev/null || true' EXIT
cargo xtask build
bash scripts/setup-clients.sh
bash scripts/setup-browser.sh
wait $checks
trap - EXIT

echo "The Worker over HTTP (about 5 minutes)"
rm -rf .wrangler/test/logs
node tests/http/support/template.mjs
over_http() {
  # Three files at a time: the tests also wait.
  node --test --test-concurrency=3 --test-reporter=dot --test-reporter-destination=stdout \
    --test-reporter=tap --test-reporter-destination=".wrangler/test/$1.tap" "${@:2}" \
    || { echo; grep -avE '^ *(---|\.\.\.|duration_ms|# Subtest|ok )' ".wrangler/test/$1.tap"; exit 1; }
  echo
}
over_http http tests/http/*.test.mjs
# Last, because it inspects the logs of all others.
over_http after tests/after/*.test.mjs
echo "The pages in a browser (about 2 minutes)"
over_http browser tests/browser/*.test.mjs
echo "The bench's Worker in TypeScript, which must do the same work (seconds)"
bash scripts/bench.sh bench/run.mjs --check
grep -ah '^# crash proof' .wrangler/test/http.tap | cut -c3-
grep -ah 'attacks tried' .wrangler/test/http.tap | cut -c3-
cat .wrangler/test/http.tap .wrangler/test/after.tap .wrangler/test/browser.tap \
  | awk '/^# (tests|pass|fail) / { sum[$2] += $3 } END { print sum["tests"] " tests over HTTP and in a browser: " sum["pass"] " passed, " sum["fail"] " failed" }'
