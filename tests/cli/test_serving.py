"""`stet serve` and `stet worker`, as processes: they start whole, stay up, and leave nothing behind."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support import server

LIMIT_S = 60


def until(what: str, holds: Callable[[], bool]) -> None:
    """Waits until ``holds`` does."""
    deadline = time.monotonic() + LIMIT_S
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)


def children(pid: int) -> dict[int, str]:
    """The processes started by ``pid``, with their command lines."""
    found = {}
    for folder in Path("/proc").iterdir():
        try:
            status = (folder / "status").read_text()
            if f"\nPPid:\t{pid}\n" in status and "\nState:\tZ" not in status:
                found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
        except (OSError, ValueError):
            continue
    return found


def lives(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in (Path("/proc") / str(pid) / "status").read_text()
    except OSError:
        return False


@pytest.fixture
def room(tmp_path: Path) -> server.Newsroom:
    return server.with_tables(tmp_path / "data")


class Serving:
    """A ``stet serve`` whose process is in the test's hands."""

    def __init__(self, room: server.Newsroom, *options: str) -> None:
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base_url = f"http://127.0.0.1:{self.port}"
        room.data.mkdir(parents=True, exist_ok=True)
        self.log = room.data / "log"
        words = [server.STET, "serve", "--data", room.data, "--port", self.port, *options]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(
                list(map(str, words)),
                env=dict(room.environ),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        until("it is ready", self.is_ready)

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return server.is_ready(self.base_url)

    def worker(self) -> int | None:
        """The task worker's process id."""
        found = [pid for pid, words in children(self.process.pid).items() if " worker" in words]
        return found[0] if found else None

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


@pytest.fixture
def serving(room: server.Newsroom) -> Iterator[Callable[..., Serving]]:
    started: list[Serving] = []

    def start(*options: str) -> Serving:
        started.append(Serving(room, *options))
        return started[-1]

    yield start
    for one in started:
        one.stop()


def events(log: Path) -> list[str]:
    lines = [line for line in log.read_text().splitlines() if line.startswith("{")]
    return [json.loads(line)["event"] for line in lines]


@pytest.mark.parametrize("way", ["as a service manager asks", "with Ctrl-C in a terminal"])
def test_it_makes_an_empty_folder_a_newsroom_and_leaves_no_process_behind(
    room: server.Newsroom, serving: Callable[..., Serving], way: str
) -> None:
    (room.data / "stet.sqlite3").unlink()
    one = serving("--workers", "2")
    until("the task worker works", lambda: "working" in events(one.log))
    family = children(one.process.pid)
    assert len(family) == 3
    if way == "with Ctrl-C in a terminal":
        os.killpg(one.process.pid, signal.SIGINT)  # a terminal asks every process of the group
    else:
        one.process.terminate()
    assert one.process.wait(LIMIT_S) == 0
    assert not any(map(lives, family))
    assert "stopped_working" in events(one.log)
    assert list((one.log.parent / "run").iterdir()) == []


def test_no_process_outlives_a_killed_server(serving: Callable[..., Serving]) -> None:
    one = serving("--workers", "1")
    until("the task worker works", lambda: "working" in events(one.log))
    family = children(one.process.pid)
    assert len(family) == 2
    one.process.kill()
    one.process.wait()
    until("the orphans are gone", lambda: not any(map(lives, family)))


def test_a_dead_task_worker_is_started_again(serving: Callable[..., Serving]) -> None:
    one = serving("--workers", "1")
    until("there is a task worker", lambda: one.worker() is not None)
    first = one.worker()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until("there is another", lambda: one.worker() not in {None, first})
    assert "child_ended" in events(one.log)


def test_a_dead_server_process_is_started_again(serving: Callable[..., Serving]) -> None:
    one = serving("--workers", "1", "--no-worker")
    [first] = children(one.process.pid)
    os.kill(first, signal.SIGKILL)
    until("there is another", lambda: children(one.process.pid).keys() - {first} != set())
    until("it answers", one.is_ready)


def test_without_a_task_worker_there_is_none(serving: Callable[..., Serving]) -> None:
    one = serving("--workers", "1", "--no-worker")
    assert len(children(one.process.pid)) == 1


def test_figures_of_all_processes_are_added_up(serving: Callable[..., Serving]) -> None:
    one = serving("--workers", "2", "--no-worker")

    def counted() -> float:
        with urllib.request.urlopen(f"{one.base_url}/metrics") as answer:
            figures = answer.read().decode()
        asked = [line for line in figures.splitlines() if 'route="reader:front"' in line]
        return sum(float(line.split()[-1]) for line in asked if "requests_total" in line)

    for _ in range(30):
        with urllib.request.urlopen(f"{one.base_url}/") as answer:
            answer.read()
    assert counted() == 30


def test_a_taken_port_gets_one_line(room: server.Newsroom) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = room.stet("serve", "--port", str(taken.getsockname()[1]))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "the port is taken" in done.stderr


def test_it_does_not_start_for_the_public_with_a_finding(room: server.Newsroom) -> None:
    done = room.stet("serve", "--deploy", "--port", "1024")
    assert done.returncode == 1
    assert "stet.W007 failure" in done.stderr
    assert "not started" in done.stderr


def test_it_refuses_a_database_of_an_older_version(room: server.Newsroom) -> None:
    room.must("migrate")
    with closing(sqlite3.connect(room.data / "stet.sqlite3")) as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'ledger'")
        database.commit()
    done = room.stet("serve", "--port", "1024")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "run `stet backup`, then `stet migrate`" in done.stderr
    assert "stet.W006 warning" in room.stet("check").stderr


def test_it_refuses_a_database_of_a_newer_version(room: server.Newsroom) -> None:
    room.must("migrate")
    with closing(sqlite3.connect(room.data / "stet.sqlite3")) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('ledger', '9999_later', '2030-01-01')"
        )
        database.commit()
    done = room.stet("serve", "--port", "1024")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "newer Stet" in done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"STET_DEBUG": "perhaps"}, "STET_DEBUG"),
        ({"STET_TRUSTED_PROXIES": "everybody"}, "STET_TRUSTED_PROXIES"),
        ({"DATABASE_URL": "mysql://here/there"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/none"}, "the database does not open"),
    ],
)
def test_a_wrong_setting_gets_one_line(tmp_path: Path, settings: dict[str, str], said: str) -> None:
    done = server.newsroom(tmp_path / "data", settings=settings).stet("serve", "--port", "1024")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr


def test_two_that_start_on_one_empty_folder_make_one_newsroom(tmp_path: Path) -> None:
    room = server.newsroom(tmp_path / "data")
    words = [str(server.STET), "migrate", "--data", str(room.data)]
    both = [
        subprocess.Popen(words, env=dict(room.environ), stderr=subprocess.PIPE) for _ in range(2)
    ]
    told = [process.communicate(timeout=LIMIT_S)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    with closing(sqlite3.connect(room.data / "stet.sqlite3")) as database:
        assert database.execute("SELECT COUNT(*) FROM newsroom_site").fetchone() == (1,)
    assert room.stet("verify").returncode == 0
