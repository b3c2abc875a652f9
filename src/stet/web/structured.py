"""Structured data (JSON-LD, schema.org): an article with the comments that are published under it.

Shape: https://schema.org/NewsArticle and https://schema.org/Comment, nested by ``comment``; replies
name theirs by ``parentItem``. What a page shows is what its data holds: one page of the thread.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.http import HttpRequest

from stet.comments.rendering import stamp
from stet.newsroom.models import Article
from stet.newsroom.names import byline_names
from stet.web.homes import comment_at, comments_start, home_of

# A script element ends at `</script`, changes its ways at `<!--`, and some readers of JSON take
# U+2028 and U+2029 for line ends. Escaped, the data is the same and can stand in any page.
_APART = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def structured(
    request: HttpRequest, article: Article, count: int, array: bytes, tags: Iterable[str] = ()
) -> str:
    """JSON that may stand in a script element as it is.

    ``count`` is that of the whole thread, ``array`` the JSON of one page of it
    (`stet.comments.rendering.json_array`).
    """
    home = home_of(request, article)
    comments = _comments(array, comments_start(request, article))
    head = json.dumps(_article(article, home, count, list(tags)), ensure_ascii=False)
    return f'{head[:-1].translate(_APART)}, "comment": {comments}}}'


def _article(article: Article, home: str, count: int, tags: list[str]) -> dict[str, Any]:
    site = article.site
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": home,
        "url": home,
        "mainEntityOfPage": home,
        "headline": article.headline,
        "inLanguage": article.lang,
        "datePublished": stamp(article.published_at),
        "dateModified": stamp(max(article.published_at, article.updated_at)),
        "author": _authors(article),
        "publisher": {"@type": "Organization", "name": site.name},
        "description": article.summary,
        "articleSection": article.section,
        "keywords": tags,
        "commentCount": count,
        "interactionStatistic": {
            "@type": "InteractionCounter",
            "interactionType": "https://schema.org/CommentAction",
            "userInteractionCount": count,
        },
        "discussionUrl": f"{home.partition('#')[0]}#comments",
    }
    if article.unconfirmed:  # its headline is its address, its time that of the first comment
        for name in ("headline", "datePublished", "dateModified"):
            del said[name]
    return {name: value for name, value in said.items() if value not in ("", [])}


def _authors(article: Article) -> list[dict[str, str]]:
    return [{"@type": "Person", "name": name} for name in byline_names(article.byline)]


@lru_cache(maxsize=64)
def _comments(array: bytes, start: tuple[str, str]) -> str:
    """Kept for the few pages that are being read, like their words in `stet.web.reader.words`."""
    said = [_comment(one, start) for one in json.loads(array)]
    return json.dumps(said, ensure_ascii=False).translate(_APART)


def _comment(one: dict[str, str | None], start: tuple[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@type": "Comment",
        "@id": f"urn:uuid:{one['id']}",
        "url": comment_at(start, str(one["id"])),
        "author": {"@type": "Person", "name": one["name"]},
        "text": one["text"],
        "dateCreated": one["posted_at"],
        "datePublished": one["published_at"],
    }
    if one["parent"]:
        said["parentItem"] = {"@type": "Comment", "@id": f"urn:uuid:{one['parent']}"}
    return said
