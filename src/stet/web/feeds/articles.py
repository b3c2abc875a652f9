"""The feed of articles: the latest, each with its own comments' feed and how many there are."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from stet.comments.keeping import kept
from stet.comments.latest import edition_of_articles, threads_of
from stet.newsroom.models import Article, Site
from stet.newsroom.reading import PAGE_SIZE, latest_articles
from stet.newsroom.setup import the_site
from stet.web.addresses import absolute, own_base
from stet.web.feeds.serving import addresses, answer, made
from stet.web.feeds.shape import Entry, Feed, Replies
from stet.web.homes import home_of

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a newsroom without articles published last


def read_articles(request: HttpRequest, form: str) -> HttpResponse:
    """The latest articles: what the first front page has."""
    mark = edition_of_articles(PAGE_SIZE).mark
    key = ("articles", form, own_base(request))
    body = kept(key, mark, lambda: made(_feed(request, the_site()), form))
    return answer(request, body, form)


@require_safe
def articles(request: HttpRequest, form: str) -> HttpResponse:
    """As `read_articles`, where `stet.web.api.front` did not answer already."""
    return read_articles(request, form)


def _feed(request: HttpRequest, site: Site) -> Feed:
    latest = list(latest_articles(site))
    threads = threads_of([article.id for article in latest])
    entries = []
    for article in latest:
        article.site = site  # there is one; asking for it again would cost a query each
        count, changed_at = threads.get(article.id, (0, None))
        comments = addresses(request, "comments_feed", article=str(article.id))
        home = home_of(request, article)
        replies = Replies(comments("atom"), comments("rss"), home, count, changed_at)
        entries.append(_entry(article, home, replies))
    return Feed(
        id=f"urn:uuid:{site.id}",
        title=site.name,
        subtitle=site.tagline,
        href=absolute(request, reverse("reader:front")),
        lang=site.lang,
        updated=max((entry.updated for entry in entries), default=_NEVER),
        entries=entries,
        address=addresses(request, "articles_feed"),
    )


def _entry(article: Article, home: str, replies: Replies) -> Entry:
    return Entry(
        id=f"urn:uuid:{article.id}",
        title=article.headline,
        href=home,
        author=article.byline or article.site.name,
        published=article.published_at,
        updated=max(article.published_at, article.updated_at),
        text=article.summary,
        lang=article.lang,
        is_summary=True,
        categories=tuple(tag.name for tag in article.tags.all()),
        replies=replies,
    )
