"""Marked words and keys go in by every part of a call, and come out in no log and no figure."""

from __future__ import annotations

import http.client
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.support import server
from tests.wire.serving import key_of, place_of, served

MARK = "MARKq7Zx"
SABOTAGE = f"""
    CREATE TRIGGER sabotage BEFORE INSERT ON moderation_feedback
    BEGIN SELECT RAISE(ABORT, 'refused: {MARK}'); END
"""
STRANGE = {"User-Agent": MARK, "Referer": f"http://{MARK}/", "Cookie": f"a={MARK}", "Origin": MARK}


def ask(
    running: server.Served, path: str, body: bytes, method: str = "POST", **headers: str
) -> int:
    with closing(http.client.HTTPConnection(place_of(running), timeout=30)) as connection:
        connection.request(method, path, body, STRANGE | headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status


def bodies() -> Iterator[bytes]:
    text = {"text": f"{MARK} is an idiot. {MARK}!"}
    names = ("clientToken", "sessionId", "communityId", MARK)
    whole: dict[str, Any] = dict.fromkeys(names, MARK) | {"comment": text}
    whole |= {"context": {"entries": [text, text]}, "spanAnnotations": True}
    scores = {"TOXICITY": {"summaryScore": {"value": 1}}}
    yield json.dumps(
        whole | {"requestedAttributes": {"TOXICITY": {}}, "attributeScores": scores}
    ).encode()
    yield json.dumps(
        whole | {"requestedAttributes": {MARK: {}}, "attributeScores": {MARK: {}}}
    ).encode()
    yield json.dumps(
        whole | {"languages": [MARK], "requestedAttributes": {"TOXICITY": {}}}
    ).encode()
    yield json.dumps(whole | {"comment": {"text": text["text"], "type": MARK}}).encode()
    yield json.dumps({"comment": {"text": MARK * 4000}}).encode()
    yield f'{{"comment": {{"text": "{MARK}'.encode()
    yield b"\xff" + MARK.encode()


def ask_everything(running: server.Served, key: str) -> list[int]:
    statuses = []
    for body in bodies():
        for call in ("analyze", "suggestscore"):
            for shown in (key, MARK, ""):
                path = f"/{MARK}/v1alpha1/comments:{call}?key={shown}&{MARK}={MARK}&fields={MARK}"
                statuses.append(ask(running, path, body, Host=f"{MARK}.example"))
            path = f"/comments:{call}?quotaUser={MARK}"
            statuses.append(ask(running, path, body, Authorization=f"Bearer {key}"))
            statuses.append(ask(running, path, body, Authorization=f"Bearer {MARK}"))
            statuses.append(ask(running, path, body, **{"X-Goog-Api-Key": key}))
    for query in (f"key={key}", f"key={MARK}", f"version={MARK}", MARK):
        path = f"/{MARK}/$discovery/rest?{query}"
        statuses.append(ask(running, path, b"", "GET", Host=f"{MARK}.example"))
    statuses.append(ask(running, f"/{MARK}/comments:analyze", b"", "OPTIONS"))
    statuses.append(ask(running, f"/{MARK}/comments:analyze", b"", MARK))
    return statuses


def test_no_word_and_no_key_reaches_log_or_figures(tmp_path: Path) -> None:
    with served(tmp_path, "--wire-only") as running:
        key = key_of(running, "perspective", quota=0)
        statuses = ask_everything(running, key)
        assert {200, 400, 403, 404, 405} <= set(statuses)
        assert max(statuses) < 500
        with closing(sqlite3.connect(running.newsroom.data / "stet.sqlite3")) as database:
            database.executescript(SABOTAGE)
        body = {"comment": {"text": MARK}, "attributeScores": {"THREAT": {"summaryScore": {"value": 1}}}}  # fmt: skip
        broken = f"/v1alpha1/comments:suggestscore?key={key}"
        assert ask(running, broken, json.dumps(body).encode()) == 500
        with closing(http.client.HTTPConnection(place_of(running), timeout=30)) as connection:
            connection.request("GET", "/metrics")
            figures = connection.getresponse().read().decode()

    log = running.log.read_text()
    assert '"route": "perspective_analyze"' in log
    assert '"event": "call_failed"' in log
    assert (
        'stet_wire_calls_total{call="suggestscore",interface="perspective",status="500"}' in figures
    )
    for name, told in (("log", log), ("figures", figures)):
        assert MARK.lower() not in told.lower(), name
        assert key not in told, name
