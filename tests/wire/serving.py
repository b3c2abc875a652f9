"""A running server for other people's clients, with keys made from outside it."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.support import server
from tests.support.backends import node
from tests.support.strictness import skip_for_want_of

CLIENTS = Path(__file__).parent / "clients"
LIMIT_S = 120
MAKE_KEY = """
import json, sys
import django
django.setup()
from django.utils import timezone
from stet.newsroom.setup import ensure_newsroom
from stet.newsroom.wire_keys import Scope, Terms, make_key
asked = json.load(sys.stdin)
scopes = frozenset(map(Scope, asked.pop("scopes")))
now = timezone.now()
terms = Terms("tests", scopes, blogs=tuple(asked.pop("blogs", ())), **asked)
print(make_key(ensure_newsroom(now), terms, by=None, now=now))
"""


@contextmanager
def served(folder: Path, *options: str) -> Iterator[server.Served]:
    """``stet serve`` on a newsroom of its own."""
    room = server.newsroom(folder / "data", settings={"STET_LOG_LEVEL": "DEBUG"})
    with server.serve(room, *options) as running:
        yield running


def key_of(running: server.Served, *scopes: str, **terms: object) -> str:
    """A key of that newsroom."""
    settings = {"STET_DATA": str(running.newsroom.data)}
    made = subprocess.run(
        [sys.executable, "-c", MAKE_KEY],
        env={
            **running.newsroom.environ,
            **settings,
            "DJANGO_SETTINGS_MODULE": "stet.config.settings",
        },
        input=json.dumps({"scopes": scopes, **terms}),
        capture_output=True,
        text=True,
        check=True,
        timeout=LIMIT_S,
    )
    return made.stdout.strip()


def place_of(running: server.Served) -> str:
    """Host and port."""
    return urlsplit(running.base_url).netloc


def asked_client(script: str, given: object) -> dict[str, object]:
    """The same, with ``given`` as JSON on its standard input."""
    return run_client(script, stdin=json.dumps(given))


def run_client(script: str, *words: str, stdin: str = "") -> dict[str, object]:
    """What a script of ``clients/`` prints as JSON; asks for the skip where Node may be absent."""
    program = node()
    if program is None:
        skip_for_want_of("node", "Node and npm are not installed")
    assert program is not None
    done = subprocess.run(
        [str(program), script, *words],
        cwd=CLIENTS,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def raw(running: server.Served, sent: bytes) -> bytes:
    """What the server answers to these bytes until it closes the connection."""
    host, _, port = place_of(running).rpartition(":")
    with closing(socket.create_connection((host, int(port)), timeout=30)) as connection:
        connection.sendall(sent)
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)
