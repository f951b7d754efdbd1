#!/usr/bin/env bash
# Fuzzes the way of a message from its bytes to triage and view, with AFL++ and SharpFuzz.
# eng/fuzz.sh [seconds]   findings lie in artifacts/fuzz/findings/default/{crashes,hangs}; try one: eng/fuzz.sh try FILE
set -euo pipefail
cd "$(dirname "$0")/.."
out=artifacts/fuzz
target=$out/target/MeshClaw.Fuzz

if [ "${1:-}" = try ]; then
  dotnet run --project fuzz/MeshClaw.Fuzz -c Release -- "$@"
  exit
fi
seconds=${1:-120}

if ! command -v afl-fuzz >/dev/null; then
  sudo=
  [ "$(id -u)" -eq 0 ] || sudo="sudo -n"
  if ! { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends afl++; } >/dev/null 2>&1; then
    echo "Fuzzing needs afl-fuzz. Install it once: sudo apt-get install --no-install-recommends afl++" >&2
    exit 1
  fi
fi

tool=$out/tools/sharpfuzz
[ -x "$tool" ] || dotnet tool install SharpFuzz.CommandLine --tool-path "$out/tools" --version 2.3.0 >/dev/null

rm -rf "$out/target" "$out/seeds" "$out/findings"
dotnet publish fuzz/MeshClaw.Fuzz -c Release -o "$out/target" -v quiet -clp:NoSummary
"$target" seeds "$out/seeds"
# What strangers' bytes go through; the rest would only slow it down.
for library in MeshClaw.Connectors MeshClaw.Models MeshClaw.Core MimeKit; do
  "$tool" "$out/target/$library.dll"
done

export AFL_SKIP_BIN_CHECK=1 AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1
nice -n 15 afl-fuzz -i "$out/seeds" -o "$out/findings" -t 10000+ -m none -V "$seconds" -- "$target" >"$out/log" 2>&1 || { tail -30 "$out/log" >&2; exit 1; }
grep -E "^(execs_done|execs_per_sec|corpus_count|edges_found|saved_crashes|saved_hangs)" "$out/findings/default/fuzzer_stats"
[ "$(find "$out/findings/default/crashes" -name 'id*' | wc -l)" -eq 0 ]
