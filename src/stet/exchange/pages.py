"""What a page says of its article: NewsArticle structured data, then OpenGraph, then plain HTML."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from stet.newsroom.embedding import TEXT_LIMIT, PageFacts

_ARTICLE = re.compile(r"(?:Article|Posting|Report)$")
_MOST_SCRIPTS, _DEEPEST = 20, 8
_VOID_OF_WORDS = frozenset({"script", "style", "template", "noscript", "nav", "aside", "form"})


@dataclass
class _Found:
    title: str = ""
    lang: str = ""
    canonical: str = ""
    named: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects what is looked at, and keeps no tree: the page may be anything."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = _Found()
        self._into: list[str] | None = None
        self._ends = ""
        self._silent = 0
        self._article = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.found.lang = given.get("lang", "")
        elif tag == "meta":
            self._meta(given)
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.found.canonical = self.found.canonical or given.get("href", "")
        elif tag == "title" and not self.found.title:
            self._collect("title")
        elif tag == "script" and given.get("type", "").strip().lower() == "application/ld+json":
            self._collect("script")
        elif tag in _VOID_OF_WORDS:
            self._silent += 1
        elif tag in ("article", "main"):
            self._article += 1
        elif tag == "p" and self._article and not self._silent:
            self._collect("p")

    def _meta(self, given: dict[str, str]) -> None:
        name, content = (
            (given.get("property") or given.get("name", "")).lower(),
            given.get("content"),
        )
        if not content:
            return
        if name == "article:tag":
            self.found.tags.append(content)
        else:
            self.found.named.setdefault(name, content)

    def _collect(self, tag: str) -> None:
        self._end("p")
        self._into, self._ends = [], tag

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._ends:
            self._end(tag)
        elif tag in _VOID_OF_WORDS:
            self._silent = max(0, self._silent - 1)
        elif tag in ("article", "main"):
            self._end("p")
            self._article = max(0, self._article - 1)

    def _end(self, tag: str) -> None:
        if self._into is None or self._ends != tag:
            return
        words, self._into, self._ends = "".join(self._into), None, ""
        if tag == "title":
            self.found.title = words
        elif tag == "script" and len(self.found.scripts) < _MOST_SCRIPTS:
            self.found.scripts.append(words)
        elif tag == "p":
            self.found.paragraphs.append(" ".join(words.split()))


def facts_of(html: str, address: str) -> PageFacts:
    """What the page at ``address`` says. Everything in it is a stranger's: the caller checks it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = reader.found
    data = next(_articles(found.scripts), {})
    named = found.named
    body = "\n\n".join(paragraph for paragraph in found.paragraphs if paragraph)
    return PageFacts(
        title=_word(data, "headline") or named.get("og:title") or found.title,
        lang=_language(data) or found.lang or named.get("og:locale", "").replace("_", "-"),
        tags=_tags(data) or tuple(found.tags),
        text=(
            _word(data, "articleBody")
            or body
            or _word(data, "description")
            or named.get("og:description")
            or named.get("description", "")
        )[:TEXT_LIMIT],
        url=_absolute(found.canonical or named.get("og:url") or "", address),
    )


def _articles(scripts: list[str]) -> Iterator[dict[str, Any]]:
    for script in scripts:
        try:
            yield from _within(json.loads(script), _DEEPEST)
        except (ValueError, RecursionError):
            continue  # a page's mistakes are its owner's; the rest of the page may say enough


def _within(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The articles in a piece of structured data, the outermost first."""
    if depth == 0:
        return
    if isinstance(value, list):
        for one in value:
            yield from _within(one, depth - 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if any(
            _ARTICLE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])
        ):
            yield value
        for name in ("@graph", "mainEntity"):
            yield from _within(value.get(name), depth - 1)


def _word(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _language(data: dict[str, Any]) -> str:
    value = data.get("inLanguage")
    if isinstance(value, dict):
        value = value.get("alternateName")
    return value if isinstance(value, str) else ""


def _tags(data: dict[str, Any]) -> tuple[str, ...]:
    value = data.get("keywords")
    if isinstance(value, str):
        return tuple(value.split(","))
    if isinstance(value, list):
        return tuple(one for one in value if isinstance(one, str))
    return ()


def _absolute(found: str, address: str) -> str:
    try:
        return urljoin(address, found.strip()) if found else ""
    except ValueError:
        return ""
