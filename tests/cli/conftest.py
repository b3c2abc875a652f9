"""The command line in this process, on a database of the test's own.

Alice is an administrator, Bob a moderator; Charlie has no account.
"""

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.utils import timezone

from stet.cli import run
from stet.comments.models import Comment
from stet.comments.submitting import Draft
from stet.moderation.intake import receive
from stet.newsroom.accounts import add_staff
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.roles import Role
from stet.newsroom.setup import ensure_newsroom

PASSWORD = "copper lantern on the pier"


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


Stet = Callable[..., Done]


@pytest.fixture
def stet(
    fresh_db: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Stet:
    """``stet("staff", "add", "bob", stdin="…")``: what came of it."""

    def command(*words: str, stdin: str | bytes = "") -> Done:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8"))
        capsys.readouterr()
        code = run(list(words))
        shown = capsys.readouterr()
        return Done(code, shown.out, shown.err)

    return command


@pytest.fixture
def comment(fresh_db: None) -> Comment:
    """A comment of Charlie's, in a newsroom with Alice and Bob."""
    now = timezone.now()
    site = ensure_newsroom(now)
    for name, role in (("alice", Role.ADMINISTRATOR), ("bob", Role.MODERATOR)):
        add_staff(name, name.title(), PASSWORD, role, by=None, now=now)
    article, _ = add_article(site, ArticleText("The bridge closes", "Steel."), by=None, now=now)
    return receive(Draft(article, "Charlie", "Words of mine."), now).comment
