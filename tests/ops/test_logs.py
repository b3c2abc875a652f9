"""Logs tell what happened and never what a reader wrote."""

import ast
import json
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

import stet
from stet.config import logs
from stet.newsroom.models import Article, Site, Tag

MARK = "MARK-q7Zx"

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    """What was logged since the last look; fails if the mark is in it."""

    def read() -> list[dict[str, Any]]:
        written = capsys.readouterr()
        assert MARK not in written.err + written.out
        return [json.loads(line) for line in written.err.splitlines()]

    return read


def quoting_error(site: Site) -> DatabaseError:
    """An error of the database whose message holds the mark where the database quotes values."""
    Tag.objects.create(site=site, name=MARK, slug=MARK)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Tag.objects.create(site=site, name=MARK, slug=MARK)
    if connection.vendor == "postgresql":
        assert MARK in str(caught.value)
    return caught.value


def test_an_exception_is_told_by_its_kind_and_place(lines: Lines) -> None:
    try:
        logs.max_level(MARK, "INFO")
    except AttributeError as problem:
        structlog.get_logger("x").error("broke", exc_info=problem)
    [line] = lines()
    assert line["exception"] == ["builtins.AttributeError"]
    assert [where.rpartition(":")[0] for where in line["where"]] == ["stet/config/logs.py"] * 2
    assert line["where"][0].endswith(" max_level")


def test_a_database_error_is_told_by_its_state_and_constraint(site: Site, lines: Lines) -> None:
    structlog.get_logger("x").error("broke", exc_info=quoting_error(site))
    [line] = lines()
    kinds = {"sqlite": "sqlite3.IntegrityError", "postgresql": "psycopg.errors.UniqueViolation"}
    assert line["exception"] == ["django.db.utils.IntegrityError", kinds[connection.vendor]]
    states = {"sqlite": "SQLITE_CONSTRAINT_UNIQUE", "postgresql": "23505"}
    assert line["sqlstate"] == [states[connection.vendor]]


def test_causes_of_causes_are_told_without_their_words(lines: Lines) -> None:
    try:
        try:
            raise ValueError(MARK)
        except ValueError as problem:
            raise KeyError(MARK) from problem
    except KeyError:
        structlog.get_logger("x").exception("broke")
    assert lines()[0]["exception"] == ["builtins.KeyError", "builtins.ValueError"]


def test_a_field_that_is_not_known_is_withheld_and_named(lines: Lines) -> None:
    structlog.get_logger("x").info("said", text=MARK, body=MARK, count=2)
    [line] = lines()
    assert line["withheld"] == ["body", "text"]
    assert (line["event"], line["count"]) == ("said", 2)


def test_a_long_value_is_cut(lines: Lines) -> None:
    structlog.get_logger("x").info("said", reason="r" * 10_000)
    assert len(lines()[0]["reason"]) == 300


def test_a_library_line_keeps_its_wording_and_loses_its_values(lines: Lines) -> None:
    logging.getLogger("some.library").error("Cannot take %s", MARK)
    logging.getLogger("some.library").error(f"Cannot take {MARK}")  # noqa: G004 - as libraries do
    logging.getLogger("django.request").error(
        "%s: %s", "Internal Server Error", f"/receipts/{MARK}/", extra={"status_code": 500}
    )
    first, second, third = lines()
    assert first["event"] == "Cannot take %s"
    assert second["event"] == "message withheld"
    assert (third["event"], third["status"]) == ("%s: %s", 500)
    assert {line["logger"] for line in (first, second)} == {"some.library"}


def test_django_does_not_tell_of_what_strangers_ask(lines: Lines) -> None:
    logging.getLogger("django.request").warning("Not Found: %s", f"/{MARK}")
    logging.getLogger("django.security.csrf").warning("Forbidden (%s): %s", MARK, MARK)
    assert lines() == []


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    logs.tell_uncaught()


def test_what_nobody_caught_is_told_in_the_same_manner(hooks: None, lines: Lines) -> None:
    def fail() -> None:
        raise ValueError(MARK)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert [(line["event"], line["exception"]) for line in lines()] == [
        ("uncaught", ["builtins.ValueError"])
    ]


def test_a_request_is_told_by_route_status_and_time(
    client: Client, article: Article, lines: Lines
) -> None:
    client.get(f"/articles/bridge/?q={MARK}", headers={"Referer": MARK, "User-Agent": MARK})
    [line] = [line for line in lines() if line["event"] == "request"]
    assert (line["route"], line["method"], line["status"]) == ("reader:article", "GET", 200)
    assert line["ms"] > 0
    assert len(line["request"]) == 16


def test_a_fault_is_found_by_the_number_on_its_page(
    client: Client, article: Article, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError(MARK)

    monkeypatch.setattr("stet.moderation.intake.screen_in_time", broken)
    said = {"article": "bridge", "name": MARK, "text": MARK}
    answer = client.post("/api/v1/comments", said, content_type="application/json")
    assert answer.status_code == 500
    told = lines()
    assert {line["request"] for line in told} == {answer.headers["X-Request-ID"]}
    assert [line["exception"] for line in told if "exception" in line] == [["builtins.ValueError"]]
    assert MARK not in answer.content.decode()


def test_every_field_that_our_code_logs_is_a_known_one() -> None:
    source = Path(stet.__file__).parent
    unknown = [
        f"{path.name}:{node.lineno} {keyword.arg}"
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"debug", "info", "warning", "error", "exception", "critical"}
        and getattr(node.func.value, "id", "") in {"log", "_log", "logger"}
        for keyword in node.keywords
        if keyword.arg not in logs.FIELDS | {"exc_info"}
    ]
    assert unknown == []
