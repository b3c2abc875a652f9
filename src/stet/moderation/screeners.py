"""The screener of a site."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from stet.newsroom.lexicons import edits_of
from stet.screening.judge.second import Unjudged
from stet.screening.screener import build_screener


@lru_cache(maxsize=8)
def _screener(edits: tuple[tuple[str, str, str, str, str], ...]) -> Unjudged:
    return build_screener(edits)


def screener_of(site_id: UUID) -> Unjudged:
    """The site's screener: the shipped one with the publisher's edits of the word lists."""
    return _screener(edits_of(site_id))
