"""A reader's marked words go in by every door of a served newsroom, and come out in no log."""

import http.client
import json
import re
import sqlite3
import urllib.parse
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg

from tests.support import server

MARK = "MARKq7Zx"
HURRIED = {"STET_FORM_MIN_S": "0", "STET_LOG_LEVEL": "DEBUG"}
PASSWORD = "copper lantern on the pier"
ARTICLE = f"---\nheadline: The bridge closes\nslug: bridge\n---\nThe steel is thin. {MARK}\n"

SQLITE_SABOTAGE = f"""
    CREATE TRIGGER sabotage BEFORE INSERT ON comments_contact
    BEGIN SELECT RAISE(ABORT, 'refused: {MARK}'); END
"""
POSTGRESQL_SABOTAGE = """
    CREATE FUNCTION sabotage() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'refused: %', NEW.email; END $$;
    CREATE TRIGGER sabotage BEFORE INSERT ON comments_contact
    FOR EACH ROW EXECUTE FUNCTION sabotage()
"""


class Caller:
    """Asks raw: paths, headers and bodies that no well-behaved client sends."""

    def __init__(self, base_url: str) -> None:
        self._where = urllib.parse.urlsplit(base_url).netloc
        self.statuses: list[int] = []

    def __call__(
        self, method: str, path: str, body: bytes | str = b"", **headers: str
    ) -> tuple[int, str]:
        with closing(http.client.HTTPConnection(self._where, timeout=30)) as connection:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body or None, named)
            answer = connection.getresponse()
            self.statuses.append(answer.status)
            return answer.status, answer.read().decode(errors="replace")


def ask_everything(ask: Caller) -> None:
    """Every kind of door, with the mark in everything that a stranger can choose."""
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    json_ = {"Content_Type": "application/json"}
    strange = {"User_Agent": MARK, "Referer": f"http://{MARK}/", "Cookie": f"stet_author={MARK}"}
    for path in ("/", "/articles/bridge/", "/guidelines/", "/desk/", "/feeds/articles.atom"):
        ask("GET", f"{path}?q={MARK}&lang={MARK}", **strange)
        ask("GET", f"{path}?page={MARK}&comment={MARK}", **strange)
    for path in ("", "tags/", "receipts/", "articles/", "static/", "desk/comments/", "api/v1/"):
        ask("GET", f"/{path}{MARK}/", **strange)
    ask("GET", "/", Host=f"{MARK}.example")
    ask(MARK, "/")
    ask("GET", f"/%ff%00{MARK}?%ff={MARK}%00")
    ticket = re.search(r'name="ticket"\s+value="([^"]*)"', ask("GET", "/articles/bridge/")[1])
    fields = {"name": MARK, "text": f"{MARK} is what I say.", "email": f"{MARK}@example.org"}
    for ticket_value in (ticket[1] if ticket else "", MARK):
        body = urllib.parse.urlencode(fields | {"ticket": ticket_value})
        ask("POST", "/articles/bridge/comments/", body, **form, **strange)
    ask("POST", "/articles/bridge/comments/", f"name=%ff{MARK}&text=%ff{MARK}", **form)
    ask("POST", "/articles/bridge/comments/", fields_of(name=MARK, text="\x00" + MARK), **form)
    ask("POST", "/desk/sign-in/", fields_of(username=MARK, password=MARK), **form)
    ask("GET", "/api/v1/desk/queue", Authorization=f"Bearer {MARK}")
    ask("POST", "/api/v1/comments", f'{{"article": "bridge", "name": "{MARK}', **json_)
    ask("POST", "/api/v1/comments", b"\xff" + MARK.encode(), **json_)
    ask("POST", "/api/v1/comments", json.dumps({"article": MARK, MARK: MARK}), **json_)
    ask("POST", "/api/v1/comments", json.dumps({"name": MARK, "text": MARK * 2000}), **json_)
    ask("GET", f"/api/v1/threads?article={MARK}&after={MARK}")
    ask("GET", f"/api/v1/receipts/{MARK}")


def fields_of(**values: str) -> str:
    return urllib.parse.urlencode(values)


def post(ask: Caller, **more: str) -> int:
    said = {"article": "bridge", "name": MARK, "text": f"{MARK} is what I say."} | more
    return ask("POST", "/api/v1/comments", json.dumps(said), Content_Type="application/json")[0]


def hunt(room: server.Newsroom, sabotage: Callable[[], None]) -> None:
    room.must("article", "add", "-", stdin=ARTICLE)
    token = room_token(room)
    with server.serve(room) as served:
        ask = Caller(served.base_url)
        ask_everything(ask)
        assert post(ask, email=f"{MARK}@example.org") == 201
        queue = ask("GET", "/api/v1/desk/queue", Authorization=f"Bearer {token}")[1]
        comment = json.loads(queue)["items"][0]["id"]
        verdict = {"outcome": "reject", "clauses": ["profanity"], "note": MARK}
        decisions = f"/api/v1/desk/comments/{comment}/decisions"
        for expected in (201, 409):
            status, _ = ask(
                "POST",
                decisions,
                json.dumps(verdict),
                Authorization=f"Bearer {token}",
                Content_Type="application/json",
            )
            assert status == expected
        assert {200, 303, 400, 401, 403, 404, 409, 422} <= set(ask.statuses)
        assert 500 not in ask.statuses
        sabotage()
        assert post(ask, text=f"{MARK} again", email=f"{MARK}2@example.org") == 500
        figures = ask("GET", "/metrics")[1]
    log = served.log.read_text()
    assert '"exception"' in log
    assert '"route": "api:' in log
    for name, told in (("log", log), ("metrics", figures)):
        assert MARK.lower() not in told.lower(), name
        assert token not in told
        assert not re.search(r"receipts/\w", told)


def room_token(room: server.Newsroom) -> str:
    room.must("staff", "add", "alice", stdin=PASSWORD + "\n")
    return room.must("staff", "token", "alice").strip()


def test_marked_words_reach_no_log_on_sqlite(tmp_path: Path) -> None:
    def sabotage() -> None:
        with closing(sqlite3.connect(tmp_path / "data" / "stet.sqlite3")) as database:
            database.executescript(SQLITE_SABOTAGE)

    hunt(server.with_tables(tmp_path / "data", settings=HURRIED), sabotage)


def test_marked_words_reach_no_log_on_postgresql(tmp_path: Path, fresh_url: str) -> None:
    def sabotage() -> None:
        with psycopg.connect(fresh_url) as database:
            database.execute(POSTGRESQL_SABOTAGE)

    room = server.newsroom(tmp_path / "data", database_url=fresh_url, settings=HURRIED)
    hunt(room, sabotage)
