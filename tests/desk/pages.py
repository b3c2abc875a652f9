"""Reading a page of the desk as a person does."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "rect", "source", "wbr"}


class _Finder(HTMLParser):
    def __init__(self, wanted: Callable[[str, dict[str, str | None]], bool]) -> None:
        super().__init__()
        self._wanted = wanted
        self._depth = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        if self._depth:
            self._depth += 1
        elif self._wanted(tag, dict(attrs)):
            self._depth = 1
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if self._depth and tag not in VOID:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.found[-1] += data


def html_of(response: Any) -> str:
    return str(response.content.decode())


def texts(response: Any, css_class: str) -> list[str]:
    """The text of each outermost element with this class, exactly as the page holds it."""
    finder = _Finder(lambda _tag, attrs: css_class in (attrs.get("class") or "").split())
    finder.feed(html_of(response))
    return finder.found


def said_by_comment(response: Any) -> str:
    """The comment's text in the panel, code point for code point."""
    (text,) = texts(response, "words-large")
    return text


def seen_in(response: Any) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', html_of(response))
    assert found, "the page offers no decision"
    return found[1]


def shown(response: Any) -> UUID | None:
    """The comment that the page is about."""
    found = re.search(r'data-panel="([^"]*)"', html_of(response))
    return UUID(found[1]) if found else None


def plain(response: Any) -> str:
    """All words of the page, white space pressed together."""
    without_tags = re.sub(r"<[^>]*>", " ", html_of(response))
    return " ".join(without_tags.split())
