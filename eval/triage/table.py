#!/usr/bin/env python3
"""Runs `meshclaw eval triage` on every mailbox of a folder and prints one line for each: table.py MESHCLAW FOLDER."""

import json
import pathlib
import subprocess
import sys


def arguments(a, folder):
    found = ["--mbox", f"{folder}/{a['name']}.mbox", "--labels", f"{folder}/{a['name']}.labels.csv"]
    if (folder / f"{a['name']}.truth.csv").exists():
        found += ["--truth", f"{folder}/{a['name']}.truth.csv"]
    return [*found, "--split", str(a["split"]), "--auth-server", a["server"], "--owner", *a["owners"]]


def percent(score):
    return f"{100 * score['accuracy']:.1f} %" if score["filed"] else "-"


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    row = "| {:<10} | {:>8} | {:>6} | {:>8} | {:>8} | {:>8} | {:>10} | {:>6} | {:>5} | {:>6} | {:>9} | {:>8} | {:>6} |"
    print(row.format("mailbox", "messages", "filed", "right", "coverage", "in place", "by labels", "other", "stay", "cost", "doing 0", "msg/s", "KB"))
    print("|" + "---|" * 13)
    curves = []
    for a in json.loads((folder / "about.json").read_text(encoding="utf-8")):
        (folder / f"{a['name']}.arguments").write_text("\n".join(arguments(a, folder)) + "\n", encoding="utf-8")
        run = subprocess.run([program, "eval", "triage", *arguments(a, folder), "--json"], capture_output=True, text=True, check=False)
        if run.returncode != 0:
            sys.exit(run.stderr)
        result = json.loads(run.stdout)["result"]
        test = result["test"]
        print(row.format(a["name"], test["messages"], test["filed"], percent(test), f"{100 * test['coverage']:.1f} %", f"{100 * test['inPlace']:.1f} %",
                         percent(result["againstLabels"]), test["otherFolder"], test["shouldStay"], test["cost"], test["costOfNothing"],
                         f"{result['decisionsPerSecond']:,.0f}", result["modelBytes"] // 1024))
        curves.append((a["name"], result["days"]))
    print("\nright / coverage, six days a column; the test begins at day 31")
    for name, days in curves:
        if len(days) < 30:
            continue
        cells = []
        for i in range(0, len(days), 6):
            s = [d["score"] for d in days[i : i + 6]]
            filed, right, files = (sum(x[k] for x in s) for k in ("filed", "right", "filable"))
            other = sum(x["otherFolder"] for x in s)
            cells.append(f"{100 * right / filed:.0f}/{100 * (right + other) / files:.0f}" if filed else "-/0")
        print(f"| {name:<10} | " + " | ".join(f"{c:>7}" for c in cells) + " |")


if __name__ == "__main__":
    main()
