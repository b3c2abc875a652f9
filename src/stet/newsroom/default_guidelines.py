"""The guidelines that a new newsroom starts with; their words are in ``default_guidelines.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from stet.newsroom.guidelines import ClauseText, GuidelinesText

_FILE = Path(__file__).with_name("default_guidelines.toml")


def default_guidelines() -> GuidelinesText:
    """Version 1: eleven clauses in use, and two more switched off."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    clauses = tuple(ClauseText(**clause) for clause in read["clauses"])
    return GuidelinesText(read["welcome"].strip(), read["process"].strip(), clauses)
