"""Comments whose authors asked to be told, and a mailbox for what they are told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from stet.comments.contacts.answering import confirm
from stet.comments.contacts.asking import ask_due
from stet.comments.models import Address, Comment, Link
from stet.comments.submitting import Draft
from stet.moderation.deciding import REOPEN_WITHIN, Verdict, decide
from stet.moderation.intake import receive
from stet.newsroom.articles import ArticleText, add_article
from stet.newsroom.models import Article, Site, Staff
from tests.exchange.mailbox import Mailbox, served

BOB = "bob@example.org"


WORDS = "the words of a reader"


def set_env(monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    monkeypatch.setattr(settings, "STET", replace(settings.STET, **values))


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    with served() as mailbox:
        set_env(
            monkeypatch,
            smtp_url=mailbox.url,
            public_url="https://comments.example.org/stet",
            mail_from="Stet <desk@example.org>",
        )
        yield mailbox


@pytest.fixture
def article(site: Site) -> Article:
    text = ArticleText('The "mill" <is> let')
    return add_article(site, text, by=None, now=timezone.now())[0]


def written(article: Article, email: str = BOB, text: str = WORDS, **parts: Any) -> Comment:
    """A comment whose author has asked to be told, and has said that the address is hers."""
    comment = unconfirmed(article, email, text, **parts)
    if email:
        confirmed(comment)
    return comment


def unconfirmed(article: Article, email: str = BOB, text: str = WORDS, **parts: Any) -> Comment:
    draft = Draft(article, "Bob", text, email=email, network=text, **parts)
    return receive(draft, timezone.now()).comment


def confirmed(comment: Comment) -> Link:
    """The owner of the mailbox says that the comment is hers, by the link that she was sent."""
    now = timezone.now()
    ask_due(now)
    address = Address.objects.get(contacts__comment=comment)
    link = Link.objects.filter(kind="confirm", digest=address.digest).latest("made_at")
    Link.objects.filter(id=link.id, sent_at=None).update(sent_at=now)
    assert confirm(link.id, [comment.id], [comment.id], now) == [comment]
    return link


def decided(
    comment: Comment, alice: Staff, outcome: str, *clauses: str, note: str = ""
) -> datetime:
    """Decides, and returns the moment at which the notice is due."""
    now = timezone.now()
    decide(Verdict(comment.id, outcome, [*clauses], note), alice, now)
    return now + REOPEN_WITHIN
