"""A newsroom of an earlier version is brought up to date with its guards in place."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite  # which rebuilds a table to change it

# As they were before articles got further columns.
EARLIER = (("moderation", "0010"), ("newsroom", "0007"))


def manage(data: Path, *words: str) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STET_")}
    kept.pop("DATABASE_URL", None)
    environ = {"STET_DATA": str(data), "DJANGO_SETTINGS_MODULE": "stet.config.settings"}
    subprocess.run(
        [sys.executable, "-m", "django", *words, "--verbosity", "0"],
        env=kept | environ,
        check=True,
        timeout=120,
    )


def triggers(data: Path) -> set[str]:
    with closing(sqlite3.connect(next(data.glob("*.sqlite3")))) as database:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in found}


def test_its_tables_are_rebuilt_and_guarded_again(tmp_path: Path) -> None:
    for app, name in EARLIER:
        manage(tmp_path, "migrate", app, name)
    before = triggers(tmp_path)
    assert "moderation_ruleaudit_drawn_before" in before
    manage(tmp_path, "migrate")
    assert before <= triggers(tmp_path)
