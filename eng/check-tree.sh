#!/usr/bin/env bash
# Rules of the tree that no compiler checks: file lengths, and no path of the machine that it was written on.
set -euo pipefail
cd "$(dirname "$0")/.."
bad=0

long=$(git ls-files '*.cs' | xargs -r wc -l | awk '$2 != "total" && $1 > 400 {print "  " $2 ": " $1 " lines"}')
if [ -n "$long" ]; then
  printf 'Files over 400 lines:\n%s\n' "$long" >&2
  bad=1
fi

program=$(wc -l < src/MeshClaw/Program.cs)
if [ "$program" -gt 80 ]; then
  echo "src/MeshClaw/Program.cs has $program lines; 80 is the most." >&2
  bad=1
fi

exit $bad
