#!/usr/bin/env bash
# Mutation testing of the guard: changes MeshClaw.Policy in small ways and sees whether its tests notice. Takes long, so no part of CI.
#   eng/mutation.sh                            all of MeshClaw.Policy: hours
#   eng/mutation.sh '**/Guarding/**/*.cs'      a part of it
# Works on a copy of the last commit under artifacts/mutation, so that the build beside it stays as it is. The report is there too.
# PROPERTIES=1 keeps the property tests, which take most of the time and are not needed to notice a mutant by.
set -euo pipefail
cd "$(dirname "$0")/.."
version=5.1.0
tools=$PWD/artifacts/tools
work=$PWD/artifacts/mutation

if ! "$tools/dotnet-stryker" --help > /dev/null 2>&1; then
  dotnet tool install dotnet-stryker --version "$version" --tool-path "$tools"
fi

rm -rf "$work/tree"
mkdir -p "$work/tree"
git archive HEAD | tar -x -C "$work/tree"
cd "$work/tree/tests/MeshClaw.Policy.Tests"
if [ "${PROPERTIES:-0}" != 1 ]; then
  find . -name '*PropertyTests.cs' -delete
fi

# Coverage of each single test would take a run for each; all of them together take seconds.
cat > stryker-config.json << 'CONFIG'
{ "stryker-config": { "coverage-analysis": "off" } }
CONFIG

# Analyzers judge style, and mutants have none.
export RunAnalyzers=false
exec "$tools/dotnet-stryker" \
  --config-file stryker-config.json \
  --project MeshClaw.Policy.csproj \
  --test-runner mtp \
  --mutate "${1:-**/*.cs}" \
  --concurrency "${CONCURRENCY:-1}" \
  --reporter Json --reporter ClearText --reporter Html \
  --skip-version-check \
  --output "$work/report"
