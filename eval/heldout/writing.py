"""Writes suites, their cases and an index into a folder, or says with --check which files are out of date."""

import json
import sys


def counts(document, cases):
    users, attacks = document["user_tasks"], document["injection_tasks"]
    writing = sum(t["has_side_effects"] for t in users)
    return {
        "tools": len(document["tools"]),
        "user_tasks": len(users),
        "injection_tasks": len(attacks),
        "security_cases": len(cases),
        "vectors": len(document["injection_vectors"]),
        "user_tasks_with_side_effects": writing,
        "user_tasks_read_only": len(users) - writing,
        "user_ground_truth_calls": sum(len(t["calls"]) for t in users),
        "user_write_calls": sum(c["effect"] == "write" for t in users for c in t["calls"]),
        "injection_calls": sum(len(t["calls"]) for t in attacks),
    }


def write(folder, benchmark, suites):
    files, index, lines = {}, {"benchmark": benchmark, "benchmark_version": "1", "suites": {}}, []
    for suite in suites:
        document, cases = suite.build()
        document["benchmark"] = benchmark
        index["suites"][suite.name] = counts(document, cases)
        files[f"{suite.name}.json"] = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        lines += [json.dumps(case, ensure_ascii=False) + "\n" for case in cases]
    files["cases.jsonl"] = "".join(lines)
    files["index.json"] = json.dumps(index, ensure_ascii=False, indent=1) + "\n"
    stale = [name for name, text in files.items() if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text]
    if "--check" in sys.argv:
        print("out of date: " + ", ".join(stale) if stale else "up to date")
        return 1 if stale else 0
    for name in stale:
        (folder / name).write_text(files[name], encoding="utf-8")
    print(json.dumps(index["suites"], indent=1))
    return 0
