"""The newsroom: its articles came in by a deed, and take comments if the last deed says so."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from stet.config.proofs.dossiers import Told
from stet.config.proofs.fault import Fault, Progress, counted
from stet.ledger.deeds import Deed
from stet.ledger.models import Entry
from stet.newsroom.article_rules import rules_facts
from stet.newsroom.models import Article

_CHUNK = 500
_DEEDS = (
    Deed.ARTICLE_ADDED,
    Deed.ARTICLE_CHANGED,
    Deed.ARTICLE_CONFIRMED,
    Deed.ARTICLE_MERGED,
    Deed.COMMENTING_CHANGED,
    Deed.ARTICLE_RULES_CHANGED,
)

_RULES = ("legal_hold", "seniors_only", "closed_from", "closed_until", "rules_reason")
_NO_RULES = rules_facts(Article())


def faults(progress: Progress) -> Iterator[Fault]:
    articles = Article.objects.order_by("id").only(
        "id", "commenting", "unconfirmed", "merged_into", *_RULES
    )
    rows = counted(articles.iterator(_CHUNK), "articles", articles.count(), progress)
    while group := list(islice(rows, _CHUNK)):
        told = _told([article.id for article in group])
        for article in group:
            yield from _article(article, told.get(article.id))
    yield from _missing()


def _told(articles: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """The latest facts about each article."""
    entries = Entry.objects.filter(subject__in=articles, deed__in=_DEEDS).order_by("seq")
    found: dict[UUID, dict[str, Any]] = {}
    for entry in entries:
        found.setdefault(entry.subject, {}).update(Told.of(entry).facts)
    return found


def _article(article: Article, told: dict[str, Any] | None) -> Iterator[Fault]:
    name = str(article.id)
    if told is None:
        yield Fault("article.unlogged", f"article {name}: the ledger does not know it", name)
    elif told.get("commenting") != article.commenting:
        words = f"article {name}: its comments are {article.commenting}, against the ledger"
        yield Fault("article.commenting_changed", words, name)
    if told is not None and told.get("unconfirmed", False) != article.unconfirmed:
        words = f"article {name}: whether it is confirmed is not what the ledger says"
        yield Fault("article.confirmed", words, name)
    if told is not None and told.get("into") != _name(article.merged_into_id):
        words = f"article {name}: what it was merged into is not what the ledger says"
        yield Fault("article.merged", words, name)
    if told is not None and rules_facts(article) != {**_NO_RULES, **_of(told, _NO_RULES)}:
        words = f"article {name}: what holds for its comments is not what the ledger says"
        yield Fault("article.rules_changed", words, name)


def _name(article: UUID | None) -> str | None:
    return str(article) if article else None


def _of(told: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: told[name] for name in names if name in told}


def _missing() -> Iterator[Fault]:
    added = Entry.objects.filter(deed=Deed.ARTICLE_ADDED).values_list("subject", flat=True)
    rows = added.order_by("seq").iterator(_CHUNK)
    while group := list(islice(rows, _CHUNK)):
        there = set(Article.objects.filter(id__in=group).values_list("id", flat=True))
        for gone in group:
            if gone not in there:
                yield Fault("article.missing", f"article {gone} was added, and is gone", str(gone))
