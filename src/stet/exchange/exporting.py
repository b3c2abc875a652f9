"""``stet export``: every comment that is there, as JSON Lines, as WordPress has them, or as a table.

The comments are read by one statement, so they are those of one moment, and a few hundred at a time.
E-mail addresses stay here, and so does what its author withdrew or had erased.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

from django.conf import settings

from stet.comments.models import Comment
from stet.comments.states import State
from stet.moderation.models import Citation
from stet.newsroom.models import Article
from stet.newsroom.reading import OWN_PATH

Progress = Callable[[int, int], None]

_THERE = (State.HELD, State.APPROVED, State.REJECTED)
_CHUNK = 500
# What the programs that open tables take for a formula (OWASP, "CSV Injection").
_FORMULA = re.compile("^[=+\\-@\t\r\n＝＋－＠]")  # noqa: RUF001 - the wide ones are meant
_NO_XML = re.compile("[\ufffe\uffff]")
_WP_STATES = {State.HELD: "0", State.APPROVED: "1", State.REJECTED: "trash"}
# Where an article without an address of its own is, if this newsroom has none either.
_NOWHERE = "https://newsroom.invalid"


@dataclass(frozen=True)
class Told:
    """A comment, the comment above it that goes out too, and the clauses of its rejection."""

    comment: Comment
    parent: UUID | None
    clauses: tuple[str, ...]


def export(
    file_format: str,
    article: Article | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Iterator[bytes]:
    """The comments in one of `FORMATS`, piece by piece; those of one article if it is given."""
    comments = Comment.objects.filter(state__in=_THERE)
    if article:
        comments = comments.filter(article=article)
    total = comments.count()
    rows = (
        comments.select_related("article", "parent", "original")
        .defer("article__source", "article__body_html", "article__plain_text")
        .order_by("article", "posted_at", "id")
        .iterator(chunk_size=_CHUNK)
    )
    yield from FORMATS[file_format](_told(rows, lambda done: progress(done, max(total, done))))


def _told(rows: Iterator[Comment], report: Callable[[int], None]) -> Iterator[Told]:
    done = 0
    while group := list(islice(rows, _CHUNK)):
        clauses: dict[UUID, list[str]] = {}
        decisions = [one.decision for one in group if one.state == State.REJECTED]
        cited = Citation.objects.filter(decision__in=decisions).order_by("clause__key")
        for decision, key in cited.values_list("decision", "clause__key"):
            clauses.setdefault(decision, []).append(key)
        for comment in group:
            keys = clauses.get(comment.decision, []) if comment.decision else []
            yield Told(comment, _above(comment), tuple(keys))
        done += len(group)
        report(done)


def _above(comment: Comment) -> UUID | None:
    """What it answers, or the next one above that which goes out."""
    parent = comment.parent
    while parent is not None and parent.state not in _THERE:
        parent = parent.parent
    return parent.id if parent else None


def address_of(article: Article) -> str:
    """Where the article is: at its publisher's, else here."""
    base = settings.STET.public_url.rstrip("/") or _NOWHERE
    return article.url or f"{base}{OWN_PATH}{article.slug}/"


def _time(at: datetime) -> str:
    return at.isoformat()


def _jsonl(told: Iterable[Told]) -> Iterator[bytes]:
    for one in told:
        yield json.dumps(_fields(one), ensure_ascii=False).encode() + b"\n"


def _fields(one: Told) -> dict[str, Any]:
    comment = one.comment
    fields: dict[str, Any] = {
        "source_id": str(comment.id),
        "article_url": address_of(comment.article),
        "article_title": comment.article.headline,
        "parent_source_id": str(one.parent) if one.parent else None,
        "name": comment.name,
        "text": comment.text,
        "posted_at": _time(comment.posted_at),
        "status": comment.state,
        "clauses": list(one.clauses) or None,
    }
    original = getattr(comment, "original", None)
    if original is not None:
        fields["raw_text"] = original.text or None
        fields["raw_status"] = original.status or None
        fields["raw_parent"] = original.parent or None
    return {name: value for name, value in fields.items() if value is not None}


_COLUMNS = (
    "id",
    "article_url",
    "article_title",
    "parent_id",
    "name",
    "text",
    "posted_at",
    "status",
    "clauses",
    "source",
    "source_id",
)


def _csv(told: Iterable[Told]) -> Iterator[bytes]:
    yield _row(_COLUMNS)
    for one in told:
        comment = one.comment
        yield _row(
            [
                str(comment.id),
                address_of(comment.article),
                comment.article.headline,
                str(one.parent or ""),
                comment.name,
                comment.text,
                _time(comment.posted_at),
                comment.state,
                " ".join(one.clauses),
                comment.source,
                comment.source_id,
            ]
        )


def _row(cells: Iterable[str]) -> bytes:
    line = io.StringIO(newline="")
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow([_harmless(cell) for cell in cells])
    return line.getvalue().encode()


def _harmless(cell: str) -> str:
    """With an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<wp:wxr_version>1.2</wp:wxr_version>
"""


def _wxr(told: Iterable[Told]) -> Iterator[bytes]:
    """An item for each article. WordPress counts its comments, so they get numbers in their order."""
    yield _HEAD.encode()
    article: UUID | None = None
    numbers: dict[UUID, int] = {}
    taken = 0
    for one in told:
        comment = one.comment
        if comment.article_id != article:
            yield b"</item>\n" if article else b""
            yield _item(comment.article).encode()
            article, taken = comment.article_id, taken + len(numbers)
            numbers = {}
        for known in filter(None, (comment.id, one.parent)):
            numbers.setdefault(known, taken + len(numbers) + 1)
        yield _wp_comment(one, numbers).encode()
    yield b"</item>\n" if article else b""
    yield b"</channel>\n</rss>\n"


def _item(article: Article) -> str:
    return (
        f"<item>\n<title>{_xml(article.headline)}</title>\n"
        f"<link>{_xml(address_of(article))}</link>\n<wp:post_type>post</wp:post_type>\n"
    )


def _wp_comment(one: Told, numbers: dict[UUID, int]) -> str:
    comment = one.comment
    at = comment.posted_at.strftime("%Y-%m-%d %H:%M:%S")
    parts = {
        "id": str(numbers[comment.id]),
        "author": comment.name,
        "date": at,
        "date_gmt": at,
        # WordPress takes what stands there for HTML.
        "content": escape(comment.text),
        "approved": _WP_STATES[State(comment.state)],
        "type": "comment",
        "parent": str(numbers[one.parent] if one.parent else 0),
    }
    told = "".join(
        f"<wp:comment_{name}>{_xml(words)}</wp:comment_{name}>\n" for name, words in parts.items()
    )
    return f"<wp:comment>\n{told}</wp:comment>\n"


def _xml(words: str) -> str:
    return escape(_NO_XML.sub("\ufffd", words)).replace("\r", "&#13;")


FORMATS: dict[str, Callable[[Iterable[Told]], Iterator[bytes]]] = {
    "jsonl": _jsonl,
    "wxr": _wxr,
    "csv": _csv,
}
