"""A newsroom worth backing up, and places to restore it to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from stet.comments.models import Comment
from stet.exchange.importing import import_jsonl
from stet.newsroom.models import Site
from tests.exchange.telling import Write, told
from tests.support.databases import connected_to


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The newsroom's own data folder, with its secrets."""
    return use_folder(tmp_path / "here", monkeypatch, {"secret_key": "kept"})


def use_folder(folder: Path, monkeypatch: pytest.MonkeyPatch, secrets: dict[str, str]) -> Path:
    folder.mkdir(mode=0o700)
    (folder / "secrets.json").write_text(json.dumps(secrets))
    monkeypatch.setattr(settings, "STET", replace(settings.STET, data=folder))
    return folder


@pytest.fixture
def newsroom(site: Site, data: Path, write: Write) -> Site:
    """Thirty comments in three states."""
    states = ("approved", "rejected", "held")
    import_jsonl(
        write([told(n, status=states[n % 3]) for n in range(30)], "thirty.jsonl"),
        keep_states=True,
    )
    return site


@contextmanager
def elsewhere(folder: Path) -> Iterator[None]:
    """The default connection is to a database that is not there, or empty."""
    if connection.vendor == "sqlite":
        with connected_to(str(folder / "stet.sqlite3")):
            yield
        return
    where = connection.settings_dict
    name = f"{where['NAME']}_elsewhere"
    with psycopg.connect(
        dbname="postgres",
        autocommit=True,
        host=where["HOST"],
        port=where["PORT"],
        user=where["USER"],
        password=where["PASSWORD"],
    ) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            with connected_to(name):
                yield
        finally:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def words() -> list[tuple[str, str, str]]:
    return list(Comment.objects.order_by("id").values_list("name", "text", "state"))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
