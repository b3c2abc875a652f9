"""A private PostgreSQL cluster for one test run."""

import os
import pwd
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import psycopg

from tests.support.backends import BackendMissing, postgres_bin

USER = "stet"
START_LIMIT_S = 60
# Two workers keep a handful of databases of about 8 MB each, and the log that is written ahead.
MEMORY_WANTED = 2 * 1024**3

# Nothing here outlives the run, so nothing needs to reach the disk. Forty racing threads on
# each of several workers need many connections.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
    "log_min_messages": "fatal",
}

# The server lives exactly as long as this shell's standard input, a pipe that only the test
# run holds: however the run ends, even killed, the server stops and its folder goes.
KEEPER = """
home=$1; shift
trap '' INT TERM HUP
"$@" </dev/null >>"$home/log" 2>&1 &
server=$!
read -r _
kill -INT "$server" 2>/dev/null
wait "$server"
rm -rf "$home"
"""


class Cluster:
    """One server on 127.0.0.1 at a free port, with its own superuser and password."""

    def __init__(self) -> None:
        self.port = free_port()
        self.password = secrets.token_hex(16)
        self._keeper: subprocess.Popen[bytes] | None = None
        self.home = Path()

    def url(self, database: str) -> str:
        """The address of a database of this cluster, as ``DATABASE_URL`` takes it."""
        name = quote(database, safe="")
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Make the cluster and return when it answers.

        Raises BackendMissing without the server's programs, RuntimeError when it does not start.
        """
        programs = postgres_bin()
        if programs is None:
            raise BackendMissing("PostgreSQL's server programs are not installed")
        self.home = Path(tempfile.mkdtemp(prefix="stet-pg-", dir=_roomy_memory()))
        _give(self.home)
        self._initialise(programs)
        server = [str(programs / "postgres"), "-D", str(self.home / "data")]
        options = {"port": str(self.port), "unix_socket_directories": str(self.home), **SETTINGS}
        for key, value in options.items():
            server += ["-c", f"{key}={value}"]
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", KEEPER, "keeper", str(self.home), *server],
            stdin=subprocess.PIPE,
            cwd=self.home,
            start_new_session=True,
            user=_uid(),
            group=_gid(),
            extra_groups=None if _account() is None else [],
        )
        self._wait()

    def stop(self) -> None:
        """Stop the server and remove its folder; harmless when it never started."""
        if self._keeper is not None and self._keeper.stdin is not None:
            self._keeper.stdin.close()
            self._keeper.wait(timeout=START_LIMIT_S)
            self._keeper = None
        if self.home != Path():
            shutil.rmtree(self.home, ignore_errors=True)

    def _initialise(self, programs: Path) -> None:
        secret = self.home / "password"
        secret.write_text(self.password)
        _give(secret)
        _run(
            [
                str(programs / "initdb"),
                f"--pgdata={self.home / 'data'}",
                f"--username={USER}",
                f"--pwfile={secret}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            self.home,
        )
        secret.unlink()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_LIMIT_S
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError as refusal:
                if time.monotonic() > deadline:
                    log = (self.home / "log").read_text(errors="replace")
                    self.stop()
                    raise RuntimeError(f"PostgreSQL did not start:\n{log[-4000:]}") from refusal
                time.sleep(0.05)
            else:
                return


def _roomy_memory() -> Path | None:
    """Where a file system in memory is large enough: a fresh database is then made in no time."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder there that nobody can guess
    # The server's account removes the folder when it ends, which takes a place open to everybody.
    if not memory.is_dir() or not memory.stat().st_mode & stat.S_IWOTH:
        return None
    return memory if shutil.disk_usage(memory).free > MEMORY_WANTED else None


def free_port() -> int:
    """A TCP port on 127.0.0.1 that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _account() -> pwd.struct_passwd | None:
    """Who runs the server: it refuses root. None: whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _uid() -> int | None:
    return account.pw_uid if (account := _account()) else None


def _gid() -> int | None:
    return account.pw_gid if (account := _account()) else None


def _give(path: Path) -> None:
    if account := _account():
        os.chown(path, account.pw_uid, account.pw_gid)


def _run(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
        user=_uid(),
        group=_gid(),
        extra_groups=None if _account() is None else [],
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")
