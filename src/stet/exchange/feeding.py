"""``stet article feed``: a publisher's articles come in from its RSS or Atom feed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from stet.exchange.fetching import Bounds, NotFetched, fetch
from stet.exchange.formats.feed import Item, items
from stet.exchange.formats.opening import Stream, opened
from stet.exchange.lines import BadFile
from stet.newsroom.article_texts import (
    SUMMARY_LIMIT,
    TAG_LIMIT,
    ArticleText,
    BadArticle,
    bare_url,
    tag_slug,
)
from stet.newsroom.articles import add_article
from stet.newsroom.claims import claim_texts
from stet.newsroom.embedding import page_address
from stet.newsroom.fields import is_language
from stet.newsroom.models import Article, Site
from stet.newsroom.reading import article_by_url
from stet.text.characters import without_forbidden

__all__ = ["BadFile", "FeedReport", "NotFetched", "bring_feed"]

_SIZE_LIMIT = 32 * 1024 * 1024  # bytes of a fetched feed; most have a hundred kilobytes
_LIMIT_S = 30.0
_HEADLINE, _LINE, _TAG = 300, 200, 80  # code points: the columns'
_KINDS = frozenset(
    [
        "application/atom+xml",
        "application/rss+xml",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
    ]
)
_EVERYWHERE = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@dataclass
class FeedReport:
    """What became of a feed; ``refused`` has line and reason of each item that is no article."""

    added: int = 0
    changed: int = 0
    known: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def bring_feed(site: Site, source: str, *, allow_private: bool = False) -> FeedReport:
    """Adds the feed's articles, or brings those that are here up to date by their addresses.

    ``source`` is a file, or an address that is fetched: within limits, following three redirects, and from
    private networks only if ``allow_private``. What a feed does not know (text, claims, whether
    comments are open) stays as it is here. Nothing is written unless the whole feed can be read.
    Raises `BadFile`, `NotFetched` and `OSError`.
    """
    report = FeedReport()
    with _opened(source, allow_private=allow_private) as (stream, base):
        found = list(items(stream, base))
    for item in found:
        try:
            _bring(site, item, report)
        except BadArticle as bad:
            report.refused.append((item.line, f"{bad.field}:invalid"))
    return report


@contextmanager
def _opened(source: str, *, allow_private: bool) -> Iterator[tuple[Stream, str]]:
    if not source.startswith(("http://", "https://")):
        path = Path(source)
        if path.stat().st_size > _SIZE_LIMIT:
            raise BadFile(f"a feed has at most {_SIZE_LIMIT} bytes", 1, 1)
        with opened(path) as stream:
            yield stream, ""
        return
    bounds = Bounds(
        may=lambda url: urlsplit(url).scheme in {"http", "https"},
        private=_EVERYWHERE if allow_private else (),
        limit_s=_LIMIT_S,
        size=_SIZE_LIMIT,
        kinds=_KINDS,
    )
    page = fetch(source, bounds)
    yield Stream(io.BytesIO(page.raw), None, lambda _at: None), page.url


def _bring(site: Site, item: Item, report: FeedReport) -> None:
    told = _told(item)
    url = told["url"]
    known = article_by_url(site, url, "") if url else None
    before = known.updated_at if known else None
    text = _as_known(known, told) if known else ArticleText(**told)
    article, added = add_article(site, text, by=None, now=timezone.now())
    if added:
        report.added += 1
    elif known and article.updated_at != before:
        report.changed += 1
    else:
        report.known += 1


def _told(item: Item) -> dict[str, Any]:
    """What the feed says, in the parts of an article; too long lines are cut."""
    tags = [" ".join(without_forbidden(tag).split())[:_TAG] for tag in item.tags]
    lang = item.parts.get("lang") or item.lang
    return {
        "headline": without_forbidden(item.plain("title"))[:_HEADLINE],
        "url": page_address(item.link) or bare_url(item.link),
        "byline": without_forbidden(item.plain("author"))[:_LINE],
        "summary": without_forbidden(item.plain("summary"))[:SUMMARY_LIMIT],
        "lang": lang if is_language(lang) else "",
        "published_at": item.published_at,
        "tags": tuple(dict.fromkeys(tag for tag in tags if tag_slug(tag)))[:TAG_LIMIT],
    }


def _as_known(article: Article, told: dict[str, Any]) -> ArticleText:
    """The article as it is here, with what the feed says of it; what the feed leaves out stays."""
    here = ArticleText(
        headline=article.headline,
        body=article.source,
        url=article.url,
        place=article.place,
        byline=article.byline,
        section=article.section,
        summary=article.summary,
        lang=article.lang,
        tags=tuple(tag.name for tag in article.tags.all()),
        claims=tuple(claim_texts(article)),
    )
    said = {name: value for name, value in told.items() if value and name != "url"}
    return replace(here, **said)
