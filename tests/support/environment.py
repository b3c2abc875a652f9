"""The surroundings of a test run, made before Django reads its settings."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Literal

from tests.support.backends import BackendMissing, postgres_bin
from tests.support.postgres import Cluster

DATABASE = "STET_TEST_DATABASE"
_ROOM = 2 * 1024**3  # bytes: many times what the databases of two processes' tests take
KEPT = ("STET_TEST_", "STET_CHROMIUM")

Backend = Literal["sqlite", "postgresql"]


def backend() -> Backend:
    """The database of this run, ``STET_TEST_DATABASE``: sqlite unless told otherwise."""
    match os.environ.get(DATABASE, "sqlite"):
        case "sqlite":
            return "sqlite"
        case "postgresql":
            return "postgresql"
        case other:
            raise ValueError(f"{DATABASE} is {other!r}: it can be sqlite or postgresql")


def is_worker() -> bool:
    """Whether this process is one of pytest-xdist's, which gets all this from its parent."""
    return "PYTEST_XDIST_WORKER" in os.environ


class Environment:
    """A data folder of its own and the address of the database, in ``os.environ``.

    Nothing of the developer's own newsroom gets in: every other ``STET_`` variable goes.
    """

    def __init__(self) -> None:
        self.cluster: Cluster | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if is_worker():
            return
        for name in [name for name in os.environ if name.startswith("STET_")]:
            if not name.startswith(KEPT):
                del os.environ[name]
        os.environ.pop("DATABASE_URL", None)
        self._folder = tempfile.TemporaryDirectory(prefix="stet-tests-", dir=_quick_folder())
        os.environ["STET_DATA"] = self._folder.name
        os.environ["DJANGO_SETTINGS_MODULE"] = "stet.config.settings"
        if backend() == "postgresql":
            if postgres_bin() is None:
                raise BackendMissing("PostgreSQL's server programs are not installed")
            self.cluster = Cluster()
            os.environ["DATABASE_URL"] = self.cluster.url("stet")

    def start(self) -> None:
        """Start what tests connect to."""
        if self.cluster is not None:
            self.cluster.start()

    def stop(self) -> None:
        """Stop it and remove what the run has left."""
        if self.cluster is not None:
            self.cluster.stop()
        if self._folder is not None:
            self._folder.cleanup()


def _quick_folder() -> str | None:
    """Where a commit need not wait for a disk, if there is room: nothing of a test's survives it."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it is private
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM:
        return str(memory)
    return None


def data_folder() -> Path:
    """The data folder of this run."""
    return Path(os.environ["STET_DATA"])
