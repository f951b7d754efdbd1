#!/usr/bin/env bash
# Tests that take minutes and that ./test.sh leaves out: whole days of the scheduler under a clock that is set.
# eng/slow.sh [filter]   a filter runs only the slow tests whose class name contains it
set -euo pipefail
cd "$(dirname "$0")/.."
for project in tests/*.Tests; do
  grep -rqs 'Explicit = true' --include='*.cs' "$project" || continue
  dotnet run --project "$project" -c Release -- --ansi off --progress off --explicit only --filter-class "*${1:-}*" --filter-not-class "*.SandboxHolder"
done
