#!/usr/bin/env python3
"""Writes the suites beside this file: python3 generate.py, or python3 generate.py --check to see whether they are up to date."""

import pathlib
import sys

import clinic
import devops
import household
import writing

if __name__ == "__main__":
    sys.exit(writing.write(pathlib.Path(__file__).parent, "heldout", (devops.s, household.s, clinic.s)))
