#!/usr/bin/env bash
# Installs the peers of npm/package-lock.json into a cache, once for each lock file, and prints where they are.
# needs: nodejs, npm
set -euo pipefail
here=$(cd "$(dirname "$0")/npm" && pwd)
cat_all() { cat "$here/package-lock.json" "$here"/*.mjs; }
key=$(cat_all | cksum | tr -d ' ')
place="${XDG_CACHE_HOME:-$HOME/.cache}/meshclaw-tests/npm-$key"
if [ ! -d "$place" ]; then
  mkdir -p "$(dirname "$place")"
  making=$(mktemp -d "$place.XXXXXX")
  cp "$here"/package.json "$here"/package-lock.json "$here"/*.mjs "$making"
  if ! (cd "$making" && npm ci --ignore-scripts --no-audit --no-fund) >"$making/install.log" 2>&1; then
    cat "$making/install.log" >&2
    exit 1
  fi
  if [ -d "$place" ]; then rm -rf "$making"; else mv "$making" "$place"; fi # Another one may have been faster.
fi
echo "$place"
