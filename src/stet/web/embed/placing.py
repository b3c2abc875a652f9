"""A thread's links, where it stands in a frame or in a publisher's own page.

The published HTML's links are relative to the article's page here. What a reader wrote is escaped
and holds no quotation mark, so none of these patterns can be found in it.
"""

from __future__ import annotations

import html
import re

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from stet.newsroom.models import Article
from stet.newsroom.origins import origin_of
from stet.web.embed.asked import Asked

_WHEN = re.compile(r'<a class="when" rel="nofollow" href="\?comment=(?P<id>[0-9a-f-]{36})#[^"]*">')
_REPLY = re.compile(r'href="\?reply=(?P<id>[0-9a-f-]{36})#write"')
_COMMENT = re.compile(r'href="\?comment=(?P<id>[0-9a-f-]{36})#[^"]*"')
_CLAIM = re.compile(r'href="#claim-')
_REPORT = re.compile(r'href="comments/')


def in_frame(thread: str, article: Article, asked: Asked) -> SafeString:
    """Links to comments and replies stay in the frame; all others open beside it."""
    here, frame = article_path(article), _raw(html.escape(asked.address))
    times = html.escape(permalinks(article, asked))
    thread = _WHEN.sub(rf'<a class="when" rel="nofollow" href="{_raw(times)}\g<id>">', thread)
    thread = _REPLY.sub(rf'target="_self" href="{frame}&amp;reply=\g<id>#write"', thread)
    thread = _COMMENT.sub(rf'target="_self" href="{frame}&amp;comment=\g<id>#c-\g<id>"', thread)
    thread = _CLAIM.sub(f'href="{_raw(here)}#claim-', thread)
    return mark_safe(_REPORT.sub(f'href="{_raw(here)}comments/', thread))  # noqa: S308 - escaped


def in_page(thread: str, here: str) -> SafeString:
    """Links to comments stay on the page that includes the thread; all others lead to ``here``,
    the whole address of the article's page of ours."""
    here = html.escape(here)
    thread = _WHEN.sub(r'<a class="when" rel="nofollow" href="#c-\g<id>">', thread)
    thread = _COMMENT.sub(r'href="#c-\g<id>"', thread)
    thread = _CLAIM.sub(f'href="{_raw(here)}#claim-', thread)
    return mark_safe(_REPORT.sub(f'href="{_raw(here)}comments/', thread))  # noqa: S308 - escaped


def article_path(article: Article) -> str:
    """The path of the article's page here."""
    return reverse("reader:article", args=[article.slug])


def permalinks(article: Article, asked: Asked) -> str:
    """The address of a comment on the publisher's page, but for its id at the end."""
    page = asked.url.partition("#")[0] if origin_of(asked.url) else article.url
    return f"{page}#comment-"


def _raw(words: str) -> str:
    """``words`` as a replacement in which a backslash means itself."""
    return words.replace("\\", r"\\")
