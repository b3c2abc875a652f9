"""A comment's text for a moderator's eyes: the words that matter marked, hidden characters shown.

The text itself comes out code point for code point: labels of hidden characters are drawn by the
style sheet from an attribute and are no part of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from stet.text.invisible import Invisible, InvisibleFacts

# Six colours and five kinds of underline: thirty different marks before one comes again.
HUES, LINES = 6, 5


@dataclass(frozen=True)
class Mark:
    """How a clause is marked: its title, a colour and a kind of underline, both by number.

    `faint`: the words stand out, the clause is too unsure to be named.
    """

    title: str
    hue: int
    line: int
    faint: bool = False


def mark_for(position: int, title: str, *, faint: bool = False) -> Mark:
    """The mark of the clause at ``position`` (from 0), the same in every comment."""
    return Mark(title, position % HUES, position % LINES, faint)


def highlighted(
    text: str,
    spans: Iterable[Mapping[str, Any]],
    marks: Mapping[str, Mark],
    invisible: InvisibleFacts,
) -> SafeString:
    """``text`` as HTML. ``spans`` are {start, end, clause} in code points; others are left out."""
    inside = [
        (max(0, span["start"]), min(len(text), span["end"]), marks[span["clause"]])
        for span in spans
        if span["clause"] in marks
    ]
    hidden = {found.at: found for found in invisible.found if not found.ordinary}
    edges = {0, len(text), *hidden}
    edges.update(at for start, end, _ in inside for at in (start, end) if start < end)
    cuts = sorted(edges)
    pieces = []
    for start, end in pairwise(cuts):
        over = [mark for first, last, mark in inside if first <= start and end <= last]
        pieces.append(_piece(text[start:end], list(dict.fromkeys(over)), hidden.get(start)))
    return mark_safe("".join(pieces))  # noqa: S308 - made of format_html below


def _piece(text: str, marks: list[Mark], hidden: Invisible | None) -> SafeString:
    shown = format_html("{}", text)
    for mark in marks:
        shown = format_html(
            '<mark data-hue="{}" data-line="{}"{} title="{}">{}</mark>',
            mark.hue,
            mark.line,
            SafeString(" data-faint" if mark.faint else ""),
            mark.title,
            shown,
        )
    return SafeString(_label(hidden) + shown) if hidden else shown


def _label(hidden: Invisible) -> SafeString:
    code = f"U+{hidden.code_point:04X}"
    return format_html(
        '<span class="unseen" role="img" data-code="{}" aria-label="{} {}" title="{} {}"></span>',
        code,
        code,
        hidden.name,
        code,
        hidden.name,
    )


def words_by_clause(text: str, spans: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The marked words of each clause, each once, in the order of the text."""
    found: dict[str, dict[str, None]] = {}
    for span in sorted(spans, key=lambda span: int(span["start"])):
        found.setdefault(span["clause"], {})[text[span["start"] : span["end"]]] = None
    return {clause: list(words) for clause, words in found.items()}
