"""`stet demo --json` is a contract: programs start it and read its one line."""

import json
import re
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.support import server

START_LIMIT_S = 60  # for a loaded machine; alone it takes about five
KEYS = ["base_url", "article_url", "article_id", "moderator", "editor", "api_token", "wire_key"]


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo(room: server.Newsroom, *options: str) -> Iterator[dict[str, Any]]:
    """A running demo: what its line said. Nothing may follow the line on stdout."""
    words = [str(server.STET), "demo", "--json", "--data", str(room.data), *options]
    with subprocess.Popen(
        words, env=dict(room.environ), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield json.loads(line)
        finally:
            process.send_signal(signal.SIGTERM)
            rest, told = process.communicate(timeout=START_LIMIT_S)
    assert process.returncode == 0, told
    assert rest == b""


def get(url: str, token: str = "") -> Any:
    request = urllib.request.Request(url)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def queue(told: dict[str, Any]) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    after = ""
    while True:
        address = f"{told['base_url']}/api/v1/desk/queue?limit=50{after}"
        page = get(address, told["api_token"])
        items += page["items"]
        if not page["next"]:
            return items
        after = f"&after={page['next']}"


def post(told: dict[str, Any], number: int) -> int:
    said = {"article": told["article_id"], "name": "Bob", "text": f"Number {number}"}
    request = urllib.request.Request(
        f"{told['base_url']}/api/v1/comments",
        json.dumps(said).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return int(answer.status)


def test_it_tells_where_everything_is_and_tells_the_same_at_the_next_start(
    tmp_path: Path,
) -> None:
    room = server.newsroom(tmp_path / "demo")
    port = str(free_port())
    with demo(room, "--port", port) as told:
        assert list(told) == KEYS
        assert told["base_url"] == f"http://127.0.0.1:{port}"
        assert re.fullmatch("[a-z0-9]{32}", told["wire_key"])
        with urllib.request.urlopen(told["article_url"]) as answer:
            assert told["article_url"].startswith(told["base_url"])
            assert "Grain ships turn back" in answer.read().decode()
        thread = get(f"{told['base_url']}/api/v1/threads?article={told['article_id']}")
        assert thread["count"] == len(thread["comments"]) >= 10
        waiting = queue(told)
        assert len(waiting) == 23
        assert all(item["screening"] for item in waiting)
        # More than one a second from one network, all in one minute.
        assert [post(told, number) for number in range(30)] == [201] * 30
    kept = room.data / "demo.json"
    assert kept.stat().st_mode & 0o777 == 0o600

    with demo(room, "--port", port) as again:
        assert again == told
        assert len(queue(again)) == 53  # with what was posted; the demo's own are not made twice
    assert room.stet("verify").returncode == 0


def test_its_accounts_sign_in(tmp_path: Path) -> None:
    with demo(server.newsroom(tmp_path / "demo"), "--port", str(free_port())) as told:
        for role, page in (("moderator", "list"), ("editor", "guidelines")):
            jar = urllib.request.HTTPCookieProcessor(CookieJar())
            browser = urllib.request.build_opener(jar)
            address = f"{told['base_url']}/desk/sign-in/"
            form = browser.open(address).read().decode()
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
            assert token
            fields = {"csrfmiddlewaretoken": token[1], **told[role]}
            browser.open(address, urlencode(fields).encode()).read()
            assert browser.open(f"{told['base_url']}/desk/{page}/").status == 200
            assert browser.open(f"{told['base_url']}/desk/{page}/").url.endswith(f"/{page}/")


def test_a_newsroom_made_a_moment_ago_can_become_a_demo(tmp_path: Path) -> None:
    room = server.with_tables(tmp_path / "demo")
    room.must("migrate")
    with demo(room, "--port", str(free_port())) as told:
        assert len(queue(told)) == 23
    assert room.stet("verify").returncode == 0


def test_a_newsroom_that_is_no_demo_is_left_alone(tmp_path: Path) -> None:
    room = server.with_tables(tmp_path / "data")
    room.must("staff", "add", "alice", stdin="copper lantern on the pier\n")
    done = room.stet("demo", "--port", str(free_port()))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "no demo" in done.stderr
    assert not (room.data / "demo.json").exists()


def test_a_broken_file_of_credentials_gets_one_line(tmp_path: Path) -> None:
    room = server.with_tables(tmp_path / "data")
    room.must("migrate")
    (room.data / "demo.json").write_text('{"moderator": 1}')
    done = room.stet("demo", "--port", str(free_port()))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "demo.json" in done.stderr


def test_a_taken_port_is_refused_or_passed_over(tmp_path: Path) -> None:
    room = server.newsroom(tmp_path / "data")
    with closing(socket.socket()) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 8000))
            taken.listen()
        except OSError:
            pass  # somebody else has it, which does as well
        done = room.stet("demo", "--port", "8000")
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        with demo(room) as told:
            assert told["base_url"] != "http://127.0.0.1:8000"


@pytest.mark.parametrize("name", ["veshra.md", "mill-bridge.md"])
def test_its_articles_are_of_a_length_to_talk_about(name: str) -> None:
    text = files("stet.config.demo").joinpath(name).read_text(encoding="utf-8")
    body = text.split("---\n", 2)[2]
    assert len(body.split()) >= 350
