#!/usr/bin/env python3
"""Writes the suites and cases.jsonl from source/. Run it in any directory; it needs the standard library only."""

import importlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))
SUITES = [p.stem for p in sorted((HERE / "source").glob("*.py")) if p.stem not in ("__init__", "engine")]

if __name__ == "__main__":
    cases = []
    for name in SUITES:
        suite = importlib.import_module(f"source.{name}").suite
        (HERE / f"{suite.name}.json").write_text(json.dumps(suite.json(), indent=1, ensure_ascii=True) + "\n")
        cases += suite.cases
    (HERE / "cases.jsonl").write_text("".join(json.dumps(c) + "\n" for c in cases))
    print(len(cases), "cases in", len(SUITES), "suites")
