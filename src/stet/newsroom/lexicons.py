"""The publisher's edits of the word lists, in the form in which screening takes them."""

from __future__ import annotations

from uuid import UUID

from stet.newsroom.models import LexiconTerm

Edit = tuple[str, str, str, str, str]  # action, lang, term, clause, strength


def edits_of(site_id: UUID) -> tuple[Edit, ...]:
    """Every edit of the site, in a fixed order, so that equal edits make an equal screener."""
    rows = LexiconTerm.objects.filter(site=site_id).order_by("lang", "term")
    return tuple(rows.values_list("action", "lang", "term", "clause", "strength"))
