#!/usr/bin/env bash
# Installs what the tests need, runs every test, and ends with the line "N passed, N failed, N skipped".
# ./test.sh [filter]   a filter runs only the test projects whose name contains it
set -uo pipefail
cd "$(dirname "$0")"

command -v dotnet >/dev/null || { echo "Install the .NET 10 SDK first: https://dotnet.microsoft.com/download" >&2; exit 1; }
eng/install-test-parts.sh || exit 1

echo "Building" >&2
dotnet build MeshClaw.slnx -c Release -v quiet -clp:NoSummary || exit 1

# The survival tests kill the shipped form, not a debug build.
echo "Publishing" >&2
dotnet publish src/MeshClaw -c Release -o artifacts/shipped -v quiet -clp:NoSummary || exit 1
export MESHCLAW_BIN="$PWD/artifacts/shipped/meshclaw"

# What takes minutes is for eng/slow.sh, or for MESHCLAW_SLOW=1.
# SandboxHolder is a program that a test starts, in the form of a test.
slow=(--filter-not-class "*.Slow*" --filter-not-class "*.SandboxHolder")
[ -n "${MESHCLAW_SLOW:-}" ] && slow=(--explicit on --filter-not-class "*.SandboxHolder")
# A test that hangs is named after a minute, and ends its project, not the whole run.
hung=(--long-running 60 --xunit-diagnostics on)
limit=()
command -v timeout >/dev/null && [ -z "${MESHCLAW_SLOW:-}" ] && limit=(timeout --kill-after=10 1200)

passed=0 failed=0 skipped=0
for project in tests/*.Tests; do
  name=$(basename "$project")
  [[ "$name" == *"${1:-}"* ]] || continue
  echo "── $name"
  log=$(mktemp)
  ${limit[@]+"${limit[@]}"} dotnet run --project "$project" -c Release --no-build -- \
    --ansi off --progress off "${hung[@]}" "${slow[@]}" 2>&1 | tee "$log"
  status=${PIPESTATUS[0]}
  count() { sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$log" | tail -1; }
  total=$(count total)
  if [ -z "$total" ] || { [ "$status" -ne 0 ] && [ "$(count failed)" = 0 ]; }; then
    echo "$name did not end as it should (exit code $status)"
    failed=$((failed + 1))
  fi
  passed=$((passed + $(count succeeded || echo 0) + 0))
  failed=$((failed + $(count failed || echo 0) + 0))
  skipped=$((skipped + $(count skipped || echo 0) + 0))
  rm -f "$log"
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
