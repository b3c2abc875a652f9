"""Really running servers for other systems alone: several processes that count as one."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support import server
from tests.support.server import Served
from tests.wire.coral import coral
from tests.wire.serving import key_of, place_of, served

SECRET = "5a" * 32
FINE = {"comment": {"text": "The bridge is fine."}, "requestedAttributes": {"TOXICITY": {}}}
FOUL = "You fucking idiots, shut the fuck up."
TOLD = """
import json, sys
import django
django.setup()
from stet.newsroom.models import CoralUse, WireUse
keys = {use.interface: [use.calls, use.limited] for use in WireUse.objects.all()}
print(json.dumps([keys, {use.answer: use.calls for use in CoralUse.objects.all()}]))
"""
ADD_PHASE = """
import sys
import django
django.setup()
from django.utils import timezone
from stet.newsroom.coral import add_phase
from stet.newsroom.setup import ensure_newsroom
now = timezone.now()
print(add_phase(ensure_newsroom(now), "Coral", "hold", sys.argv[1], by=None, now=now).id)
"""


def within(room: server.Newsroom, program: str, *words: str) -> str:
    """What a program prints that sees this newsroom's database."""
    own = {"STET_DATA": str(room.data), "DJANGO_SETTINGS_MODULE": "stet.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        env={**room.environ, **own},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("wire-only")
    with served(folder, "--wire-only", "--workers", "2") as opened:
        yield opened


def ask(running: Served, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    """One call, as Coral's fetch makes it: no redirect is followed."""
    with closing(HTTPConnection(place_of(running), timeout=60)) as connection:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def analyze(running: Served, key: str) -> int:
    kind = {"Content-Type": "application/json"}
    return ask(running, f"/v1alpha1/comments:analyze?key={key}", json.dumps(FINE).encode(), kind)[0]


@pytest.mark.parametrize("path", ["/", "/desk/", "/api/v1/threads", "/static/stet/site.css"])
def test_it_serves_no_pages(running: Served, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{running.base_url}{path}", timeout=30)
    assert refused.value.code == 404
    refused.value.close()


def commands_on(folder: Path) -> list[list[str]]:
    """The words of each process that works on this data folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it has just ended
            words = entry.read_bytes().decode(errors="replace").split("\0")
            environ = entry.with_name("environ").read_bytes().decode(errors="replace")
            if str(folder) in words or f"STET_DATA={folder}" in environ.split("\0"):
                found.append(words)
    return found


def test_it_runs_no_task_worker(running: Served) -> None:
    ours = commands_on(running.newsroom.data)
    assert [words for words in ours if "serve" in words]
    assert not [words for words in ours if "worker" in words]


def test_a_quota_is_one_for_all_its_processes(running: Served) -> None:
    key = key_of(running, "perspective", quota=20)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _number: analyze(running, key), range(60)))
    # The minute may end in between: then there are two of twenty.
    assert answers.count(200) in {20, 40}
    assert answers.count(200) + answers.count(429) == 60


def test_coral_is_answered_by_whichever_process(running: Served) -> None:
    phase = within(running.newsroom, ADD_PHASE, SECRET)
    body, headers = coral.request(coral.payload(FOUL), SECRET)
    with ThreadPoolExecutor(8) as pool:
        path = f"/coral/{phase}/moderate"
        answers = list(pool.map(lambda _number: ask(running, path, body, headers), range(24)))
    assert {status for status, _said in answers} == {200}
    (said,) = {said for _status, said in answers}
    assert json.loads(said)["actions"] == [
        {"actionType": "FLAG", "reason": "COMMENT_DETECTED_TOXIC"}
    ]
    _body, forged = coral.request(coral.payload(FOUL), "c3" * 32)
    assert ask(running, path, body, forged)[0] == 401


def test_figures_are_of_all_its_processes(running: Served) -> None:
    def counted() -> float:
        with urllib.request.urlopen(f"{running.base_url}/metrics", timeout=30) as answer:
            text = answer.read().decode()
        found = re.findall(
            r'stet_wire_calls_total\{[^}]*interface="perspective"[^}]*\} (\S+)', text
        )
        return sum(map(float, found))

    key = key_of(running, "perspective", quota=0)
    before = counted()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _number: analyze(running, key), range(16)))
    assert counted() == before + 16


def test_what_it_was_used_for_is_told_when_it_stops_and_its_log_has_no_text(
    tmp_path: Path,
) -> None:
    with served(tmp_path, "--wire-only", "--workers", "2") as opened:
        room, log = opened.newsroom, opened.log
        key = key_of(opened, "perspective", quota=5)
        phase = within(room, ADD_PHASE, SECRET)
        asked = [analyze(opened, key) for _ in range(7)]
        body, headers = coral.request(coral.payload(FOUL), SECRET)
        for _ in range(3):
            assert ask(opened, f"/coral/{phase}/moderate", body, headers)[0] == 200
    keys, phases = json.loads(within(room, TOLD))
    assert keys == {"perspective": [7, asked.count(429)]}
    assert phases == {"held": 3}
    told = log.read_text()
    for secret in (key, SECRET, "idiots", "bridge", "baf4e943", phase):
        assert secret not in told
