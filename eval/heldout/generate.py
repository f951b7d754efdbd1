#!/usr/bin/env python3
"""Writes the suites beside this file: python3 generate.py, or python3 generate.py --check to see whether they are up to date."""

import json
import pathlib
import sys

import clinic
import devops
import household

HERE = pathlib.Path(__file__).parent


def main():
    files, index, lines = {}, {"benchmark": "heldout", "benchmark_version": "1", "suites": {}}, []
    for suite in (devops.s, household.s, clinic.s):
        document, cases = suite.build()
        users = document["user_tasks"]
        index["suites"][suite.name] = {
            "tools": len(document["tools"]),
            "user_tasks": len(users),
            "injection_tasks": len(document["injection_tasks"]),
            "security_cases": len(cases),
            "vectors": len(document["injection_vectors"]),
            "user_tasks_with_side_effects": sum(t["has_side_effects"] for t in users),
            "user_tasks_read_only": sum(not t["has_side_effects"] for t in users),
            "user_ground_truth_calls": sum(len(t["calls"]) for t in users),
            "user_write_calls": sum(c["effect"] == "write" for t in users for c in t["calls"]),
            "injection_calls": sum(len(t["calls"]) for t in document["injection_tasks"]),
        }
        files[f"{suite.name}.json"] = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        lines += [json.dumps(case, ensure_ascii=False) + "\n" for case in cases]
    files["cases.jsonl"] = "".join(lines)
    files["index.json"] = json.dumps(index, ensure_ascii=False, indent=1) + "\n"
    stale = [name for name, text in files.items() if not (HERE / name).exists() or (HERE / name).read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        print("out of date: " + ", ".join(stale) if stale else "up to date")
        return 1 if stale else 0
    for name in stale:
        (HERE / name).write_text(files[name], encoding="utf-8")
    print(json.dumps(index["suites"], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
