"""Taking articles in, and opening and closing their comments."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stet.newsroom.article_files import parse_article
from stet.newsroom.article_texts import (
    SLUG_LIMIT,
    YEARS,
    ArticleText,
    BadArticle,
    ClaimText,
    bare_url,
    check_article,
    slug_of,
    tag_slug,
)
from stet.newsroom.claims import claim_texts, keep_claims
from stet.newsroom.locking import take_turns
from stet.newsroom.markdown import render
from stet.newsroom.models import Article, ArticleAlias, Site, Staff, Tag
from stet.newsroom.names import byline_names, reserve
from stet.newsroom.recording import Fact, record
from stet.newsroom.roles import Action

__all__ = [
    "ArticleText",
    "BadArticle",
    "ClaimText",
    "add_article",
    "parse_article",
    "set_commenting",
]

LOCK = "articles"


def add_article(
    site: Site, text: ArticleText, *, by: Staff | None, now: datetime
) -> tuple[Article, bool]:
    """Takes an article in: the article, and whether it is new.

    The same article again, known by its ``url``, else by its slug, is brought up to date; if it
    says what it said, nothing is written. Raises `BadArticle` and `NotAllowed`.
    """
    _require(by)
    check_article(text)
    with transaction.atomic():
        take_turns(LOCK)
        known = _known(site, text)
        article = known or Article(
            site=site, slug=free_slug(site, _asked_slug(text)), published_at=now
        )
        changed = _fill(article, text, site)
        if changed or known is None:
            article.save()
        if keep_tags(article, text.tags):
            article.save(update_fields=["updated_at"])  # a feed has the tags too
            changed = True
        changed = keep_claims(article, text.claims) or changed
        if changed or known is None:
            reserve(site.id, byline_names(text.byline))
            deed = "article.changed" if known else "article.added"
            record(deed, article.id, by=by, now=now, facts=article_facts(article))
    return article, known is None


def set_commenting(
    article: Article,
    commenting: str,
    closes_at: datetime | None,
    *,
    by: Staff | None,
    now: datetime,
) -> Article:
    """Opens or closes an article's comments; open ones may close by themselves at ``closes_at``.

    Raises `BadArticle` and `NotAllowed`.
    """
    _require(by)
    if commenting not in Article.Commenting.values:
        raise BadArticle("commenting", _("Commenting is open or closed."))
    if closes_at is not None and closes_at.utcoffset() is None:
        raise BadArticle("closes_at", _("The time needs its zone."))
    if closes_at is not None and closes_at.year not in YEARS:
        raise BadArticle("closes_at", _("This is no time at which comments can close."))
    with transaction.atomic():
        kept = Article.objects.select_for_update().get(pk=article.pk)
        if (kept.commenting, kept.closes_at) == (commenting, closes_at):
            return kept
        kept.commenting, kept.closes_at = commenting, closes_at
        kept.save(update_fields=["commenting", "closes_at", "updated_at"])
        record("article.commenting_changed", kept.id, by=by, now=now, facts=_commenting(kept))
    return kept


def _known(site: Site, text: ArticleText) -> Article | None:
    """The article that ``text`` is about, if it is here already."""
    here = Article.objects.select_for_update().filter(site=site)
    url = bare_url(text.url)
    aliases = ArticleAlias.objects.filter(site=site, url=url).values("article_id")
    known = here.filter(Q(url=url) | Q(id__in=aliases)).first() if url else None
    if known:
        if text.slug and text.slug != known.slug:
            words = _("This article has an address already, which ends in %(slug)s.")
            raise BadArticle("slug", words % {"slug": known.slug})
        return known
    if url and not text.slug:
        return None  # another article may well have the same headline
    known = here.filter(slug=_asked_slug(text)).first()
    if known and ((known.url and url) or known.merged_into_id):
        raise BadArticle("slug", _("Another article has this address."))
    return known


def _asked_slug(text: ArticleText) -> str:
    """The slug that the text asks for; made of a digest where the headline gives none."""
    return slug_of(text) or "article-" + hashlib.sha256(text.headline.encode()).hexdigest()[:8]


def free_slug(site: Site, asked: str) -> str:
    """``asked``, with a number after it if another article has it."""
    slug, number = asked, 1
    while Article.objects.filter(site=site, slug=slug).exists():
        number += 1
        ending = f"-{number}"
        slug = asked[: SLUG_LIMIT - len(ending)] + ending
    return slug


def _fill(article: Article, text: ArticleText, site: Site) -> bool:
    """Sets the article's own fields from ``text``; whether any is another than before."""
    rendered = render(text.body)
    published_at = _in_zone(text.published_at, site) or article.published_at
    values = {
        "url": article.url or bare_url(text.url),  # known by another, it keeps its own
        "headline": text.headline,
        "place": text.place,
        "byline": text.byline,
        "section": text.section,
        "summary": text.summary,
        "lang": text.lang or site.lang,
        "published_at": published_at,
        "source": text.body,
        "body_html": rendered.html,
        "plain_text": rendered.plain,
        "commenting": text.commenting or article.commenting,
        "unconfirmed": False,  # the newsroom itself says so
    }
    if text.closes_after_days is not None:
        values["closes_at"] = published_at + timedelta(days=text.closes_after_days)
    changed = {name: value for name, value in values.items() if getattr(article, name) != value}
    for name, value in changed.items():
        setattr(article, name, value)
    return bool(changed)


def _in_zone(at: datetime | None, site: Site) -> datetime | None:
    if at is None or at.utcoffset() is not None:
        return at
    return at.replace(tzinfo=ZoneInfo(site.timezone))


def keep_tags(article: Article, names: tuple[str, ...]) -> bool:
    """Makes the article's tags exactly ``names``; whether that changed any."""
    wanted = {tag_slug(name): name for name in reversed(names)}  # the first spelling counts
    before = set(article.tags.values_list("slug", flat=True))
    if before == wanted.keys():
        return False
    tags = [
        Tag.objects.get_or_create(site=article.site, slug=slug, defaults={"name": name})[0]
        for slug, name in wanted.items()
    ]
    article.tags.set(tags)
    return True


def article_facts(article: Article) -> dict[str, Fact]:
    """What the ledger keeps of an article: digests of its words, and its addresses."""
    said = hashlib.sha256()
    for part in (article.headline, article.source):
        said.update(hashlib.sha256(part.encode()).digest())
    return {
        "slug": article.slug,
        "url": article.url,
        "text": said.hexdigest(),
        "claims": [claim.status for claim in claim_texts(article)],
        "unconfirmed": article.unconfirmed,
        **_commenting(article),
    }


def _commenting(article: Article) -> dict[str, Fact]:
    closes_at = article.closes_at.isoformat() if article.closes_at else None
    return {"commenting": article.commenting, "closes_at": closes_at}


def _require(by: Staff | None) -> None:
    if by is not None:
        by.require(Action.EDIT_ARTICLES)
