#!/usr/bin/env bash
# Serves the Worker on http://localhost:8787 (PORT= for another port) with a local D1 in .wrangler/state. Applies
# new migrations, and loads the sample data once. Needs `cargo xtask build --dev`. Remove .wrangler/state to start again.
set -euo pipefail
cd "$(dirname "$0")/.."

export CI=1 WRANGLER_SEND_METRICS=false WRANGLER_SEND_ERROR_REPORTS=false WRANGLER_HIDE_BANNER=true
export CLOUDFLARE_CF_FETCH_ENABLED=false
export WRANGLER_LOG_PATH="$PWD/.wrangler/logs" XDG_CONFIG_HOME="$PWD/.wrangler/config"
port="${PORT:-8787}"
state="$PWD/.wrangler/state"
local_wrangler=(node_modules/.bin/wrangler --config dev/wrangler.toml)

if [ "$(ls migrations)" != "$(cat "$state/.migrations" 2>/dev/null)" ]; then
  echo "Applying the migrations to the local database (3 seconds)"
  "${local_wrangler[@]}" d1 migrations apply DB --local --persist-to "$state" >/dev/null \
    || { echo "The local database is of other migrations; remove .wrangler/state to start anew." >&2; exit 1; }
  ls migrations > "$state/.migrations"
fi
if [ ! -f "$state/.sample-data" ]; then
  echo "Loading the sample data (4 seconds)"
  for data in dev/sample-data.sql dev/demo-data.sql; do
    "${local_wrangler[@]}" d1 execute DB --local --persist-to "$state" --file "$data" >/dev/null
  done
  touch "$state/.sample-data"
fi
echo "Serving on http://localhost:$port"
echo "Open it in a browser. The board is http://localhost:$port/board: user cti.integration, password help-request-demo."
exec "${local_wrangler[@]}" dev --port "$port" --inspector-port 0 --persist-to "$state" --show-interactive-dev-session=false
