"""Where an article lives: on the publisher's own page if our comments may stand there, else here.

Everything that sends people or crawlers to an article or a comment asks this one module, so that
canonical addresses, feeds, structured data and the sitemap never disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from stet.newsroom.models import Article, Site
from stet.newsroom.origins import is_allowed
from stet.web.addresses import absolute

_IN_PATHS = "!$&'()*+,;=/~:@"  # what `reverse` leaves as it is: RFC 3986, section 3.3


def is_elsewhere(article: Article) -> bool:
    """Whether it lives on a page of the publisher's, on an origin that an editor allowed."""
    return lives_at(article.site, article.url)


def lives_at(site: Site, url: str) -> bool:
    """Whether an article with the address ``url`` lives there."""
    return bool(url) and is_allowed(site, url)


def home_of(request: HttpRequest, article: Article) -> str:
    """The one address under which the article and its comments are to be found."""
    return article.url if is_elsewhere(article) else page_here(request, article)


def page_here(request: HttpRequest, article: Article) -> str:
    """The whole address of its page here."""
    return absolute(request, reverse("reader:article", args=[article.slug]))


def pages_here(request: HttpRequest) -> Callable[[str], str]:
    """`page_here` by slug, for lists: looking an address up costs more than putting one together."""
    before, _, after = absolute(request, reverse("reader:article", args=["0"])).rpartition("0")
    return lambda slug: f"{before}{quote(slug, safe=_IN_PATHS)}{after}"


def comments_start(request: HttpRequest, article: Article) -> tuple[str, str]:
    """What stands before and after a comment's id in the address that leads to the comment."""
    if is_elsewhere(article):
        return f"{article.url.partition('#')[0]}#comment-", ""
    return f"{page_here(request, article)}?comment=", "#c-"


def comment_at(start: tuple[str, str], comment: UUID | str) -> str:
    """The address of a comment; ``start`` as `comments_start` gives it."""
    before, after = start
    return f"{before}{comment}{after and after + str(comment)}"
