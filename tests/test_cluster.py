"""The PostgreSQL of a test run lives no longer than the run."""

import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import Cluster

ROOT = Path(__file__).parent.parent
LIMIT_S = 30

HOLDER = """
import sys, time
from tests.support.postgres import Cluster
cluster = Cluster()
cluster.start()
print(cluster.home, flush=True)
time.sleep(600)
"""


@pytest.mark.postgresql
def test_it_ends_when_the_run_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        home = Path(holder.stdout.readline().strip())
        assert (home / "data" / "postmaster.pid").exists()
        holder.kill()

    deadline = time.monotonic() + LIMIT_S
    while home.exists():
        assert time.monotonic() < deadline, f"{home.name} is still there"
        time.sleep(0.05)


@pytest.mark.postgresql
def test_it_ends_when_told_to_and_may_be_told_twice() -> None:
    cluster = Cluster()
    cluster.start()
    with psycopg.connect(cluster.url("postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)

    cluster.stop()
    cluster.stop()

    assert not cluster.home.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.url("postgres"))
