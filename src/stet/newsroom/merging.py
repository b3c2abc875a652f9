"""Two articles that are one: the addresses of the one lead to the other, and nothing is lost.

A comment stays on the article on which it was written, for good; the other article's thread shows it
(`stet.comments.merging`).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from stet.newsroom.article_rules import rules_of
from stet.newsroom.article_texts import BadArticle
from stet.newsroom.articles import LOCK
from stet.newsroom.locking import take_turns
from stet.newsroom.models import Article, ArticleAlias, PageCheck, Staff
from stet.newsroom.recording import Fact, record
from stet.newsroom.roles import Action


def mark_merged(article: Article, into: Article, *, by: Staff | None, now: datetime) -> None:
    """Makes ``article``, its addresses and those merged into it before, part of ``into``.

    It cannot be taken back. Raises `BadArticle` and `NotAllowed`.
    """
    if by is not None:
        by.require(Action.EDIT_ARTICLES)
    with transaction.atomic():
        take_turns(LOCK)
        both = Article.objects.select_for_update().filter(pk__in=[article.pk, into.pk])
        found = {one.pk: one for one in both.order_by("pk")}
        gone, kept = found[article.pk], found[into.pk]
        _check(gone, kept)
        url = gone.url
        for earlier in gone.merged.order_by("id"):
            _move(earlier, kept, "", by, now)
        ArticleAlias.objects.filter(article=gone).update(article=kept)
        _move(gone, kept, url, by, now)
        if url:
            ArticleAlias.objects.create(site=kept.site, url=url, article=kept)
        PageCheck.objects.filter(article=gone).update(due_at=None)


def _move(one: Article, into: Article, url: str, by: Staff | None, now: datetime) -> None:
    one.merged_into, one.url, one.unconfirmed = into, "", False
    one.save(update_fields=["merged_into", "url", "unconfirmed", "updated_at"])
    facts: dict[str, Fact] = {"into": str(into.id), "url": url, "unconfirmed": False}
    record("article.merged", one.id, by=by, now=now, facts=facts)


def _check(gone: Article, kept: Article) -> None:
    if gone.pk == kept.pk:
        raise BadArticle("into", _("An article cannot be merged into itself."))
    if gone.merged_into_id or kept.merged_into_id:
        raise BadArticle("into", _("One of the two was merged into another article before."))
    if gone.site_id != kept.site_id:
        raise BadArticle("into", _("The articles are of two sites."))
    if rules_of(gone) != rules_of(kept):
        words = _("Different rules hold for the comments of the two. Make them the same first.")
        raise BadArticle("into", words)
