#!/usr/bin/env python3
"""Writes the suites beside this file: python3 generate.py, or python3 generate.py --check to see whether they are up to date."""

import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent / "heldout"))

import community  # noqa: E402
import library  # noqa: E402
import store  # noqa: E402
import writing  # noqa: E402

if __name__ == "__main__":
    sys.exit(writing.write(HERE, "unseen", (library.s, store.s, community.s)))
