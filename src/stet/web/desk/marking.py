"""Where a search's words stand in a text, and the text with them marked, for a row of the list."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from stet.moderation.searching.asking import Term
from stet.text.searchwords import placed_words

EXCERPT = 220  # code points of the text in a row: two or three lines at desk width
_BEFORE = 60  # code points of it that stand before the first hit

Span = tuple[int, int]


def hits_in(text: str, terms: Sequence[Term]) -> list[Span]:
    """The half-open spans of the words of ``text`` that one of ``terms`` asks for, in order."""
    wanted = [term for term in terms if not term.left_out]
    if not wanted:
        return []
    return [
        (word.start, word.end)
        for word in placed_words(text)
        if any(term.matches(word.word) for term in wanted)
    ]


def marked(text: str, spans: Sequence[Span]) -> SafeString:
    """``text`` as HTML, its spans (in order, not overlapping) in ``mark``; else as it is."""
    edges = [0, *(at for span in spans for at in span), len(text)]
    pieces = [
        format_html("<mark>{}</mark>" if place % 2 else "{}", text[start:end])
        for place, (start, end) in enumerate(pairwise(edges))
    ]
    return mark_safe("".join(pieces))  # noqa: S308 - made of format_html


def excerpt(text: str, terms: Sequence[Term]) -> SafeString:
    """The part of ``text`` around the first hit, its hits marked."""
    spans = hits_in(text, terms)
    start = _beginning(text, spans[0][0]) if spans else 0
    end = min(len(text), start + EXCERPT)
    inside = [
        (first - start, min(last, end) - start)
        for first, last in spans
        if first >= start and first < end
    ]
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return format_html("{}{}{}", before, marked(text[start:end], inside), after)


def _beginning(text: str, hit: int) -> int:
    """A place a little before ``hit``, after a space if there is one near."""
    if hit <= _BEFORE:
        return 0
    start = hit - _BEFORE
    space = text.find(" ", start, hit)
    return space + 1 if space >= 0 else start
