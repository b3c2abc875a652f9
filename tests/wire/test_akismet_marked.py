"""Marked words go in by every part of a call, and come out in no log and no figure."""

import http.client
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from tests.support import server
from tests.wire.akismet import FORM, comment
from tests.wire.serving import key_of, place_of, served

MARK = "MARKq7Zx"
SABOTAGE = f"""
    CREATE TRIGGER sabotage BEFORE INSERT ON moderation_feedback
    BEGIN SELECT RAISE(ABORT, 'refused: {MARK}'); END
"""
STRANGE = {
    "User-Agent": MARK,
    "Referer": f"http://{MARK}/",
    "Cookie": f"a={MARK}",
    "X-Forwarded-For": MARK,
}


def ask(
    running: server.Served, path: str, body: bytes, kind: str, method: str = "POST", **more: str
) -> int:
    headers = STRANGE | {"Content-Type": kind} | more
    with closing(http.client.HTTPConnection(place_of(running), timeout=30)) as connection:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status


def marked(key: str) -> dict[str, str]:
    names = ("comment_author", "comment_content", "comment_type", "user_role", "HTTP_COOKIE", "x")
    return (
        comment(key) | dict.fromkeys(names, MARK) | {"blog": f"https://{MARK}.example", MARK: MARK}
    )


def ask_akismet(running: server.Served, key: str) -> list[int]:
    statuses = []
    for call in ("comment-check", "submit-spam", "submit-ham", "verify-key", "get-stats"):
        for shown in (key, MARK):
            for kind, body in (
                (FORM, urlencode(marked(shown)).encode()),
                ("application/json", json.dumps(marked(shown)).encode()),
                (f"multipart/form-data; boundary={MARK}", f"--{MARK}\r\n{MARK}".encode()),
                (f"text/{MARK}", b"\xff" + MARK.encode()),
            ):
                path = f"/{MARK}/{key}/1.1/{call}?key={shown}&{MARK}={MARK}"
                statuses.append(ask(running, path, body, kind, Host=f"{MARK}.rest.example"))
                statuses.append(ask(running, f"/1.1/{call}", body, kind, Host=f"{key}.{MARK}"))
    for call in ("usage-limit", "key-sites", "test"):
        path = f"/1.2/{call}?api_key={key}&month={MARK}&filter={MARK}"
        statuses.append(ask(running, path, b"", FORM, "GET"))
    return statuses


def ask_openai(running: server.Served, key: str) -> list[int]:
    statuses = []
    for shown in (key, MARK):
        for body in (
            json.dumps({"input": MARK, "model": MARK}).encode(),
            json.dumps({"input": [{MARK: MARK}], MARK: MARK}).encode(),
            json.dumps({"input": [MARK] * 40}).encode(),
            f'{{"input": "{MARK}'.encode(),
        ):
            path = f"/{MARK}/v1/moderations?{MARK}={MARK}"
            authorization = f"Bearer {shown}"
            statuses.append(
                ask(running, path, body, "application/json", Authorization=authorization)
            )
    return statuses


def test_marked_words_and_keys_reach_no_log_and_no_figure(tmp_path: Path) -> None:
    with served(tmp_path) as running:
        key = key_of(running, "akismet", "openai", "all_clauses", quota=0)
        assert set(ask_akismet(running, key)) == {200}
        assert set(ask_openai(running, key)) == {200, 400, 401}
        with closing(sqlite3.connect(running.newsroom.data / "stet.sqlite3")) as database:
            database.executescript(SABOTAGE)
        body = urlencode(comment(key, f"{MARK} again")).encode()
        assert ask(running, "/1.1/submit-spam", body, FORM) == 500
        with closing(http.client.HTTPConnection(place_of(running), timeout=30)) as connection:
            connection.request("GET", "/metrics")
            figures = connection.getresponse().read().decode()
    log = running.log.read_text()
    assert '"call_failed"' in log
    assert '"route": "akismet_comment_check"' in log
    assert 'stet_wire_calls_total{call="moderations",interface="openai",status="401"}' in figures
    for name, told in (("log", log), ("metrics", figures)):
        assert MARK.lower() not in told.lower(), name
        assert key not in told, name
