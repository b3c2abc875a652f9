"""While somebody else holds the database, nothing is lost: 503, when to come again, and what was typed."""

import html
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from stet.comments.models import Comment
from stet.newsroom.accounts import add_staff
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article
from stet.newsroom.roles import Role
from stet.newsroom.setup import ensure_newsroom
from stet.web.busy import is_busy
from tests.desk.pages import seen_in
from tests.reader.acts import send, sent

pytestmark = pytest.mark.sqlite

WORDS = 'Two lines\nof "a comment" & <more>.'


@pytest.fixture
def article(fresh_db: None) -> Article:
    now = timezone.now()
    site = ensure_newsroom(now - timedelta(hours=1))
    text = ArticleText("The bridge closes", "The steel is thin.", byline="Mara Lind")
    return add_article(site, text, by=None, now=now - timedelta(hours=1))[0]


@pytest.fixture
def charlie() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def alice(article: Article) -> Client:
    words, now = "copper lantern on the pier", timezone.now()
    staff = add_staff("alice", "Alice Ash", words, Role.MODERATOR, by=None, now=now)
    client = Client(raise_request_exception=False)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/desk/")
    return client


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another program writes meanwhile; ours wait a tenth of a second for it."""
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    connection.close()
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def is_told(answer: Any) -> bool:
    return bool(answer.status_code == 503 and answer.headers["Retry-After"] == "10")


def test_a_readers_comment_is_kept_in_the_form_and_can_be_sent_again(
    article: Article, charlie: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(charlie, article, "So that today's key is there.")
    with held(monkeypatch):
        answer = send(charlie, article, WORDS)
    page = answer.content.decode()
    assert is_told(answer)
    assert "nothing is lost" in page
    kept = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", page, re.DOTALL)
    assert kept
    assert html.unescape(kept[1]) == WORDS
    assert 'value="Charlie"' in page
    assert Comment.objects.count() == 1

    assert send(charlie, article, WORDS).status_code == 303
    assert Comment.objects.filter(text=WORDS).exists()


def test_a_decision_that_was_sent_can_be_sent_again_from_the_page(
    article: Article, charlie: Client, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = sent(charlie, article)
    address = f"/desk/comments/{comment.id}/decide/"
    seen = seen_in(alice.get("/desk/"))
    typed = {"outcome": "reject", "clause": ["threat", "profanity"], "note": WORDS, "seen": seen}
    with held(monkeypatch):
        answer = alice.post(address, typed)
    page = answer.content.decode()
    assert is_told(answer)
    assert f'action="{address}"' in page
    assert "Back to the desk" in page
    fields = re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    again = [(name, html.unescape(value)) for name, value in fields]
    assert again == [
        (n, v) for n, vs in typed.items() for v in ([vs] if isinstance(vs, str) else vs)
    ]
    comment.refresh_from_db()
    assert comment.state == "held"

    body = urlencode(again)
    assert parse_qsl(body) == again
    form = "application/x-www-form-urlencoded"
    assert alice.generic("POST", address, body, content_type=form).status_code == 302
    comment.refresh_from_db()
    assert comment.state == "rejected"


def test_programs_get_a_problem_document(
    article: Article, charlie: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(charlie, article)
    wanted = {"article": str(article.id), "name": "Charlie", "text": WORDS}
    with held(monkeypatch):
        answer = charlie.post("/api/v1/comments", json.dumps(wanted), "application/json")
    assert is_told(answer)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "busy"


def test_reading_goes_on(
    article: Article, charlie: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with held(monkeypatch):
        assert charlie.get(f"/articles/{article.slug}/").status_code == 200


def test_a_password_is_never_written_into_the_page(
    article: Article, charlie: Client, alice: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {"username": "alice", "password": "copper lantern on the pier"}
    with held(monkeypatch):
        answer = charlie.post("/desk/sign-in/", typed)
    assert is_told(answer)
    assert "lantern" not in answer.content.decode()


def test_only_a_database_without_time_is_busy() -> None:
    assert is_busy(OperationalError("database is locked"))
    assert not is_busy(OperationalError("no such table: comments_comment"))
    assert not is_busy(RuntimeError("database is locked"))
    assert not is_busy(None)
