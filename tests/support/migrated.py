"""One migrated SQLite database for the whole run, to be copied: migrating takes some ten seconds."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.environment import data_folder

LIMIT_S = 600


def put_tables(data: Path) -> None:
    """Puts the tables of a newsroom into an empty data folder, as any command would make them there.

    The newsroom itself, its secrets and its guidelines are still to be made. A folder that has a database stays as it is.
    """
    data.mkdir(parents=True, exist_ok=True)
    target = data / "stet.sqlite3"
    if not target.exists():
        copy_to(target)


def copy_to(target: Path) -> None:
    shutil.copyfile(_migrated(), target)


def _migrated() -> Path:
    """The file that is copied: whichever process of the run asks first makes it."""
    made = data_folder() / "migrated" / "stet.sqlite3"
    with (data_folder() / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _make(made)
    return made


def _make(made: Path) -> None:
    folder = made.with_name("making")
    folder.mkdir(parents=True)
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        env=environ | {"STET_DATA": str(folder)},
        check=True,
        timeout=LIMIT_S,
    )
    (folder / "stet.sqlite3").rename(
        made
    )  # closed by its only process, so there is no WAL beside it
