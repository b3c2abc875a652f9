"""Commands that look after a newsroom: the deed is done, or one line says why not."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django import Settings

from stet.comments.models import Comment
from stet.comments.states import State
from stet.ledger.reading import history
from stet.newsroom.accounts import staff_by_username, staff_of_token
from stet.newsroom.models import Article, Site
from tests.cli.conftest import PASSWORD, Stet

MARKDOWN = """\
---
headline: The bridge closes
url: https://paper.example/bridge
tags: [City, Transport]
---
The steel is **thin**.
"""


def test_migrating_makes_the_site_and_can_be_done_again(stet: Stet) -> None:
    for _ in ("first", "again"):
        done = stet("migrate")
        assert (done.code, done.out) == (0, "")
        assert "up to date" in done.err
    assert Site.objects.count() == 1


def test_a_removed_trigger_is_checked_verified_and_made_anew(stet: Stet) -> None:
    stet("migrate")
    table = " ON ledger_entry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER ledger_entry_no_update{table}")
    assert "stet.W005 warning: " in stet("check").err
    verified = stet("verify")
    assert verified.code == 1
    assert "ledger_entry_no_update" in verified.out
    assert stet("migrate").code == 0
    assert stet("verify").code == 0


def test_an_origin_is_allowed_beside_those_that_are(stet: Stet) -> None:
    stet("migrate")
    stet("site", "allow", "https://news.example.org")
    done = stet("site", "allow", "http://localhost:8080", "https://NEWS.example.org/")
    assert (done.code, done.out) == (0, "https://news.example.org\nhttp://localhost:8080\n")
    refused = stet("site", "allow", "https://*.example.org")
    assert (refused.code, "Traceback" in refused.err) == (2, False)
    assert Site.objects.get().embed_origins == done.out.strip()


def test_checks_warn_and_fail_only_with_deploy(stet: Stet) -> None:
    assert "stet.W003 warning: " in (warned := stet("check")).err
    assert warned.code == 0
    assert "stet.W003 failure: " in (failed := stet("check", "--deploy")).err
    assert failed.code == 1


def test_a_sound_newsroom_verifies(stet: Stet, comment: Comment) -> None:
    done = stet("verify")
    assert (done.code, done.out) == (0, "")
    assert "sound" in done.err


def test_it_adds_an_account_with_the_password_from_standard_input(stet: Stet) -> None:
    done = stet("staff", "add", "Bob", "--name", "Bob Ash", "--role", "editor", stdin=PASSWORD)
    assert (done.code, done.out) == (0, "")
    bob = staff_by_username("bob")
    assert bob is not None
    assert (bob.display_name, bob.role, bob.check_password(PASSWORD)) == ("Bob Ash", "editor", True)
    assert PASSWORD not in done.err


def test_it_makes_a_password_and_shows_it_once(stet: Stet) -> None:
    password = stet("staff", "add", "bob", "--generate").out.strip()
    bob = staff_by_username("bob")
    assert bob is not None
    assert bob.check_password(password)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("bob", "--role", "king"), "role"),
        (("b/ob",), "username"),
        (("bob", "--name", " "), "display_name"),
    ],
)
def test_an_account_that_cannot_stand_gets_one_line(
    stet: Stet, words: tuple[str, ...], said: str
) -> None:
    done = stet("staff", "add", *words, stdin=PASSWORD)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith(f"stet: {said}: ")


def test_a_weak_password_is_refused(stet: Stet) -> None:
    stet("migrate")
    done = stet("staff", "add", "bob", stdin="short")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert staff_by_username("bob") is None


def test_it_sets_another_password(stet: Stet, comment: Comment) -> None:
    assert stet("staff", "password", "bob", stdin="another lantern, another pier").code == 0
    bob = staff_by_username("bob")
    assert bob is not None
    assert bob.check_password("another lantern, another pier")
    assert stet("staff", "password", "charlie", stdin=PASSWORD).code == 2


def test_it_makes_a_desk_token(stet: Stet, comment: Comment) -> None:
    token = stet("staff", "token", "bob", "--label", "import").out.strip()
    assert staff_of_token(token) == staff_by_username("bob")
    missing = stet("staff", "token", "charlie")
    assert (missing.code, missing.out) == (2, "")


def test_it_adds_an_article_once(stet: Stet, tmp_path: Path) -> None:
    file = tmp_path / "bridge.md"
    file.write_text(MARKDOWN)
    added = stet("article", "add", str(file))
    assert added.code == 0
    again = stet("article", "add", str(file), "--place", "Harbour")
    article = Article.objects.get()
    assert added.out == again.out == f"{article.id} /articles/the-bridge-closes/\n"
    assert article.place == "Harbour"
    assert sorted(tag.name for tag in article.tags.all()) == ["City", "Transport"]


def test_options_go_before_what_the_file_says(stet: Stet) -> None:
    words = (
        "--url",
        "https://paper.example/new",
        "--tags",
        "Steel, River",
        "--commenting",
        "closed",
    )
    assert stet("article", "add", "-", *words, stdin=MARKDOWN).code == 0
    article = Article.objects.get()
    assert (article.url, article.commenting) == ("https://paper.example/new", "closed")
    assert sorted(tag.name for tag in article.tags.all()) == ["River", "Steel"]


def test_an_article_gets_its_public_address(stet: Stet, settings: Settings) -> None:
    settings.STET = replace(django_settings.STET, public_url="https://comments.example.org/stet")
    settings.FORCE_SCRIPT_NAME = "/stet"
    done = stet("article", "add", "-", stdin=MARKDOWN)
    assert done.out.split()[1] == "https://comments.example.org/stet/articles/the-bridge-closes/"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"---\nheadlin: x\n---\nBody", "line 2: headlin: "),
        (b"\xff\xfe", "not UTF-8"),
        (b"", "headline: "),
    ],
)
def test_an_article_that_cannot_stand_gets_one_line(
    stet: Stet, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "bad.md"
    file.write_bytes(content)
    stet("migrate")
    done = stet("article", "add", str(file))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err
    assert not Article.objects.exists()


def test_a_missing_article_file_gets_one_line(stet: Stet, tmp_path: Path) -> None:
    stet("migrate")
    done = stet("article", "add", str(tmp_path / "none.md"))
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "No such file" in done.err


def test_an_administrator_has_a_comment_erased(stet: Stet, comment: Comment) -> None:
    done = stet("erase", str(comment.id), "--by", "alice", "--yes")
    assert (done.code, done.out) == (0, "")
    comment.refresh_from_db()
    assert (comment.state, comment.text, comment.name) == (State.ERASED, "", "")
    alice = staff_by_username("alice")
    assert alice is not None
    assert list(history(comment.id))[-1].actor == f"staff:{alice.id}"
    again = stet("erase", str(comment.id), "--by", "alice", "--yes")
    assert (again.code, again.err.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "bob", "--yes"), "role does not let you"),
        (("--by", "charlie", "--yes"), "no account charlie"),
        (("--by", "alice"), "say --yes"),
    ],
)
def test_nobody_else_has_a_comment_erased(
    stet: Stet, comment: Comment, words: tuple[str, ...], said: str
) -> None:
    done = stet("erase", str(comment.id), *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    comment.refresh_from_db()
    assert comment.text == "Words of mine."


@pytest.mark.parametrize("name", ["none", "01a2071b-0000-7000-8000-000000000000"])
def test_a_comment_that_is_not_there_cannot_be_erased(
    stet: Stet, comment: Comment, name: str
) -> None:
    done = stet("erase", name, "--by", "alice", "--yes")
    assert (done.code, done.err) == (2, f"stet: there is no comment {name}\n")
