#!/usr/bin/env python3
"""Writes the generated mailboxes: generate.py FOLDER [SEED]. The same seed gives the same bytes."""

import json
import pathlib
import sys

import owners
import owners_more
from streams import write

OWNERS = [owners.engineer, owners.sales, owners_more.parent, owners_more.scientist, owners_more.executive]


def main():
    folder = pathlib.Path(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    folder.mkdir(parents=True, exist_ok=True)
    about = [write(make(), seed, folder) for make in OWNERS]
    (folder / "about.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    for a in about:
        print(f"{a['name']:<10} {a['messages']:>5} messages, {a['filed'] / a['messages']:.0%} filed into {a['places'] - 1} folders, {a['slips']} slips")


if __name__ == "__main__":
    main()
