"""The feed of articles, in Atom (RFC 4287)."""

from __future__ import annotations

import hashlib
import html

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from stet.comments.compressing import gzipped
from stet.comments.reading import Bytes
from stet.newsroom.models import Site
from stet.newsroom.reading import latest_articles
from stet.newsroom.setup import the_site
from stet.web.addresses import absolute
from stet.web.published import published


@require_safe
def articles(request: HttpRequest) -> HttpResponse:
    """The latest articles: what the first front page has."""
    raw = _feed(request, the_site()).encode()
    body = Bytes(raw, gzipped(raw), hashlib.sha256(raw).hexdigest()[:32])
    return published(request, body, "application/atom+xml; charset=utf-8")


def _feed(request: HttpRequest, site: Site) -> str:
    feed = Atom1Feed(
        title=site.name,
        subtitle=site.tagline or None,
        link=absolute(request, reverse("reader:front")),
        description="",
        language=site.lang,
        feed_url=absolute(request, reverse("reader:feed")),
        feed_guid=f"urn:uuid:{site.id}",
    )
    for article in latest_articles(site):
        feed.add_item(
            title=article.headline,
            link=absolute(request, reverse("reader:article", args=[article.slug])),
            description=html.escape(article.summary),  # Django calls it HTML
            author_name=article.byline or site.name,
            pubdate=article.published_at,
            updateddate=max(article.published_at, article.updated_at),
            unique_id=f"urn:uuid:{article.id}",
            categories=[tag.name for tag in article.tags.all()],
        )
    return feed.writeString("utf-8")
