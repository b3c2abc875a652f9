"""Akismet's clients as they are, and the calls of those that cannot be installed here."""

import http.client
import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import akismet
import httpx
import pytest

from tests.support import server
from tests.wire.akismet import ASKS, BLOG, PLUGS, SELLS, THANKS
from tests.wire.serving import key_of, place_of, raw, run_client, served

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Served]:
    with served(tmp_path_factory.mktemp("akismet"), "--wire-only") as found:
        yield found


@pytest.fixture(scope="module")
def key(running: server.Served) -> str:
    return key_of(running, "akismet", blogs=[BLOG], quota=0)


@pytest.fixture(scope="module")
def discarding(running: server.Served) -> str:
    return key_of(running, "akismet", "discard", quota=0)


def post(
    running: server.Served, path: str, body: str, kind: str = FORM, **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(http.client.HTTPConnection(place_of(running), timeout=30)) as connection:
        connection.request("POST", path, body, {"Content-Type": kind, **named})
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, answer.read(), told


def test_the_tutorial_of_akismet_api_works(running: server.Served, key: str) -> None:
    place = place_of(running)
    host = f"rest.stet.example:{place.rpartition(':')[2]}"
    assert run_client("akismet-api.js", host, key, BLOG) == {
        "valid": True,
        "tutorial": True,
        "ham": False,
        "administrator": False,
        "test": True,
        "submitSpam": THANKS.decode(),
        "submitHam": THANKS.decode(),
    }
    strangers = run_client("akismet-api.js", host, "0" * 32, BLOG)
    assert strangers["valid"] is False
    assert strangers["tutorial"] == "failed: Invalid API key"


def test_the_tutorial_of_cedx_akismet_works(
    running: server.Served, key: str, discarding: str
) -> None:
    expected = {
        "valid": True,
        "tutorial": "ham",
        "promotion": "spam",
        "test": "spam",
        "submitSpam": "submitted",
        "submitHam": "submitted",
    }
    base = running.base_url
    assert run_client("cedx-akismet.mjs", base, key, BLOG) == expected
    discarded = run_client("cedx-akismet.mjs", f"{base}/tenants/seven/", discarding, BLOG)
    assert discarded == expected | {"promotion": "pervasiveSpam"}
    assert run_client("cedx-akismet.mjs", base, "0" * 32, BLOG)["valid"] is False


class ToStet(httpx.HTTPTransport):
    """Sends to another address what is meant for Akismet's, as docs/akismet.md shows."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = httpx.URL(base)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = self._base.raw_path.rstrip(b"/") + request.url.raw_path
        request.url = self._base.copy_with(raw_path=path)
        request.headers["Host"] = self._base.netloc.decode()
        return super().handle_request(request)


def test_the_tutorial_of_python_akismet_works(
    running: server.Served, key: str, discarding: str
) -> None:
    def http_client(path: str = "") -> httpx.Client:
        return httpx.Client(
            headers={"User-Agent": akismet.USER_AGENT},
            transport=ToStet(running.base_url + path),
            timeout=30,
        )

    config = akismet.Config(key=key, url=BLOG)
    with akismet.SyncClient(config=config, http_client=http_client()) as client:
        told = {"user_ip": "203.0.113.7", "comment_type": "comment", "comment_author": "Maria"}
        check: Any = client.comment_check
        assert check(**told, comment_content=SELLS) is akismet.CheckResponse.SPAM
        assert check(**told, comment_content=ASKS) is akismet.CheckResponse.HAM
        assert client.submit_spam("203.0.113.7", comment_content=PLUGS)
        assert client.submit_ham("203.0.113.7", comment_content=ASKS)
        assert client.usage_limit()["limit"] == "none"
    # This call of the client sends no key, so the address has it.
    with akismet.SyncClient(config=config, http_client=http_client(f"/{key}")) as client:
        sites: Any = client.key_sites()
        assert sites["total"] == 1
    asking = akismet.Config(key=discarding, url=BLOG)
    with akismet.SyncClient(config=asking, http_client=http_client()) as client:
        found = client.comment_check(user_ip="203.0.113.7", comment_content=SELLS)
        assert found is akismet.CheckResponse.DISCARD
    stranger = akismet.Config(key="0" * 32, url=BLOG)
    with pytest.raises(akismet.APIKeyError), http_client() as other:
        akismet.SyncClient.validated_client(config=stranger, http_client=other)


@pytest.mark.parametrize(("content", "said"), [(SELLS, b"true"), (ASKS, b"false")])
@pytest.mark.parametrize("host", [True, False])
def test_an_old_wordpress_is_answered_over_http_1_0(
    running: server.Served, key: str, content: str, said: bytes, host: bool
) -> None:
    fields = {
        "blog": BLOG,
        "user_ip": "192.0.2.7",
        "comment_author": "Maria",
        "comment_content": content,
        "HTTP_HOST": "news.example",
        "HTTP_ACCEPT": "*/*",
        "SERVER_SOFTWARE": "Apache",
    }
    body = urlencode(fields if host else fields | {"api_key": key}).encode()
    lines = [
        b"POST /1.1/comment-check HTTP/1.0",
        *([f"Host: {key}.rest.stet.example".encode()] if host else []),
        b"Content-Type: application/x-www-form-urlencoded; charset=UTF-8",
        f"Content-Length: {len(body)}".encode(),
        b"User-Agent: WordPress/4.9.8 | Akismet/4.0.8",
    ]
    head, _, answer = raw(running, b"\r\n".join([*lines, b"", body])).partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[0].split()[1] == b"200"
    assert b"transfer-encoding" not in head.lower()
    assert f"content-length: {len(said)}".encode() in head.lower()
    assert b"x-akismet-guid: " in head.lower()
    assert answer == said


def test_discourse_s_calls_are_answered(running: server.Served, key: str) -> None:
    host = f"{key}.rest.stet.example"
    fields = {
        "blog": BLOG,
        "content_type": "forum-post",
        "referrer": f"{BLOG}/t/1",
        "permalink": f"{BLOG}/t/1",
        "comment_author": "maria",
        "comment_content": f"Pills\n\n{SELLS}",
        "comment_author_url": f"{BLOG}/u/maria",
        "user_ip": "192.0.2.7",
        "user_agent": "Mozilla/5.0",
        "comment_date_gmt": "2026-11-23T12:00:00Z",
    }
    agent = "Discourse/3.6 | discourse-akismet/1.0.0"
    status, told, headers = post(
        running, "/1.1/comment-check", urlencode(fields), Host=host, User_Agent=agent
    )
    assert (status, told) == (200, b"true")
    assert "x-akismet-error" not in headers
    for path in ("submit-spam", "submit-ham"):
        answer = post(running, f"/1.1/{path}", urlencode(fields), Host=host, User_Agent=agent)
        assert answer[:2] == (200, THANKS)


def test_coral_s_calls_are_answered(running: server.Served, key: str) -> None:
    host = f"{key}.rest.stet.example"
    fields = {
        "user_ip": "",
        "referrer": f"{BLOG}/bridge",
        "user_agent": "Mozilla/5.0",
        "comment_content": f"<div>{SELLS}</div>",
        "permalink": f"{BLOG}/bridge",
        "comment_author": "maria",
        "comment_type": "comment",
        "is_test": "false",
        "comment_date_gmt": "2026-11-23T12:00:00.000Z",
    }
    checked = post(running, "/1.1/comment-check", urlencode(fields | {"blog": BLOG}), Host=host)
    assert checked[:2] == (200, b"true")
    for path in ("submit-spam", "submit-ham"):
        body = json.dumps(fields | {"is_test": False})
        answer = post(running, f"/1.1/{path}", body, "application/json", Host=host)
        assert answer[:2] == (200, THANKS)


def test_the_clients_are_those_of_the_lock() -> None:
    lock = json.loads((Path(__file__).parent / "clients" / "package-lock.json").read_text())
    asked = lock["packages"][""]["dependencies"]
    assert asked["akismet-api"] == "6.0.0"
    assert asked["@cedx/akismet"] == "16.2.1"
    assert not [name for name, entry in lock["packages"].items() if "resolved" in entry]
    assert all("integrity" in entry for name, entry in lock["packages"].items() if name)
    assert "PYTHON_AKISMET_TIMEOUT" not in os.environ
